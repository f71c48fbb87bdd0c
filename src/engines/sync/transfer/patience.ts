import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'

/**
 * A device gets a minute, and what the bytes take at a kilobyte a second. A session notices much sooner when nothing comes
 * at all; this is for a device that keeps sending too little to be of any use.
 */
export const patienceMs = (bytes: number): number => 60_000 + bytes

export const stalled = () => new Fault('sync-stalled', 'A device stopped in the middle.')

/** Ends what takes longer than `bytes` may, with a fault of code `sync-stalled`. */
export async function inTime<T>(
  clock: Clock,
  bytes: number,
  signal: AbortSignal,
  what: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  const cancel = clock.after(patienceMs(bytes), () => controller.abort(stalled()))
  try {
    return await what(controller.signal)
  } finally {
    cancel()
    signal.removeEventListener('abort', abort)
  }
}
