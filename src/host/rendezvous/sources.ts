import type { Clock } from '../clock.ts'

export interface SourceLimits {
  /** Connections at once, from one source and in all. */
  connectionsOfSource: number
  connections: number
  /** Tries that may fail: so many at once, then one in `tryMs`. */
  tries: number
  tryMs: number
  /** Sources that are remembered. */
  remembered: number
}

interface Source {
  connections: number
  tries: number
  at: number
}

/** Whom connections come from: nobody may have more than a share of them, nor guess fast. Bounded. */
export class Sources {
  readonly #limits: SourceLimits
  readonly #now: Clock['now']
  readonly #sources = new Map<string, Source>()
  #connections = 0
  /** Connections that there was no place for. */
  turnedAway = 0

  constructor(limits: SourceLimits, now: Clock['now']) {
    this.#limits = limits
    this.#now = now
  }

  get connections(): number {
    return this.#connections
  }

  /** Takes a place for one more connection; false if there is none. */
  enter(address: string): boolean {
    const source = this.#of(address)
    const { connections, connectionsOfSource } = this.#limits
    if (this.#connections >= connections || source.connections >= connectionsOfSource) {
      this.turnedAway++
      return false
    }
    source.connections++
    this.#connections++
    return true
  }

  leave(address: string): void {
    this.#of(address).connections--
    this.#connections--
  }

  mayTry(address: string): boolean {
    return this.#of(address).tries >= 1
  }

  /** A try has failed. */
  spendTry(address: string): void {
    const source = this.#of(address)
    source.tries = Math.max(0, source.tries - 1)
  }

  #of(address: string): Source {
    const { tries, tryMs } = this.#limits
    const key = sourceOf(address)
    const now = this.#now()
    let source = this.#sources.get(key)
    if (source === undefined) {
      this.#makeRoom()
      source = { connections: 0, tries, at: now }
      this.#sources.set(key, source)
    }
    source.tries = Math.min(tries, source.tries + Math.max(0, now - source.at) / tryMs)
    source.at = now
    return source
  }

  /** Who is connected stays; of the others, who was heard of first goes. */
  #makeRoom(): void {
    if (this.#sources.size < this.#limits.remembered) return
    for (const [key, { connections }] of this.#sources)
      if (connections === 0) {
        this.#sources.delete(key)
        return
      }
  }
}

/** An IPv4 address, or the network of 64 bits that an IPv6 address is in: one household has that many. */
export function sourceOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '').replace(/%.*$/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return [...front, ...zeros, ...back]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')
}
