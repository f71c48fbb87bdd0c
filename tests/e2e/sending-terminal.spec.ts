import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TransferSettings } from '../../src/contract/transfer.ts'
import { freePort } from '../support/forward-engine.ts'
import { megabits } from '../support/link-emulator/index.ts'
import { ownAddress, startTurnServer } from '../support/rtc/turn-server.ts'
import { type PageRelay, startPageRelay } from '../support/transfer/page-relay.ts'
import { project, Running } from '../system/cli/harness.ts'
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
  showCode,
} from './sending-page.ts'

interface Window {
  app: App
  page: App['page']
  received: string
  /** Where whoever has its code comes to. */
  at: string
}

interface Fixtures {
  folder: string
  /** Hawser in the browser, with the page Transfer open. */
  open(settings?: Partial<TransferSettings>, browser?: BrowserOptions): Promise<Window>
  /** `hawser`, of a device called Terminal. */
  hawser(settings: Partial<TransferSettings>, ...args: string[]): Running
  relay: PageRelay
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'hawser-terminal-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  relay: async ({}, use) => {
    await using relay = await startPageRelay()
    await use(relay)
  },
  open: async ({ folder, browserOfWorker }, use, info) => {
    const apps: App[] = []
    await use(async (settings = {}, browser = {}) => {
      const received = join(folder, 'received by the page')
      const port = await freePort()
      mkdirSync(received)
      const home = makeHome(join(folder, 'page'), 'Studio', {
        saveTo: received,
        listen: { host: '127.0.0.1', port },
        ...settings,
      })
      const app = await startApp('web', home, { browser: browserOfWorker, ...browser })
      apps.push(app)
      await app.page.getByRole('link', { name: 'Transfer', exact: true }).first().click()
      return { app, page: app.page, received, at: `127.0.0.1:${port}` }
    })
    for (const app of apps) {
      if (info.status !== info.expectedStatus)
        await app.page.screenshot({ path: info.outputPath('page.png') }).catch(() => {})
      await app.close()
    }
  },
  hawser: async ({ folder }, use) => {
    await using commands = new AsyncDisposableStack()
    await use((settings, ...args) => {
      const home = makeHome(join(folder, 'terminal'), 'Terminal', settings)
      const command = [join(project, 'bin/hawser.js'), ...args, '--json', '--interval', '100ms']
      return commands.use(new Running(command, { HAWSER_HOME: home }))
    })
  },
})

function makeHome(home: string, deviceName: string, transfer: Partial<TransferSettings>): string {
  mkdirSync(home, { recursive: true })
  const sync = { listen: { host: '127.0.0.1', port: 1 }, announce: false }
  writeFileSync(join(home, 'hawser.json'), JSON.stringify({ version: 1, deviceName, sync, transfer }))
  return home
}

const bytesDone = (event: Record<string, unknown>) =>
  (event['transfers'] as { bytesDone: number }[]).reduce((sum, each) => sum + each.bytesDone, 0)

// Programs are started, sessions are made, cut and made anew, on a busy machine too.
test.describe.configure({ timeout: 480_000 })

for (const stack of ['node-datachannel', 'werift'])
  test(`a file and a folder go from the page to a terminal, with ${stack} @web`, async ({
    open,
    hawser,
    folder,
  }) => {
    const file = join(folder, 'A001.mov')
    const stills = join(folder, 'Stills')
    const to = join(folder, 'to')
    writeFileSync(file, randomBytes(12_000_001))
    makeFolder(stills, 40)
    const { app, page, at } = await open()
    await choose(page, file, 'files')
    await choose(page, stills, 'a folder')
    const code = await showCode(page)
    const receiver = hawser({}, 'receive', code, '--to', to, '--at', at, '--stack', stack)
    expect(await receiver.event('connected')).toMatchObject({ peer: 'Studio', stack, sealed: true })
    await expect(card(page, 'Terminal')).toBeVisible()
    expect(await receiver.ended).toMatchObject({ status: 0, stderr: '' })
    expect(digest(join(to, 'A001.mov'))).toBe(digest(file))
    expect(listed(join(to, 'Stills'))).toEqual(listed(stills))
    await expect(page.getByRole('list', { name: 'History' }).getByRole('listitem').first()).toBeVisible()
    expect(app.complaints).toEqual([])
  })

for (const stack of ['node-datachannel', 'werift'])
  test(`a file and a folder go from a terminal to the page, with ${stack} @web`, async ({
    open,
    hawser,
    folder,
  }) => {
    const file = join(folder, 'A001.mov')
    const stills = join(folder, 'Stills')
    writeFileSync(file, randomBytes(12_000_001))
    makeFolder(stills, 40)
    const { app, page, received } = await open()
    const sender = hawser({}, 'send', file, stills, '--stack', stack, '--text', 'Reel one')
    await enterCode(page, String((await sender.event('code'))['link']))
    const { words, peer } = await sender.event('connected')
    expect(peer).toBe('Studio')
    await expect(card(page, 'Terminal').locator('[data-words]')).toHaveText(String(words))
    await accept(page, 'Terminal')
    expect(await sender.ended).toMatchObject({ status: 0, stderr: '' })
    await expect(page.getByText('Reel one')).toBeVisible()
    expect(digest(join(received, 'A001.mov'))).toBe(digest(file))
    expect(listed(join(received, 'Stills'))).toEqual(listed(stills))
    expect(app.complaints).toEqual([])
  })

