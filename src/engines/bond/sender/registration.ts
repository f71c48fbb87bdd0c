import { maxLinks } from '../../../contract/bond.ts'
import { packetType } from '../protocol/srt.ts'
import { idBytes, idHalf, isReg, regPacket, srtlaType } from '../protocol/srtla.ts'
import type { SenderOutput } from './events.ts'
import type { LinkTable } from './link-table.ts'

/** After the first answer to the probes, how long faster links may still answer. */
const rankMs = 250
/** While starting, what is lost is sent again after so long; then slower and slower. */
const firstRetryMs = 400
const quickRetries = 5
const steadyRetryMs = 1000
const slowestRetryMs = 5000
/** A group that was asked for and never came. */
const claimMs = 4000
const busyMs = 4000
const refusedMs = 30_000
const silentMs = 5000
/** How long an answer to a probe may be under way. */
const probeLifeMs = 5000
/** A receiver that was heard so lately cannot have lost its groups. */
const heardLatelyMs = 1000
/** All links silent for so long: ask whether the group still exists, long before they count as down. */
const doubtMs = 1500

/**
 * - `probing`: no group; REG2 with a random id goes out on every link, and the answers (REG_NGP) rank the links
 * - `claiming`: REG1 went out on the best link; its REG2 brings the group's id
 * - `joined`: the id is known; every link that is not up sends REG2 with it until REG3 comes
 * - `refused`: the receiver does not want us
 */
export type RegistrationPhase = 'probing' | 'claiming' | 'joined' | 'refused'

/** How a bond gets its group at the receiver, and each link its place in it. */
export class Registration {
  phase: RegistrationPhase = 'probing'
  readonly #links: LinkTable
  readonly #output: SenderOutput
  readonly #random: (into: Uint8Array) => void
  readonly #id = new Uint8Array(idBytes)
  readonly #probe: Uint8Array
  readonly #claim: Uint8Array
  readonly #join: Uint8Array
  /** When each link sends its next REG2, and how many it sent in vain. */
  readonly #nextMs = new Float64Array(maxLinks)
  readonly #tries = new Int32Array(maxLinks)
  /** The newest probe of each link, how many may still be answered, and the round trip of the first answer (0: none). */
  readonly #probeMs = new Float64Array(maxLinks)
  readonly #openProbes = new Int32Array(maxLinks)
  readonly #answerMs = new Float64Array(maxLinks)
  /** REG1 by this link was answered by REG_ERR. */
  readonly #busy = new Uint8Array(maxLinks)
  #firstAnswerMs = -1
  #pending = -1
  /** How often REG1 went out on it: the answer to the first may be lost. */
  #claims = 0
  #claimUntilMs = 0
  #claimAgainMs = 0
  /** No REG1, or while refused no packet at all, before this. */
  #waitUntilMs = 0
  /** When the receiver was last heard, or there was nobody to ask; −1: at the first tick. */
  #heardMs = -1
  #silentTold = false
  #busyTold = false
  #registeredTold = false

  constructor(links: LinkTable, output: SenderOutput, random: (into: Uint8Array) => void) {
    this.#links = links
    this.#output = output
    this.#random = random
    const probeId = new Uint8Array(idBytes)
    random(probeId)
    this.#probe = regPacket(srtlaType.reg2, probeId)
    this.#claim = regPacket(srtlaType.reg1, this.#id)
    this.#join = regPacket(srtlaType.reg2, this.#id)
    this.#newId()
  }

  get joined(): boolean {
    return this.phase === 'joined'
  }

  /** The receiver is another one: everything begins anew. */
  restart(nowMs: number): void {
    this.#newId()
    this.#waitUntilMs = 0
    // This one has not been silent yet.
    this.#heardMs = nowMs
    this.#silentTold = false
    this.#busyTold = false
    this.#registeredTold = false
    this.#probeAll(nowMs)
  }

  /** A link is there, or its socket is new: it sends at the next tick. */
  linkAdded(link: number): void {
    this.#nextMs[link] = 0
    this.#tries[link] = 0
    this.#openProbes[link] = 0
    this.#answerMs[link] = 0
    this.#busy[link] = 0
    this.linkGone(link)
  }

