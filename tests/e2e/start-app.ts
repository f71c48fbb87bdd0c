import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron, type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { launchStandIn } from '../support/electron-stand-in/launch.ts'

export type ShellName = 'web' | 'stand-in' | 'electron'

// biome-ignore lint/suspicious/noExplicitAny: runs in the main process, where these are Electron's own or the stand-in's
type InMain<T> = (electron: any, desktop: any) => T | Promise<T>

/** Hawser, running in one of its shells with a user-data folder of its own. */
export interface App {
  readonly home: string
  readonly page: Page
  /** Everything that the page complained about. */
  readonly complaints: string[]
  /** Another page on the same host; only the web shell has more than one. */
  anotherPage(): Promise<Page>
  /** Runs code in the main process of a desktop shell. */
  evaluate<T>(code: InMain<T>): Promise<T>
  /** Ends the app as a crash would; of the web shell only. */
  kill?(): Promise<void>
  /** Ends the app as a person would, and tells its exit status. */
  close(): Promise<number | null>
}

type Started = Omit<App, 'home' | 'complaints'>

const main = 'out/main/index.js'
const usualFlags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync']

export const launchChromium = (flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: [...usualFlags, ...flags] })

export interface BrowserOptions {
  /** One that runs, and goes on; without, one is started with these flags besides the usual ones. */
  browser?: () => Promise<Browser>
  flags?: readonly string[]
  /** Before the first page is opened. */
  prepare?(context: BrowserContext): Promise<void>
}

async function startWeb(
  home: string,
  { browser: running, flags = [], prepare }: BrowserOptions,
): Promise<Started> {
  const env = { ...process.env, HAWSER_HOME: home, HAWSER_PORT: '0' }
  const child: ChildProcess = spawn(process.execPath, ['out/main/web.js', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const lines = createInterface({ input: child.stdout! })
  const listening = Promise.race([
    once(lines, 'line'),
    exited.then((code) => Promise.reject(new Error(`the web shell ended with status ${code}`))),
  ]) as Promise<[string]>
  const [[line], browser] = await Promise.all([listening, running?.() ?? launchChromium(flags)])
  const [address = ''] = (JSON.parse(line) as { addresses: string[] }).addresses
  const context = await browser.newContext({ viewport: { width: 1280, height: 820 } })
  await prepare?.(context)
  const closePages = () => (running ? context.close() : browser.close())
  const open = async () => {
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  const end = async (signal: NodeJS.Signals) => {
    await closePages()
    child.kill(signal)
    return exited
  }
  return {
    page: await open(),
    anotherPage: open,
    evaluate: () => Promise.reject(new Error('the web shell has no main process')),
    kill: async () => void (await end('SIGKILL')),
    close: () => end('SIGTERM'),
  }
}

/** Desktop shells keep files of the user's desktop besides their own. */
const desktopEnv = (home: string) => ({ HAWSER_HOME: home, XDG_CONFIG_HOME: join(home, 'config') })
const oneWindow = () => Promise.reject(new Error('a desktop shell has one window'))

async function startStandIn(home: string): Promise<Started> {
  const { firstWindow, evaluate, close } = await launchStandIn(main, desktopEnv(home))
  return { page: await firstWindow(), anotherPage: oneWindow, evaluate, close }
}

async function startElectron(home: string): Promise<Started> {
  if (!existsSync('node_modules/electron/path.txt'))
    throw new Error("Electron's binary is not installed: run npx install-electron first.")
  const env = { ...process.env, ...desktopEnv(home) } as Record<string, string>
  const app = await _electron.launch({ args: ['.'], env })
  const exited = once(app.process(), 'exit').then(([code]) => code as number | null)
  return {
    page: await app.firstWindow(),
    anotherPage: oneWindow,
    evaluate: (code) => app.evaluate(code as never),
    async close() {
      await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => {})
      return exited
    },
  }
}

const starters = { web: startWeb, 'stand-in': startStandIn, electron: startElectron }

/** Notes whatever a page complains of, from now on. */
export function complaintsOf(page: Page, into: string[] = []): string[] {
  page.on('pageerror', (error) => into.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && into.push(message.text()))
  return into
}

/** Starts Hawser on a folder. Playwright's tests get one through the `app` fixture. */
export async function startApp(shell: ShellName, home: string, browser: BrowserOptions = {}): Promise<App> {
  const started = await starters[shell](home, browser)
  const complaints = complaintsOf(started.page)
  await started.page.getByRole('navigation').first().waitFor()
  return { home, complaints, ...started }
}
