import AxeBuilder from '@axe-core/playwright'
import { freePort } from '../support/forward-engine.ts'
import { expect, test } from './app.ts'

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

/** What of axe's rules looks at colours; the others see the same page in the dark as in the light. */
const colourRules = ['color-contrast', 'link-in-text-block']

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
  const look = async (where: string) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await app.page.emulateMedia({ colorScheme })
      // No colour is on its way to another one.
      await app.page.evaluate(() =>
        Promise.all(
          document
            .getAnimations()
            .filter((each) => each instanceof CSSTransition)
            .map((each) => each.finished.catch(() => {})),
        ),
      )
      const axe = new AxeBuilder({ page: app.page })
      if (colorScheme === 'dark') axe.withRules(colourRules)
      const { violations } = await axe.analyze()
      found.push(
        ...violations.map(({ id, nodes }) => `${where}, ${colorScheme}: ${id} at ${nodes[0]?.target}`),
      )
    }
  }
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
