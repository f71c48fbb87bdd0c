import { Fault } from '../../wire/fault.ts'
import type { LaneEnd, LaneTransport } from '../channel.ts'
import { type Description, maxCandidates, readCandidate, readDescription } from '../description.ts'
import { channelLabels, type RtcOptions, type RtcPeer, type RtcSignal } from '../rtc.ts'
import type { HeldChannel } from './held-channel.ts'
import { readIceUrl } from './ice-url.ts'
import type { MakeNativePeer, NativePeer } from './native-peer.ts'

/** Makes a lane of a peer connection of any stack: checks and orders signals, waits for both channels, ends once. */
export class OpeningPeer implements RtcPeer {
  readonly opened: Promise<LaneTransport>
  readonly #options: RtcOptions
  readonly #native: NativePeer
  readonly #channels = new Map<string, HeldChannel>()
  readonly #lane = Promise.withResolvers<LaneTransport>()
  readonly #closed = Promise.withResolvers<LaneEnd>()
  readonly #aborted = () => this.#end(undefined, this.#options.signal.reason)
  /** Until the remote description is in place; a stack takes none before. */
  #candidates: { candidate: string; mid: string }[] | undefined = []
  #taken = 0
  #local: Uint8Array | undefined
  #remote: Description | undefined
  #isOpen = false
  #isOver = false
  /** Some stacks take signals asynchronously: one at a time, in order. */
  #last: Promise<void> = Promise.resolve()

  constructor(options: RtcOptions, make: MakeNativePeer) {
    this.#options = options
    this.opened = this.#lane.promise
    // Whoever gives up does not wait any more.
    this.opened.catch(() => {})
    this.#native = make(options, {
      described: (type, sdp) => {
        this.#local ??= readDescription(type, sdp).fingerprint
        if (!this.#isOver) options.tell({ type, sdp })
        this.#check()
      },
      candidate: (candidate, mid) => {
        if (!this.#isOver) options.tell({ type: 'candidate', candidate, mid })
      },
      channelOpen: (label, channel) => this.#channelOpen(label, channel),
      over: (text) => this.#end({ code: 'lane-lost', text }, new Fault('rtc-failed', text)),
    })
    const hasRelay = options.iceServers.some((server) => readIceUrl(server).kind === 'turn')
    if (options.relayOnly && !hasRelay)
      this.#refuse(
        new Fault('rtc-failed', 'Only relays may be used, and the settings name none: add a TURN server.'),
      )
    if (options.signal.aborted) this.#aborted()
    else options.signal.addEventListener('abort', this.#aborted, { once: true })
  }

  take(signal: RtcSignal): void {
    if (this.#isOver) return
    try {
      if (signal.type === 'candidate') this.#takeCandidate(signal.candidate, signal.mid)
      else this.#takeDescription(readDescription(signal.type, signal.sdp))
    } catch (error) {
      this.#refuse(error)
    }
  }

  /** With a stack that does not survive it, a lane whose path is gone is noticed to be dead, and made anew. */
  restart(): void {
    if (this.#isOpen && !this.#isOver) this.#native.restart?.()
  }

  #takeDescription(description: Description): void {
    if (this.#isOpen) return this.#describeAnew(description)
    const { role } = this.#options
    const isAsked = description.type === (role === 'offer' ? 'answer' : 'offer')
    if (!isAsked) throw new Fault('rtc-failed', 'Both sides made the same half of a connection.')
    if (this.#remote) throw new Fault('rtc-failed', 'The other side described itself a second time.')
    this.#remote = description
    this.#after(() => this.#native.describe(description))
    for (const candidate of description.candidates) this.#takeCandidate(candidate, description.mid)
    const waiting = this.#candidates ?? []
    this.#candidates = undefined
    for (const { candidate, mid } of waiting) this.#give(candidate, mid)
    this.#check()
  }

  /** New ways to the same end, which its certificate proves to be the same. */
  #describeAnew(description: Description): void {
    const known = this.#remote?.fingerprint
    if (!this.#native.restart || !known?.every((byte, at) => byte === description.fingerprint[at])) return
    this.#taken = 0
    this.#after(() => this.#native.describe(description))
    for (const candidate of description.candidates) this.#takeCandidate(candidate, description.mid)
  }

  #takeCandidate(candidate: string, mid: string): void {
    if (candidate === '') return
    readCandidate(candidate)
    if (++this.#taken > maxCandidates)
      throw new Fault('rtc-failed', 'The other side names more addresses than any machine has.')
    if (this.#candidates) this.#candidates.push({ candidate, mid })
    else this.#give(candidate, mid)
  }

  #give(candidate: string, mid: string): void {
    this.#after(async () => {
      try {
        await this.#native.addCandidate(candidate.replace(/^a=/, ''), this.#remote?.mid ?? mid)
      } catch {
        // It is written as it should be, but of a sort that the stack does not use: the others remain.
      }
    })
  }

  #after(step: () => void | Promise<void>): void {
    this.#last = this.#last
      .then(() => (this.#isOver ? undefined : step()))
      .catch((error) => this.#refuse(error))
  }

  /** A lane that is open is not ended by what anybody on the way writes. */
  #refuse(error: unknown): void {
    if (this.#isOpen) return
    const text = error instanceof Error ? error.message : String(error)
    const fault =
      error instanceof Fault ? error : new Fault('rtc-failed', `No connection came about: ${text}`)
    this.#end({ code: fault.code, text: fault.message }, fault)
  }

  #channelOpen(label: string, channel: HeldChannel): void {
    if (this.#isOver) return
    const isWanted = label === channelLabels.control || label === channelLabels.data
    if (!isWanted || this.#channels.has(label))
      return this.#refuse(new Fault('rtc-failed', 'The other side opens channels that nobody expects.'))
    this.#channels.set(label, channel)
    this.#check()
  }

  #check(): void {
    const control = this.#channels.get(channelLabels.control)
    const data = this.#channels.get(channelLabels.data)
    if (this.#isOpen || this.#isOver || !control || !data || !this.#local || !this.#remote) return
    this.#isOpen = true
    this.#options.signal.removeEventListener('abort', this.#aborted)
    control.maxMessageBytes = this.#remote.maxMessageBytes
    data.maxMessageBytes = this.#remote.maxMessageBytes
    this.#lane.resolve({
      control,
      data,
      fingerprints: { local: this.#local, remote: this.#remote.fingerprint },
      closed: this.#closed.promise,
      stats: async () => this.#native.stats(),
      close: () => {
        const end: LaneEnd = { code: 'closed', text: 'This side has ended the connection.' }
        this.#end(end, new Fault(end.code, end.text))
      },
    })
    // Whoever waits for the lane listens by then.
    setTimeout(() => {
      control.release()
      data.release()
    }, 0)
  }

  #end(end: LaneEnd | undefined, reason: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.signal.removeEventListener('abort', this.#aborted)
    for (const channel of this.#channels.values()) channel.end()
    this.#lane.reject(reason)
    // The constructor of a stack's connection may fail before there is anything to close.
    queueMicrotask(() => this.#native.close())
    this.#closed.resolve(end ?? { code: 'closed', text: 'Nobody wants the connection any more.' })
  }
}
