import { randomBytes } from 'node:crypto'
import type { Allow, Tube, Way } from '../contract/tunnel.ts'
import { systemClock } from '../host/clock.ts'
import type { JoinedCall } from '../host/rendezvous/code-signalling.ts'
import { newRuleId } from '../host/rule-list.ts'
import { hopeless, TubePatience } from '../host/tunnels/tube-patience.ts'
import { type TalkEnd, TubeTalk, type TubeTalkOptions } from '../host/tunnels/tube-talk.ts'
import type { AllowDraft, WayDraft } from './tunnel-options.ts'

/** How a tube ended; without a code by intent of one of the two sides. */
export interface CodeTubeEnd {
  code: string
  text: string
}

export interface CodeTubeOptions {
  joined: JoinedCall
  ways: readonly WayDraft[]
  allow: readonly AllowDraft[]
  tell: TubeTalkOptions['tell']
  /** It could not be saved, and is tried again. */
  waits(end: CodeTubeEnd): void
}

/** One tube that a code has made, with ways and rules of its own. As long as the two sides can talk, it is made anew when it is lost. */
export class CodeTube {
  readonly id = randomBytes(12).toString('base64url')
  readonly peer: string
  readonly ways: readonly Way[]
  readonly allow: Allow[] = []
  readonly #talk: TubeTalk
  readonly #waits: CodeTubeOptions['waits']
  #over: TalkEnd | undefined
  /** What is waited after, before it is tried again. */
  #waiting: CodeTubeEnd | undefined
  readonly #patience = new TubePatience()
  #cancel = () => {}

  constructor({ joined, ways, allow, tell, waits }: CodeTubeOptions) {
    this.peer = joined.peer
    this.ways = ways.map((way) => ({ ...way, id: newRuleId(), party: this.id }) as Way)
    for (const rule of allow) this.add(rule)
    this.#waits = waits
    this.#talk = new TubeTalk({
      tubeId: this.id,
      party: this.id,
      by: 'code',
      peer: { id: '', name: joined.peer },
      signalling: joined.signalling,
      tell,
      clock: systemClock,
      // The tube is over, or the engine has ended; either is told of in its own words.
      report: () => {},
    })
    void this.#talk.over.then((end) => {
      this.#over = end
    })
  }

  /** The engine must have its ways and rules by now. */
  start(): void {
    this.#talk.start()
  }

  /** Something else that the other side may do. */
  add(rule: AllowDraft): void {
    this.allow.push({ ...rule, id: newRuleId(), party: this.id, enabled: true })
  }

  /** What the engine wants the other end to be told. */
  say(text: string): void {
    this.#talk.say(text)
  }

  /** A fresh engine has no tubes. */
  engineStarted(): void {
    this.#patience.closed()
    if (this.#waiting) return
    if (this.#over === undefined) this.#talk.anew()
    else this.#waiting = { code: 'tube-lost', text: 'The tunnel engine had to be started again.' }
  }

  /** With each snapshot of the engine: what it says of the tube. Returns how it has ended, once nothing can save it. */
  look(tube: Tube | undefined, at: number): CodeTubeEnd | undefined {
    const over = this.#over
    if (over && (over.isByIntent || hopeless.includes(over.code)))
      return { code: over.isByIntent ? '' : over.code, text: over.text }
    if (this.#waiting) return over && this.#waiting
    if (tube === undefined || at <= this.#talk.begunAt) return undefined
    this.#patience.look(tube, at)
    if (tube.state !== 'ended') return undefined
    const code = tube.faultCode === 'closed' ? '' : tube.faultCode
    const end = { code, text: tube.problem }
    if (over || code === '' || hopeless.includes(code)) return end
    this.#waiting = end
    this.#cancel = systemClock.after(this.#patience.failed(), () => {
      this.#waiting = undefined
      this.#talk.anew()
    })
    if (this.#patience.isFirst) this.#waits(end)
    return undefined
  }

  /** `forGood`: the other side is told that it is not to be made again. */
  close(forGood: boolean): Promise<void> {
    this.#cancel()
    return this.#talk.close('', forGood)
  }
}
