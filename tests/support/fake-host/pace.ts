import { setTimeout as sleep } from 'node:timers/promises'

/** What takes a while in a made-up world: a check of a diagnosis, the other person, two devices, reading a whole folder. */
export type Step = 'check' | 'answer' | 'handshake' | 'reading'

type Gate = { free: number; opened: Promise<void>; open: () => void }

/**
 * How long things take in a made-up world. By a clock a busy machine would miss what is there for a moment only, so a spec
 * holds back what comes next until it has seen what comes before.
 */
export class Pace {
  readonly #gates = new Map<Step, Gate>()
  readonly #factor: number

  /** `factor`: 1 is the time that it would take somebody, 0 no time at all. */
  constructor(factor = 1) {
    this.#factor = factor
  }

  ms(usual: number): number {
    return usual * this.#factor
  }

  /** From now on such steps wait until they are let go, all but the first `free` of them. */
  hold(step: Step, free = 0): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gates.set(step, { free, opened: promise, open: resolve })
  }
  go(step: Step): void {
    this.#gates.get(step)?.open()
    this.#gates.delete(step)
  }

  /** Resolves when the step is over. Rejects as soon as the signal aborts. */
  async take(step: Step, usualMs: number, signal?: AbortSignal): Promise<void> {
    const gate = this.#gates.get(step)
    const isHeld = gate !== undefined && gate.free-- <= 0
    await sleep(this.ms(usualMs), undefined, { ref: false, ...(signal && { signal }) })
    if (isHeld) await Promise.race([gate.opened, ...(signal ? [aborted(signal)] : [])])
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
