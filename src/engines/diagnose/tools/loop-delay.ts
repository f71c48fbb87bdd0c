import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../../kit/clock.ts'

const resolutionMs = 10

/** How late what was due came to run in this thread, ms. */
export interface LoopDelay {
  p50Ms: number
  p99Ms: number
  maxMs: number
}

export type MeasureLoop = (ms: number, clock: Clock, signal: AbortSignal) => Promise<LoopDelay>

/** Watches the event loop for `ms`, or until the signal aborts. */
export const measureLoop: MeasureLoop = async (ms, clock, signal) => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  const over = Promise.withResolvers<void>()
  const cancel = clock.after(ms, over.resolve)
  signal.addEventListener('abort', () => over.resolve(), { once: true })
  if (!signal.aborted) await over.promise
  cancel()
  histogram.disable()
  // It counts from tick to tick, so what it tells of a loop without any delay is its own resolution.
  const late = (nanoseconds: number) => {
    const each = nanoseconds / 1e6 - resolutionMs
    return Number.isFinite(each) ? Math.max(0, Math.round(each * 10) / 10) : 0
  }
  const isEmpty = histogram.count === 0
  return isEmpty
    ? { p50Ms: 0, p99Ms: 0, maxMs: 0 }
    : {
        p50Ms: late(histogram.percentile(50)),
        p99Ms: late(histogram.percentile(99)),
        maxMs: late(histogram.max),
      }
}
