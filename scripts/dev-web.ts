// The host and the pages, straight from source, through Vite's server. For development on this machine only:
// without the web shell's token, so only pages of this very server may open the wire.
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { createServer } from 'vite'
import { WebSocketServer } from 'ws'
import { hostContract } from '../src/contract/index.ts'
import { engineUrls } from '../src/host/engine-urls.ts'
import { openHost, userDataFolder } from '../src/host/index.ts'
import { serve, socketLink } from '../src/wire/index.ts'

const host = await openHost({
  userData: userDataFolder(),
  engines: engineUrls(),
  shell: 'web',
  version: 'development',
})
const pages = await createServer({
  root: 'src/renderer',
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1' },
})
const wire = new WebSocketServer({ noServer: true })
pages.httpServer?.on('upgrade', (request, socket, head) => {
  if (request.url !== '/wire') return
  if (request.headers.origin !== `http://${request.headers.host}`) return socket.destroy()
  wire.handleUpgrade(request, socket, head, (client) =>
    serve(hostContract, host.server, socketLink(client), host.report),
  )
})
await pages.listen()
pages.printUrls()
