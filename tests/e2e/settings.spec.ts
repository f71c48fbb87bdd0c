import { readFileSync } from 'node:fs'
import { command, lead, undo } from './gestures.ts'
import { axeFaults, expect, test } from './made-up-host.ts'

test.use({ start: '#/settings' })

test.describe('settings @web', () => {
  test('are found by their reason, checked while one types, saved, and reset with an undo', async ({
    open,
  }) => {
    const { page, complaints } = await open('venue')
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox')).toBeFocused()
    await page.keyboard.type('shares the link')
    const upload = page.getByRole('textbox', { name: 'Upload at most' })
    await expect(page.getByRole('listitem')).toHaveCount(2)
    await upload.fill('much')
    await expect(page.getByText('Write a number.')).toBeVisible()
    await upload.fill('20')
    await upload.press('Enter')
    const row = page.getByRole('listitem').filter({ hasText: 'Upload at most' })
    await expect(row.getByText('Saved')).toBeVisible()
    await expect(row.getByText('Changed')).toBeVisible()
    await page.getByRole('searchbox').fill('')
    await page.getByText('Changed (1)').click()
    await expect(page.getByRole('listitem')).toHaveCount(1)
    await page.getByRole('button', { name: 'Reset Upload at most' }).click()
    await expect(page.getByText('Everything is as by default.')).toBeVisible()
    await undo(page, '"Upload at most" is as by default.')
    await expect(upload).toHaveValue('20')
    expect(complaints).toEqual([])
  })

  test('leave in a file and come back, with a look at what changes', async ({ open }) => {
    const { page, complaints } = await open('venue')
    await page.getByRole('button', { name: 'Export' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click()
    const path = await (await download).path()
    const file = JSON.parse(readFileSync(path, 'utf8'))
    expect(file).toMatchObject({ hawserSettings: 1, kind: 'settings' })

    file.settings.sync.upload = 2_500_000
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Import' }).click()
    await (await chooser).setFiles({
      name: 'venue.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(file)),
    })
    const dialog = page.getByRole('dialog', { name: 'Import settings' })
    await expect(dialog.getByText('1 change', { exact: true })).toBeVisible()
    await expect(dialog.getByText('0 → 2500000')).toBeVisible()
    await dialog.getByRole('button', { name: 'Import' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('textbox', { name: 'Upload at most' })).toHaveValue('20')

    const again = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Import' }).click()
    await (await again).setFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{') })
    await expect(page.getByRole('alert')).toContainText('import-invalid')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Import' })).toBeDisabled()
    expect(complaints).toEqual([])
  })

  test('of a venue are kept as a profile, and switched to with a look at what stops', async ({ open }) => {
    const { page, complaints } = await open('venue')
    const save = async (name: string) => {
      await page.getByRole('button', { name: 'Save as a profile' }).click()
      await page.getByLabel('Name of the profile').fill(name)
      await page.getByLabel('Name of the profile').press('Enter')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
    await save('Venue A')
    await lead(page, '#/forwarding', 'Forwarding')
    await command(page, 'Switch all rules off')
    await expect(page.getByRole('switch', { checked: true })).toHaveCount(0)
    await lead(page, '#/settings/profiles', 'Settings')
    await save('Venue B')
    await page.getByRole('button', { name: 'Switch to Venue A' }).click()
    const dialog = page.getByRole('dialog', { name: 'Switch to "Venue A"' })
    await expect(dialog.getByText('Starts').first()).toBeVisible()
    await dialog.getByRole('button', { name: 'Switch' }).click()
    await expect(dialog).toBeHidden()

    await page.getByRole('button', { name: 'Switch to Venue B' }).click()
    await expect(page.getByText(/In use at this moment, and interrupted/)).toBeVisible()
    expect(await axeFaults(page, 'switch')).toEqual([])
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'More about Venue B' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByRole('button', { name: 'Switch to Venue B' })).toBeHidden()
    // The switch can still be undone, too.
    await undo(page, 'Deleted "Venue B"')
    await expect(page.getByRole('button', { name: 'Switch to Venue B' })).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('have addresses of their own, and nothing is wrong for readers, keyboards and small windows', async ({
    open,
  }) => {
    const { page } = await open('venue', '#/settings/rules[].holdMs')
    await expect(page.getByText('Hold viewers')).toBeInViewport()
    // As at 200 % of a small laptop.
    await page.setViewportSize({ width: 640, height: 410 })
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    expect(await axeFaults(page, 'narrow')).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
})
