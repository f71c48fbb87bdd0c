import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { deviceIdOf } from '../support/fake-host/devices.ts'
import { lead } from './gestures.ts'
import { axeFaults, expect, test } from './made-up-host.ts'

const charts = (page: Page) => page.getByRole('region', { name: 'Charts' })
const choose = (page: Page, range: string) =>
  charts(page).getByRole('group', { name: 'Time window' }).getByText(range, { exact: true }).click()
const slider = (page: Page) => charts(page).getByRole('slider', { name: 'Back in time' })
const shown = (page: Page) => charts(page).getByRole('status').first()
/** With the days where the stretch lies in the night. */
const stretch = /^([A-Z][a-z]+, )?\d\d:\d\d:\d\d – ([A-Z][a-z]+, )?\d\d:\d\d:\d\d$/

test.describe('charts @web', () => {
  test('of a folder are moved back in time, by keyboard too, and go on with the present', async ({
    open,
  }) => {
    const { page, complaints } = await open('sync', '#/sync/rushes-12')
    await expect(shown(page)).toHaveText('to the present')
    await choose(page, '5 min')
    await slider(page).fill('-600')
    await expect(shown(page)).toHaveText(stretch)
    const before = await shown(page).textContent()
    await slider(page).press('ArrowLeft')
    await expect(shown(page)).not.toHaveText(before!)
    await expect(charts(page).getByRole('figure', { name: 'Throughput' })).toContainText(/\d\sMbit\/s/)
    await page.keyboard.press('p')
    await expect(shown(page)).toHaveText('to the present')
    expect(complaints).toEqual([])
  })

  test('of a tube are zoomed into, as finely as everything is kept', async ({ open }) => {
    const { page, complaints } = await open('tunnel', `#/tunnel/${deviceIdOf('van')}`)
    await choose(page, '30 min')
    const chart = charts(page).getByRole('figure', { name: 'Throughput' })
    const box = (await chart.locator('.u-over').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.5, box.y + 30)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.55, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await expect(charts(page).getByRole('button', { name: 'Reset zoom' })).toBeVisible()
    await expect(shown(page)).toHaveText(stretch)
    const saved = page.waitForEvent('download')
    await charts(page).getByRole('button', { name: 'Export as CSV' }).click()
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n')
    // A minute and a half, ten times a second.
    expect(lines.length).toBeGreaterThan(600)
    expect(Date.parse(lines[2]!.split(',')[0]!) - Date.parse(lines[1]!.split(',')[0]!)).toBe(100)
    await charts(page).getByRole('button', { name: 'Reset zoom' }).click()
    await expect(shown(page)).toHaveText('to the present')
    expect(complaints).toEqual([])
  })

  test('of every page reach back 30 days, with gaps where nothing is known', async ({ open }) => {
    const { page, complaints } = await open('venue', '#/bonding/receiver/studio')
    for (const [path, title] of [
      ['#/bonding/receiver/studio', /Studio ingest/],
      ['#/bonding/truck', /Camera truck/],
      ['#/forwarding/cam-crane', /Crane/],
    ] as const) {
      await lead(page, path, title)
      await choose(page, '30 days')
      await expect(shown(page)).toHaveText(/ – Today$/)
      await expect(slider(page)).toBeDisabled()
    }
    await choose(page, 'Day')
    const saved = page.waitForEvent('download')
    await charts(page).getByRole('button', { name: 'Export as CSV' }).click()
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n')
    expect(lines.length).toBeGreaterThan(1400)
    expect(lines[0]).toMatch(/^time,connections,rateDown/)
    expect(lines.filter((line) => /,{15,}$/.test(line)).length).toBeGreaterThan(100)
    expect(complaints).toEqual([])
  })

  test('nothing is wrong for screen readers and in small windows', async ({ open }) => {
    const { page } = await open('venue', '#/', { width: 640, height: 820 })
    const faults = await axeFaults(page, 'overview')
    await lead(page, '#/bonding/receiver/studio', /Studio ingest/)
    await choose(page, 'Week')
    faults.push(...(await axeFaults(page, 'receiver')))
    expect(faults).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
})
