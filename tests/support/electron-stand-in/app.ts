import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeBrowser, openBrowser } from './browser.ts'
import { desktop } from './desktop.ts'
import { utilityMetrics } from './utility-process.ts'

/** The folder of a package's resources, for the app to believe that it was installed. */
const resources = process.env['STAND_IN_RESOURCES']
if (resources !== undefined) Object.assign(process, { resourcesPath: resources })

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string }

/** Emits an event that a listener may prevent; true when one did. */
export function prevented(target: EventEmitter, name: string, ...rest: unknown[]): boolean {
  const event = {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
  target.emit(name, event, ...rest)
  return event.defaultPrevented
}

type Closable = { close(): boolean }

class App extends EventEmitter {
  readonly isPackaged = resources !== undefined
  readonly windows = new Set<Closable>()
  readonly #ready = Promise.withResolvers<void>()
  readonly #paths = new Map<string, string>()
  whenReady = () => this.#ready.promise
  getVersion = () => manifest.version
  getName = () => manifest.name
  getPreferredSystemLanguages = () => ['en-GB']
  getAppPath = () => process.cwd()
  getAppMetrics = utilityMetrics
  getPath = (name: string) => this.#paths.get(name) ?? join(tmpdir(), name)
  setPath = (name: string, path: string) => void this.#paths.set(name, path)
  readonly commandLine = { appendSwitch: (): void => {} }
  enableSandbox(): void {}
  releaseSingleInstanceLock(): void {}
  relaunch(): void {
    desktop.relaunched = true
  }
  requestSingleInstanceLock = () => process.env['STAND_IN_SECOND'] === undefined
  setLoginItemSettings(settings: object): void {
    desktop.loginItem = settings
  }

  /** Returns the port at which its browser can be led too. */
  async start(): Promise<number> {
    const port = await openBrowser()
    this.emit('ready')
    this.#ready.resolve()
    return port
  }

  quit(): void {
    if (prevented(this, 'before-quit')) return
    for (const window of [...this.windows]) if (!window.close()) return
    if (!prevented(this, 'will-quit')) this.exit(0)
  }

  exit(code = 0): void {
    this.emit('quit', {}, code)
    void closeBrowser().finally(() => process.exit(code))
  }
}

export const app = new App()
