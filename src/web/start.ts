import { engineUrls } from '../host/engine-urls.ts'
import { userDataFolder } from '../host/user-data.ts'
import { version } from '../host/version.ts'
import { rendererFolder } from './places.ts'
import { runWeb } from './run.ts'

// The web shell with its defaults, for services and tests; `hawser web` has the options. HAWSER_PORT chooses the port.
const port = process.env['HAWSER_PORT']

try {
  await runWeb({
    userData: userDataFolder(),
    engines: engineUrls(),
    renderer: rendererFolder(),
    version,
    json: process.argv.includes('--json'),
    ...(port ? { port: Number(port) } : {}),
  })
} catch (error) {
  console.error(`hawser: ${(error as { code?: string }).code ?? 'internal'}: ${(error as Error).message}`)
  process.exitCode = 1
}
