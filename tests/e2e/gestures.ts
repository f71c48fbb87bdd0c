import { expect, type Page } from '@playwright/test'

/** Runs what the palette finds first for these words. */
export async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  const field = palette.getByRole('combobox')
  await expect(field).toBeFocused()
  await page.keyboard.type(words)
  await expect(field).toHaveValue(words)
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
}

/** Closes the dialog that is open by Escape. */
export async function pressEscape(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
}

/** What was copied last. A page that copies does not wait until it is done. */
export const clipboard = (page: Page) => () => page.evaluate(() => navigator.clipboard.readText())

/** Leads the page elsewhere in itself, and waits until it is there. */
export async function lead(page: Page, hash: string, title: string | RegExp): Promise<void> {
  await page.evaluate((to) => location.assign(to), hash)
  await expect(
    page.getByRole('heading', { name: title, level: 1, exact: typeof title === 'string' }),
  ).toBeVisible()
}

/** What follows the size of the window, or of something else, has done so. */
export const painted = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )

/** What just happened, as it is told for some seconds; the log may say nearly the same. */
export const told = (page: Page, text: string | RegExp) =>
  page
    .getByRole('region', { name: 'Notifications' })
    .locator('[role=status], [role=alert]')
    .filter({ hasText: text })

/** Takes back what is told with these words. */
export const undo = (page: Page, text: string | RegExp) =>
  told(page, text).getByRole('button', { name: 'Undo' }).click()
