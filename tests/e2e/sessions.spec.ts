import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { command, pressEscape, told, undo } from './gestures.ts'
import { axeFaults, expect, test } from './made-up-host.ts'

test.use({ start: '#/sessions' })

const narrow = { width: 420, height: 900 }
const main = (page: Page) => page.getByRole('main')
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

async function saved(page: Page, item: string): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: /^Export/ }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

test.describe('sessions @web', () => {
  test('one is started from the overview, seen there, ended, summarised and exported', async ({ open }) => {
    const { page, complaints } = await open('venue', '#/')
    await page.getByRole('button', { name: 'Start session' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Cup final')
    await dialog.getByLabel('Note').fill('Rain from the second half.')
    await dialog.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page).toHaveURL(/#\/sessions\/\w+$/)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Cup final')
    await expect(main(page).getByRole('row', { name: /Crane/ })).toContainText('late')
    await page.getByRole('link', { name: 'Overview' }).click()
    const running = page.getByRole('list', { name: 'Running sessions' })
    await running.getByRole('button', { name: 'End Cup final' }).click()
    await expect(told(page, '"Cup final" has ended.')).toBeVisible()
    await expect(running).not.toContainText('Cup final')
    await page.getByRole('link', { name: 'Sessions' }).click()
    await main(page).getByRole('link', { name: 'Cup final' }).click()
    await page.getByRole('switch', { name: 'Export with addresses' }).click()
    const html = await saved(page, 'As a page')
    expect(html.name).toMatch(/^hawser-Cup-final-.*\.html$/)
    expect(html.text).toContain('<h2>What was active</h2>')
    const csv = await saved(page, 'Each minute as CSV')
    expect(csv.text).toMatch(/^minute,kind,name,/)
    expect(complaints).toEqual([])
  })

  test('one is made of the past; times that cannot be are told off; deleting is taken back', async ({
    open,
  }) => {
    const { page, complaints } = await open('venue')
    await command(page, 'session of the past')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Begins').fill('2026-11-21T16:00:00')
    await dialog.getByLabel('Ends').fill('2026-11-21T15:00:00')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await expect(dialog.getByRole('alert')).not.toBeEmpty()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await main(page).getByRole('link', { name: "Saturday's match" }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText("Saturday's match")
    await page.keyboard.press('e')
    await dialog.getByLabel('Name').fill('Derby')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Derby')
    await expect(main(page).getByText('The worst minutes')).toBeVisible()
    await main(page).getByRole('button', { name: 'Delete Derby' }).click()
    await expect(main(page).getByRole('link', { name: 'Derby' })).toHaveCount(0)
    await undo(page, 'Deleted "Derby"')
    await expect(main(page).getByRole('link', { name: 'Derby' })).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('nothing is wrong for screen readers, keyboards and small windows', async ({ open }) => {
    const { page } = await open('venue')
    const faults = await axeFaults(page, 'list')
    await page.getByRole('button', { name: 'From the past' }).click()
    await expect(page.getByRole('dialog').getByLabel('Begins')).toBeVisible()
    faults.push(...(await axeFaults(page, 'dialog')))
    await pressEscape(page)
    await main(page).getByRole('link', { name: "Saturday's match" }).click()
    await expect(main(page).getByRole('row', { name: /Crane/ })).toBeVisible()
    faults.push(...(await axeFaults(page, 'summary')))
    await page.setViewportSize(narrow)
    faults.push(...(await axeFaults(page, 'narrow')))
    expect(faults).toEqual([])
    expect(await fits(page)).toBe(true)
  })
})

test.describe('the log of events @web', () => {
  const row = (page: Page) => main(page).locator('[aria-current=true]')

  test('from an event to the charts of that instant, and from its flag back to the log', async ({ open }) => {
    const { page, complaints } = await open('venue', '#/events')
    await page.getByLabel('Search events').fill('reading viewer stopped')
    const events = page.getByRole('list', { name: 'Events' })
    await expect(events.getByText(/stopped reading/)).toHaveCount(1)
    await expect(page).toHaveURL(/events\?text=/)
    await events.getByRole('link', { name: /in the charts of Crane/ }).click()
    await expect(page).toHaveURL(/#\/forwarding\/cam-crane\?event=\d+&at=\d+$/)
    const flags = page.getByRole('group', { name: 'Events in the charts' })
    const marked = flags.locator('[data-marked]')
    await expect(marked).toHaveAttribute('aria-label', /Warning: Crane: viewer 10\.0\.0\.8 stopped reading/)
    await marked.click()
    await expect(row(page)).toContainText('stopped reading')
    await expect(row(page)).toBeFocused()

    await page.goBack()
    await flags.locator('[tabindex="0"]').focus()
    await page.keyboard.press('ArrowLeft')
    const label = await page.evaluate(() => document.activeElement?.ariaLabel ?? '')
    await page.keyboard.press('Enter')
    await expect(row(page)).toBeVisible()
    expect(label).toContain(((await row(page).locator('span').first().textContent()) ?? '').slice(0, 20))
    expect(complaints).toEqual([])
  })

  test('what is found has an address, is exported, and times that end before they begin are told off', async ({
    open,
  }) => {
    const { page, complaints } = await open('venue', '#/events?level=error&source=forward')
    const events = page.getByRole('list', { name: 'Events' })
    await expect(page.getByText('2 events')).toBeVisible()
    await expect(events.getByText('The bonding engine started.')).toHaveCount(0)
    await page.getByRole('button', { name: 'Export what is found' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'As CSV' }).click(),
    ])
    expect((await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')).toHaveLength(3)
    await page.getByLabel('From', { exact: true }).fill('2026-11-21T16:00')
    await page.getByLabel('To', { exact: true }).fill('2026-11-21T15:00')
    await expect(page.getByRole('alert')).toContainText('ends before it begins')
    await page.getByRole('button', { name: 'Show everything' }).click()
    await expect(page).toHaveURL(/#\/events$/)
    await expect(events.getByText('The bonding engine started.')).toHaveCount(1)
    expect(complaints).toEqual([])
  })
})
