import { Fault } from '../../wire/fault.ts'
import type { LaneEnd } from '../channel.ts'
import type { RtcPeer, RtcSignal } from '../rtc.ts'
import { Handshake } from '../seal/handshake.ts'
import type { ChannelSeal, Fingerprints, SessionKeys } from '../seal/session-keys.ts'
import { asEnd } from './faults.ts'
import { Opening } from './opening.ts'
import type { SessionOptions } from './options.ts'

/** From the answer to both channels being open, and from there to the keys. */
export const connectMs = 30_000
/** For a refusal to leave before the lane is closed. */
const lastWordsMs = 500

/** What is there when both channels are open and have keys. */
export interface Made {
  readonly opening: Opening
  readonly seal: { control: ChannelSeal; data: ChannelSeal }
  /** New ones, of lane 0; else those that there were. */
  readonly keys: SessionKeys
}

/** A lane on its way: a peer connection, then, of lane 0, the handshake. Calls one of `made` and `failed`, once, unless it is given up before. */
export class Making {
  readonly lane: number
  readonly reliable: boolean
  readonly peer: RtcPeer
  readonly #options: SessionOptions
  readonly #keys: SessionKeys | undefined
  readonly #handlers: { proving(): void; made(made: Made): void; failed(end: LaneEnd): void }
  readonly #abort = new AbortController()
  #cancelDeadline: (() => void) | undefined
  #isOver = false
  #isGivenUp = false

  constructor(
    options: SessionOptions,
    lane: {
      lane: number
      role: 'offer' | 'answer'
      reliable: boolean
      /** Of the session so far. */
      keys: SessionKeys | undefined
      tell(signal: RtcSignal): void
      /** The channels are open. */
      proving(): void
      made(made: Made): void
      failed(end: LaneEnd): void
    },
  ) {
    this.lane = lane.lane
    this.reliable = lane.reliable
    this.#options = options
    this.#keys = lane.keys
    this.#handlers = lane
    const { stack, iceServers, relayOnly } = options
    this.peer = stack.connect({
      role: lane.role,
      reliable: lane.reliable,
      iceServers,
      relayOnly,
      // Also once it is made: it may look for new paths.
      tell: (signal) => {
        if (!this.#isGivenUp) lane.tell(signal)
      },
      signal: this.#abort.signal,
    })
    this.peer.opened.then(
      (transport) => this.#prove(new Opening(transport)),
      (error) => this.#fail(asEnd(error)),
    )
  }

  /** Fails after `ms`, instead of any time that was set before. */
  setDeadline(ms: number): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = this.#options.clock.after(ms, () => {
      this.#fail({ code: 'rtc-failed', text: 'The connection did not come about in time.' })
    })
  }

  giveUp(fault: Fault): void {
    this.#end()
    this.#isGivenUp = true
    this.#abort.abort(fault)
  }

  #end(): void {
    this.#isOver = true
    this.#cancelDeadline?.()
  }

  #fail(end: LaneEnd): void {
    if (this.#isOver) return
    this.giveUp(new Fault(end.code, end.text))
    this.#handlers.failed(end)
  }

  async #prove(opening: Opening): Promise<void> {
    const { transport } = opening
    if (this.#isOver) return transport.close()
    void transport.closed.then((end) => this.#fail(end))
    this.setDeadline(connectMs)
    this.#handlers.proving()
    try {
      const { fingerprints } = transport
      let keys = this.#keys
      if (this.lane === 0) keys = await opening.agree(this.#handshake(fingerprints), this.#abort.signal)
      if (keys === undefined) throw new Fault('transfer-protocol', 'A lane has opened before the first one.')
      const seal = await keys.lane(this.lane, 0, fingerprints)
      if (this.#isOver) return transport.close()
      this.#end()
      this.#handlers.made({ opening, seal, keys })
    } catch (error) {
      // With time for the last words, which say why.
      this.#options.clock.after(lastWordsMs, () => transport.close())
      this.#fail(asEnd(error))
    }
  }

  #handshake(fingerprints: Fingerprints): Handshake {
    if (this.#keys) return this.#keys.resume(fingerprints)
    const { signalling, seal, name, cipher } = this.#options
    const { role, secret } = signalling
    return new Handshake({ role, secret, seal, fingerprints, name, cipher })
  }
}
