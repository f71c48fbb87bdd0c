import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { FakeHost } from '../support/fake-host/index.ts'
import { Pace } from '../support/fake-host/pace.ts'
import type { Scenario } from '../support/fake-host/worlds.ts'
import { attachFake, serveBuilt } from '../support/serve-fake.ts'
import { test as base } from './chromium.ts'

/** A page, everything that it complained about, and the host behind it. */
export type World = { page: Page; complaints: string[]; host: FakeHost }
type Size = { width: number; height: number }

/** What a worker has for all its tests: an address, and a browser that has compiled what is found there. */
interface Stage extends AsyncDisposable {
  server: Server
  origin: string
  context: BrowserContext
}

/** Nobody needs to be waited for; what must be seen before something else is held back. */
const quick = 0.05

async function setUp(browser: Browser): Promise<Stage> {
  const server = serveBuilt()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  return {
    server,
    origin,
    context,
    async [Symbol.asyncDispose]() {
      await context.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The built page over a made-up host: what is looked at here needs no second machine. */
export const test = base.extend<{
  /** Where pages begin unless a test says otherwise. */
  start: string
  /** Another world for who comes now; pages that are open stay in theirs. */
  open: (scenario: Scenario, path?: string, size?: Size) => Promise<World>
}>({
  start: ['#/', { option: true }],
  open: async ({ start, browserOfWorker, keptByWorker }, use, info) => {
    const { server, origin, context } = await keptByWorker('stage', () => browserOfWorker().then(setUp))
    let last: Page | undefined
    await use(async (scenario, path = start, size = { width: 1280, height: 820 }) => {
      const host = attachFake(server, scenario, new Pace(quick))
      const page = await context.newPage()
      last = page
      await page.setViewportSize(size)
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      await page.goto(`${origin}/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      // By then settings and figures are there too.
      if (!path.startsWith('#/compact'))
        await page
          .getByRole('status')
          .filter({ hasText: /^Engine (running|restarting)$/ })
          .waitFor()
      return { page, complaints, host }
    })
    if (info.status !== info.expectedStatus)
      await last?.screenshot({ path: info.outputPath('page.png') }).catch(() => {})
    await last?.evaluate(() => localStorage.clear()).catch(() => {})
    await Promise.all(context.pages().map((page) => page.close()))
  },
})

export { expect } from '@playwright/test'
export { axeFaults, axeFaultsInBoth } from './axe.ts'
