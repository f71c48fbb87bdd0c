import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'

/** What a person does on the page Transfer. */
export async function choose(page: Page, path: string, what: 'files' | 'a folder'): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    send(page)
      .getByRole('button', { name: what === 'files' ? /files/i : 'A folder' })
      .click(),
  ])
  await chooser.setFiles(path)
}

export const send = (page: Page) => page.getByRole('region', { name: 'Send', exact: true })
export const receive = (page: Page) => page.getByRole('region', { name: 'Receive', exact: true })
export const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })
export const row = (within: Locator, name: string) => within.getByRole('listitem', { name, exact: true })

/** What is chosen is offered to whoever comes with the code. */
export async function showCode(page: Page): Promise<string> {
  await send(page).locator('label', { hasText: 'Whoever gets a code' }).click()
  await send(page).locator('button[type=submit]').click()
  return page.locator('[data-code]').innerText()
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await receive(page).getByRole('textbox', { name: 'Code' }).fill(code)
  await receive(page).getByRole('button', { name: 'Receive', exact: true }).click()
}

export const accept = (page: Page, from: string) =>
  page.getByRole('button', { name: `Accept the files of ${from}` }).click()

export async function arrived(page: Page, from: string, name: string, timeout = 180_000): Promise<void> {
  await expect(row(card(page, from), name)).toHaveAttribute('data-state', 'done', { timeout })
}

export const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Each file below `folder` with its digest. */
export const listed = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => `${path} ${digest(join(folder, path))}`)

export function makeFolder(path: string, files: number): void {
  for (let n = 0; n < files; n++) {
    const inside = join(path, `Reel ${n % 7}`)
    mkdirSync(inside, { recursive: true })
    writeFileSync(join(inside, `Still ${n}.jpg`), randomBytes(500 + (n % 50) * 100))
  }
}
