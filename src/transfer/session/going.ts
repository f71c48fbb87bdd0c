import { type WaitParts, waitKinds } from '../flow/wait-meter.ts'
import { encodeJson } from './control-frame.ts'
import type { ControlMessage } from './control-messages.ts'
import type { ControlStream } from './control-stream.ts'

const everyMs = 1000
/** Word that is older says nothing of now. */
const staleMs = 3500

/** How it goes at one end. */
export interface HowItGoes {
  /** Of what that end sends; undefined if it sends nothing. */
  waits: WaitParts | undefined
  /** 0 … 1, on the way from that end; -1 unknown */
  loss: number
  /** Part (0 … 1) of its processors that is in use; -1 unknown */
  processor: number
}

/** Each end tells the other once a second how it goes while something moves: who receives cannot see what the sender waits for. */
export class Going {
  readonly #control: ControlStream
  #saidAt = Number.NEGATIVE_INFINITY
  #theirs: HowItGoes | undefined
  #heardAt = 0

  constructor(control: ControlStream) {
    this.#control = control
  }

  tell(at: number, { waits, loss, processor }: HowItGoes): void {
    // What waits to be said is not added to.
    if (at - this.#saidAt < everyMs || this.#control.queued > 0) return
    this.#saidAt = at
    const parts = waits ? waitKinds.map((kind) => rounded(waits[kind])) : []
    this.#control.post(
      encodeJson({ type: 'going', waits: parts, loss: rounded(loss), processor: rounded(processor) }),
    )
  }

  take({ waits, loss, processor }: Extract<ControlMessage, { type: 'going' }>, at: number): void {
    const [moving = 0, receiver = 0, network = 0, source = 0, cpu = 0] = waits
    const parts = waits.length > 0 ? { moving, receiver, network, source, cpu } : undefined
    this.#theirs = { waits: parts, loss, processor }
    this.#heardAt = at
  }

  theirs(at: number): HowItGoes | undefined {
    return at - this.#heardAt < staleMs ? this.#theirs : undefined
  }
}

const rounded = (part: number): number => Math.round(part * 10_000) / 10_000
