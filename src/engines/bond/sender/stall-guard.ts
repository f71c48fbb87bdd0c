import { maxLinks } from '../../../contract/bond.ts'
import type { LinkTable } from './link-table.ts'

/** Why a link gets no data but probes. */
export const gate = { open: 0, silent: 1, stalled: 2, returning: 3 } as const

const stallPackets = 32
const stallLeastMs = 1000
const stallMostMs = 3000
const silencePackets = 8
const silenceLeastMs = 200
const silenceQuickMs = 100
/** What other links must have heard meanwhile, packets. */
const missedLeast = 5
const missedQuick = 20
/** A pause of all links this long: silence counts from its end. */
const pauseMs = 100
/** A link that was silent for longer has to prove itself. */
const longSilenceMs = 1000
const pingMs = 100
const probeEvery = 100
const returningProbeEvery = 20
/** Packets that must arrive, and the least part of what was sent, before a link gets data again. */
const proofPackets = 10
const proofPart = 0.6

/**
 * Takes data off links that do not deliver it. *Stalled*: data went by the link, and no SRTLA ACK of its own came back;
 * echoes of keepalives prove nothing. *Silent*: nothing at all came back while other links heard the receiver.
 * *Returning*: it was away and has yet to prove itself. While a link is held out, copies of some packets go by it as
 * probes; when enough of them are acknowledged it gets data again. A silent link does as soon as it is heard.
 */
export class StallGuard {
  /** For each link, one of `gate`. */
  readonly gates = new Uint8Array(maxLinks)
  /** How many links are held out. */
  held = 0
  readonly #links: LinkTable
  readonly #changed: (link: number, from: number) => void
  readonly #ping: (link: number) => void
  readonly #heldSinceMs = new Float64Array(maxLinks)
  readonly #unproven = new Int32Array(maxLinks)
  readonly #unprovenSinceMs = new Float64Array(maxLinks)
  readonly #sentSinceHeard = new Int32Array(maxLinks)
  readonly #heardAt = new Float64Array(maxLinks)
  readonly #pingedMs = new Float64Array(maxLinks)
  readonly #probesSent = new Int32Array(maxLinks)
  readonly #probesAcked = new Int32Array(maxLinks)
  readonly #untilProbe = new Int32Array(maxLinks)
  /** Packets heard by all links, the last of them, and when the last pause ended. */
  #heard = 0
  #anyHeardMs = 0
  #resumedMs = 0

  /** `changed` is told when a gate changes, and from what; `ping` asks for a keepalive now. */
  constructor(links: LinkTable, changed: (link: number, from: number) => void, ping: (link: number) => void) {
    this.#links = links
    this.#changed = changed
    this.#ping = ping
  }

