import { Fault } from '../../wire/fault.ts'
import type { Line } from './line.ts'

class MemoryLine implements Line {
  readonly closed: Promise<Fault>
  readonly #resolve: (why: Fault) => void
  other!: MemoryLine
  #held: unknown[] = []
  #onMessage: ((message: unknown) => void) | undefined
  #isOver = false

  constructor() {
    const { promise, resolve } = Promise.withResolvers<Fault>()
    this.closed = promise
    this.#resolve = resolve
  }

  send(message: object): void {
    // As over a network: later, and to nobody who has gone.
    if (!this.#isOver) queueMicrotask(() => this.other.#take(message))
  }

  listen(onMessage: (message: unknown) => void): void {
    this.#onMessage = onMessage
    for (const message of this.#held.splice(0)) onMessage(message)
  }

  allow(): void {}
  check(): void {}

  close(why = new Fault('closed', 'The other side is gone.')): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#resolve(why)
    queueMicrotask(() => this.other.close())
  }

  #take(message: unknown): void {
    if (this.#isOver) return
    if (this.#onMessage) this.#onMessage(message)
    else this.#held.push(message)
  }
}

/** Two ends within this process. */
export function memoryLines(): [Line, Line] {
  const [one, other] = [new MemoryLine(), new MemoryLine()]
  one.other = other
  other.other = one
  return [one, other]
}
