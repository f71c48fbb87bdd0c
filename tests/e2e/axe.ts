import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What of axe's rules looks at colours; the others see the same page in the dark as in the light. */
const colourRules = ['color-contrast', 'link-in-text-block']

const faultsOf = async (axe: AxeBuilder, where: string): Promise<string[]> =>
  (await axe.analyze()).violations.map(({ id, nodes }) => `${where}: ${id} at ${nodes[0]?.target}`)

/** What is wrong for those who use screen readers or the keyboard, each with where it was found. */
export const axeFaults = (page: Page, where: string): Promise<string[]> =>
  faultsOf(new AxeBuilder({ page }), where)

/** The same in the light, and what is wrong with the colours in the dark. */
export async function axeFaultsInBoth(page: Page, where: string): Promise<string[]> {
  await emulate(page, 'dark')
  const dark = await faultsOf(new AxeBuilder({ page }).withRules(colourRules), `${where}, dark`)
  await emulate(page, 'light')
  return [...dark, ...(await faultsOf(new AxeBuilder({ page }), `${where}, light`))]
}

/** Resolves when no colour is on its way to another one. */
async function emulate(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((each) => each instanceof CSSTransition)
        .map((each) => each.finished.catch(() => {})),
    ),
  )
}
