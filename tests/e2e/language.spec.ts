import type { Page } from '@playwright/test'
import { german } from '../../src/language/de/index.ts'
import { lead, painted } from './gestures.ts'
import { expect, test } from './made-up-host.ts'

const pages = [
  ['', 'Übersicht'],
  ['forwarding', 'Weiterleitung'],
  ['bonding', 'Bonding'],
  ['sync', 'Sync'],
  ['transfer', 'Transfer'],
  ['tunnel', 'Tunnel'],
  ['diagnose', 'Diagnose'],
  ['devices', 'Geräte'],
  ['events', 'Ereignisse'],
  ['sessions', 'Sitzungen'],
  ['settings', 'Einstellungen'],
  ['help', 'Hilfe'],
] as const

/** English texts of several words that German says otherwise: none of them may be seen. */
const english = Object.keys(german).filter(
  (key) => german[key] !== key && /^[^{}<>_]+ [^{}<>_]+ [^{}<>_]+$/.test(key),
)

/** What people read on the page, each text that stands by itself, and what is read out. */
const textsOf = (page: Page) =>
  page.evaluate(() => {
    const texts: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) texts.push(walker.currentNode.textContent?.trim() ?? '')
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder'])
        texts.push(element.getAttribute(name)?.trim() ?? '')
    return texts
  })

/** What is wider than the window, or cut off at its edge; tables may scroll by themselves. */
const sticksOut = (page: Page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : []
    for (const control of document.querySelectorAll('main :is(button, a, input, select)')) {
      const { left, right, width } = control.getBoundingClientRect()
      if (width > 1 && !control.closest('[role$=grid], table, pre') && (right > innerWidth + 1 || left < -1))
        wide.push(control.getAttribute('aria-label') ?? control.textContent ?? control.tagName)
    }
    return wide
  })

test.describe('German @web', () => {
  test('is chosen in the settings, holds at once and on every page, and nothing sticks out where it is narrow', async ({
    open,
  }) => {
    test.setTimeout(90_000)
    const { page, complaints } = await open('full', '#/settings')
    await page.getByRole('radio', { name: 'Deutsch' }).click({ force: true })
    await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await expect(page).toHaveTitle('Einstellungen – Hawser')
    const known = new Set(english)
    const found: string[] = []
    for (const [path, title] of pages) {
      await lead(page, `#/${path}`, title)
      for (const text of await textsOf(page)) if (known.has(text)) found.push(`${title}: ${text}`)
      for (const width of [1280, 640, 360]) {
        await page.setViewportSize({ width, height: 640 })
        await painted(page)
        for (const what of await sticksOut(page)) found.push(`${title} at ${width}: ${what} sticks out`)
      }
      await page.setViewportSize({ width: 1280, height: 820 })
    }
    expect([...new Set(found)]).toEqual([])
    expect(complaints).toEqual([])
  })

  test('reaches what is open elsewhere, where nothing that was typed is lost, and stays over a reload', async ({
    open,
  }) => {
    const { page } = await open('venue', '#/settings')
    const other = await page.context().newPage()
    await other.goto(`${new URL('/', page.url())}#/sync`)
    await other.getByRole('button', { name: 'Add folder' }).first().click()
    const panel = other.getByRole('dialog')
    await panel.getByLabel('Name', { exact: true }).fill('Rushes day 13')
    await page.getByRole('radio', { name: 'Deutsch' }).click({ force: true })
    await expect(panel.getByRole('heading', { name: 'Ordner hinzufügen' })).toBeVisible()
    await expect(panel.getByLabel('Name', { exact: true })).toHaveValue('Rushes day 13')
    await expect(panel.getByText('Nur senden', { exact: true })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible()
    await page.getByRole('radio', { name: 'English' }).click({ force: true })
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(panel.getByLabel('Name', { exact: true })).toHaveValue('Rushes day 13')
  })
})
