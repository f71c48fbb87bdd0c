import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, test as base } from '@playwright/test'
import { type App, launchChromium, type ShellName, startApp } from './start-app.ts'

export type AppOptions = { shell: ShellName }

interface OfWorker extends AppOptions {
  /** A Chromium for all tests of a worker, started when the first of them asks for one with these flags. */
  browserOfWorker: (flags?: readonly string[]) => Promise<Browser>
  /** A Hawser for all tests of a worker that leave it as they found it, started when the first of them asks for it. */
  appOfWorker: () => Promise<App>
  /** What else they share, by its name: made when it is first asked for, and ended with the worker. */
  keptByWorker: <T extends AsyncDisposable>(name: string, make: () => Promise<T>) => Promise<T>
}

/**
 * What the tests of a worker share; each has a context or a page of its own. It is the same for all specs, also for those
 * that use none of it: for tests with other fixtures of this kind a worker is ended and another one is started.
 */
export const test = base.extend<object, OfWorker>({
  shell: ['web', { option: true, scope: 'worker' }],
  browserOfWorker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const browsers = new Map<string, Promise<Browser>>()
      await use((flags = []) => {
        const key = flags.join(' ')
        const browser = browsers.get(key) ?? launchChromium(flags)
        browsers.set(key, browser)
        return browser
      })
      await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()))
    },
    { scope: 'worker' },
  ],
  appOfWorker: [
    async ({ shell, browserOfWorker }, use) => {
      const home = await mkdtemp(join(tmpdir(), 'hawser-e2e-'))
      let app: Promise<App> | undefined
      await use(() => {
        app ??= startApp(shell, home, { browser: browserOfWorker })
        return app
      })
      await (await app)?.close()
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    },
    { scope: 'worker' },
  ],
  keptByWorker: [
    // It is ended before the browser that it may need.
    async ({ browserOfWorker: _ }, use) => {
      const kept = new Map<string, Promise<AsyncDisposable>>()
      await use(<T extends AsyncDisposable>(name: string, make: () => Promise<T>) => {
        const made = (kept.get(name) as Promise<T> | undefined) ?? make()
        kept.set(name, made)
        return made
      })
      for (const each of kept.values()) await (await each)[Symbol.asyncDispose]()
    },
    { scope: 'worker' },
  ],
})