test('a wrong code is refused on both sides, and the right one still works @web', async ({
  open,
  hawser,
  folder,
}) => {
  const file = join(folder, 'secret.txt')
  const to = join(folder, 'to')
  writeFileSync(file, 'for one person only')
  const { page, at, received } = await open()
  await choose(page, file, 'files')
  const code = await showCode(page)
  const wrong = (given: string) =>
    given.replace(/-[a-z]+$/, (word) => (word === '-acorn' ? '-otter' : '-acorn'))
  const stranger = hawser({}, 'receive', wrong(code), '--to', to, '--at', at)
  expect(await stranger.ended).toMatchObject({ status: 1, stderr: expect.stringContaining('code-refused') })
  await expect(card(page, 'Whoever types the code')).toContainText('Somebody has tried a wrong code.')
  await page.getByRole('link', { name: 'Events' }).click()
  await expect(page.getByText('Somebody tried a wrong code.')).toBeVisible()
  await page.getByRole('link', { name: 'Transfer', exact: true }).first().click()
  const receiver = hawser({}, 'receive', code, '--to', to, '--at', at)
  expect(await receiver.ended).toMatchObject({ status: 0 })
  expect(readdirSync(to)).toEqual(['secret.txt'])

  const sender = hawser({}, 'send', file)
  const link = String((await sender.event('code'))['link'])
  await enterCode(
    page,
    link.replace(/-[a-z]+(?=&)/, (word) => (word === '-acorn' ? '-otter' : '-acorn')),
  )
  await expect(receive(page).getByRole('alert')).toContainText('The code is wrong')
  await sender.event('wrong-code', ({ wrongTries }) => wrongTries === 1)
  await enterCode(page, link)
  await accept(page, 'Terminal')
  expect(await sender.ended).toMatchObject({ status: 0 })
  await expect.poll(() => readdirSync(received)).toEqual(['secret.txt'])
})

test('a terminal that was killed goes on from what lies on its disk @web', async ({
  open,
  hawser,
  folder,
  relay,
}) => {
  const file = join(folder, 'long.mov')
  const to = join(folder, 'to')
  writeFileSync(file, randomBytes(30_000_000))
  await relay.change({ rate: megabits(50) })
  const { page, at } = await open({}, { prepare: relay.lead })
  await choose(page, file, 'files')
  const killed = hawser({}, 'receive', await showCode(page), '--to', to, '--at', at)
  await killed.event('telemetry', (event) => bytesDone(event) > 6_000_000)
  expect(await killed.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
  expect(readdirSync(to)).not.toContain('long.mov')

  await relay.change({ rate: 0 })
  await choose(page, file, 'files')
  const again = hawser({}, 'receive', await showCode(page), '--to', to, '--at', at)
  expect(await again.ended).toMatchObject({ status: 0, stderr: '' })
  expect((await again.event('done'))['bytesKept']).toBeGreaterThan(2_000_000)
  expect(readdirSync(to)).toEqual(['long.mov'])
  expect(digest(join(to, 'long.mov'))).toBe(digest(file))
})

test('what a cut interrupts goes on by itself @web', async ({ open, hawser, folder, relay }) => {
  const file = join(folder, 'long.mov')
  const to = join(folder, 'to')
  writeFileSync(file, randomBytes(30_000_000))
  await relay.change({ rate: megabits(50) })
  const { page, at } = await open({}, { prepare: relay.lead })
  await choose(page, file, 'files')
  const receiver = hawser({}, 'receive', await showCode(page), '--to', to, '--at', at)
  await receiver.event('telemetry', (event) => bytesDone(event) > 5_000_000)
  await relay.change({ cut: true })
  await new Promise((resolve) => setTimeout(resolve, 6000))
  await expect(row(card(page, 'Terminal'), 'long.mov')).not.toHaveAttribute('data-state', 'done')
  await relay.change({ cut: false, rate: 0 })
  expect(await receiver.ended).toMatchObject({ status: 0 })
  expect(digest(join(to, 'long.mov'))).toBe(digest(file))
  await arrived(page, 'Terminal', 'long.mov')
})

test('a session through a TURN server alone says so, both ways @web', async ({ open, hawser, folder }) => {
  const host = ownAddress()
  test.skip(host === undefined, 'this machine has no address that a relay could be reached at')
  await using server = await startTurnServer(host!)
  const only = {
    relayOnly: true,
    iceServers: server.iceServers.map(({ url, username = '', credential = '' }) => ({
      url,
      username,
      credential,
    })),
  }
  const file = join(folder, 'A001.mov')
  const to = join(folder, 'to')
  writeFileSync(file, randomBytes(5_000_001))
  const { page, at, received } = await open(only)
  await choose(page, file, 'files')
  const receiver = hawser(only, 'receive', await showCode(page), '--to', to, '--at', at, '--stay')
  expect(await receiver.event('connected')).toMatchObject({ stack: 'werift' })
  await receiver.event('done')
  expect(digest(join(to, 'A001.mov'))).toBe(digest(file))
  await expect(card(page, 'Terminal').locator('[data-path=relay]')).toBeVisible()
  await receiver.event('telemetry', (event) =>
    (event['lanes'] as { path: string }[]).some(({ path }) => path === 'relay'),
  )
  await receiver.stop('SIGTERM')

  const sender = hawser(only, 'send', file)
  await enterCode(page, String((await sender.event('code'))['link']))
  await accept(page, 'Terminal')
  expect(await sender.ended).toMatchObject({ status: 0 })
  expect(digest(join(received, 'A001.mov'))).toBe(digest(file))
})
