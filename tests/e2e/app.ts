import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { launchStandIn } from '../support/electron-stand-in/launch.ts'
import { test as base, launchChromium } from './chromium.ts'

export type ShellName = 'web' | 'stand-in' | 'electron'
export type AppOptions = { shell: ShellName }

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

const main = 'out/main/index.js'

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
): Promise<Omit<App, 'home' | 'complaints'>> {
  const env = { ...process.env, HAWSER_HOME: home, HAWSER_PORT: '0' }
  const child: ChildProcess = spawn(process.execPath, ['out/main/web.js', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const lines = createInterface({ input: child.stdout! })
  const [line] = (await Promise.race([
    once(lines, 'line'),
    exited.then((code) => Promise.reject(new Error(`the web shell ended with status ${code}`))),
  ])) as [string]
  const [address = ''] = (JSON.parse(line) as { addresses: string[] }).addresses
  const browser = await (running?.() ?? launchChromium(flags))
  const context = await browser.newContext({ viewport: { width: 1280, height: 820 } })
  await prepare?.(context)
  const closePages = () => (running ? context.close() : browser.close())
  const open = async () => {
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  return {
    page: await open(),
    anotherPage: open,
    evaluate: () => Promise.reject(new Error('the web shell has no main process')),
    async kill() {
      await closePages()
      child.kill('SIGKILL')
      await exited
    },
    async close() {
      await closePages()
      child.kill('SIGTERM')
      return exited
    },
  }
}

async function startStandIn(home: string): Promise<Omit<App, 'home' | 'complaints'>> {
  const app = await launchStandIn(main, { HAWSER_HOME: home, XDG_CONFIG_HOME: join(home, 'config') })
  return {
    page: await app.firstWindow(),
    anotherPage: () => Promise.reject(new Error('a desktop shell has one window')),
    evaluate: app.evaluate,
    close: app.close,
  }
}

async function startElectron(home: string): Promise<Omit<App, 'home' | 'complaints'>> {
  if (!existsSync('node_modules/electron/path.txt'))
    throw new Error("Electron's binary is not installed: run npx install-electron first.")
  const env = { ...process.env, HAWSER_HOME: home, XDG_CONFIG_HOME: join(home, 'config') } as Record<
    string,
    string
  >
  const app = await _electron.launch({ args: ['.'], env })
  const exited = once(app.process(), 'exit').then(([code]) => code as number | null)
  return {
    page: await app.firstWindow(),
    anotherPage: () => Promise.reject(new Error('a desktop shell has one window')),
    evaluate: (code) => app.evaluate(code as never),
    async close() {
      await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => {})
      return exited
    },
  }
}

const starters = { web: startWeb, 'stand-in': startStandIn, electron: startElectron }

/** Starts Hawser on a folder. Playwright's tests get one through the `app` fixture. */
export async function startApp(shell: ShellName, home: string, browser: BrowserOptions = {}): Promise<App> {
  const complaints: string[] = []
  const started = await starters[shell](home, browser)
  const { page } = started
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.getByRole('navigation').first().waitFor()
  return { home, complaints, ...started }
}

export const test = base.extend<AppOptions & { home: string; app: App }>({
  shell: ['web', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'hawser-e2e-'))
    await use(home)
    await rm(home, { recursive: true, force: true })
  },
  app: async ({ shell, home, browserOfWorker }, use, info) => {
    const app = await startApp(shell, home, { browser: browserOfWorker })
    await use(app)
    if (info.status !== info.expectedStatus)
      await app.page.screenshot({ path: info.outputPath('page.png') }).catch(() => {})
    await app.close()
  },
})

export { expect } from '@playwright/test'
