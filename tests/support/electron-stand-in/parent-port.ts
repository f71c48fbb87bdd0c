// Loaded before the program of a utility process: gives it the port that Electron would.
import { EventEmitter } from 'node:events'

const send = process.send?.bind(process)
const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void (process.connected && send?.(message)),
})
port.on('newListener', (name) => {
  if (name === 'message' && port.listenerCount('message') === 0)
    process.on('message', (data) => port.emit('message', { data, ports: [] }))
})
Object.assign(process, { parentPort: port, send: undefined })
// The app's utility processes end with it.
process.once('disconnect', () => process.exit())
