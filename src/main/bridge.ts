import { ipcMain, MessageChannelMain } from 'electron'
import { hostContract } from '../contract/host.ts'
import type { Host } from '../host/index.ts'
import { electronLink } from '../wire/electron-link.ts'
import { serve } from '../wire/serve.ts'
import { origin } from './app-protocol.ts'

/** Gives each page that asks, and is ours, a port over which it gets the whole contract. */
export function bridgePages(host: Host): void {
  ipcMain.on('hawser:connect', ({ senderFrame, sender }) => {
    // Only the top frame of our own page: nothing embedded, nothing foreign.
    if (senderFrame === null || senderFrame.parent || !senderFrame.url.startsWith(`${origin}/`)) return
    const { port1, port2 } = new MessageChannelMain()
    serve(hostContract, host.server, electronLink(port1), host.report)
    sender.postMessage('hawser:port', null, [port2])
  })
}
