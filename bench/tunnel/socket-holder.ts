// Idle sockets as the engine has them, accepted and connected, and nothing else.
import { once } from 'node:events'
import { monotonicClock } from '../../src/engines/kit/clock.ts'
import { connectTarget } from '../../src/engines/tunnel/net/connect-target.ts'
import type { ReadSocket } from '../../src/engines/tunnel/net/read-socket.ts'
import { TcpListener } from '../../src/engines/tunnel/net/tcp-listener.ts'
import { memoryNow } from './memory-now.ts'
import { doTasks } from './remote.ts'

const host = '127.0.0.1'
const held: ReadSocket[] = []

const hold = (source: ReadSocket) => {
  source.socket.on('error', () => {})
  source.socket.resume()
  held.push(source)
}

const tasks = {
  memory: memoryNow,
  heldCount: () => held.length,
  /** Holds all that come. */
  listen: () =>
    new Promise<number>((resolve, reject) => {
      const listener: TcpListener = new TcpListener({ host, port: 0 }, monotonicClock, {
        accepted: hold,
        changed: () => (listener.at ? resolve(listener.at.port) : reject(listener.fault)),
        report: reject,
      })
    }),
  async connect(port: number, count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      const source = connectTarget({ host, port }, [host])
      await once(source.socket, 'connect')
      hold(source)
    }
  },
}
export type HolderTasks = typeof tasks

doTasks(tasks)
