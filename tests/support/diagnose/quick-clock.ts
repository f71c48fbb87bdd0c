import type { Clock } from '../../../src/engines/kit/clock.ts'

/** Waits for nothing but what is ready by itself: what should happen later happens in the next turn. */
export const quickClock: Clock = {
  now: () => performance.now(),
  after(_, then) {
    const turn = setImmediate(then)
    return () => clearImmediate(turn)
  },
}
