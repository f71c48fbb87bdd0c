import type { Page } from '@playwright/test'
import { lead, pressEscape } from './gestures.ts'
import { expect, test } from './made-up-host.ts'

/** 1280 × 800 at 200 %. */
const zoomed = { width: 640, height: 400 }

/** Every page, with what is on it, and the pages of one thing that are reached by its first link. */
const places = [
  ['', 'Overview', ''],
  ['forwarding', 'Forwarding', 'main [role=row] a'],
  ['bonding', 'Bonding', 'main article a'],
  ['sync', 'Sync', 'main article a'],
  ['transfer', 'Transfer', ''],
  ['tunnel', 'Tunnel', 'main article a'],
  ['diagnose', 'Diagnose', ''],
  ['devices', 'Devices', ''],
  ['events', 'Events', ''],
  ['sessions', 'Sessions', 'main li a'],
  ['settings', 'Settings', ''],
  ['help', 'Help', ''],
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
  const reached = await page.evaluateHandle(() => {
    const nameOf = (element: Element) =>
      element.getAttribute('href') ??
      element.getAttribute('aria-label') ??
      element.textContent?.replace(/\d+/g, '') ??
      ''
    // The sign of a switch or a choice may stand on what surrounds it.
    const isMarked = (element: Element) =>
      [element, element.parentElement, element.nextElementSibling, element.parentElement?.parentElement].some(
        (each) => {
          if (!each) return false
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
          return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
        },
      )
    ;(document.activeElement as HTMLElement | null)?.blur()
    const wanted = [...document.querySelectorAll('main :is(button, a[href], select, textarea, summary)')]
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect()
        const isOff =
          element.matches(':disabled, [tabindex="-1"]') || element.closest('[role$=grid], [inert]')
        return width > 0 && height > 0 && !isOff && element.checkVisibility({ visibilityProperty: true })
      })
      .slice(0, 20)
      .map(nameOf)
    const left = new Set(wanted)
    const unmarked: string[] = []
    const stop = new AbortController()
    const reach = ({ target }: Event) => {
      const name = nameOf(target as Element)
      if (left.delete(name) && !isMarked(target as Element)) unmarked.push(name)
      if (left.size === 0) stop.abort()
    }
    addEventListener('focusin', reach, { signal: stop.signal })
    return { left, unmarked, stop }
  })
  const left = () => reached.evaluate(({ left }) => left.size)
  for (let presses = 0; presses < 100 && (presses % 10 > 0 || (await left()) > 0); presses++)
    await page.keyboard.press('Tab')
  const faults = await reached.evaluate(({ left, unmarked, stop }) => {
    stop.abort()
    return [
      ...unmarked.map((name) => `${name} shows no focus`),
      ...[...left].map((name) => `${name} is not reached`),
    ]
  })
  await reached.dispose()
  return faults
}

test.describe('At 200 %, without a mouse and in calm @web', () => {
  test('every page can be read and used whole', async ({ open }) => {
    test.setTimeout(120_000)
    const { page } = await open('venue', '#/', zoomed)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const found: string[] = []
    const look = async (where: string) => {
      found.push(...(await cutOff(page)).map((what) => `${where}: ${what}`))
      found.push(...(await moving(page)).map((what) => `${where}: ${what} moves`))
      found.push(...(await byTab(page)).map((what) => `${where}: ${what}`))
    }
    for (const [path, title, first] of places) {
      await lead(page, `#/${path}`, title)
      await look(path || 'overview')
      if (first === '') continue
      const link = page.locator(first).first()
      const name = await link.evaluate((element: HTMLElement) => {
        element.click()
        return element.textContent ?? ''
      })
      await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
      await look(`one of ${path}`)
    }
    expect([...new Set(found)]).toEqual([])
  })

  test('every side panel fits, and its buttons are in sight', async ({ open }) => {
    const { page } = await open('venue', '#/forwarding', zoomed)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const found: string[] = []
    for (const key of ['n', 'b', 'f']) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeInViewport()
      found.push(...(await cutOff(page)).map((what) => `${key}: ${what}`))
      found.push(...(await moving(page)).map((what) => `${key}: ${what} moves`))
      await pressEscape(page)
    }
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused()
    found.push(...(await cutOff(page)).map((what) => `palette: ${what}`))
    expect(found).toEqual([])
  })
})
