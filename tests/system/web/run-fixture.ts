import { runWeb } from '../../../src/web/run.ts'
import { fakeEngines } from '../host/fake-engines.ts'

// The web shell as a program, with the page and the engine of the tests.
const [folder = '', ...flags] = process.argv.slice(2)
await runWeb({
  userData: `${folder}/data`,
  engines: fakeEngines,
  renderer: `${folder}/page`,
  version: '0.0.0-test',
  port: 0,
  json: flags.includes('--json'),
})
