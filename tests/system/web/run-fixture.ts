import { runWeb } from '../../../src/web/run.ts'

// The web shell as a program, with the page and the engine of the tests.
const [folder = '', ...flags] = process.argv.slice(2)
await runWeb({
  userData: `${folder}/data`,
  engines: { forward: new URL('../host/fake-engine.ts', import.meta.url) },
  renderer: `${folder}/page`,
  version: '0.0.0-test',
  port: 0,
  json: flags.includes('--json'),
})
