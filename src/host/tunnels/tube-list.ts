import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { HostTube } from './host-tube.ts'

/** Tubes that are over are shown for so long, and so many of them. */
const ended = { ms: 5 * 60_000, limit: 20 }

/** The tubes that there are, and for some minutes those that are over. */
export class TubeList {
  readonly #clock: Clock
  readonly #forgotten: (tubeId: string) => void
  readonly #tubes = new Map<string, HostTube>()
  readonly #cancels = new Map<string, () => void>()

  /** `forgotten` is called for each that is shown no more. */
  constructor(clock: Clock, forgotten: (tubeId: string) => void) {
    this.#clock = clock
    this.#forgotten = forgotten
  }

  [Symbol.iterator](): IterableIterator<HostTube> {
    return this.#tubes.values()
  }

  /** Those that are not over. */
  get live(): HostTube[] {
    return [...this].filter(({ isOver }) => !isOver)
  }

  get(id: string): HostTube | undefined {
    return this.#tubes.get(id)
  }

  /** Throws `tube-unknown`. */
  find(id: string): HostTube {
    const tube = this.#tubes.get(id)
    if (tube === undefined) throw new Fault('tube-unknown', 'There is no such tube any more.')
    return tube
  }

  ofDevice(peerId: string): HostTube | undefined {
    return [...this].find((tube) => tube.by === 'device' && tube.peerId === peerId)
  }

  add(tube: HostTube): void {
    this.#tubes.set(tube.id, tube)
  }

  /** It is over now, and is forgotten later. */
  ended({ id }: HostTube): void {
    const over = [...this].filter(({ isOver }) => isOver)
    for (const tube of over.slice(0, -ended.limit)) this.forget(tube.id)
    this.#cancels.set(
      id,
      this.#clock.after(ended.ms, () => this.forget(id)),
    )
  }

  forget(id: string): void {
    this.#cancels.get(id)?.()
    this.#cancels.delete(id)
    this.#tubes.delete(id)
    this.#forgotten(id)
  }

  /** Forgets nothing any more. */
  close(): void {
    for (const cancel of this.#cancels.values()) cancel()
  }
}
