import { contextBridge, ipcRenderer } from 'electron'

/**
 * The one bridge of the page to the main process. `connect` asks for a port to the host, which then arrives as a
 * window message `{ type: 'hawser:port' }` with the port. `connectShell` does the same for the shell itself
 * (`hawser:shell-port`), and `connectDisk` for a port to the host's disk (see `RemoteSink`), which arrives as
 * `{ type: 'hawser:disk-port', id }`.
 */
const bridge = {
  connect: () => ipcRenderer.send('hawser:connect'),
  connectShell: () => ipcRenderer.send('hawser:connect-shell'),
  connectDisk: (id: number) => ipcRenderer.send('hawser:connect-disk', id),
}

export type Bridge = typeof bridge

for (const type of ['hawser:port', 'hawser:shell-port'])
  ipcRenderer.on(type, (event) => {
    // A port cannot pass the bridge as a value, only by a message within the window.
    window.postMessage({ type }, location.origin, event.ports)
  })

ipcRenderer.on('hawser:disk-port', (event, id: number) => {
  window.postMessage({ type: 'hawser:disk-port', id }, location.origin, event.ports)
})

contextBridge.exposeInMainWorld('hawser', bridge)
