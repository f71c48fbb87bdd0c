import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Home } from '../support/sync/homes.ts'
import { type App, test as base, expect, startApp } from './app.ts'
import { axeFaults } from './axe.ts'

interface Device {
  home: Home
  app: App
}

/** The app under test, to which little comes in a second, so that one can watch; and another Hawser beside it. */
const test = base.extend<{ suiteHome: Home; suite: Device; card: Device }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  suiteHome: async ({}, use) => {
    using home = await Home.make('Suite', { download: 6_000_000 })
    await use(home)
  },
  home: async ({ suiteHome }, use) => use(suiteHome.path),
  suite: async ({ suiteHome, app }, use) => use({ home: suiteHome, app }),
  card: async ({ browserOfWorker }, use, info) => {
    using home = await Home.make('Card')
    const app = await startApp('web', home.path, { browser: browserOfWorker })
    await use({ home, app })
    if (info.status !== info.expectedStatus)
      await app.page.screenshot({ path: info.outputPath('other page.png') }).catch(() => {})
    await app.close()
  },
})

const go = async (page: Page, name: 'Sync' | 'Devices') => {
  await page.getByRole('link', { name, exact: true }).first().click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}
const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

/** One shows a code, which is typed on the other. */
async function pair(shows: Page, enters: Page): Promise<void> {
  await go(shows, 'Devices')
  await shows.getByRole('button', { name: 'Show a code' }).first().click()
  const shown = shows.getByRole('dialog')
  const code = await shown.locator('[data-code]').innerText()
  const address = await shown.getByText(/^127\.0\.0\.1:\d+$/).innerText()
  await go(enters, 'Devices')
  await enters.getByRole('button', { name: 'Enter a code' }).first().click()
  const form = enters.getByRole('dialog')
  await form.getByRole('textbox', { name: 'Code' }).fill(code)
  await form.getByLabel('Its address, when it is not on this network').fill(address)
  await enters.keyboard.press('Enter')
  for (const dialog of [shown, form]) {
    await expect(dialog.getByText(/ is paired\.$/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await expect(dialog).toBeHidden()
  }
}

async function addFolder(page: Page, path: string, shareWith: string): Promise<void> {
  await go(page, 'Sync')
  await page.getByRole('button', { name: 'Add folder' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Folder on this device').fill(path)
  await panel.getByLabel('Name', { exact: true }).fill('Rushes')
  await panel.getByRole('checkbox', { name: `Share with ${shareWith}` }).check()
  await panel.getByRole('button', { name: 'Add folder' }).click()
  await expect(panel).toBeHidden()
}

async function takePart(page: Page, path: string): Promise<void> {
  await go(page, 'Sync')
  await page.getByRole('button', { name: 'Take part in Rushes' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Folder on this device').fill(path)
  await panel.getByRole('button', { name: 'Take part' }).click()
  await expect(panel).toBeHidden()
}

const namesIn = (path: string) =>
  readdirSync(path)
    .filter((name) => name !== '.hawser')
    .sort()
const noFaults = async (page: Page, where: string) => expect(await axeFaults(page, where)).toEqual([])

test('two hosts are paired by code, a folder arrives, a conflict is resolved, and trust is ended', async ({
  suite,
  card: other,
}) => {
  test.setTimeout(240_000)
  const { page } = suite.app
  const clips = Array.from({ length: 3 }, (_, n) => ({
    name: `A001_C00${n + 1}.mov`,
    bytes: randomBytes(6_000_000),
  }))
  for (const { name, bytes } of clips) {
    writeFileSync(join(other.home.root, name), bytes)
    utimesSync(join(other.home.root, name), 1_700_000_000, 1_700_000_000)
  }
  for (let n = 0; n < 40; n++) writeFileSync(join(other.home.root, `still ${n}.jpg`), randomBytes(4000))
  writeFileSync(join(other.home.root, 'edl.txt'), 'first')

  await pair(page, other.app.page)
  await expect(card(page, 'Card')).toHaveAttribute('data-state', 'connected')
  await expect(card(other.app.page, 'Suite')).toHaveAttribute('data-state', 'connected')
  await noFaults(page, 'paired')

  await addFolder(other.app.page, other.home.root, 'Suite')
  await takePart(page, suite.home.root)
  const rushes = card(page, 'Rushes')
  await expect(rushes).toHaveAttribute('data-state', 'syncing')
  await rushes.getByRole('link', { name: 'Rushes' }).click()
  const running = page.getByRole('list', { name: 'Running transfers' })
  await expect(
    running
      .getByRole('listitem')
      .filter({ hasText: /A001_C00\d\.mov.*from Card/ })
      .first(),
  ).toBeVisible()
  await expect(page.getByText('Everything is in place.').first()).toBeVisible()
  await expect(running).toBeHidden()
  expect(namesIn(suite.home.root)).toEqual(namesIn(other.home.root))
  for (const { name, bytes } of clips)
    expect(readFileSync(join(suite.home.root, name)).equals(bytes)).toBe(true)
  await expect(page.getByRole('list', { name: 'Files of all devices' })).toContainText('A001_C001.mov')
  await noFaults(page, 'synced')

  // Each changes the same file while the one is paused.
  await page.getByRole('button', { name: 'Pause Rushes' }).click()
  await expect(page.getByRole('button', { name: 'Resume Rushes' })).toBeVisible()
  writeFileSync(join(suite.home.root, 'edl.txt'), 'cut in the suite')
  utimesSync(join(suite.home.root, 'edl.txt'), 1_700_000_000, 1_700_000_000)
  writeFileSync(join(other.home.root, 'edl.txt'), 'changed on the set')
  writeFileSync(join(other.home.root, 'while paused.txt'), 'later')
  expect(existsSync(join(suite.home.root, 'while paused.txt'))).toBe(false)
  await page.getByRole('button', { name: 'Resume Rushes' }).click()
  await page.getByRole('button', { name: 'Resolve edl.txt' }).click()
  await noFaults(page, 'conflict')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /The copy kept beside it/ }).check()
  await dialog.getByRole('button', { name: 'Put the copy in its place' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('list', { name: 'Conflicts' })).toBeHidden()
  for (const { home } of [suite, other])
    await expect(() => {
      expect(readFileSync(join(home.root, 'edl.txt'), 'utf8')).toBe('cut in the suite')
      expect(namesIn(home.root).filter((name) => name.includes('conflict'))).toEqual([])
      expect(existsSync(join(home.root, 'while paused.txt'))).toBe(true)
    }).toPass({ timeout: 40_000 })

  // Trust ends at once, on both pages.
  await go(page, 'Devices')
  await page.getByRole('button', { name: 'Actions for Card' }).click()
  await page.getByRole('menuitem', { name: 'Revoke…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke now' }).click()
  await expect(card(page, 'Card')).toHaveCount(0)
  await go(other.app.page, 'Devices')
  await expect(card(other.app.page, 'Suite')).not.toHaveAttribute('data-state', 'connected')
  writeFileSync(join(other.home.root, 'secret.txt'), 'not for the suite')
  await go(page, 'Sync')
  await expect(card(page, 'Rushes')).toContainText('Shared with no device yet')
  await go(other.app.page, 'Sync')
  await card(other.app.page, 'Rushes').getByRole('link', { name: 'Rushes' }).click()
  await expect(other.app.page.getByRole('list', { name: 'Files of all devices' })).toContainText('secret.txt')
  expect(existsSync(join(suite.home.root, 'secret.txt'))).toBe(false)
  expect(suite.app.complaints).toEqual([])
  expect(other.app.complaints).toEqual([])
})
