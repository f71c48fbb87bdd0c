import { once } from 'node:events'
import type { Page } from '@playwright/test'
import { connectControl } from '../../src/host/control.ts'
import { dial, freePort, listen } from '../support/forward-engine.ts'
import { nextOf } from '../support/next-of.ts'
import { describeAnswer, rtspFrames } from '../support/streams/rtsp.ts'
import { test as base, expect, startApp } from './app.ts'

const test = base.extend({
  /** Without the rules of the tests before. */
  shared: async ({ shared }, use) => {
    await use(shared)
    using control = await connectControl(shared.home)
    const { rules } = await nextOf(control.client.settings(undefined))
    if (rules.length > 0) await control.client.removeRules({ ids: rules.map(({ id }) => id) })
  },
})

/** A camera that answers anything with an RTSP session of 25 frames a second. */
const camera = () =>
  listen((socket) => {
    socket.once('data', () => {
      const frames = rtspFrames({ frames: 1000, frameBytes: 20_000 })
      const started = performance.now()
      let next = 0
      socket.write(describeAnswer)
      const timer = setInterval(() => {
        for (; next * 40 < performance.now() - started; next++) socket.write(frames[next % frames.length]!)
      }, 10)
      socket.on('close', () => clearInterval(timer))
    })
  })

const play = async (port: number) => {
  const viewer = await dial(port)
  viewer.resume()
  viewer.write('DESCRIBE rtsp://camera/ RTSP/1.0\r\nCSeq: 2\r\n\r\n')
  return viewer
}

async function addRule(page: Page, name: string, target: number, listenPort: number) {
  await page.getByRole('link', { name: 'Forwarding' }).click()
  await page.getByRole('button', { name: 'Add rule' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name', { exact: true }).fill(name)
  await panel.getByLabel('Target host').fill('127.0.0.1')
  await panel.getByLabel('Target port').fill(String(target))
  await panel.getByLabel('Listen port').fill(String(listenPort))
  await panel.getByRole('button', { name: 'Add rule' }).click()
  await expect(panel).toBeHidden()
}

test('a rule is added, a camera played through it, and its numbers and chart move', async ({
  shared: app,
}) => {
  await using source = await camera()
  const port = await freePort()
  await addRule(app.page, 'Stage left', source.port, port)
  const row = app.page.getByRole('row', { name: 'Stage left' })
  await expect(row).toContainText('Ready')
  const viewer = await play(port)
  await expect(row).toContainText(/\d\sMbit\/s/)
  await expect(row).toContainText(/25(\.\d)?/)
  await row.press('Enter')
  await expect(app.page.getByRole('heading', { name: 'Stage left' })).toBeVisible()
  await expect(app.page.getByText(/without delay/)).toBeVisible()
  await expect(app.page.getByText('H.264').first()).toBeVisible()
  const chart = app.page.getByRole('region', { name: 'Charts' })
  const before = await chart.screenshot()
  await expect.poll(async () => (await chart.screenshot()).equals(before)).toBe(false)
  viewer.destroy()
  expect(app.complaints).toEqual([])
})

test('a connection can be ended from the page', async ({ shared: app }) => {
  await using source = await camera()
  const port = await freePort()
  await addRule(app.page, 'Stage right', source.port, port)
  const viewer = await play(port)
  await app.page.getByRole('row', { name: 'Stage right' }).getByText('Stage right').click()
  const closed = once(viewer, 'close')
  await app.page.getByRole('button', { name: /^Disconnect 127\.0\.0\.1/ }).click()
  await closed
})

test('a rule that would forward to itself is refused while it is written', async ({ shared: app }) => {
  await app.page.getByRole('link', { name: 'Forwarding' }).click()
  await app.page.getByRole('button', { name: 'Add rule' }).first().click()
  const panel = app.page.getByRole('dialog')
  await panel.getByLabel('Name', { exact: true }).fill('Loop')
  await panel.getByLabel('Target host').fill('127.0.0.1')
  await panel.getByLabel('Target port').fill('18554')
  await panel.getByLabel('Listen port').fill('18554')
  await expect(panel.getByText('This would forward to itself.')).toBeVisible()
})

test('a port in use is told with its holder, and a free one is a click away', async ({ shared: app }) => {
  await using holder = await listen(() => {})
  await app.page.getByRole('link', { name: 'Forwarding' }).click()
  await app.page.getByRole('button', { name: 'Add rule' }).first().click()
  const panel = app.page.getByRole('dialog')
  await panel.getByLabel('Target host').fill('10.0.0.5')
  await panel.getByLabel('Target port').fill('554')
  await panel.getByLabel('Listen port').fill(String(holder.port))
  await expect(panel.getByText(`process ${process.pid}`)).toBeVisible()
  await panel.getByRole('button', { name: /^Use \d+/ }).click()
  await expect(panel.getByText(/in use by/)).toBeHidden()
})

test('rules outlive a restart of the app', async ({ app, shell }) => {
  await addRule(app.page, 'Kept', 554, await freePort())
  await expect(app.page.getByRole('row', { name: 'Kept' })).toBeVisible()
  expect(await app.close()).toBe(0)
  const again = await startApp(shell, app.home)
  await again.page.getByRole('link', { name: 'Forwarding' }).click()
  await expect(again.page.getByRole('row', { name: 'Kept' })).toBeVisible()
  await again.close()
})

test('the command palette finds pages and rules by keyboard alone', async ({ shared: app }) => {
  await addRule(app.page, 'Balcony', 554, await freePort())
  await app.page.keyboard.press('Control+k')
  await app.page.getByRole('combobox', { name: 'Search rules and commands' }).fill('balc')
  await expect(app.page.getByRole('option', { name: 'Balcony' }).first()).toBeVisible()
  await app.page.keyboard.press('Enter')
  await expect(app.page.getByRole('heading', { name: 'Balcony' })).toBeVisible()
})

test('two pages see each other’s changes @web', async ({ shared: app }) => {
  const other = await app.anotherPage()
  await other.getByRole('link', { name: 'Forwarding' }).click()
  await addRule(app.page, 'Seen by both', 554, await freePort())
  await expect(other.getByRole('row', { name: 'Seen by both' })).toBeVisible()
})

test('the token does not stay in the address @web', async ({ shared: app }) => {
  expect(app.page.url()).not.toContain('token')
})
