import { freePort } from '../support/forward-engine.ts'
import { expect, test } from './app.ts'
import { axeFaultsInBoth } from './axe.ts'

const pages = [
  'Overview',
  'Forwarding',
  'Bonding',
  'Sync',
  'Transfer',
  'Tunnel',
  'Diagnose',
  'Devices',
  'Events',
  'Settings',
  'Help',
]

test('every page is free of accessibility faults, light and dark @web', async ({ app }) => {
  test.setTimeout(120_000)
  await app.page.getByRole('link', { name: 'Forwarding' }).click()
  await app.page.getByRole('button', { name: 'Add rule' }).first().click()
  const panel = app.page.getByRole('dialog')
  await panel.getByLabel('Name', { exact: true }).fill('Axe')
  await panel.getByLabel('Target host').fill('127.0.0.1')
  await panel.getByLabel('Target port').fill('9')
  await panel.getByLabel('Listen port').fill(String(await freePort()))
  const found: string[] = []
  const look = async (where: string) => void found.push(...(await axeFaultsInBoth(app.page, where)))
  await look('Add rule')
  await panel.getByRole('button', { name: 'Add rule' }).click()
  await expect(panel).toBeHidden()
  for (const name of pages) {
    await app.page.getByRole('link', { name }).first().click()
    await expect(app.page.getByRole('heading', { name, level: 1 })).toBeVisible()
    await look(name)
  }
  await app.page.getByRole('link', { name: 'Bonding' }).first().click()
  await app.page.getByRole('button', { name: 'Add receiver' }).click()
  await panel.locator('summary').click()
  await look('Add receiver')
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await app.page.getByRole('button', { name: 'Add bond' }).click()
  for (const part of await panel.locator('summary').all()) await part.click()
  await panel.getByText('Chosen').click()
  await look('Add bond')
  await panel.getByText('From a file').click()
  await look('Add bond, uplinks from a file')
  expect(found).toEqual([])
  expect(app.complaints).toEqual([])
})
