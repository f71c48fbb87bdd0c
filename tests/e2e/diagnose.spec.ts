import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { report } from '../support/diagnose/report.ts'
import { clipboard, command, pressEscape } from './gestures.ts'
import { axeFaults, expect, test } from './made-up-host.ts'

test.use({ start: '#/diagnose' })

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' })
const check = (page: Page, name: string) => page.locator(`[data-check=${name}]`)
const card = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title }) })
const narrow = { width: 420, height: 900 }

async function diagnose(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Diagnose now' }).click()
  await expect(verdict(page)).toHaveAttribute('data-state', 'bad')
}

/** What a click on `Save` writes. */
async function saved(page: Page): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Save' }).click(),
  ])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

async function openFile(page: Page, name: string, text: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Open a report' }).click(),
  ])
  await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
}

test.describe('@web', () => {
  test('one button: results stream in, then one sentence, its causes and a command to copy', async ({
    open,
  }) => {
    const { page, complaints, host } = await open('venue')
    host.pace.hold('check', 3)
    await expect(page.getByText('1. One button')).toBeVisible()
    await page.getByRole('button', { name: 'Diagnose now' }).click()
    await expect(verdict(page)).toHaveAttribute('data-state', 'running')
    await expect(check(page, 'interfaces')).toHaveAttribute('data-state', 'good')
    await expect(check(page, 'own-health')).toHaveAttribute('data-state', 'waiting')
    host.pace.go('check')
    await expect(verdict(page)).toHaveAttribute('data-state', 'bad')
    await expect(verdict(page)).toContainText('The VPN loses large packets without a word')
    const causes = card(page, 'Causes, the likeliest first').getByRole('listitem')
    await expect(causes.first()).toContainText('Packets of more than 1280 bytes get lost')
    await expect(causes.first()).toContainText('1280 bytes pass, 1281 do not')
    await expect(causes.first()).toContainText('What to do: Set the MTU of wg0 to 1280')
    await page.getByRole('button', { name: 'Copy: sudo ip link set dev wg0 mtu 1280' }).click()
    await expect.poll(clipboard(page)).toBe('sudo ip link set dev wg0 mtu 1280')
    await check(page, 'ping').getByText('Loss and jitter').click()
    await expect(check(page, 'ping')).toContainText('rtt 30.2/31.0/36.8 ms')
    await page.getByText('What is not good').click()
    await expect(page.locator('[data-check]')).toHaveCount(4)
    expect(complaints).toEqual([])
  })

  test('a run can be stopped, and begins anew', async ({ open }) => {
    const { page, complaints, host } = await open('venue')
    host.pace.hold('check')
    await page.getByRole('button', { name: 'Diagnose now' }).click()
    await expect(verdict(page)).toHaveAttribute('data-state', 'running')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(verdict(page)).toHaveCount(0)
    host.pace.go('check')
    await diagnose(page)
    expect(complaints).toEqual([])
  })

  test('a planned session gets a go or a no-go, with margins', async ({ open }) => {
    const { page } = await open('venue')
    await page.getByRole('switch', { name: 'A session is planned' }).click()
    await page.getByRole('button', { name: 'Diagnose now' }).click()
    await expect(page.getByRole('alert')).toContainText('Say what is planned')
    await page.getByLabel('Goes up').fill('8')
    await page.getByRole('checkbox', { name: 'Crane' }).click()
    await page.getByRole('checkbox', { name: 'Camera truck' }).click()
    await page.getByLabel('Target').fill('nowhere/x')
    await page.getByRole('button', { name: 'Diagnose now' }).click()
    await expect(page.getByText(/"nowhere\/x":/)).toBeVisible()
    await page.getByLabel('Target').fill('10.20.0.14')
    await diagnose(page)
    await expect(verdict(page)).toContainText('target 10.20.0.14:554')
    const plan = card(page, 'Before the session')
    await expect(plan).toContainText('No-go: 1 of 5 will not work as it is.')
    await expect(plan.getByRole('listitem').first()).toContainText('No-go')
    await expect(plan.getByRole('listitem').filter({ hasText: 'Camera truck' })).toContainText(
      '1.2 × what is needed',
    )
    await expect(plan).toContainText('Rule "Crane"')
    await expect(plan).toContainText('8 Mbit/s up')
  })

  test('what is shared is seen before, with or without addresses, and opens again', async ({ open }) => {
    const { page, complaints } = await open('venue')
    await diagnose(page)
    await page.getByRole('button', { name: 'Share' }).click()
    const panel = page.getByRole('dialog')
    const preview = panel.getByLabel('Preview')
    await expect(preview).toHaveValue(/^The VPN loses large packets/)
    await expect(preview).toHaveValue(/203\.0\.113\.9/)
    await panel.getByRole('button', { name: 'Copy text' }).click()
    await expect.poll(clipboard(page)).toBe(await preview.inputValue())
    await panel.getByRole('switch', { name: 'With addresses and names of machines' }).click()
    await expect(preview).not.toHaveValue(/203\.0\.113\.9/)
    await expect(preview).toHaveValue(/address-\d/)
    await panel.getByText('Page (HTML)').click()
    const html = await saved(page)
    expect(html.name).toMatch(/^network-.*\.html$/)
    expect(html.text).not.toContain('203.0.113.9')
    await panel.getByText('JSON', { exact: true }).click()
    const json = await saved(page)
    expect(json.name).toMatch(/^network-.*\.hawser-report$/)
    await pressEscape(page)
    for (const file of [html, json]) {
      await openFile(page, file.name, file.text)
      await expect(page.getByText('You look at a saved report')).toContainText(file.name)
      await expect(verdict(page)).toContainText('The VPN loses large packets')
      await expect(check(page, 'nat')).toContainText('UDP passes')
      await page.getByRole('button', { name: 'Close it' }).click()
      await expect(page.getByText('You look at a saved report')).toHaveCount(0)
      await expect(verdict(page)).toBeVisible()
    }
    await openFile(page, 'holiday.json', '{"rules":[]}')
    await expect(page.getByRole('alert').filter({ hasText: 'no report of Hawser' })).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('a report from elsewhere is shown as text, whatever it holds', async ({ open }) => {
    const { page, complaints } = await open('venue')
    const markup = '<img src=x onerror="document.title=1">'
    await openFile(page, 'a.json', JSON.stringify(report({ verdict: markup })))
    await expect(verdict(page)).toContainText(markup)
    await expect(page).toHaveTitle('Diagnose – Hawser')
    expect(complaints).toEqual([])
  })

  test('an engine that ends in the midst is told of', async ({ open }) => {
    const { page } = await open('diagnose-dead')
    await page.getByRole('button', { name: 'Diagnose now' }).click()
    await expect(page.getByRole('alert')).toContainText('engine is not running')
    await expect(page.getByRole('button', { name: 'Diagnose now' })).toBeEnabled()
  })

  test('the overview tells the last verdict, and has the button too', async ({ open }) => {
    const { page } = await open('diagnose-good', '#/')
    const network = card(page, 'Network')
    await expect(network).toContainText('Nothing is wrong')
    await expect(network).toContainText('Yesterday')
    await network.getByRole('button', { name: 'Diagnose now' }).click()
    await expect(page).toHaveURL(/#\/diagnose$/)
    await expect(verdict(page)).toHaveAttribute('data-state', 'good')
    await page.getByRole('link', { name: 'Overview' }).click()
    await expect(network).toContainText('Today')
  })

  test('what is seen by itself while streams run is told on the overview and on the page', async ({
    open,
  }) => {
    const { page, complaints } = await open('diagnose-dead', '#/')
    await page.getByRole('link', { name: /Network.*98 % busy/ }).click()
    await expect(page.getByText(/While streams run:.*98 % busy.*Close what needs/)).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('it begins from the palette, by key, and from elsewhere by address', async ({ open }) => {
    const { page, host } = await open('venue', '#/forwarding/cam-crane')
    const events = async () => {
      await page.getByRole('link', { name: 'Events' }).click()
      await expect(page.getByRole('heading', { name: 'Events', level: 1 })).toBeVisible()
    }
    await command(page, 'diagnose the way of Crane')
    await expect(verdict(page)).toContainText('target 10.20.')
    await expect(verdict(page)).toHaveAttribute('data-state', 'bad')
    await events()
    host.pace.hold('check')
    await page.keyboard.press('c')
    await expect(verdict(page)).toHaveAttribute('data-state', 'running')
    host.pace.go('check')
    await expect(verdict(page)).toHaveAttribute('data-state', 'bad')
    await events()
    host.pace.hold('check')
    await page.goto(`${page.url().split('#')[0]}#/diagnose/now`)
    await expect(verdict(page)).toHaveAttribute('data-state', 'running')
    await expect(page).toHaveURL(/#\/diagnose$/)
  })

  test('servers are set by form, and wrong ones told off', async ({ open }) => {
    const { page, complaints } = await open('venue')
    await page.getByRole('button', { name: 'Settings' }).click()
    const panel = page.getByRole('dialog')
    await panel.getByLabel('STUN servers').fill('stun.example.net:3478\nother.example.net')
    await panel.getByLabel('A page without encryption').fill('https://x/')
    await expect(panel.getByText('begins with http://')).toBeVisible()
    await panel.getByLabel('A page without encryption').fill('')
    await panel.getByRole('switch', { name: 'Paired devices may measure' }).click()
    await panel.getByRole('button', { name: 'Save' }).click()
    await expect(panel).toBeHidden()
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(panel.getByLabel('STUN servers')).toHaveValue(
      'stun:stun.example.net:3478\nstun:other.example.net'.replaceAll('stun:', ''),
    )
    await expect(panel.getByRole('switch', { name: 'Paired devices may measure' })).not.toBeChecked()
    expect(complaints).toEqual([])
  })

  test('nothing is wrong for screen readers, keyboards and small windows', async ({ open }) => {
    const { page } = await open('venue')
    const faults = await axeFaults(page, 'empty')
    await page.getByRole('switch', { name: 'A session is planned' }).click()
    await page.getByLabel('Goes up').fill('8')
    await diagnose(page)
    await check(page, 'ping').getByText('Loss and jitter').click()
    faults.push(...(await axeFaults(page, 'report')))
    await page.getByRole('button', { name: 'Share' }).click()
    await expect(page.getByLabel('Preview')).toHaveValue(/VPN/)
    faults.push(...(await axeFaults(page, 'share')))
    await pressEscape(page)
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByRole('dialog').getByLabel('STUN servers')).toBeVisible()
    faults.push(...(await axeFaults(page, 'settings')))
    await pressEscape(page)
    await page.setViewportSize(narrow)
    faults.push(...(await axeFaults(page, 'narrow')))
    expect(faults).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
})
