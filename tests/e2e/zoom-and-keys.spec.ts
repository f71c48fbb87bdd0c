import type { Page } from '@playwright/test'
import { expect, test } from './made-up-host.ts'

/** 1280 × 800 at 200 %. */
const zoomed = { width: 640, height: 400 }

/** Every page, with what is on it, and the pages of one thing that are reached by its first link. */
const places = [
  ['', ''],
  ['forwarding', 'main [role=row] a'],
  ['bonding', 'main article a'],
  ['sync', 'main article a'],
  ['transfer', ''],
  ['tunnel', 'main article a'],
  ['diagnose', ''],
  ['devices', ''],
  ['events', ''],
  ['sessions', 'main li a'],
  ['settings', ''],
  ['help', ''],
] as const

/** What cannot be seen whole without scrolling sideways; tables may scroll by themselves. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const found = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    const within = document.querySelector('dialog[open]') ?? document.body
    for (const control of within.querySelectorAll('button, a[href], input, select, textarea, summary')) {
      const { left, right, width, height } = control.getBoundingClientRect()
      if (
        width <= 1 ||
        height <= 1 ||
        scrolls(control.parentElement?.closest('main table, [role$=grid], pre') ?? null)
      )
        continue
      if (right > innerWidth + 1 || left < -1)
        found.push(`${control.getAttribute('aria-label') ?? control.textContent} is cut off`)
    }
    return found
  })

/** What moves, or would if it changed, although calm was asked for. */
const moving = (page: Page) =>
  page.evaluate(() => {
    const nameOf = (element: Element | null | undefined) => element?.getAttribute('class') ?? 'something'
    const running = document
      .getAnimations()
      .map(({ effect }) => nameOf((effect as KeyframeEffect | null)?.target))
    const ready = [...document.querySelectorAll('*')].filter((element) => {
      const { transitionProperty, animationName, scrollBehavior } = getComputedStyle(element)
      return transitionProperty !== 'none' || animationName !== 'none' || scrollBehavior !== 'auto'
    })
    return [...running, ...ready.map(nameOf)]
  })

/** Goes through the page by Tab: what is reached without a visible sign, and what is not reached at all. */
async function byTab(page: Page): Promise<string[]> {
  // Rows come and go while streams run, and their numbers change: things go by their address or name.
  const wanted = await page.evaluate(() => {
    const nameOf = (element: Element) =>
      element.getAttribute('href') ??
      element.getAttribute('aria-label') ??
      element.textContent?.replace(/\d+/g, '') ??
      ''
    Object.assign(window, { nameOf })
    ;(document.activeElement as HTMLElement | null)?.blur()
    return [...document.querySelectorAll('main :is(button, a[href], select, textarea, summary)')]
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect()
        const isOff =
          element.matches(':disabled, [tabindex="-1"]') || element.closest('[role$=grid], [inert]')
        return width > 0 && height > 0 && !isOff && element.checkVisibility({ visibilityProperty: true })
      })
      .slice(0, 20)
      .map(nameOf)
  })
  const left = new Set(wanted)
  const faults: string[] = []
  for (let presses = 0; presses < 100 && left.size > 0; presses++) {
    await page.keyboard.press('Tab')
    const { name, isMarked } = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      // The sign of a switch or a choice may stand on what surrounds it.
      const around = [
        element,
        element.parentElement,
        element.nextElementSibling,
        element.parentElement?.parentElement,
      ]
      const isMarked = around.some((each) => {
        if (!each) return false
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      })
      return { name: (window as unknown as { nameOf(of: Element): string }).nameOf(element), isMarked }
    })
    if (left.delete(name) && !isMarked) faults.push(`${name} shows no focus`)
  }
  return [...faults, ...[...left].map((name) => `${name} is not reached`)]
}

test.describe('At 200 %, without a mouse and in calm @web', () => {
  test('every page can be read and used whole', async ({ open }) => {
    test.setTimeout(120_000)
    const { page } = await open('venue', '#/', zoomed)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const found: string[] = []
    for (const [path, first] of places) {
      await page.evaluate((hash) => location.assign(hash), `#/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const look = async (where: string, keys: boolean) => {
        found.push(...(await cutOff(page)).map((what) => `${where}: ${what}`))
        found.push(...(await moving(page)).map((what) => `${where}: ${what} moves`))
        if (keys) found.push(...(await byTab(page)).map((what) => `${where}: ${what}`))
      }
      await look(path || 'overview', true)
      const link = first && page.locator(first).first()
      if (!link || (await link.count()) === 0) continue
      await page.evaluate((selector) => document.querySelector<HTMLElement>(selector)!.click(), first)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(`one of ${path}`, true)
    }
    expect([...new Set(found)]).toEqual([])
  })

  test('every side panel fits, and its buttons are in sight', async ({ open }) => {
    const { page } = await open('venue', '#/forwarding', zoomed)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const found: string[] = []
    for (const key of ['n', 'b', 'f']) {
      await page.keyboard.press(key === 'n' ? 'n' : key)
      const panel = page.getByRole('dialog')
      if (!(await panel.isVisible().catch(() => false))) continue
      found.push(...(await cutOff(page)).map((what) => `${key}: ${what}`))
      found.push(...(await moving(page)).map((what) => `${key}: ${what} moves`))
      await expect(panel.getByRole('button', { name: 'Cancel' })).toBeInViewport()
      await page.keyboard.press('Escape')
    }
    await page.keyboard.press('Control+k')
    found.push(...(await cutOff(page)).map((what) => `palette: ${what}`))
    expect(found).toEqual([])
  })
})
