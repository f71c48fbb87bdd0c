// `npm run dev`: the app with live reload. Pages change in place; a change in the host starts it anew.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies, projectNode, root, run, withProjectNode } from './setup.mjs'

ensureDependencies()
const electron = process.env.ELECTRON_EXEC_PATH ?? join(root, 'node_modules/electron/path.txt')
const command = existsSync(electron)
  ? ['node_modules/electron-vite/bin/electron-vite.js', 'dev', '--watch']
  : ['--watch-path=src/host', '--watch-path=src/engines', '--watch-path=src/contract', 'scripts/dev-web.ts']
process.exit(run(projectNode(), command, withProjectNode()))
