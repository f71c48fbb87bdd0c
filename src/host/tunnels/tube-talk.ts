import type { Client } from '../../contract/procedure.ts'
import type { tunnelContract } from '../../contract/tunnel.ts'
import type { Signalling } from '../../transfer/signalling.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { readTalkText, writeTalkText } from './talk-text.ts'

/** What of the engine is asked for one tube. */
export type TubeEngine = Pick<Client<typeof tunnelContract>, 'openTube' | 'hear' | 'mute' | 'closeTube'>

export interface TubeTalkOptions {
  tubeId: string
  /** Whose ways and rules hold. */
  party: string
  by: 'code' | 'device'
  peer: { id: string; name: string }
  signalling: Signalling
  /** Tells the engine that runs; without one nothing is to be told. */
  tell(telling: (engine: TubeEngine) => Promise<void>): Promise<void>
  clock: Clock
  /** The engine is told nothing before: it is being started, or has to be told the end of another talk about the same tube. */
  after?: Promise<unknown>
  /** The engine does not take something, or the other end cannot be told. */
  report(error: unknown): void
}

/** How the talk ended. */
export interface TalkEnd {
  /** Somebody closed the tube at the other end. */
  isByIntent: boolean
  code: string
  text: string
}

/** Whoever has it made anew so often, one time soon after the other, does not want a tube. */
const hurry = { ms: 1000, limit: 20 }
/** So many signals wait until the engine takes them; a tube needs some dozens. */
const heardLimit = 1000

/**
 * Joins the engine's end of a tube with the other end's, by what two hosts pass on. Either host has the tube made anew when it
 * cannot be saved, such as after its engine has crashed: the other one then begins it anew too, with the same secret.
 */
export class TubeTalk {
  /** Resolves when the hosts cannot talk any more. */
  readonly over: Promise<TalkEnd>
  isOver = false
  /** The engine has been told the first of it; not while what comes before, as in `after`, is waited for. */
  hasBegun = false
  /** When the engine last began the tube, ms since the Unix epoch; infinite while that is under way. */
  begunAt = Number.POSITIVE_INFINITY
  readonly #options: TubeTalkOptions
  /** How often the tube has been made anew; and what the engine says is of this making. */
  #making = 0
  #spoken = 0
  #isClosedThere = false
  #heardAt = Number.NEGATIVE_INFINITY
  #hurried = 0
  /** Signals that the engine has not taken yet. */
  #hearing = 0
  /** What the engine is told, one thing after the other. */
  #work: Promise<unknown>

  constructor(options: TubeTalkOptions) {
    this.#options = options
    this.#work = options.after ?? Promise.resolve()
    this.over = options.signalling.closed.then(({ code, text }) => {
      this.isOver = true
      return { isByIntent: this.#isClosedThere, code: code === 'closed' ? '' : code, text }
    })
  }

  /** Begins the tube, and listens to the other end. */
  start(): void {
    const { signalling, tubeId } = this.#options
    this.#open()
    signalling.onMessage = (text) => this.#hear(text)
    void this.over.then(({ text }) => this.#tell((engine) => engine.mute({ tubeId, reason: text })))
  }

  /** What the engine wants the other end to be told. */
  say(signal: string): void {
    this.#send(writeTalkText({ kind: 'signal', making: this.#spoken, signal }))
  }

  /** Has the tube made anew at both ends. */
  anew(): void {
    if (this.isOver) return
    this.#begin(this.#making + 1)
    this.#send(writeTalkText({ kind: 'signal', making: this.#making, signal: '' }))
  }

  /** Ends the tube at both ends; `forGood`: the other end is not to try again. Resolves when the engine has done so. */
  close(reason: string, forGood: boolean): Promise<void> {
    const { signalling, tubeId } = this.#options
    if (forGood && !this.isOver) this.#send(writeTalkText({ kind: 'close' }))
    const closed = this.#tell((engine) => engine.closeTube({ tubeId, reason: reason.slice(0, 200) }))
    signalling.close(reason.slice(0, 200))
    return closed
  }

  #hear(text: string): void {
    if (this.isOver) return
    const told = readTalkText(text)
    if (told.kind === 'close') {
      this.#isClosedThere = true
      return
    }
    const { making, signal } = told
    if (making < this.#making) return
    if (making > this.#making) {
      if (this.#isHurried()) return this.#giveUp('The other side begins a tube again and again.')
      this.#begin(making)
    }
    if (signal === '') return
    if (this.#hearing >= heardLimit) return this.#giveUp('The other side says more than can be heard.')
    const { tubeId } = this.#options
    this.#hearing++
    void this.#tell((engine) => engine.hear({ tubeId, signal: { text: signal } })).then(() => this.#hearing--)
  }

  #begin(making: number): void {
    const { tubeId } = this.#options
    this.#making = making
    this.begunAt = Number.POSITIVE_INFINITY
    void this.#tell((engine) => engine.closeTube({ tubeId, reason: 'The tube is made anew.' }))
    this.#open()
  }

  #open(): void {
    const { tubeId, party, by, peer, signalling, clock } = this.#options
    const making = this.#making
    void this.#tell(async (engine) => {
      // All that the engine said before it closed the last one has been heard by now.
      this.#spoken = making
      await engine.openTube({
        tubeId,
        party,
        by,
        peerId: peer.id,
        peerName: peer.name,
        role: signalling.role,
        secret: Buffer.from(signalling.secret).toString('base64'),
      })
    }).then(() => {
      if (this.#making === making) this.begunAt = clock.now()
    })
  }

  #isHurried(): boolean {
    const now = this.#options.clock.now()
    this.#hurried = now - this.#heardAt < hurry.ms ? this.#hurried + 1 : 0
    this.#heardAt = now
    return this.#hurried > hurry.limit
  }

  #giveUp(text: string): void {
    this.isOver = true
    this.#options.report(new Fault('tunnel-protocol', text))
    this.#options.signalling.close()
  }

  #tell(telling: (engine: TubeEngine) => Promise<void>): Promise<void> {
    const { tell, report } = this.#options
    const told = this.#work
      .then(() => {
        this.hasBegun = true
        return tell(telling)
      })
      .catch(report)
    this.#work = told
    return told
  }

  #send(text: string): void {
    try {
      this.#options.signalling.send(text)
    } catch (error) {
      // So far behind is the other end that it will find out by itself; signals are told again.
      if (!(error instanceof Fault)) throw error
    }
  }
}
