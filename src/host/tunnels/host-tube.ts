import { randomBytes } from 'node:crypto'
import type { EngineEvent } from '../../contract/events.ts'
import type { FaultCode } from '../../contract/fault-codes.ts'
import { idleTube, type Tube } from '../../contract/tunnel.ts'
import { Fault, isFaultCode } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { Call } from '../rendezvous/call.ts'
import { callSignalling } from '../rendezvous/call-signalling.ts'
import { hopeless, TubePatience } from './tube-patience.ts'
import { type TalkEnd, TubeTalk, type TubeTalkOptions } from './tube-talk.ts'

export interface HostTubeOptions extends Pick<TubeTalkOptions, 'by' | 'peer' | 'tell' | 'report'> {
  clock: Clock
  /** Resolves when there is an engine to be told of it, or none comes about. */
  prepared(): Promise<void>
  /** Calls the device; resolves when it rings there. */
  call?(signal: AbortSignal): Promise<Call>
  /** Whether it is to be made again when it could not be made, or is lost. */
  isWanted(): boolean
  event(event: Pick<EngineEvent, 'level' | 'code' | 'text'>): void
  /** It is over; `forGood`: it is not to be made again by itself. */
  ended(forGood: boolean): void
}

/**
 * - `calling`: a code is shown, or a device is being called
 * - `met`: the engine has it
 * - `waiting`: to be tried again
 */
export type HostTubeStage = 'calling' | 'met' | 'waiting' | 'ended'

/** One tube from the call that it begins with to its end. What can be saved is made anew. */
export class HostTube {
  readonly id = randomBytes(12).toString('base64url')
  stage: HostTubeStage = 'calling'
  readonly #options: HostTubeOptions
  #peer: HostTubeOptions['peer']
  #attempt = new AbortController()
  #call: Call | undefined
  #talk: TubeTalk | undefined
  readonly #patience = new TubePatience()
  #since: number
  #retryAt = 0
  #end: { code: string; text: string } = { code: '', text: '' }
  #retry = () => {}
  #cancelRetry = () => {}
  #held: { call: Call; take(): boolean } | undefined
  /** The engine has been told the end of what was before. */
  #left: Promise<unknown> = Promise.resolve()

  constructor(options: HostTubeOptions) {
    this.#options = options
    this.#peer = options.peer
    this.#since = options.clock.now()
  }

  get peerId(): string {
    return this.#peer.id
  }

  get peerName(): string {
    return this.#peer.name
  }

  /** Whose ways and rules hold. */
  get party(): string {
    return this.#options.by === 'code' ? this.id : this.#peer.id
  }

  get by(): 'code' | 'device' {
    return this.#options.by
  }

  get isOver(): boolean {
    return this.stage === 'ended'
  }

  /** It rings at the device, or nobody has come with the code yet. */
  get isRinging(): boolean {
    return this.stage === 'calling' && this.#call !== undefined
  }

  /** Calls the device. */
  dial(): void {
    this.#leave('')
    this.stage = 'calling'
    const { signal } = this.#attempt
    const connect = async () => {
      try {
        const call = await this.#options.call!(signal)
        if (signal.aborted) call.hangUp('')
        else this.take(call)
      } catch (error) {
        if (signal.aborted) return
        const held = this.#held
        this.#held = undefined
        if (held?.take()) this.take(held.call)
        else this.#failed(asFault(error))
      }
    }
    void connect()
  }

