import type { RtcOptions } from '../transfer/rtc.ts'

/** So long the other side has to wait for addresses at most. */
const holdingMs = 150

/**
 * Addresses of the side that offers, until it has the answer and has found a path by itself, or has not for a moment. Who answers
 * could otherwise reach it while it knows only a part of that: libdatachannel then takes the other's certificate for a wrong
 * one, and any stack loses the first packet of DTLS, which comes again after a second. An offer that is carried by hand has them all.
 */
export class HeldCandidates {
  readonly #tell: (candidate: string, mid: string) => void
  #held: { candidate: string; mid: string }[] | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    { role, trickle = true }: Pick<RtcOptions, 'role' | 'trickle'>,
    tell: (candidate: string, mid: string) => void,
  ) {
    this.#held = role === 'offer' && trickle ? [] : undefined
    this.#tell = tell
  }

  add(candidate: string, mid: string): void {
    if (this.#held) this.#held.push({ candidate, mid })
    else this.#tell(candidate, mid)
  }

  /** The answer is known. */
  answered(): void {
    if (this.#held) this.#timer ??= setTimeout(() => this.release(), holdingMs)
  }

  /** A path is found. */
  release(): void {
    clearTimeout(this.#timer)
    const held = this.#held ?? []
    this.#held = undefined
    for (const { candidate, mid } of held) this.#tell(candidate, mid)
  }

  /** Nobody is told any more. */
  end(): void {
    clearTimeout(this.#timer)
    this.#held = []
  }
}
