import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Clock } from '../../kit/clock.ts'

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

/** How much has come since the first of it, at some time after it. */
export interface FlowSample {
  ms: number
  bytes: number
}

export interface FlowRate {
  bitsPerSecond: number
  /** It was still becoming more when the time was over. */
  isRising: boolean
}

/** A third of the time that is this much above the third before it is still rising. */
const rising = 1.25
const leastMs = 100

/**
 * The rate of a flow after its first `skipMs`, in which TCP learns what the path carries. Of several connections at
 * once, the sum of each. Samples are in the order of time; of a flow that ended before, all of it counts.
 */
export function rateOf(flows: readonly (readonly FlowSample[])[], skipMs: number): FlowRate {
  const rates = flows.map((samples) => steadyRate(samples, skipMs))
  const sum = (of: (rate: (typeof rates)[number]) => number) =>
    rates.reduce((total, rate) => total + of(rate), 0)
  const [before, after] = [sum(({ middle }) => middle), sum(({ last }) => last)]
  return { bitsPerSecond: sum(({ all }) => all), isRising: before > 0 && after > before * rising }
}

function steadyRate(samples: readonly FlowSample[], skipMs: number) {
  const start: FlowSample = { ms: 0, bytes: 0 }
  const end = samples.at(-1) ?? start
  const from = samples.find(({ ms }) => ms >= skipMs) ?? end
  const first = end.ms - from.ms < leastMs ? start : from
  const at = (part: number) => {
    const ms = first.ms + (end.ms - first.ms) * part
    return samples.findLast((sample) => sample.ms <= ms) ?? first
  }
  return {
    all: between(first, end),
    middle: between(at(1 / 3), at(2 / 3)),
    last: between(at(2 / 3), end),
  }
}

const between = (from: FlowSample, to: FlowSample): number =>
  to.ms > from.ms ? ((to.bytes - from.bytes) * 8000) / (to.ms - from.ms) : 0
