import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Clock } from '../../kit/clock.ts'
import { countMs } from './messages.ts'

/** Not to be made smaller on the way. */
const block = randomBytes(64 * 1024)

/**
 * Sends over a connection as fast as it takes it, but no faster than the limit, until the returned function is called
 * or the connection is over.
 */
export function fill(socket: Socket, bitsPerSecond: number, clock: Clock): () => void {
  const bytesPerMs = bitsPerSecond / 8000
  const began = clock.now()
  let sent = 0
  let isOver = false
  let cancel = () => {}
  const write = () => {
    while (!isOver && socket.writable) {
      const earlyMs = sent / bytesPerMs - (clock.now() - began)
      if (earlyMs > 1) {
        cancel()
        cancel = clock.after(earlyMs, write)
        return
      }
      sent += block.length
      if (!socket.write(block)) return
    }
  }
  const stop = () => {
    isOver = true
    cancel()
    socket.off('drain', write)
  }
  socket.on('drain', write)
  socket.once('close', stop)
  write()
  return stop
}

/** So much has come by then, the last of it at that moment. */
export interface FlowSample {
  /** Since the load began. */
  ms: number
  bytes: number
}

/** What has come by one connection, at most ten samples a second. */
export class FlowRecord {
  readonly samples: FlowSample[] = []
  #bytes = 0
  /** When the newest sample began to be added to. */
  #sinceMs = Number.NEGATIVE_INFINITY

  add(ms: number, bytes: number): void {
    this.#bytes += bytes
    if (ms - this.#sinceMs < countMs) this.samples.pop()
    else this.#sinceMs = ms
    this.samples.push({ ms, bytes: this.#bytes })
  }
}

export interface FlowRate {
  bitsPerSecond: number
  /** It was still becoming more when the time was over. */
  isRising: boolean
}

/** A third of the time that is this much above the third before it is still rising. */
const rising = 1.25

/**
 * The rate of several flows together in a span of time, ms since the load began. `toMs` lies a little before the end of the
 * samples: what is handed over after a pause has come in the course of it, for a packet that was lost holds up those behind
 * it, and a busy processor the one who reads; so a flow is looked at as if it had come evenly from one sample to the
 * next. When nothing came before `fromMs`, it is the time from the first of it. Samples are in the order of time.
 */
export function rateOf(
  flows: readonly (readonly FlowSample[])[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): FlowRate {
  const began = Math.min(...flows.map(([first]) => first?.ms ?? Number.POSITIVE_INFINITY))
  const from = Math.max(fromMs, began)
  if (from >= toMs) return { bitsPerSecond: 0, isRising: false }
  const come = (part: number) => {
    const ms = from + (toMs - from) * part
    return flows.reduce((sum, samples) => sum + bytesAt(samples, ms), 0)
  }
  const [start, first, second, end] = [come(0), come(1 / 3), come(2 / 3), come(1)]
  const [before, after] = [second - first, end - second]
  return {
    bitsPerSecond: ((end - start) * 8000) / (toMs - from),
    isRising: before > 0 && after > before * rising,
  }
}

function bytesAt(samples: readonly FlowSample[], ms: number): number {
  const behind = samples.findIndex((sample) => sample.ms > ms)
  const next = samples[behind]
  const last = behind < 0 ? samples.at(-1) : samples[behind - 1]
  if (last === undefined) return 0
  if (next === undefined) return last.bytes
  return last.bytes + ((next.bytes - last.bytes) * (ms - last.ms)) / (next.ms - last.ms)
}
