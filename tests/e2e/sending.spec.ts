import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { systemClock } from '../../src/host/clock.ts'
import { openPublicRendezvous } from '../../src/host/rendezvous/public-rendezvous.ts'
import { freePort } from '../support/forward-engine.ts'
import { watchTasks } from '../support/long-tasks.ts'
import { type PageRelay, plainAddresses, startPageRelay } from '../support/transfer/page-relay.ts'
import { type App, type BrowserOptions, test as base, expect, startApp } from './app.ts'
import {
  accept,
  arrived,
  card,
  choose,
  digest,
  enterCode,
  listed,
  makeFolder,
  receive,
  row,
  send,
  showCode,
} from './sending-page.ts'

/** A Hawser in the browser, which receives into a folder of its own. */
interface End {
  app: App
  page: Page
  home: string
  received: string
  restart(): Promise<void>
}

interface Fixtures {
  rendezvous: { host: string; port: number }
  folder: string
  open(name: string, browser?: BrowserOptions): Promise<End>
  relay: PageRelay
  behindRelay(): Promise<[End, End]>
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  rendezvous: async ({}, use) => {
    using server = await openPublicRendezvous({
      listen: { host: '127.0.0.1', port: 0 },
      limits: {},
      clock: systemClock,
    })
    await use({ host: '127.0.0.1', port: server.port })
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'hawser-sending-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  relay: async ({}, use) => {
    await using relay = await startPageRelay()
    await use(relay)
  },
  open: async ({ folder, rendezvous, browserOfWorker }, use, info) => {
    const ends: End[] = []
    await use(async (name, browser = { browser: browserOfWorker }) => {
      const home = join(folder, name)
      const received = join(folder, `received by ${name}`)
      mkdirSync(home)
      mkdirSync(received)
      const listen = async () => ({ host: '127.0.0.1', port: await freePort() })
      const settings = {
        version: 1,
        deviceName: name,
        sync: { listen: await listen(), announce: false },
        transfer: { saveTo: received, rendezvous, listen: await listen() },
      }
      writeFileSync(join(home, 'hawser.json'), JSON.stringify(settings))
      const start = async () => {
        const app = await startApp('web', home, browser)
        await app.page.getByRole('link', { name: 'Transfer', exact: true }).first().click()
        await expect(app.page.getByRole('heading', { name: 'Transfer', level: 1 })).toBeVisible()
        return app
      }
      const app = await start()
      const end: End = {
        app,
        page: app.page,
        home,
        received,
        async restart() {
          await end.app.kill?.()
          end.app = await start()
          end.page = end.app.page
        },
      }
      ends.push(end)
      return end
    })
    await Promise.all(
      ends.map(async ({ app }, n) => {
        if (info.status !== info.expectedStatus)
          await app.page.screenshot({ path: info.outputPath(`page ${n}.png`) }).catch(() => {})
        await app.close()
      }),
    )
  },
  /** Two whose channels go through the relay. */
  behindRelay: async ({ open, relay, browserOfWorker }, use) => {
    const browser = { browser: () => browserOfWorker([plainAddresses]), prepare: relay.lead }
    await use(() => Promise.all([open('Studio', browser), open('Van', browser)]))
  },
})

// Sessions are made, cut and made anew, on a busy machine too.
test.describe.configure({ timeout: 480_000 })

/** With `HAWSER_LARGE=1` as much as people send, which takes minutes. */
const large = process.env.HAWSER_LARGE === '1'
const [fileMB, stillsCount, patienceMs] = large ? [1000, 5000, 600_000] : [30, 300, 180_000]

