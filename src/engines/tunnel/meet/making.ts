import type { Clock } from '../../../transfer/clock.ts'
import { maxCandidates } from '../../../transfer/description.ts'
import type { IceServer, RtcPeer, RtcSignal, RtcStack } from '../../../transfer/rtc.ts'
import type { Handshake } from '../../../transfer/seal/handshake.ts'
import type { Fingerprints, SessionKeys } from '../../../transfer/seal/session-keys.ts'
import { connectMs } from '../../../transfer/session/making.ts'
import { Opening } from '../../../transfer/session/opening.ts'
import { Fault } from '../../../wire/fault.ts'
import { asMeetFault } from './faults.ts'
import { isLaneName, writeLaneName } from './lane-name.ts'

/** For a refusal to leave before the lane is closed. */
const lastWordsMs = 500
const noHeader = new Uint8Array(0)

export interface MakingOptions {
  lane: number
  epoch: number
  role: 'offer' | 'answer'
  stack: RtcStack
  clock: Clock
  iceServers: readonly IceServer[]
  relayOnly: boolean
  tell(signal: RtcSignal): void
  handshake(fingerprints: Fingerprints): Handshake
  /** The other end has proven who it is. */
  agreed(keys: SessionKeys): void
}

export interface Made {
  readonly opening: Opening
  readonly keys: SessionKeys
}

/** One try to make a lane: a peer connection, the handshake, and the name of the lane. */
export class Making {
  readonly lane: number
  readonly epoch: number
  readonly #peer: RtcPeer
  /** Rejects with a fault. */
  readonly made: Promise<Made>
  readonly #options: MakingOptions
  readonly #abort = new AbortController()
  readonly #made = Promise.withResolvers<Made>()
  readonly #cancelDeadline: () => void
  /** Each comes by each way on which the other end can be reached. */
  readonly #heard = new Set<string>()
  #isOver = false
  #isGivenUp = false

  constructor(options: MakingOptions) {
    this.lane = options.lane
    this.epoch = options.epoch
    this.#options = options
    this.made = this.#made.promise
    this.made.catch(() => {})
    const { stack, role, iceServers, relayOnly } = options
    this.#peer = stack.connect({
      role,
      reliable: true,
      ordered: true,
      iceServers,
      relayOnly,
      // Also once it is made: more addresses may be found.
      tell: (signal) => {
        if (!this.#isGivenUp) options.tell(signal)
      },
      signal: this.#abort.signal,
    })
    this.#cancelDeadline = options.clock.after(connectMs, () =>
      this.giveUp(new Fault('rtc-failed', 'The connection did not come about in time.')),
    )
    this.#peer.opened.then(
      // In the turn in which it has opened, for what comes must be kept.
      (transport) => this.#prove(new Opening(transport)),
      (error) => this.giveUp(error),
    )
  }

  /** From the other end; what was heard before is left out. */
  take(signal: RtcSignal): void {
    const text = JSON.stringify(signal)
    if (this.#heard.has(text) || this.#heard.size > 2 * maxCandidates) return
    this.#heard.add(text)
    this.#peer.take(signal)
  }

  /** For stacks that can look for new paths. */
  restart(): void {
    this.#peer.restart()
  }

  /** Ends it, if it is not made yet. */
  giveUp(reason: unknown): void {
    if (this.#isOver) return
    this.#isGivenUp = true
    this.#end()
    this.#abort.abort(reason)
    this.#made.reject(reason instanceof Fault ? asMeetFault(reason) : reason)
  }

  #end(): void {
    this.#isOver = true
    this.#cancelDeadline()
  }

  async #prove(opening: Opening): Promise<void> {
    const { transport } = opening
    if (this.#isOver) return transport.close()
    void transport.closed.then(({ code, text }) => this.giveUp(new Fault(code, text)))
    const { signal } = this.#abort
    try {
      const keys = await opening.agree(this.#options.handshake(transport.fingerprints), signal)
      if (keys.sealed)
        throw new Fault('tunnel-protocol', 'The other side wants a seal of its own on a tunnel.')
      this.#options.agreed(keys)
      await this.#name(opening, keys, signal)
      signal.throwIfAborted()
      this.#end()
      this.#made.resolve({ opening, keys })
    } catch (error) {
      this.giveUp(error)
      // With time for the last words, which say why.
      this.#options.clock.after(lastWordsMs, () => transport.close())
    }
  }

  /** By the first message of either end the other one knows that its proof has come. */
  async #name(opening: Opening, keys: SessionKeys, signal: AbortSignal): Promise<void> {
    const { lane, epoch } = this
    const { transport } = opening
    const { control } = await keys.lane(lane, epoch, transport.fingerprints)
    transport.control.send(await control.seal(noHeader, writeLaneName(lane, epoch)))
    const { payload } = await control.open(await opening.next(signal))
    if (!isLaneName(payload, lane, epoch))
      throw new Fault('tunnel-protocol', 'The other side takes this lane for another one.')
  }
}
