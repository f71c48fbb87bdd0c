import type { Page } from '@playwright/test'
import { axeFaults, expect, test } from './made-up-host.ts'

test.use({ start: '#/compact' })

const kiosk = { width: 360, height: 200 }
const overflows = (page: Page) =>
  page
    .getByRole('main')
    .evaluate((main) => main.scrollHeight > main.clientHeight || main.scrollWidth > main.clientWidth)

test.describe('the compact window', () => {
  test('shows the vital numbers and what is worst, all of it in sight @web', async ({ open }) => {
    const { page, complaints } = await open('venue', undefined, kiosk)
    const numbers = page.getByRole('main').locator('dl')
    await expect(numbers).toContainText('To viewers')
    for (const name of ['Bonded', 'Tunnelled', 'Synced', 'Late', 'Loss', 'Buffer'])
      await expect(numbers).toContainText(name)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/\d+ in trouble/)
    await expect(
      page
        .getByRole('main')
        .getByText(/bit\/s$/)
        .first(),
    ).toBeVisible()
    expect(await overflows(page)).toBe(false)
    expect(await axeFaults(page, 'compact')).toEqual([])
    expect(complaints).toEqual([])
  })

  test('opens the main window by a double click, and the trouble by a click @web', async ({ open }) => {
    const { page } = await open('bonds-broken', undefined, kiosk)
    const main = page.waitForEvent('popup')
    await page.getByRole('main').dblclick({ position: { x: 5, y: 5 } })
    const opened = await main
    await expect(opened.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
    const trouble = page.getByRole('main').getByRole('button').filter({ hasText: /\S/ })
    await trouble.click()
    await expect.poll(() => opened.url()).not.toMatch(/#\/$/)
  })

  test('says so when nothing is set up @web', async ({ open }) => {
    const { page } = await open('empty', undefined, kiosk)
    await expect(page.getByRole('main')).toContainText('Nothing is set up yet')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('All is well')
  })

  test('opens with W from every page @web', async ({ open }) => {
    const { page } = await open('venue', '#/forwarding')
    const popup = page.waitForEvent('popup')
    await page.keyboard.press('w')
    await expect((await popup).getByRole('main').locator('dl')).toContainText('To viewers')
  })
})