test('a file and a folder arrive by a code as they were @web', async ({ open, folder }) => {
  test.setTimeout(180_000 + 2 * patienceMs)
  const file = join(folder, 'A001.mov')
  const part = randomBytes(1_000_003)
  for (let n = 0; n < fileMB; n++) appendFileSync(file, part.fill(n, 0, 4))
  const stills = join(folder, 'Stills')
  makeFolder(stills, stillsCount)
  // The browser of one is watched, so that each has its own.
  const [studio, van] = await Promise.all([open('Studio', {}), open('Van', {})])

  await choose(studio.page, file, 'files')
  await enterCode(van.page, await showCode(studio.page))
  // How fast this page is on this machine, with all else that the machine does: two other pages are shown.
  const usual = await watchTasks(van.page.context().browser()!)
  await van.page.getByRole('link', { name: 'Events' }).click()
  await expect(van.page.getByRole('heading', { name: 'Events', level: 1 })).toBeVisible()
  await van.page.getByRole('link', { name: 'Transfer', exact: true }).first().click()
  await expect(van.page.getByRole('heading', { name: 'Transfer', level: 1 })).toBeVisible()
  const [longestUsual = 0] = await usual()
  const tasks = await watchTasks(van.page.context().browser()!)
  await accept(van.page, 'Studio')
  // Of minutes nobody could read the trace: in a large file the first tenth is looked at.
  if (large)
    await expect(row(card(van.page, 'Studio'), 'A001.mov')).toContainText(/\b[1-9]\d\d\sMB of/, {
      timeout: patienceMs,
    })
  else await arrived(van.page, 'Studio', 'A001.mov')
  const durations = await tasks()
  expect(durations.length).toBeGreaterThan(100)
  // A trace without times of threads would let anything pass.
  expect(durations[0]).toBeGreaterThan(0)
  // A page that stutters has many long tasks; a single one may be the machine's.
  expect(durations[2]).toBeLessThan(Math.max(50, 2 * longestUsual))
  await arrived(van.page, 'Studio', 'A001.mov', patienceMs)
  await arrived(studio.page, 'Van', 'A001.mov')
  expect(digest(join(van.received, 'A001.mov'))).toBe(digest(file))

  // The session stays: a folder goes over it the other way, and more.
  await choose(van.page, stills, 'a folder')
  await send(van.page).locator('label', { hasText: 'Studio' }).click()
  await send(van.page).locator('button[type=submit]').click()
  await accept(studio.page, 'Van')
  await arrived(studio.page, 'Van', 'Stills', patienceMs)
  expect(listed(join(studio.received, 'Stills'))).toEqual(listed(stills))
  await expect(studio.page.getByRole('list', { name: 'History' }).getByRole('listitem')).toHaveCount(2)
  expect(studio.app.complaints).toEqual([])
  expect(van.app.complaints).toEqual([])
})

test('a file arrives by two copied texts, without any server @web', async ({ open, folder }) => {
  const file = join(folder, 'clip.mov')
  writeFileSync(file, randomBytes(3_000_000))
  const [studio, van] = await Promise.all([open('Studio'), open('Van')])
  await choose(studio.page, file, 'files')
  await send(studio.page).locator('label', { hasText: 'without a server' }).click()
  await send(studio.page).locator('button[type=submit]').click()
  const offer = await studio.page.getByRole('textbox', { name: 'Offer' }).inputValue()
  await receive(van.page).getByText('By a text').click()
  await receive(van.page).getByRole('textbox', { name: 'Offer' }).fill(`Here:\n${offer}\nThanks`)
  await receive(van.page).locator('button[type=submit]').click()
  const answer = await van.page.locator('[data-paste]').inputValue()
  await studio.page.getByRole('textbox', { name: 'Answer' }).fill(answer)
  await studio.page.getByRole('button', { name: 'Connect' }).click()
  await accept(van.page, 'Studio')
  await arrived(van.page, 'Studio', 'clip.mov')
  expect(digest(join(van.received, 'clip.mov'))).toBe(digest(file))
})

/** Several megabytes of it have arrived, and more is to come. */
async function isUnderWay(page: Page, name: string): Promise<void> {
  const moving = row(card(page, 'Studio'), name)
  await expect(moving).toContainText(/\b([5-9]|\d\d)(\.\d+)?\sMB of/, { timeout: 40_000 })
  await expect(moving).toHaveAttribute('data-state', 'moving')
}

test('what a cut network interrupts goes on by itself, and arrives as it was @web', async ({
  behindRelay,
  folder,
  relay,
}) => {
  const file = join(folder, 'long.mov')
  writeFileSync(file, randomBytes(40_000_000))
  const [studio, van] = await behindRelay()
  await relay.change({ rate: 5_000_000, delayMs: 5 })
  await choose(studio.page, file, 'files')
  await enterCode(van.page, await showCode(studio.page))
  await accept(van.page, 'Studio')
  await isUnderWay(van.page, 'long.mov')
  await relay.change({ cut: true })
  for (const moved of [row(card(van.page, 'Studio'), 'long.mov'), row(card(studio.page, 'Van'), 'long.mov')])
    await expect(moved).toHaveAttribute('data-state', 'lost', { timeout: 40_000 })
  await relay.change({ cut: false, rate: 0 })
  await arrived(van.page, 'Studio', 'long.mov')
  expect(digest(join(van.received, 'long.mov'))).toBe(digest(file))
})

