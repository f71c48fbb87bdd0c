import { expect, test } from 'vitest'
import { SendWindow } from '../../../src/transfer/flow/window.ts'
import { BlockPool } from '../../../src/transfer/session/block-pool.ts'
import type { Lane } from '../../../src/transfer/session/lane.ts'
import { Measuring } from '../../../src/transfer/session/measuring.ts'
import { ManualClock } from '../../support/manual-clock.ts'

/** A lane of a stack that does not count what it repeats, looked at each quarter of a second. */
async function lossSeen(bufferedBytes: (look: number) => number): Promise<number> {
  const clock = new ManualClock()
  const window = new SendWindow(clock)
  const stats = { sentPackets: 0, discardedPackets: 0, rttMs: 40 }
  const lane = {
    window,
    stats,
    retransmits: -1,
    roundTripMs: 40,
    shortestRoundTripMs: 40,
    jitterMs: 0,
    receivedBytes: 0,
  }
  const figures = {
    sentBytes: 0,
    bufferedBytes: 0,
    isOver: false,
    isRetired: false,
    readStats: async () => {},
  }
  const seen = Object.assign(lane, figures)
  const lanes = { open: new Map([[0, seen as unknown as Lane]]), connecting: [], wanted: { count: 1 } }
  const sending = { isBusy: true, chunkBytes: 0, setWindows: () => {}, hasMuch: false }
  const measuring = new Measuring({ clock, maxLanes: 1, gentle: false, mode: 'reliable' } as never, {
    lanes: { ...lanes, want: () => {} } as never,
    sending: sending as never,
    receiving: { isBusy: false } as never,
    pool: new BlockPool(),
    going: { theirs: () => undefined } as never,
  })
  // What congestion control holds is credit that is used up, too.
  window.sent(window.window)
  for (let look = 0; look < 12; look++) {
    seen.sentBytes += 100_000
    seen.bufferedBytes = bufferedBytes(look)
    measuring.look(0)
    await clock.advance(250)
  }
  return measuring.snapshot(clock.now()).lanes[0]!.loss
}

test('loss is made out of the rate while bytes wait in the stack, though the window is full', async () => {
  const loss = await lossSeen(() => 50_000)
  expect(loss).toBeGreaterThan(0.001)
  expect(loss).toBeLessThan(0.1)
})

test('nothing is said of loss while the stack sends all it gets', async () => {
  expect(await lossSeen(() => 0)).toBe(-1)
  expect(await lossSeen((look) => (look % 2) * 50_000)).toBe(-1)
})
