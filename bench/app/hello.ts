import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const project = resolve(import.meta.dirname, '../..')

/** The React template of electron-vite, as its generator writes it, without its picture. */
const files: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'hello',
    version: '1.0.0',
    type: 'module',
    main: './out/main/index.js',
  }),
  'electron.vite.config.mjs': `
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
export default defineConfig({ main: {}, preload: {}, renderer: { plugins: [react()] } })
`,
  'src/main/index.js': `
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 900, height: 670, show: false, webPreferences: { preload: join(import.meta.dirname, '../preload/index.mjs'), sandbox: false } })
  window.on('ready-to-show', () => window.show())
  window.loadFile(join(import.meta.dirname, '../renderer/index.html'))
})
app.on('window-all-closed', () => app.quit())
`,
  'src/preload/index.js': `
import { contextBridge } from 'electron'
contextBridge.exposeInMainWorld('api', {})
`,
  'src/renderer/index.html': `<!doctype html>
<html>
  <head>
    <meta charset="UTF-8" />
    <title>Electron</title>
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.jsx"></script>
  </body>
</html>
`,
  'src/renderer/src/main.jsx': `
import './assets/main.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import App from './App.jsx'
createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>)
`,
  'src/renderer/src/App.jsx': `
import Versions from './components/Versions.jsx'
export default function App() {
  return (
    <>
      <div className="creator">Powered by electron-vite</div>
      <div className="text">Build an Electron app with <span className="react">React</span></div>
      <p className="tip">Please try pressing <code>F12</code> to open the devTool</p>
      <div className="actions">
        <div className="action"><a href="https://electron-vite.org/" target="_blank" rel="noreferrer">Documentation</a></div>
        <div className="action"><a rel="noreferrer">Send IPC</a></div>
      </div>
      <Versions />
    </>
  )
}
`,
  'src/renderer/src/components/Versions.jsx': `
import { useState } from 'react'
export default function Versions() {
  const [versions] = useState({ electron: '0', chrome: '0', node: '0' })
  return (
    <ul className="versions">
      {Object.entries(versions).map(([name, version]) => <li key={name}>{name} v{version}</li>)}
    </ul>
  )
}
`,
  'src/renderer/src/assets/main.css': `
body { margin: 0; display: flex; align-items: center; justify-content: center; overflow: hidden; background: #1b1b1f; color: rgba(255, 255, 245, 0.86); font-family: Inter, system-ui, sans-serif; }
#root { display: flex; align-items: center; justify-content: center; flex-direction: column; margin-bottom: 80px; min-height: 100vh; }
.text { font-size: 28px; font-weight: 700; line-height: 32px; text-align: center; }
.actions { display: flex; padding-top: 32px; flex-wrap: wrap; }
.versions { position: absolute; bottom: 30px; display: inline-flex; padding: 15px 0; }
`,
  // In place of Electron's main process, which cannot run here: what serves the page, and nothing else.
  'host.mjs': `
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
const folder = join(import.meta.dirname, 'out/renderer')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const server = createServer(async ({ url }, response) => {
  const path = url === '/' ? '/index.html' : url
  try {
    const body = await readFile(join(folder, path))
    response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
})
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'))
`,
}

/** Writes and builds the smallest app of electron-vite with React into a folder, by the packages that build Hawser. */
export async function makeHello(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'dir')
  const program = join(project, 'node_modules/electron-vite/bin/electron-vite.js')
  await promisify(execFile)(process.execPath, [program, 'build'], { cwd: folder })
}
