import type { Clock } from '../../../transfer/clock.ts'
import type { IceServer, RtcSignal, RtcStack } from '../../../transfer/rtc.ts'
import { Handshake } from '../../../transfer/seal/handshake.ts'
import type { Fingerprints, SessionKeys } from '../../../transfer/seal/session-keys.ts'
import type { Signalling } from '../../../transfer/signalling.ts'
import { Fault } from '../../../wire/fault.ts'
import { asMeetFault } from './faults.ts'
import type { LaneMaker, LaneMakerHandlers, MetLane } from './lane-maker.ts'
import { type LaneSignal, readLaneSignal, writeLaneSignal } from './lane-signal.ts'
import { type Made, Making } from './making.ts'

/** Candidates that come before their offer, by two ways perhaps. */
const earlySignals = 128
/** Lanes that a responder makes at the same time. */
const makingAtOnce = 16

export interface MeetingOptions {
  stack: RtcStack
  signalling: Signalling
  clock: Clock
  /** This side's, for people to read. */
  name: string
  iceServers: readonly IceServer[]
  /** Through TURN only. */
  relayOnly: boolean
}

/**
 * Makes the lanes of a tube by what two hosts pass on, or by lanes that live. The first handshake is bound to the secret of
 * the code or pairing, and each one to the certificates of its own connection; all after the first only those two get through.
 */
export class Meeting implements LaneMaker {
  handlers: LaneMakerHandlers = { met() {}, failed() {}, missed() {}, muted() {} }
  carry: ((text: string) => boolean) | undefined
  strangeSignals = 0
  readonly #options: MeetingOptions
  readonly #making = new Map<number, Making>()
  /** Those that have come about and are open. */
  readonly #open = new Map<number, Making>()
  /** The highest epoch of each lane so far. */
  readonly #epochs = new Map<number, number>()
  #early: LaneSignal[] = []
  #keys: SessionKeys | undefined
  #isMute = false
  #isClosed = false

  constructor(options: MeetingOptions) {
    this.#options = options
  }

  get role(): 'initiator' | 'responder' {
    return this.#options.signalling.role
  }

  get isMute(): boolean {
    return this.#isMute
  }

  start(): void {
    const { signalling } = this.#options
    void signalling.closed.then(({ text }) => {
      this.#isMute = true
      if (!this.#isClosed) this.handlers.muted(text)
    })
    signalling.onMessage = (text) => this.hear(text)
  }

  async make(lane: number, epoch: number, signal?: AbortSignal): Promise<MetLane> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new Fault('closed', 'The tube is over.')
    if (this.role !== 'initiator' || epoch <= this.#epochOf(lane) || (lane > 0 && !this.#keys))
      throw new Fault('internal', `Lane ${lane} cannot be made now, for the ${epoch}th time.`)
    const making = this.#begin(lane, epoch, 'offer')
    const giveUp = () => making.giveUp(signal?.reason)
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      return this.#met(making, await making.made)
    } finally {
      signal?.removeEventListener('abort', giveUp)
      this.#forget(making)
    }
  }

  miss(lane: number): void {
    this.#say({ lane, epoch: Math.max(0, this.#epochOf(lane)) })
  }

