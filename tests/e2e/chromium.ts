import { type Browser, test as base, chromium } from '@playwright/test'

const usualFlags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync']

export const launchChromium = (flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: [...usualFlags, ...flags] })

/** One Chromium for all tests of a worker, started when the first of them asks for it; each test has a context of its own. */
export const test = base.extend<object, { browserOfWorker: () => Promise<Browser> }>({
  browserOfWorker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      let browser: Promise<Browser> | undefined
      await use(() => {
        browser ??= launchChromium()
        return browser
      })
      await (await browser)?.close()
    },
    { scope: 'worker' },
  ],
})
