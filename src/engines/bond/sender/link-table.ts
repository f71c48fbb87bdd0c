import { linkStates, maxLinks } from '../../../contract/bond.ts'

/** A link's state as a number: its place in the contract's list. */
export const stateCode = {
  off: linkStates.indexOf('off'),
  registering: linkStates.indexOf('registering'),
  warming: linkStates.indexOf('warming'),
  live: linkStates.indexOf('live'),
  degraded: linkStates.indexOf('degraded'),
  stalled: linkStates.indexOf('stalled'),
  down: linkStates.indexOf('down'),
  capped: linkStates.indexOf('capped'),
} as const

export interface SenderLinkOptions {
  /** Priority in percent, 0…100; 0 is off. */
  weight: number
  metered: boolean
  capped: boolean
}

/**
 * Everything that is known of each link, as arrays with one entry a link, so that deciding where a packet goes reads
 * numbers from a few cache lines. Times are ms of the sender's own clock (`Sender.nowMs`). Counters rise for as long as
 * the link lives.
 */
export class LinkTable {
  /** The links there are, the one added last first; `count` of them. */
  readonly order = new Uint8Array(maxLinks)
  count = 0
  readonly present = new Uint8Array(maxLinks)

  readonly state = new Uint8Array(maxLinks)
  readonly stateSinceMs = new Float64Array(maxLinks)
  /** 1: the receiver counts it in the group, and it was heard since its last timeout. */
  readonly up = new Uint8Array(maxLinks)
  /** When it last came up. */
  readonly upSinceMs = new Float64Array(maxLinks)
  readonly weight = new Uint8Array(maxLinks)
  readonly metered = new Uint8Array(maxLinks)
  readonly capped = new Uint8Array(maxLinks)

  /** 1/1000 packets */
  readonly window = new Int32Array(maxLinks)
  /** packets */
  readonly inFlight = new Int32Array(maxLinks)
  /** Smoothed, least of the last 30 s, and smoothed variation; ms, 0 where not measured yet. */
  readonly rttMs = new Float64Array(maxLinks)
  readonly rttMinMs = new Float64Array(maxLinks)
  readonly jitterMs = new Float64Array(maxLinks)
  readonly quality = new Float64Array(maxLinks)
  /** Of the data packets sent in the last 2 s, the part reported lost, 0…1 */
  readonly loss = new Float64Array(maxLinks)
  /** bytes/s of data packets sent, over about 1 s */
  readonly bitrate = new Float64Array(maxLinks)
  /** Part of the bond's data bytes of the last second, 0…1 */
  readonly share = new Float64Array(maxLinks)

  readonly packets = new Float64Array(maxLinks)
  readonly bytes = new Float64Array(maxLinks)
  readonly naks = new Float64Array(maxLinks)
  readonly retransmits = new Float64Array(maxLinks)
  readonly probes = new Float64Array(maxLinks)

  readonly lastReceivedMs = new Float64Array(maxLinks)
  /** When an SRTLA ACK last came by this link, the proof that data arrives by it; at first when it came up. */
  readonly lastProofMs = new Float64Array(maxLinks)

  /** What the other end tells of the link, where `farKnown` is 1: packets, bytes, bytes/s, ms. */
  readonly farKnown = new Uint8Array(maxLinks)
  readonly farPackets = new Float64Array(maxLinks)
  readonly farBytes = new Float64Array(maxLinks)
  readonly farBitrate = new Float64Array(maxLinks)
  readonly farJitterMs = new Float64Array(maxLinks)

  readonly #columns = [
    ...[this.state, this.stateSinceMs, this.up, this.upSinceMs, this.weight, this.metered, this.capped],
    ...[this.window, this.inFlight, this.rttMs, this.rttMinMs, this.jitterMs, this.quality, this.loss],
    ...[this.bitrate, this.share, this.packets, this.bytes, this.naks, this.retransmits, this.probes],
    ...[this.lastReceivedMs, this.lastProofMs, this.farKnown, this.farPackets, this.farBytes],
    ...[this.farBitrate, this.farJitterMs],
  ]

  add(link: number, options: SenderLinkOptions): void {
    for (const column of this.#columns) column[link] = 0
    this.quality[link] = 1
    this.order.copyWithin(1, 0, this.count)
    this.order[0] = link
    this.count++
    this.present[link] = 1
    this.change(link, options)
  }

  change(link: number, { weight, metered, capped }: SenderLinkOptions): void {
    this.weight[link] = Math.min(100, Math.max(0, Math.round(weight)))
    this.metered[link] = metered ? 1 : 0
    this.capped[link] = capped ? 1 : 0
  }

  remove(link: number): void {
    const at = this.order.subarray(0, this.count).indexOf(link)
    this.order.copyWithin(at, at + 1, this.count)
    this.count--
    this.present[link] = 0
    for (const column of this.#columns) column[link] = 0
  }

  /** Whether a person lets data go by it. */
  allowed(link: number): boolean {
    return this.weight[link] !== 0 && this.capped[link] === 0
  }

  anyUp(): boolean {
    for (let i = 0; i < this.count; i++) if (this.up[this.order[i]!] === 1) return true
    return false
  }

  /** Changes the state; false if it is that already. */
  enter(link: number, state: number, nowMs: number): boolean {
    if (this.state[link] === state) return false
    this.state[link] = state
    this.stateSinceMs[link] = nowMs
    return true
  }
}