  networkChanged(): void {
    for (const open of this.#open.values()) open.restart()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#early = []
    for (const making of this.#making.values()) making.giveUp(new Fault('closed', 'The tube is over.'))
    this.#options.signalling.close()
  }

  hear(text: string): void {
    if (this.#isClosed) return
    const told = readLaneSignal(text)
    if (told === undefined) this.strangeSignals++
    else if (this.role === 'initiator') this.#hearAnswer(told)
    else this.#hearOffer(told)
  }

  #hearAnswer({ lane, epoch, signal }: LaneSignal): void {
    if (signal) this.#lane(lane, epoch)?.take(signal)
    // What was said of an earlier lane is past.
    else if (epoch >= this.#epochOf(lane)) this.handlers.missed(lane)
  }

  #hearOffer(told: LaneSignal): void {
    const { lane, epoch, signal } = told
    const last = this.#epochOf(lane)
    if (signal === undefined) this.strangeSignals++
    else if (epoch === last) this.#lane(lane, epoch)?.take(signal)
    else if (epoch < last) return
    else if (signal.type !== 'offer') {
      if (this.#early.length < earlySignals) this.#early.push(told)
      else this.strangeSignals++
    } else if (this.#making.size >= makingAtOnce || (lane > 0 && !this.#keys)) this.strangeSignals++
    else void this.#answer(lane, epoch, signal)
  }

  async #answer(lane: number, epoch: number, offer: RtcSignal): Promise<void> {
    let making: Making | undefined
    try {
      making = this.#begin(lane, epoch, 'answer')
      making.take(offer)
      for (const { signal } of this.#takeEarly(lane, epoch)) if (signal) making.take(signal)
      this.handlers.met(this.#met(making, await making.made))
    } catch (error) {
      // Another try of the other end is no failure.
      if (!this.#isClosed && this.#epochOf(lane) === epoch) this.handlers.failed(lane, asMeetFault(error))
    } finally {
      if (making) this.#forget(making)
    }
  }

  #takeEarly(lane: number, epoch: number): LaneSignal[] {
    const early = this.#early.filter((told) => told.lane === lane && told.epoch === epoch)
    this.#early = this.#early.filter((told) => told.lane !== lane || told.epoch > epoch)
    return early
  }

  #begin(lane: number, epoch: number, role: 'offer' | 'answer'): Making {
    this.#epochs.set(lane, epoch)
    const before = this.#making.get(lane)
    const { stack, clock, iceServers, relayOnly } = this.#options
    const making: Making = new Making({
      lane,
      epoch,
      role,
      stack,
      clock,
      iceServers,
      relayOnly,
      tell: (signal) => {
        if (!this.#say({ lane, epoch, signal }))
          making.giveUp(
            new Fault('tube-lost', 'There is no way any more to tell the other side how to connect.'),
          )
      },
      handshake: (fingerprints) => this.#handshake(fingerprints),
      agreed: (keys) => {
        this.#keys = keys
      },
    })
    this.#making.set(lane, making)
    before?.giveUp(new Fault('rtc-failed', 'The lane is made once more.'))
    return making
  }

  #handshake(fingerprints: Fingerprints): Handshake {
    if (this.#keys) return this.#keys.resume(fingerprints)
    const { signalling, name } = this.#options
    const { role, secret } = signalling
    return new Handshake({ role, secret, seal: false, fingerprints, name })
  }

  #met(making: Making, { opening, keys }: Made): MetLane {
    const { lane, epoch } = making
    const { transport } = opening
    this.#open.set(lane, making)
    void transport.closed.then(() => {
      if (this.#open.get(lane) === making) this.#open.delete(lane)
    })
    return {
      lane,
      epoch,
      transport,
      words: keys.words,
      proven: keys.proven,
      peer: keys.peer,
      stack: this.#options.stack.name,
      release() {
        // Nothing may be missing of what came.
        if (opening.isOverfull) transport.close()
        else opening.release()
      },
    }
  }

  #forget(making: Making): void {
    if (this.#making.get(making.lane) === making) this.#making.delete(making.lane)
  }

  #lane(lane: number, epoch: number): Making | undefined {
    const making = this.#making.get(lane)
    if (making?.epoch === epoch) return making
    const open = this.#open.get(lane)
    return open?.epoch === epoch ? open : undefined
  }

  #epochOf(lane: number): number {
    return this.#epochs.get(lane) ?? -1
  }

  /** False: nobody can be told. */
  #say(signal: LaneSignal): boolean {
    const text = writeLaneSignal(signal)
    const isCarried = this.carry?.(text) ?? false
    if (this.#isMute || this.#isClosed) return isCarried
    // When a path is lost others may be, and nobody knows yet: it is said by all ways.
    if (!isCarried || signal.epoch > 0 || !signal.signal) this.#options.signalling.send(text)
    return true
  }
}
