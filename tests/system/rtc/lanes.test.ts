import { afterAll } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import type { RtcStack } from '../../../src/transfer/rtc.ts'
import { openBrowserStack } from '../../support/rtc/browser-stack.ts'
import { laneCompliance } from '../../support/rtc/suite.ts'

/** One browser for all, which takes longer to start than what is tested with it. */
let browser: Promise<RtcStack> | undefined

async function sharedBrowser(): Promise<RtcStack> {
  browser ??= openBrowserStack()
  const { name, connect } = await browser
  return { name, connect, close: async () => {} }
}

afterAll(async () => (await browser)?.close())

const stacks: Record<RtcStack['name'], () => Promise<RtcStack>> = {
  'node-datachannel': async () => (await openRtcStack({ prefer: 'node-datachannel' })).stack,
  werift: async () => (await openRtcStack({ prefer: 'werift' })).stack,
  browser: sharedBrowser,
}

for (const [offers, openOffers] of Object.entries(stacks))
  for (const [answers, openAnswers] of Object.entries(stacks)) {
    if (offers === 'browser' && answers === 'browser') continue
    laneCompliance(`${offers} to ${answers}`, async () => ({
      offers: await openOffers(),
      answers: await openAnswers(),
    }))
  }
