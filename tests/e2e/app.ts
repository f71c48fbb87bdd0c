import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from './chromium.ts'
import { type App, complaintsOf, startApp } from './start-app.ts'

export const test = base.extend<{
  home: string
  /** A Hawser of the test's own. */
  app: App
  /** The worker's Hawser with a page that was just opened, for tests that leave it as they found it. */
  shared: App
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'hawser-e2e-'))
    await use(home)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  },
  app: async ({ shell, home, browserOfWorker }, use, info) => {
    const app = await startApp(shell, home, { browser: browserOfWorker })
    await use(app)
    if (info.status !== info.expectedStatus)
      await app.page.screenshot({ path: info.outputPath('page.png') }).catch(() => {})
    await app.close()
  },
  shared: async ({ shell, appOfWorker }, use, info) => {
    const app = await appOfWorker()
    const page = shell === 'web' ? await app.anotherPage() : app.page
    const complaints = shell === 'web' ? complaintsOf(page) : app.complaints
    if (shell !== 'web') {
      await page.goto(new URL('#/', page.url()).href)
      await page.reload()
      complaints.length = 0
    }
    await page.getByRole('navigation').first().waitFor()
    await use({ ...app, page, complaints })
    if (info.status !== info.expectedStatus)
      await page.screenshot({ path: info.outputPath('page.png') }).catch(() => {})
    if (shell === 'web') await page.close()
  },
})

export { expect } from '@playwright/test'
export { type App, type BrowserOptions, startApp } from './start-app.ts'
