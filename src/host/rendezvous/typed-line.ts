import type { z } from 'zod'
import { Fault } from '../../wire/fault.ts'
import { malformed } from './frames.ts'
import type { Line } from './line.ts'
import { type Answer, answerSchema, type CallMessage, callMessageSchema, type Question } from './messages.ts'

/** Messages that nobody has taken yet; nobody says so much at once. */
const heldLimit = 512

/** A line on which each side says what it may, one after the other. */
class TypedLine<In, Out extends object> {
  readonly line: Line
  readonly #held: In[] = []
  #why: Fault | undefined
  #wake = () => {}

  constructor(line: Line, schema: z.ZodType<In>) {
    this.line = line
    void line.closed.then((why) => {
      this.#why = why
      this.#wake()
    })
    line.listen((message) => {
      const read = schema.safeParse(message)
      if (!read.success) throw malformed('a message that is none')
      if (this.#held.length >= heldLimit) throw malformed('too many messages')
      this.#held.push(read.data)
      this.#wake()
    })
  }

  say(message: Out): void {
    this.line.send(message)
  }

  /** Rejects with `closed`, or what else closed the line, after all that came before it. */
  async next(): Promise<In> {
    for (;;) {
      const message = this.#held.shift()
      if (message !== undefined) return message
      if (this.#why) throw this.#why
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.line.close()
  }
}

/** One end of a call, at a rendezvous. */
export class RendezvousLine extends TypedLine<Answer, Question> {
  constructor(line: Line) {
    super(line, answerSchema)
  }

  /** Not to come back. */
  leave(): void {
    this.say({ type: 'leave' })
    this.close()
  }
}

/** Between two devices that are paired. */
export class CallLine extends TypedLine<CallMessage, CallMessage> {
  constructor(line: Line) {
    super(line, callMessageSchema)
  }
}

const refusals = {
  'code-unknown': 'Nobody waits with that code, or it has been used.',
  'rendezvous-busy':
    'The rendezvous has too many waiting, or too many tries came from here. Try again in a minute.',
  'call-declined': 'That Hawser serves as a rendezvous for nobody but itself.',
} as const

export const refused = (code: keyof typeof refusals): Fault => new Fault(code, refusals[code])
