import { contextBridge, ipcRenderer } from 'electron'

/**
 * The one bridge of the page to the main process. `connect` asks for a port to the host, which then arrives as a
 * window message `{ type: 'hawser:port' }` with the port.
 */
const bridge = {
  connect: () => ipcRenderer.send('hawser:connect'),
}

export type Bridge = typeof bridge

ipcRenderer.on('hawser:port', (event) => {
  // A port cannot pass the bridge as a value, only by a message within the window.
  window.postMessage({ type: 'hawser:port' }, location.origin, event.ports)
})

contextBridge.exposeInMainWorld('hawser', bridge)
