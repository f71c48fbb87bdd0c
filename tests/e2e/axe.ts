import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What of axe's rules looks at colours; the others see the same page in the dark as in the light. */
const colourRules = ['color-contrast', 'link-in-text-block']

async function faultsOf(page: Page, where: string, rules?: readonly string[]): Promise<string[]> {
  // Half a megabyte of source is read once for each page, and none is opened besides it: there are no frames.
  const isThere = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'void 0' }) })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze()
  return violations.map(({ id, nodes }) => `${where}: ${id} at ${nodes[0]?.target}`)
}

/** What is wrong for those who use screen readers or the keyboard, each with where it was found. */
export async function axeFaults(page: Page, where: string): Promise<string[]> {
  await settled(page)
  return faultsOf(page, where)
}

/** The same in the light, and what is wrong with the colours in the dark. */
export async function axeFaultsInBoth(page: Page, where: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await settled(page)
  const dark = await faultsOf(page, `${where}, dark`, colourRules)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return [...dark, ...(await axeFaults(page, `${where}, light`))]
}

/** Resolves when no colour is on its way to another one, and nothing comes or goes. */
const settled = (page: Page) =>
  page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map((each) => each.finished.catch(() => {})),
    ),
  )
