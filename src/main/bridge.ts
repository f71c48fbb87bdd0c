import { type IpcMainEvent, ipcMain, MessageChannelMain, type MessagePortMain } from 'electron'
import { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import { shellContract } from '../contract/shell.ts'
import type { Host } from '../host/index.ts'
import { type DiskPipe, portPipe } from '../transfer/disk-pipes.ts'
import { electronLink } from '../wire/electron-link.ts'
import { serve } from '../wire/serve.ts'
import { origin } from './app-protocol.ts'

/** Gives each page that asks, and is ours, a port over which it gets the whole contract, one to the shell, and ports to the disk. */
export function bridgePages(host: Host, shell: Server<typeof shellContract>): void {
  ipcMain.on('hawser:connect', (event) => {
    if (!isOurs(event)) return
    const { port1, port2 } = new MessageChannelMain()
    serve(hostContract, host.server, electronLink(port1), host.report)
    event.sender.postMessage('hawser:port', null, [port2])
  })
  ipcMain.on('hawser:connect-shell', (event) => {
    if (!isOurs(event)) return
    const { port1, port2 } = new MessageChannelMain()
    serve(shellContract, shell, electronLink(port1), host.report)
    event.sender.postMessage('hawser:shell-port', null, [port2])
  })
  ipcMain.on('hawser:connect-disk', (event, id: unknown) => {
    if (!isOurs(event) || typeof id !== 'number') return
    const { port1, port2 } = new MessageChannelMain()
    host.disk.serve(diskPipe(port1))
    event.sender.postMessage('hawser:disk-port', id, [port2])
  })
}

/** Only the top frame of our own page: nothing embedded, nothing foreign. */
const isOurs = ({ senderFrame }: IpcMainEvent): boolean =>
  senderFrame !== null && !senderFrame.parent && senderFrame.url.startsWith(`${origin}/`)

const diskPipe = (port: MessagePortMain): DiskPipe =>
  portPipe({
    postMessage: (message) => port.postMessage(message),
    addEventListener: (type, listener) => void port.on(type as 'message', listener),
    start: () => port.start(),
    close: () => port.close(),
  })