  /** A data packet went by the link. */
  sent(link: number, nowMs: number): void {
    if (this.#unproven[link]!++ === 0) this.#unprovenSinceMs[link] = nowMs
    this.#sentSinceHeard[link]!++
  }

  /** Any packet came by the link. */
  heard(link: number, nowMs: number): void {
    if (nowMs - this.#anyHeardMs > pauseMs) this.#resumedMs = nowMs
    this.#anyHeardMs = nowMs
    this.#heardAt[link] = ++this.#heard
    this.#sentSinceHeard[link] = 0
    if (this.gates[link] !== gate.silent) return
    const long = nowMs - this.#heldSinceMs[link]! > longSilenceMs
    this.#set(link, long ? gate.returning : gate.open, nowMs)
  }

  /** An SRTLA ACK of so many packets that we sent came by the link. */
  proven(link: number, packets: number, nowMs: number): void {
    this.#unproven[link] = 0
    if (this.gates[link] === gate.open) return
    this.#probesAcked[link]! += packets
    if (this.#probesAcked[link]! < proofPackets) return
    if (this.#probesAcked[link]! >= proofPart * this.#probesSent[link]!) this.#set(link, gate.open, nowMs)
    this.#probesAcked[link] = 0
    this.#probesSent[link] = 0
  }

  /** Whether a copy of this data packet, which goes by another link, is due on a link that is held out. */
  isProbeDue(link: number): boolean {
    if (this.gates[link] === gate.open || --this.#untilProbe[link]! > 0) return false
    this.#untilProbe[link] = this.gates[link] === gate.returning ? returningProbeEvery : probeEvery
    this.#probesSent[link]!++
    return true
  }

  /** The link comes up; `again` after it was down, while others carry the stream. */
  up(link: number, again: boolean, nowMs: number): void {
    this.#unproven[link] = 0
    this.#sentSinceHeard[link] = 0
    this.#set(link, again ? gate.returning : gate.open, nowMs)
  }

  /** The link is down, gone, or not guarded any more. */
  release(link: number): void {
    if (this.gates[link] !== gate.open) this.held--
    this.gates[link] = gate.open
  }

  /** The clock jumped: what seemed like silence was ours. */
  slept(nowMs: number): void {
    this.#resumedMs = nowMs
    this.#unprovenSinceMs.fill(nowMs)
  }

  /** How long the link has been held out, ms. */
  heldMs(link: number, nowMs: number): number {
    return nowMs - this.#heldSinceMs[link]!
  }

  /** Once a batch: looks for silence. */
  begin(nowMs: number): void {
    const { order, count, up, rttMs, jitterMs, lastReceivedMs } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (up[link] === 0 || this.#sentSinceHeard[link]! < silencePackets) continue
      const missed = this.#heard - this.#heardAt[link]!
      if (missed < missedLeast) continue
      const silentMs = nowMs - Math.max(lastReceivedMs[link]!, this.#resumedMs)
      const limitMs = Math.max(silenceLeastMs, 2 * rttMs[link]!)
      if (silentMs > limitMs / 2 && nowMs - this.#pingedMs[link]! >= pingMs) {
        this.#pingedMs[link] = nowMs
        this.#ping(link)
      }
      if (this.gates[link] === gate.silent) continue
      const quickMs = Math.max(silenceQuickMs, rttMs[link]! + 4 * jitterMs[link]!)
      if (silentMs > limitMs || (silentMs > quickMs && missed >= missedQuick))
        this.#hold(link, gate.silent, nowMs)
    }
  }

  /** Looks for links that take data and prove nothing. */
  tick(nowMs: number): void {
    const { order, count, up, rttMs, lastProofMs } = this.#links
    for (let i = 0; i < count; i++) {
      const link = order[i]!
      if (up[link] === 0 || this.gates[link] === gate.stalled || this.#unproven[link]! < stallPackets)
        continue
      const staleMs = nowMs - Math.max(lastProofMs[link]!, this.#unprovenSinceMs[link]!)
      const limitMs = Math.min(stallMostMs, Math.max(stallLeastMs, 4 * rttMs[link]!))
      if (staleMs > limitMs) this.#hold(link, gate.stalled, nowMs)
    }
  }

  #hold(link: number, to: number, nowMs: number): void {
    if (this.gates[link] !== gate.open || this.#isOtherOpen(link)) this.#set(link, to, nowMs)
  }

  #set(link: number, to: number, nowMs: number): void {
    const from = this.gates[link]!
    if (from === to) return
    if (from === gate.open) this.held++
    if (to === gate.open) this.held--
    this.gates[link] = to
    this.#heldSinceMs[link] = nowMs
    this.#probesSent[link] = 0
    this.#probesAcked[link] = 0
    this.#untilProbe[link] = to === gate.returning ? 1 : probeEvery
    this.#changed(link, from)
  }

  #isOtherOpen(link: number): boolean {
    const { order, count, up } = this.#links
    for (let i = 0; i < count; i++) {
      const other = order[i]!
      if (other !== link && up[other] === 1 && this.gates[other] === gate.open) return true
    }
    return false
  }
}
