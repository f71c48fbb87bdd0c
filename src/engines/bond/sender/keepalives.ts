import { maxLinks } from '../../../contract/bond.ts'
import { keepaliveBytes, keepaliveTime, readArrived, writeKeepalive } from '../protocol/keepalive.ts'
import type { SenderOutput } from './events.ts'
import type { LinkTable } from './link-table.ts'
import type { RoundTrips } from './rtt.ts'

const everyMs = 1000
/** A tick that comes so little too early is the one that was meant. */
const earlyMs = 50

/** One keepalive a second on every link that is up; its echo gives a round trip and what a Hawser says arrived. */
export class Keepalives {
  readonly #links: LinkTable
  readonly #output: SenderOutput
  readonly #roundTrips: RoundTrips
  readonly #packet = new Uint8Array(keepaliveBytes)
  readonly #nextMs = new Float64Array(maxLinks)
  readonly #report = { connection: 0, window: 0, inFlight: 0, rttMs: 0, naks: 0, bitrate: 0 }

  constructor(links: LinkTable, output: SenderOutput, roundTrips: RoundTrips) {
    this.#links = links
    this.#output = output
    this.#roundTrips = roundTrips
  }

  tick(nowMs: number): void {
    const { order, count, up } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (up[link] === 1 && nowMs >= this.#nextMs[link]! - earlyMs) this.send(link, nowMs)
    }
  }

  send(link: number, nowMs: number): void {
    const lateMs = nowMs - this.#nextMs[link]!
    // One that came late does not put off those after it.
    this.#nextMs[link] = (Math.abs(lateMs) < everyMs / 2 ? nowMs - lateMs : nowMs) + everyMs
    const { window, inFlight, rttMs, naks, bitrate } = this.#links
    const report = this.#report
    report.connection = link
    report.window = window[link]!
    report.inFlight = inFlight[link]!
    report.rttMs = rttMs[link]!
    report.naks = naks[link]!
    report.bitrate = bitrate[link]!
    writeKeepalive(this.#packet, nowMs, report)
    this.#output.send(link, this.#packet)
  }

  /** An echo, or a keepalive that the receiver began, which carries no time of ours. */
  received(link: number, bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    const sentMs = keepaliveTime(bytes, offset, length)
    if (sentMs > 0) this.#roundTrips.strong(link, nowMs - sentMs, nowMs)
    const far = readArrived(bytes, offset, length)
    if (far === undefined) return
    const { farKnown, farPackets, farBytes, farBitrate, farJitterMs } = this.#links
    farKnown[link] = 1
    farPackets[link] = far.packets
    farBytes[link] = far.bytes
    farBitrate[link] = far.bitrate
    farJitterMs[link] = far.jitterMs
  }

  /** The link comes up: its first keepalive is due. */
  reset(link: number): void {
    this.#nextMs[link] = 0
  }
}
