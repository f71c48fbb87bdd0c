import type { Clock } from '../../../src/engines/kit/clock.ts'

/** Time goes on to whatever is due next as soon as nothing else is left to do. */
export function virtualClock(): Clock {
  let now = 0
  let timers: { at: number; then: () => void }[] = []
  let isGoing = false
  const go = () => {
    const next = timers.sort((a, b) => a.at - b.at).shift()
    isGoing = next !== undefined
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.then()
    setImmediate(go)
  }
  return {
    now: () => now,
    after(ms, then) {
      const timer = { at: now + ms, then }
      timers.push(timer)
      if (!isGoing) setImmediate(go)
      isGoing = true
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
}