  linkGone(link: number): void {
    if (this.#pending === link) this.#pending = -1
  }

  /** A link timed out: it asks for its place again at once. */
  linkLost(link: number): void {
    this.#nextMs[link] = 0
    this.#tries[link] = 0
  }

  /** Any packet of the receiver. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs
    this.#silentTold = false
  }

  /** The clock jumped by so much: that was not the receiver's silence. */
  slept(ms: number): void {
    if (this.#heardMs >= 0) this.#heardMs += ms
  }

  tick(nowMs: number): void {
    if (this.#heardMs < 0) this.#heardMs = nowMs
    if (this.phase === 'refused') {
      if (nowMs < this.#waitUntilMs) return
      this.#probeAll(nowMs)
    }
    if (this.phase === 'claiming') this.#tickClaim(nowMs)
    if (this.phase === 'probing') this.#tickProbing(nowMs)
    const inDoubt = this.phase === 'joined' && nowMs - this.#heardMs > doubtMs
    let allowed = false
    for (let i = 0; i < this.#links.count; i++) {
      const link = this.#links.order[i]!
      if (!this.#links.allowed(link)) continue
      allowed = true
      if (nowMs < this.#nextMs[link]! || (this.#links.up[link] === 1 && !inDoubt)) continue
      this.#sendReg2(link, nowMs)
    }
    if (!allowed) this.#heardMs = nowMs
    else if (!this.#silentTold && nowMs - this.#heardMs > silentMs) {
      this.#silentTold = true
      this.#output.event('receiver-silent', -1)
    }
  }

  /** REG_NGP: the receiver does not know the id of this link's REG2. */
  onNoGroup(link: number, nowMs: number): void {
    if (this.phase === 'probing') {
      if (this.#answerMs[link] === 0) this.#answerMs[link] = Math.max(0.01, nowMs - this.#probeMs[link]!)
      if (this.#firstAnswerMs < 0) this.#firstAnswerMs = nowMs
      this.#openProbes[link] = Math.max(0, this.#openProbes[link]! - 1)
      this.#tickProbing(nowMs)
      return
    }
    if (this.#openProbes[link]! > 0 && nowMs - this.#probeMs[link]! < probeLifeMs) {
      this.#openProbes[link]!--
      return
    }
    if (this.phase !== 'joined' || this.#otherHeardLately(link, nowMs)) return
    this.#output.event('receiver-restarted', -1)
    this.#probeAll(nowMs)
    // What the other links asked about the old group may be answered after the new one is there.
    this.#openProbes.fill(1)
    this.#probeMs.fill(nowMs)
    this.#answerMs[link] = Math.max(0.01, this.#links.rttMs[link]!)
    this.#startClaim(link, nowMs)
  }

  /** REG2: the group's id. True if this link's REG1 asked for it. */
  onGroup(link: number, bytes: Uint8Array, offset: number, length: number, nowMs: number): boolean {
    if (this.phase !== 'claiming' || link !== this.#pending || !isReg(bytes, offset, length, srtlaType.reg2))
      return false
    for (let i = 0; i < idHalf; i++) if (bytes[offset + 2 + i] !== this.#id[i]) return false
    for (let i = idHalf; i < idBytes; i++) this.#id[i] = bytes[offset + 2 + i]!
    this.#claim.set(this.#id, 2)
    this.#join.set(this.#id, 2)
    this.phase = 'joined'
    this.#pending = -1
    this.#busyTold = false
    for (let i = 0; i < this.#links.count; i++) {
      const each = this.#links.order[i]!
      this.#tries[each] = 0
      if (this.#links.allowed(each)) this.#sendReg2(each, nowMs)
    }
    return true
  }

  /** REG3: the link has its place. False unless a group is known. */
  onLink(link: number): boolean {
    if (!this.joined) return false
    this.#tries[link] = 0
    this.#nextMs[link] = 0
    if (!this.#registeredTold) {
      this.#registeredTold = true
      this.#output.event('bond-registered', -1)
    }
    return true
  }

  /** REG_ERR: not now. */
  onBusy(link: number, nowMs: number): void {
    if (this.phase === 'joined') {
      if (this.#links.up[link] === 0) this.#nextMs[link] = nowMs + busyMs
      return
    }
    if (this.phase !== 'claiming' || link !== this.#pending) return
    this.#busy[link] = 1
    if (this.#claims > 1) this.#output.renew?.(link)
    const other = this.#best()
    if (other >= 0) this.#startClaim(other, nowMs)
    else {
      if (!this.#busyTold) this.#output.event('receiver-busy', -1)
      this.#busyTold = true
      this.#probeAll(nowMs)
      this.#waitUntilMs = nowMs + busyMs
    }
  }

  /** REG_NAK: never, with a text. */
  onRefused(link: number, bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    if (packetType(bytes, offset) !== srtlaType.regNak || this.phase === 'refused') return
    if (this.phase === 'joined') {
      if (this.#links.up[link] === 0) this.#nextMs[link] = nowMs + refusedMs
      return
    }
    this.phase = 'refused'
    this.#waitUntilMs = nowMs + refusedMs
    this.#output.event(
      'receiver-refused',
      -1,
      plainText(bytes.subarray(offset + 2, offset + Math.min(length, 258))),
    )
  }

  #tickProbing(nowMs: number): void {
    if (this.#firstAnswerMs < 0 || nowMs < this.#waitUntilMs) return
    if (nowMs - this.#firstAnswerMs < rankMs && this.#someStillToAnswer()) return
    const best = this.#best()
    if (best >= 0) this.#startClaim(best, nowMs)
    else this.#firstAnswerMs = -1
  }

  #tickClaim(nowMs: number): void {
    if (this.#pending < 0 || nowMs >= this.#claimUntilMs) {
      if (this.#pending >= 0) this.#answerMs[this.#pending] = 0
      this.#probeAll(nowMs)
    } else if (nowMs >= this.#claimAgainMs) {
      this.#claimAgainMs = nowMs + steadyRetryMs
      this.#claims++
      this.#output.send(this.#pending, this.#claim)
    }
  }

  #startClaim(link: number, nowMs: number): void {
    this.phase = 'claiming'
    this.#pending = link
    this.#claims = 1
    this.#claimUntilMs = nowMs + claimMs
    this.#claimAgainMs = nowMs + Math.max(firstRetryMs, 3 * this.#answerMs[link]!)
    this.#output.send(link, this.#claim)
  }

  /** Back to the beginning; what is known of the links' round trips is asked for anew. */
  #probeAll(nowMs: number): void {
    this.phase = 'probing'
    this.#pending = -1
    this.#firstAnswerMs = -1
    this.#registeredTold = false
    for (let i = 0; i < this.#links.count; i++) {
      const link = this.#links.order[i]!
      this.#answerMs[link] = 0
      this.#busy[link] = 0
      this.#nextMs[link] = nowMs
      this.#links.up[link] = 0
    }
  }

  #sendReg2(link: number, nowMs: number): void {
    const tries = this.#tries[link]!
    this.#tries[link] = tries + 1
    this.#nextMs[link] =
      nowMs +
      (tries < quickRetries
        ? firstRetryMs
        : Math.min(slowestRetryMs, steadyRetryMs * Math.max(1, (tries - quickRetries) / 5)))
    if (this.phase === 'joined') {
      this.#output.send(link, this.#join)
      return
    }
    if (link === this.#pending) return
    this.#openProbes[link] = (nowMs - this.#probeMs[link]! < probeLifeMs ? this.#openProbes[link]! : 0) + 1
    this.#probeMs[link] = nowMs
    this.#output.send(link, this.#probe)
  }

  /** The link that answered fastest; −1: none did. */
  #best(): number {
    let best = -1
    for (let i = 0; i < this.#links.count; i++) {
      const link = this.#links.order[i]!
      if (this.#answerMs[link] === 0 || this.#busy[link] === 1 || !this.#links.allowed(link)) continue
      if (best < 0 || this.#answerMs[link]! < this.#answerMs[best]!) best = link
    }
    return best
  }

  #someStillToAnswer(): boolean {
    for (let i = 0; i < this.#links.count; i++) {
      const link = this.#links.order[i]!
      if (this.#answerMs[link] === 0 && this.#links.allowed(link)) return true
    }
    return false
  }

  #otherHeardLately(link: number, nowMs: number): boolean {
    for (let i = 0; i < this.#links.count; i++) {
      const other = this.#links.order[i]!
      if (
        other !== link &&
        this.#links.up[other] === 1 &&
        nowMs - this.#links.lastReceivedMs[other]! < heardLatelyMs
      )
        return true
    }
    return false
  }

  #newId(): void {
    this.#random(this.#id)
    this.#claim.set(this.#id, 2)
    this.#join.set(this.#id, 2)
  }
}

/** What can be printed of bytes that a stranger wrote. */
const plainText = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ''))
    .join('')
    .trim()
