import { isIPv6 } from 'node:net'
import { withoutMapping } from '../../kit/source-filter.ts'

const knownSources = 1024
const toldEveryMs = 60_000
/** Events about floods a minute, whatever the number of sources. */
const toldTogether = 6

/** Lets through `burst` at once, and half of that each second. */
export class TokenBucket {
  #tokens = Number.POSITIVE_INFINITY
  #filledMs = 0

  take(burst: number, nowMs: number): boolean {
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledMs) * burst) / 2000)
    this.#filledMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}

class Source extends TokenBucket {
  toldMs = Number.NEGATIVE_INFINITY
}

/** How often each source is answered: a token bucket for each of those seen last. */
export class StrangerLimit {
  /** Oldest first. */
  readonly #sources = new Map<string, Source>()
  #toldSinceMs = Number.NEGATIVE_INFINITY
  #told = 0

  /** Whether `source`, which may ask `burst` times at once, may be answered. */
  admits(source: string, burst: number, nowMs: number): boolean {
    const known = this.#sources.get(source) ?? new Source()
    this.#sources.delete(source)
    this.#sources.set(source, known)
    if (this.#sources.size > knownSources) this.#sources.delete(this.#sources.keys().next().value!)
    return known.take(burst, nowMs)
  }

  /** Whether it is time to tell people of a flood from `source`. */
  isNews(source: string, nowMs: number): boolean {
    const known = this.#sources.get(source)
    if (known === undefined || nowMs - known.toldMs < toldEveryMs) return false
    if (nowMs - this.#toldSinceMs >= toldEveryMs) {
      this.#toldSinceMs = nowMs
      this.#told = 0
    }
    if (this.#told >= toldTogether) return false
    known.toldMs = nowMs
    this.#told++
    return true
  }
}

/** What counts as one source: an IPv4 address, or an IPv6 network of 64 bits, which is what one subscriber gets. */
export function sourceOf(address: string): string {
  const plain = withoutMapping(address)
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':')
    while (groups.length + after.length < 8) groups.push('0')
    groups.push(...after)
  }
  return groups.slice(0, 4).join(':')
}