  /** Goes on with this call, in place of what there was. */
  take(call: Call): void {
    this.#leave('The tunnel is made anew.')
    this.stage = 'calling'
    this.#call = call
    void call.joined.then((joined) => {
      if (this.#call !== call || this.isOver) return
      if (joined) return this.#meet(call)
      const { faultCode, problem } = call.view
      this.#failed(new Fault(asCode(faultCode), problem))
    })
  }

  /** The device calls while it is being called: that call is taken, by `take`, if this one comes to nothing. */
  hold(call: Call, take: () => boolean): void {
    this.#held?.call.hangUp('')
    this.#held = { call, take }
  }

  /** What the engine wants the other end to be told. */
  say(text: string): void {
    this.#talk?.say(text)
  }

  /** A fresh engine has no tubes. */
  engineStarted(): void {
    this.#patience.closed()
    if (this.stage !== 'met') return
    // What has not begun yet begins with this engine.
    if (this.#talk?.hasBegun === false) return
    if (this.#talk && !this.#talk.isOver) this.#talk.anew()
    else this.#failed(new Fault('tube-lost', 'The tunnel engine had to be started again.'))
  }

  /** With each snapshot of the engine. */
  look(tube: Tube | undefined, at: number): void {
    if (this.stage !== 'met' || this.#talk === undefined || tube === undefined || at <= this.#talk.begunAt)
      return
    this.#patience.look(tube, at)
    if (tube.state === 'ended') this.#lost(new Fault(asCode(tube.faultCode), tube.problem))
  }

  /** Tries again at once, if it waits for that. */
  hurry(): void {
    if (this.stage !== 'waiting') return
    this.#cancelRetry()
    this.#retry()
  }

  /** Ends it by intent; the other end is told that it is not to be made again, unless this host ends. */
  close(reason: string, forGood = true): Promise<void> {
    return this.#finish({ code: '', text: reason }, forGood)
  }

  /** Ends it because of what went wrong. */
  fail({ code, message }: Fault): void {
    void this.#finish({ code, text: message }, true)
  }

  /** As people see it; `tube` is what the engine says of it. */
  view(tube: Tube | undefined): Tube {
    const { view } = this.#call ?? {}
    const common = { id: this.id, by: this.by, peerId: this.#peer.id, peerName: this.#peer.name }
    if (this.stage === 'met')
      return { ...(tube ?? { ...idleTube, state: 'connecting', since: this.#since }), ...common }
    const { code, text } = this.#end
    return {
      ...idleTube,
      ...common,
      state: this.stage,
      since: this.#since,
      code: view?.code ?? '',
      link: view?.link ?? '',
      retryAt: this.#retryAt,
      problem: text,
      faultCode: code,
    }
  }

  #meet(call: Call): void {
    const { by, tell, report, clock, prepared } = this.#options
    const { peer } = call.view
    if (peer) this.#peer = peer
    this.stage = 'met'
    this.#since = clock.now()
    const talk = new TubeTalk({
      tubeId: this.id,
      party: this.party,
      by,
      peer: this.#peer,
      signalling: callSignalling(call),
      tell,
      clock,
      after: Promise.all([this.#left, prepared()]),
      report,
    })
    this.#talk = talk
    talk.start()
    void talk.over.then((end) => {
      if (this.#talk === talk) this.#talkOver(end)
    })
  }

  /** The tube may go on without. */
  #talkOver({ isByIntent, code, text }: TalkEnd): void {
    if (this.isOver) return
    if (isByIntent)
      void this.#finish({ code: '', text: text || `${this.#peer.name} has closed the tunnel.` }, true)
    else if (hopeless.includes(code)) void this.#finish({ code, text }, true)
    else if (this.stage === 'waiting') this.#failed(new Fault(asCode(code), text))
  }

  /** The engine could not save it. */
  #lost(fault: Fault): void {
    const talk = this.#talk
    if (talk === undefined || talk.isOver) return this.#failed(fault)
    if (hopeless.includes(fault.code)) return this.fail(fault)
    this.#wait(fault, () => {
      this.stage = 'met'
      talk.anew()
    })
  }

  /** There is nobody to talk to. */
  #failed(fault: Fault): void {
    const { call, isWanted } = this.#options
    if (call === undefined || !isWanted() || hopeless.includes(fault.code))
      return void this.#finish(
        { code: fault.code === 'closed' ? '' : fault.code, text: fault.message },
        call !== undefined && isWanted(),
      )
    this.#wait(fault, () => this.dial())
  }

  #wait(fault: Fault, retry: () => void): void {
    const { clock, event } = this.#options
    const delay = this.#patience.failed()
    this.stage = 'waiting'
    this.#retryAt = clock.now() + delay
    this.#end = { code: fault.code, text: fault.message }
    this.#retry = retry
    this.#cancelRetry()
    this.#cancelRetry = clock.after(delay, retry)
    // That the other end has closed its tube says nothing yet: its host is about to say whether that was meant.
    if (this.#patience.isFirst && fault.code !== 'closed')
      event({
        level: 'warning',
        code: fault.code,
        text: `${this.#title} ${fault.message} It is tried again.`,
      })
  }

  #finish(end: { code: string; text: string }, forGood: boolean): Promise<void> {
    if (this.isOver) return Promise.resolve()
    const { event, ended, clock } = this.#options
    this.stage = 'ended'
    this.#since = clock.now()
    this.#end = end
    const left = this.#leave(end.text, forGood)
    if (end.text !== '')
      event({
        level: end.code === '' ? 'info' : 'warning',
        code: end.code || 'tube-closed',
        text: `${this.#title} ${end.text}`,
      })
    ended(forGood)
    return left
  }

  /** Ends the call, and what the engine has. */
  async #leave(reason: string, forGood = false): Promise<void> {
    const [call, talk] = [this.#call, this.#talk]
    this.#call = this.#talk = undefined
    this.#held?.call.hangUp('')
    this.#held = undefined
    this.#cancelRetry()
    this.#retryAt = 0
    this.#patience.closed()
    this.#end = this.isOver ? this.#end : { code: '', text: '' }
    this.#attempt.abort()
    this.#attempt = new AbortController()
    const closed = talk?.close(reason, forGood)
    call?.hangUp(reason)
    this.#left = Promise.all([this.#left, closed])
    await closed
  }

  get #title(): string {
    return this.#peer.name === '' ? 'Tunnel:' : `Tunnel with ${this.#peer.name}:`
  }
}

const asCode = (code: string): FaultCode => (isFaultCode(code) ? code : 'closed')
const asFault = (error: unknown) => (error instanceof Fault ? error : new Fault('internal', String(error)))
