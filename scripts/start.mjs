// `npm start`: everything from a fresh checkout to a running app.
import { ensureBuilt, ensureDependencies, projectNode, run } from './setup.mjs'

ensureDependencies()
ensureBuilt()
process.exit(run(projectNode(), ['bin/hawser.js', 'app', ...process.argv.slice(2)]))