test('a receiver that was killed goes on from what lies on its disk @web', async ({
  behindRelay,
  folder,
  relay,
}) => {
  const file = join(folder, 'long.mov')
  writeFileSync(file, randomBytes(40_000_000))
  const [studio, van] = await behindRelay()
  await relay.change({ rate: 5_000_000 })
  await choose(studio.page, file, 'files')
  await enterCode(van.page, await showCode(studio.page))
  await accept(van.page, 'Studio')
  await isUnderWay(van.page, 'long.mov')
  await van.restart()
  expect(existsSync(join(van.received, 'long.mov'))).toBe(false)

  await relay.change({ rate: 0 })
  await choose(studio.page, file, 'files')
  await enterCode(van.page, await showCode(studio.page))
  await accept(van.page, 'Studio')
  await arrived(van.page, 'Studio', 'long.mov')
  await expect(row(card(van.page, 'Studio'), 'long.mov')).toContainText('were here before')
  expect(digest(join(van.received, 'long.mov'))).toBe(digest(file))
})

test('a wrong code is refused, and says so @web', async ({ open, folder }) => {
  const file = join(folder, 'secret.txt')
  writeFileSync(file, 'for one person only')
  const [studio, van] = await Promise.all([open('Studio'), open('Van')])
  await choose(studio.page, file, 'files')
  const code = await showCode(studio.page)
  const words = code.trim().split('-')
  const wrong = [words[0], ...words.slice(1).toReversed()].join('-')
  await enterCode(van.page, wrong)
  await expect(van.page.getByText(/not the right code|code is wrong|wrong code/i).first()).toBeVisible()
  expect(readdirSync(van.received)).toEqual([])
  // The right one still works.
  await enterCode(van.page, code)
  await accept(van.page, 'Studio')
  await arrived(van.page, 'Studio', 'secret.txt')
})

test('a browser that keeps its channels in the page sends all the same, and over new paths when the network changes @web', async ({
  open,
  browserOfWorker,
  folder,
  relay,
}) => {
  const file = join(folder, 'long.mov')
  writeFileSync(file, randomBytes(25_000_000))
  const prepare: BrowserOptions['prepare'] = async (context) => {
    await relay.lead(context)
    await context.addInitScript('globalThis.hawserKeepsChannels = true')
    await context.addInitScript(() => {
      const take = RTCPeerConnection.prototype.setRemoteDescription
      const counted = globalThis as { descriptionsTaken?: number }
      RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
        await Reflect.apply(take, this, [description])
        counted.descriptionsTaken = (counted.descriptionsTaken ?? 0) + 1
      }
    })
  }
  const browser = () => browserOfWorker([plainAddresses])
  const [studio, van] = await Promise.all([
    open('Studio', { browser, prepare }),
    open('Van', { browser, prepare: relay.lead }),
  ])
  const told: string[] = []
  for (const { page } of [studio, van]) page.on('console', (message) => told.push(message.text()))
  await relay.change({ rate: 4_000_000 })
  await choose(studio.page, file, 'files')
  await enterCode(van.page, await showCode(studio.page))
  await accept(van.page, 'Studio')
  await isUnderWay(van.page, 'long.mov')
  const taken = () =>
    studio.page.evaluate(() => (globalThis as { descriptionsTaken?: number }).descriptionsTaken)
  const before = (await taken())!
  // Both at once, and then one alone.
  for (const { page } of [studio, van]) await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(taken).toBeGreaterThan(before)
  await van.page.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(taken).toBeGreaterThan(before + 1)
  await arrived(van.page, 'Studio', 'long.mov')
  expect(digest(join(van.received, 'long.mov'))).toBe(digest(file))
  expect(told.join()).toContain('keeps channels in the page')
  expect(told.join()).toContain('channels run in the worker')
  expect([...studio.app.complaints, ...van.app.complaints]).toEqual([])
})
