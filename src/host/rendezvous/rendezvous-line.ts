import { Fault } from '../../wire/fault.ts'
import { malformed } from './frames.ts'
import type { Line } from './line.ts'
import { type Answer, answerSchema, type Question } from './messages.ts'

/** Answers that nobody has taken yet; no rendezvous says so much at once. */
const heldLimit = 512

/** One end of a call, at a rendezvous. */
export class RendezvousLine {
  readonly line: Line
  readonly #held: Answer[] = []
  #why: Fault | undefined
  #wake = () => {}

  constructor(line: Line) {
    this.line = line
    void line.closed.then((why) => {
      this.#why = why
      this.#wake()
    })
    line.listen((message) => {
      const read = answerSchema.safeParse(message)
      if (!read.success) throw malformed('an answer that is none')
      if (this.#held.length >= heldLimit) throw malformed('too many answers')
      this.#held.push(read.data)
      this.#wake()
    })
  }

  ask(question: Question): void {
    this.line.send(question)
  }

  /** Rejects with `closed`, or what else closed the line, after all that came before it. */
  async next(): Promise<Answer> {
    for (;;) {
      const answer = this.#held.shift()
      if (answer) return answer
      if (this.#why) throw this.#why
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.line.close()
  }

  /** Not to come back. */
  leave(): void {
    this.ask({ type: 'leave' })
    this.line.close()
  }
}

const refusals = {
  'code-unknown': 'Nobody waits with that code, or it has been used.',
  'rendezvous-busy':
    'The rendezvous has too many waiting, or too many tries came from here. Try again in a minute.',
  'call-declined': 'That Hawser serves as a rendezvous for nobody but itself.',
} as const

export const refused = (code: keyof typeof refusals): Fault => new Fault(code, refusals[code])
