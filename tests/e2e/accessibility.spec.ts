import type { Page } from '@playwright/test'
import { lead } from './gestures.ts'
import { axeFaultsInBoth, expect, test } from './made-up-host.ts'

const pages = [
  ['', 'Overview'],
  ['forwarding', 'Forwarding'],
  ['bonding', 'Bonding'],
  ['sync', 'Sync'],
  ['transfer', 'Transfer'],
  ['tunnel', 'Tunnel'],
  ['diagnose', 'Diagnose'],
  ['devices', 'Devices'],
  ['events', 'Events'],
  ['sessions', 'Sessions'],
  ['settings', 'Settings'],
  ['help', 'Help'],
] as const

/** What is wrong on the places looked at so far, light and dark. */
function looker(page: Page) {
  const found: string[] = []
  const look = async (where: string) => void found.push(...(await axeFaultsInBoth(page, where)))
  return { found, look }
}

test.describe('free of accessibility faults, light and dark @web', () => {
  test('is every page where nothing is set up', async ({ open }) => {
    test.setTimeout(120_000)
    const { page, complaints } = await open('empty')
    const { found, look } = looker(page)
    for (const [path, title] of pages) {
      await lead(page, `#/${path}`, title)
      await look(title)
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })

  test('is every page that forwarding and bonding have, and what tells of all', async ({ open }) => {
    test.setTimeout(120_000)
    const { page, complaints } = await open('venue')
    const { found, look } = looker(page)
    for (const [path, title] of [
      ['', 'Overview'],
      ['forwarding', 'Forwarding'],
      ['forwarding/cam-crane', /Crane/],
      ['bonding', 'Bonding'],
      ['bonding/truck', /Camera truck/],
      ['bonding/receiver/studio', /Studio ingest/],
      ['events', 'Events'],
    ] as const) {
      await lead(page, `#/${path}`, title)
      await look(path || 'overview')
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })

  test('is the panel of each thing that carries streams', async ({ open }) => {
    test.setTimeout(120_000)
    const { page, complaints } = await open('venue', '#/forwarding')
    const { found, look } = looker(page)
    const panel = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Add rule' }).click()
    await panel.getByLabel('Name', { exact: true }).fill('Axe')
    await panel.getByLabel('Target host').fill('127.0.0.1')
    await look('Add rule')
    await panel.getByRole('button', { name: 'Cancel' }).click()
    await lead(page, '#/bonding', 'Bonding')
    await page.getByRole('button', { name: 'Add receiver' }).click()
    await panel.locator('summary').click()
    await look('Add receiver')
    await panel.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Add bond' }).click()
    const parts = panel.locator('summary')
    await expect(parts.first()).toBeVisible()
    for (const part of await parts.all()) await part.click()
    await panel.getByText('Chosen').click()
    await look('Add bond')
    await panel.getByText('From a file').click()
    await look('Add bond, uplinks from a file')
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })
})
