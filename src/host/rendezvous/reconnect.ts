import { type Clock, sleep } from '../clock.ts'
import type { Call } from './call.ts'

const firstMs = 500
const longestMs = 15_000

/**
 * Connects again, however often it takes, until the call is over; sooner when the call has something to say. Resolves
 * with nothing if the call ended before.
 */
export async function reconnect<T>(
  call: Call,
  clock: Clock,
  connect: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { signal } = call.over
  for (let ms = firstMs; !signal.aborted; ms = Math.min(2 * ms, longestMs)) {
    const hurry = new AbortController()
    call.wake = () => hurry.abort()
    await sleep(clock, firstMs, signal)
    if (ms > firstMs) await sleep(clock, ms - firstMs, AbortSignal.any([signal, hurry.signal]))
    call.wake = () => {}
    if (signal.aborted) return undefined
    try {
      return await connect(signal)
    } catch {
      // It is tried again.
    }
  }
  return undefined
}
