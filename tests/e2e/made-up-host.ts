import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import type { Scenario } from '../support/fake-host/worlds.ts'
import { attachFake, serveBuilt } from '../support/serve-fake.ts'
import { test as base } from './chromium.ts'

/** A page and everything that it complained about. */
export type World = { page: Page; complaints: string[] }
type Size = { width: number; height: number }

/** The built page over a made-up host: what is looked at here needs no second machine. */
export const test = base.extend<{
  /** Where pages begin unless a test says otherwise. */
  start: string
  open: (scenario: Scenario, path?: string, size?: Size) => Promise<World>
}>({
  start: ['#/', { option: true }],
  open: async ({ start, browserOfWorker }, use, info) => {
    await using stack = new AsyncDisposableStack()
    const browser = await browserOfWorker()
    await use(async (scenario, path = start, size = { width: 1280, height: 820 }) => {
      const server = serveBuilt()
      attachFake(server, scenario)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      stack.defer(() => {
        server.close()
        server.closeAllConnections()
      })
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const context = await browser.newContext({ viewport: size })
      stack.defer(() => context.close())
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      await page.goto(`${origin}/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      stack.defer(async () => {
        if (info.status !== info.expectedStatus)
          await page.screenshot({ path: info.outputPath('page.png') }).catch(() => {})
      })
      return { page, complaints }
    })
  },
})

export { expect } from '@playwright/test'
export { axeFaults, axeFaultsInBoth } from './axe.ts'
