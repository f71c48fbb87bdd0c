import type { Tube } from '../../contract/tunnel.ts'

const firstMs = 1000
const limitMs = 30_000
/** What has been open for so long has not failed just now. */
const resetAfterMs = 60_000

/** Trying again would end the same way. */
export const hopeless: readonly string[] = [
  'peer-revoked',
  'peer-unknown',
  'transfer-unproven',
  'transfer-version',
  'tunnel-protocol',
  'tunnel-limit',
]

/** How long a tube is waited with before it is made again: 1 s, doubling to 30 s, until it has been open for a minute. */
export class TubePatience {
  #failures = 0
  /** ms since the Unix epoch; 0 while it is not open */
  #openSince = 0

  /** With each snapshot of the engine, taken `at` ms since the Unix epoch. */
  look({ state }: Pick<Tube, 'state'>, at: number): void {
    const isOpen = state === 'open' || state === 'lost'
    this.#openSince = isOpen ? this.#openSince || at : 0
    if (this.#openSince > 0 && at - this.#openSince >= resetAfterMs) this.#failures = 0
  }

  /** It is not open any more, which is no failure. */
  closed(): void {
    this.#openSince = 0
  }

  /** It failed: after so many ms it is to be tried again. */
  failed(): number {
    this.closed()
    return Math.min(firstMs * 2 ** this.#failures++, limitMs)
  }

  /** Whether it is the first failure of a row, which people are told of. */
  get isFirst(): boolean {
    return this.#failures === 1
  }
}
