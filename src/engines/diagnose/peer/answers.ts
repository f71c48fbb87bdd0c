import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { type Answering, openAnswering } from './answering.ts'

/** Measurements at once, of different devices. */
const limit = 4

/** What other devices measure against this machine: nothing listens but for those that were let. */
export class PeerAnswers implements AsyncDisposable {
  readonly #clock: Clock
  readonly #open = new Map<string, Answering>()
  #isOver = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Devices that may measure now. */
  get count(): number {
    return this.#open.size
  }

  /**
   * Lets a device measure once, for a minute; what it was let before is over. `from`: its id. Throws `too-many`, and
   * `listen-failed` where the system gives no port.
   */
  async answer(from: string): Promise<{ port: number; token: string }> {
    this.#open.get(from)?.close()
    this.#open.delete(from)
    if (this.#isOver || this.#open.size >= limit)
      throw new Fault(
        'too-many',
        'This machine is being measured against by too many others. Try again in a minute.',
      )
    const answering = await openAnswering(this.#clock).catch((error: Error) => {
      throw new Fault('listen-failed', `Nobody can measure against this machine: ${error.message}`)
    })
    this.#open.get(from)?.close()
    this.#open.set(from, answering)
    void answering.closed.then(() => {
      if (this.#open.get(from) === answering) this.#open.delete(from)
    })
    if (this.#isOver) answering.close()
    return { port: answering.port, token: answering.token }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    const open = [...this.#open.values()]
    for (const answering of open) answering.close()
    await Promise.all(open.map(({ closed }) => closed))
  }
}
