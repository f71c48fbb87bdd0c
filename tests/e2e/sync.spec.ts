import type { Locator, Page } from '@playwright/test'
import { command, lead, pressEscape, told } from './gestures.ts'
import { axeFaultsInBoth, expect, test } from './made-up-host.ts'

const bin = (page: Page) =>
  page.getByRole('group', { name: 'Show' }).getByText('Bin', { exact: true }).click()
const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })
const menu = async (page: Page, of: string, item: RegExp | string) => {
  await page.getByRole('button', { name: of }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test.describe('@web', () => {
  test('folders are listed with their states, paused and resumed', async ({ open }) => {
    const { page, complaints } = await open('sync', '#/sync')
    await expect(page.getByRole('article')).toHaveCount(9 + 2)
    const rushes = card(page, 'Rushes day 12')
    await expect(rushes).toHaveAttribute('data-state', 'syncing')
    await expect(rushes).toContainText(/\d\sMbit\/s/)
    await expect(card(page, 'Camera card B')).toContainText('nothing counts as deleted')
    await expect(card(page, 'Graphics').getByRole('link', { name: '2 conflicts' })).toBeVisible()
    await rushes.getByRole('button', { name: 'Pause Rushes day 12' }).click()
    await expect(rushes).toHaveAttribute('data-state', 'paused')
    await page.getByRole('button', { name: 'Pause all' }).click()
    await expect(page.getByRole('button', { name: 'Resume all' })).toBeVisible()
    await page.getByRole('button', { name: 'Resume all' }).click()
    await expect(rushes).toHaveAttribute('data-state', 'syncing')
    expect(complaints).toEqual([])
  })

  test('an offer is taken part in, at a path that lies in no other folder', async ({ open }) => {
    const { page, complaints } = await open('sync', '#/sync')
    await page.getByRole('button', { name: 'Take part in Selected takes' }).click()
    const panel = page.getByRole('dialog')
    await expect(panel.getByRole('checkbox', { name: 'Share with Edit suite' })).toBeChecked()
    await panel.getByLabel('Folder on this device').fill('/media/raid/proxies/takes')
    await expect(panel.getByText(/"Proxies" is at \/media\/raid\/proxies/)).toBeVisible()
    await panel.getByLabel('Folder on this device').fill('/media/raid/new/takes')
    await expect(panel.getByText('it will be made')).toBeVisible()
    await panel.getByRole('button', { name: 'Take part' }).click()
    await expect(panel).toBeHidden()
    await expect(card(page, 'Selected takes')).toHaveAttribute('data-state', 'syncing')
    await expect(page.getByRole('article', { name: 'Offer: Selected takes' })).toHaveCount(0)
    expect(complaints).toEqual([])
  })

  test('a conflict is resolved only after a side was chosen and its outcome told', async ({ open }) => {
    const { page, complaints } = await open('sync', '#/sync/graphics-1')
    await page.getByRole('button', { name: 'Resolve rundown.xlsx' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('button', { name: 'Choose one above' })).toBeDisabled()
    for (const choice of await dialog.getByRole('radio').all()) await expect(choice).not.toBeChecked()
    await dialog.getByRole('radio', { name: /The copy kept beside it, changed on Edit suite/ }).check()
    await expect(dialog.getByRole('status')).toContainText(
      /The copy .* takes the name of the file\. What is in place now .* goes to the bin/,
    )
    await dialog.getByRole('radio', { name: /The file in place/ }).check()
    await expect(dialog.getByRole('status')).toContainText(/The file in place .* stays/)
    await dialog.getByRole('button', { name: 'Keep the file in place' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('list', { name: 'Conflicts' }).getByRole('listitem')).toHaveCount(1)
    await expect(page.getByText('1 conflict to resolve')).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('what differs in a folder of one direction is listed, and made equal after its effects were told', async ({
    open,
  }) => {
    const { page, complaints } = await open('sync', '#/sync/audio-st')
    const here = page.getByRole('list', { name: 'Differs here' }).getByRole('listitem')
    await expect(here).toHaveText([/Changed here/, /Added here/, /Removed here/])
    await page.getByRole('button', { name: 'Revert to what the others have…' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('button', { name: 'Leave it as it is' })).toBeFocused()
    await expect(dialog).toContainText('What gives way here goes to the bin')
    await dialog.getByRole('button', { name: 'Revert now' }).click()
    await expect(dialog).toBeHidden()
    await expect(here).toHaveCount(0)
    await lead(page, '#/sync/proxies-1', /Proxies/)
    const there = page.getByRole('list', { name: 'Differs on other devices' }).getByRole('listitem')
    await expect(there).toHaveCount(4)
    await expect(there.first()).toContainText('Changed on Grading, Hamburg')
    await page.getByRole('button', { name: 'Make ours hold everywhere…' }).click()
    await expect(dialog).toContainText('goes to the bin there')
    await dialog.getByRole('button', { name: 'Make ours hold now' }).click()
    await expect(told(page, '4 files of "Proxies" hold everywhere as here.')).toBeVisible()
    await expect(there).toHaveCount(0)
    expect(complaints).toEqual([])
  })

  test('a part of a folder is chosen by ticking, and never nothing', async ({ open }) => {
    const { page } = await open('sync', '#/sync/rushes-12')
    await page.getByRole('button', { name: /Choose what comes here/ }).click()
    const tree = page.getByRole('list', { name: 'Files of all devices' })
    const tick = (name: string): Locator => tree.getByRole('checkbox', { name: `Keep ${name} equal here` })
    await tree.getByRole('button', { name: 'Day 12', exact: true }).click()
    await tick('Card A012').click()
    await expect(tick('Day 12')).toHaveAttribute('aria-checked', 'mixed')
    await expect(tick('Sound')).toBeChecked()
    for (const name of [
      'Sound',
      'Stills',
      'Camera reports.pdf',
      'lower-thirds',
      'show',
      'renders',
      'README.txt',
      'latest',
    ])
      await tick(name).click()
    await tick('.hawserignore').click()
    await expect(page.getByText('Something must stay ticked.')).toBeVisible()
    await page.getByRole('button', { name: 'Save choice' }).click()
    await expect(page.getByText('1 chosen path')).toBeVisible()
    await expect(tree.getByText('Not chosen').first()).toBeVisible()
  })

  test('the bin gives versions back; a dry run and a verification tell what they find', async ({ open }) => {
    const { page, complaints, host } = await open('sync', '#/sync/graphics-1')
    await bin(page)
    const versions = page.getByRole('list', { name: 'Versions in the bin' }).getByRole('listitem')
    await expect(versions).toHaveCount(6)
    await page.getByLabel('Search the bin').fill('sponsor')
    await versions.getByRole('button', { name: /^Restore Sponsor loop.mov/ }).click()
    await expect(told(page, 'Sponsor loop.mov is back in its place.')).toBeVisible()
    await page.getByLabel('Search the bin').fill('')
    await expect(versions).toHaveCount(5)
    host.pace.hold('reading')
    await menu(page, 'More actions', 'Verify every file…')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Read every file' }).click()
    await expect(dialog).toContainText(/[1-9][\d\s]* of 8\s420 files read, .*\sGB of 31\.7\sGB/)
    await dialog.getByRole('button', { name: 'Go on in the background' }).click()
    await page.getByRole('button', { name: 'Stop reading' }).click()
    await expect(told(page, /Graphics: Stopped before the end\. 2\s806 files read/)).toBeVisible()
    host.pace.go('reading')
    await menu(page, 'More actions', 'Verify every file…')
    await dialog.getByRole('button', { name: 'Read every file' }).click()
    await expect(dialog.getByRole('list', { name: 'Damaged files' })).toContainText('Title.psd')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await menu(page, 'More actions', 'Dry run…')
    await expect(dialog).toContainText('Nothing: what is here is as it should be.')
    expect(complaints).toEqual([])
  })

  test('a device is paired by the code that is shown here', async ({ open }) => {
    const { page, complaints, host } = await open('sync-new', '#/devices')
    host.pace.hold('answer')
    await page.getByRole('button', { name: 'Show a code' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('7-otter-lamp-4217')).toBeVisible()
    await expect(dialog.getByRole('img', { name: 'The code as a QR code' })).toBeVisible()
    await expect(dialog.getByText(/Waiting for the other device, for 4:\d\d more/)).toBeVisible()
    host.pace.go('answer')
    await expect(dialog.getByText('Ingest 2 is paired.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await expect(card(page, 'Ingest 2')).toHaveAttribute('data-state', 'connected')
    expect(complaints).toEqual([])
  })

  test('a code is typed in; wrong ones and unknown places are told where they are', async ({ open }) => {
    const { page } = await open('sync-new', '#/devices')
    await page.getByRole('button', { name: 'Enter a code' }).click()
    const dialog = page.getByRole('dialog')
    const code = dialog.getByRole('textbox', { name: 'Code' })
    await expect(code).toBeFocused()
    await page.keyboard.type('otter')
    await expect(code).toHaveValue('otter')
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('A code looks like 7-otter-lamp-4217.')).toBeVisible()
    await code.fill('4-harbor-violin-1937')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('peer-unreachable')
    await expect(code).toHaveValue('4-harbor-violin-1937')
    const address = dialog.getByLabel('Its address, when it is not on this network')
    await address.fill('no way')
    await expect(dialog.getByText(/"no way": /)).toBeVisible()
    await address.fill('203.0.113.9:8742')
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('Studio ingest is paired.')).toBeVisible()
  })

  test('a device nearby is paired by words that both screens show', async ({ open }) => {
    const { page } = await open('sync-new', '#/devices')
    await page.getByRole('button', { name: 'Pair with Ingest 2' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('copper lagoon tiger')).toBeVisible()
    await dialog.getByRole('button', { name: 'They differ' }).click()
    await expect(dialog.getByText('Not paired', { exact: true })).toBeVisible()
    await pressEscape(page)
    await page.getByRole('button', { name: 'Pair with Ingest 2' }).click()
    await dialog.getByRole('button', { name: 'They are the same' }).click()
    await expect(dialog.getByText('Ingest 2 is paired.')).toBeVisible()
  })

  test('a device that asks to be paired is answered on whatever page is open', async ({ open }) => {
    const { page } = await open('pairing-asked', '#/help')
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Ingest 2')
    await dialog.getByRole('button', { name: 'They are the same' }).click()
    await expect(dialog.getByText('Ingest 2 is paired.')).toBeVisible()
  })

  test('a device that is away says when it was connected last', async ({ open }) => {
    const { page } = await open('sync', '#/devices')
    await expect(card(page, 'OB van')).toContainText(
      /Last connected (Today|Yesterday) \d\d:\d\d, \d+\smin ago/,
    )
    await expect(card(page, 'Studio NAS')).toContainText(/Last connected .*, 1\sd ago/)
    await expect(card(page, 'Edit suite')).not.toContainText('Last connected')
  })

  test('revoking says beforehand what ends at once', async ({ open }) => {
    const { page } = await open('sync', '#/devices')
    await menu(page, 'Actions for Edit suite', 'Revoke…')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused()
    await expect(dialog).toContainText('6 folders are no longer shared with it')
    await dialog.getByRole('button', { name: 'Revoke now' }).click()
    await expect(card(page, 'Edit suite')).toHaveCount(0)
  })

  test('all can be done by keyboard: go, add, choose, save', async ({ open }) => {
    const { page, complaints } = await open('sync', '#/')
    await page.keyboard.press('4')
    await expect(page.getByRole('heading', { name: 'Sync', level: 1 })).toBeVisible()
    await page.keyboard.press('f')
    const panel = page.getByRole('dialog')
    await expect(panel.getByLabel('Folder on this device')).toBeFocused()
    await page.keyboard.type('/srv/stills')
    await page.keyboard.press('Enter')
    await expect(panel).toBeHidden()
    await expect(card(page, 'stills')).toBeVisible()
    await page.keyboard.press('7')
    await expect(page.getByRole('heading', { name: 'Devices', level: 1 })).toBeVisible()
    await command(page, 'graphics')
    await expect(page.getByRole('heading', { name: /Graphics/, level: 1 })).toBeVisible()
    await page.keyboard.press('r')
    await expect(told(page, 'Looking through "Graphics" again.')).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('pages of sync and devices are free of accessibility faults, light and dark', async ({ open }) => {
    test.setTimeout(120_000)
    const { page, complaints, host } = await open('sync', '#/sync')
    const found: string[] = []
    const look = async (where: string) => void found.push(...(await axeFaultsInBoth(page, where)))
    await look('folders')
    await page.getByRole('button', { name: 'Sync settings' }).click()
    await page.getByRole('button', { name: 'Add hours' }).click()
    await look('sync settings')
    await pressEscape(page)
    await page.getByRole('button', { name: 'Add folder' }).click()
    await page.getByRole('dialog').locator('summary').click()
    await look('folder editor')
    await pressEscape(page)
    for (const [folder, name] of [
      ['rushes-12', /Rushes day 12/],
      ['card-b01', /Camera card B/],
      ['audio-st', /Audio stems/],
      ['graphics-1', /Graphics/],
    ] as const) {
      await lead(page, `#/sync/${folder}`, name)
      await expect(page.getByText('README.txt')).toBeVisible()
      await look(folder)
    }
    await page.getByRole('button', { name: 'Resolve rundown.xlsx' }).click()
    await page.getByRole('radio', { name: /The copy kept/ }).check()
    await look('conflict')
    await pressEscape(page)
    await page.getByRole('button', { name: /Choose what comes here/ }).click()
    await look('choosing')
    await bin(page)
    await expect(page.getByLabel('Search the bin')).toBeVisible()
    await look('bin')
    await lead(page, '#/devices', 'Devices')
    await look('devices')
    host.pace.hold('answer')
    await page.getByRole('button', { name: 'Show a code' }).click()
    await expect(page.getByText('7-otter-lamp-4217')).toBeVisible()
    await look('code')
    await pressEscape(page)
    await page.getByRole('button', { name: 'Enter a code' }).click()
    await expect(page.getByRole('textbox', { name: 'Code' })).toBeVisible()
    await look('enter a code')
    await pressEscape(page)
    await page.getByRole('button', { name: 'Pair with Ingest 2' }).click()
    await expect(page.getByRole('button', { name: 'They differ' })).toBeVisible()
    await look('words')
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })
})
