import { Fault } from '../../wire/fault.ts'
import type { LaneEnd } from '../channel.ts'
import type { RtcPeer } from '../rtc.ts'
import { connectMs, type Making } from './making.ts'
import type { SessionOptions } from './options.ts'
import { readSignalText, type SignalText, writeSignalText } from './signal-text.ts'

/** For a try to make lane 0 anew, of which nobody knows whether the other end is there. */
const remakeMs = 20_000
/** The other end did not come back for so long. */
const lostMs = 15 * 60_000
/** The responder says so often that it waits. */
const askMs = 15_000
/** Candidates that come before their offer. */
const earlySignals = 64

export type LanesState = 'connecting' | 'proving' | 'open' | 'lost' | 'ended'

export interface FirstLaneHandlers {
  state(): LanesState
  /** Lane 0, for the try of this number. */
  make(attempt: number, role: 'offer' | 'answer', reliable: boolean): Making
  /** Lane 0, if it is being made. */
  making(): Making | undefined
  giveUp(making: Making, fault: Fault): void
  /** Of a lane that is open. */
  peer(lane: number): RtcPeer | undefined
  /** The other end says that none of the lanes lives. */
  loseAll(end: LaneEnd): void
  over(end: LaneEnd): void
}

/** What is said through the signalling: makes lane 0 by the initiator's offer, and anew when all lanes are lost. */
export class FirstLane {
  readonly #options: SessionOptions
  readonly #handlers: FirstLaneHandlers
  readonly #early: SignalText[] = []
  #attempt = -1
  #lostAt = 0
  #isSignallingOver = false
  #cancelRetry: (() => void) | undefined

  constructor(options: SessionOptions, handlers: FirstLaneHandlers) {
    this.#options = options
    this.#handlers = handlers
  }

  get #isInitiator(): boolean {
    return this.#options.signalling.role === 'initiator'
  }

  /** Nothing can be said this way any more. */
  get isMute(): boolean {
    return this.#isSignallingOver
  }

  get attempt(): number {
    return this.#attempt
  }

  start(): void {
    const { signalling } = this.#options
    void signalling.closed.then(({ text }) => {
      this.#isSignallingOver = true
      const state = this.#handlers.state()
      if (state === 'connecting' || state === 'lost') this.#handlers.over({ code: 'transfer-lost', text })
    })
    signalling.onMessage = (text) => this.#takeText(text)
    if (this.#isInitiator) this.#tryFirstLane()
  }

  stop(): void {
    this.#cancelRetry?.()
  }

  say(signal: SignalText): void {
    this.#options.signalling.send(writeSignalText(signal))
  }

  /** All lanes are lost. */
  lost(): void {
    this.#lostAt = this.#options.clock.now()
    if (this.#isSignallingOver)
      this.#handlers.over({
        code: 'transfer-lost',
        text: 'The connection is lost, and there is no way to make it anew.',
      })
    else this.retryAfter(0)
  }

  /** The initiator offers again; the responder says that it waits. */
  retryAfter(ms: number): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.clock.after(ms, () => {
      const isLost = this.#handlers.state() === 'lost'
      if (isLost && this.#options.clock.now() - this.#lostAt > lostMs)
        return this.#handlers.over({ code: 'transfer-lost', text: 'The other side did not come back.' })
      if (this.#handlers.making()) return
      if (this.#isInitiator) return this.#tryFirstLane()
      if (!isLost) return
      if (!this.#isSignallingOver) this.say({ lane: 0, attempt: Math.max(this.#attempt, 0), reliable: true })
      this.retryAfter(askMs)
    })
  }

  #tryFirstLane(): void {
    if (this.#handlers.state() === 'ended') return
    const making = this.#handlers.make(++this.#attempt, 'offer', this.#options.mode !== 'unreliable')
    // The first offer may be carried by hand, which takes as long as it takes.
    if (this.#handlers.state() === 'lost') making.setDeadline(remakeMs)
  }

  #takeText(text: string): void {
    const signal = readSignalText(text)
    if (signal === undefined || this.#handlers.state() === 'ended') {
      this.#options.event({ level: 'warning', code: 'offer-invalid', text: 'A signal came that is none.' })
      return
    }
    if (signal.lane !== 0) {
      // New paths for a lane that there is.
      if (signal.signal) this.#handlers.peer(signal.lane)?.take(signal.signal)
    } else if (this.#isInitiator) this.#takeAnswer(signal)
    else this.#takeOffer(signal)
  }

  #takeAnswer({ attempt, signal }: SignalText): void {
    if (attempt !== this.#attempt) return
    if (signal === undefined) {
      // The other end knows of no lane, so those that seem to live here do not.
      if (this.#handlers.state() === 'open') this.#loseAll()
      else if (this.#handlers.state() === 'lost') this.retryAfter(0)
      return
    }
    const making = this.#handlers.making()
    if (making) {
      if (signal.type === 'answer') making.setDeadline(connectMs)
      making.peer.take(signal)
    } else this.#handlers.peer(0)?.take(signal)
  }

  #takeOffer(text: SignalText): void {
    const { attempt, signal, reliable } = text
    if (signal === undefined || attempt < this.#attempt) return
    const before = this.#handlers.making()
    if (attempt === this.#attempt) {
      const peer = before?.peer ?? this.#handlers.peer(0)
      peer?.take(signal)
      return
    }
    if (signal.type !== 'offer') {
      if (this.#early.length < earlySignals) this.#early.push(text)
      return
    }
    this.#attempt = attempt
    if (before) this.#handlers.giveUp(before, new Fault('rtc-failed', 'The other side has begun anew.'))
    if (this.#handlers.state() === 'open') this.#loseAll()
    const { peer } = this.#handlers.make(attempt, 'answer', reliable)
    peer.take(signal)
    for (const early of this.#early.splice(0)) {
      if (early.attempt === attempt && early.signal) peer.take(early.signal)
    }
  }

  #loseAll(): void {
    this.#handlers.loseAll({ code: 'lane-lost', text: 'The other side has lost the connection.' })
  }
}
