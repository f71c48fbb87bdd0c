import { isIPv6 } from 'node:net'
import { withoutMapping } from '../../kit/source-filter.ts'

/** A sender with 16 links asks about 40 times when it starts. */
const burst = 64
const perSecond = 32
/** All sources together: a flood from invented addresses must not take the time that streams need. */
const totalBurst = 2000
const totalPerSecond = 1000
const knownSources = 1024
const toldEveryMs = 60_000
/** Events about floods a minute, whatever the number of sources. */
const toldTogether = 6

class Bucket {
  toldAtMs = Number.NEGATIVE_INFINITY
  readonly #burst: number
  readonly #perMs: number
  #tokens: number
  #filledAtMs: number

  constructor(burstTokens: number, perSecondTokens: number, nowMs: number) {
    this.#burst = burstTokens
    this.#perMs = perSecondTokens / 1000
    this.#tokens = burstTokens
    this.#filledAtMs = nowMs
  }

  take(nowMs: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#filledAtMs) * this.#perMs)
    this.#filledAtMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}

/** How often strangers are answered: a token bucket for each source, for the sources seen last, and one for all. */
export class StrangerLimit {
  /** Oldest first. */
  readonly #sources = new Map<string, Bucket>()
  readonly #all: Bucket
  #toldSince = Number.NEGATIVE_INFINITY
  #told = 0

  constructor(nowMs: number) {
    this.#all = new Bucket(totalBurst, totalPerSecond, nowMs)
  }

  get size(): number {
    return this.#sources.size
  }

  /** Whether `source` may be answered. */
  admits(source: string, nowMs: number): boolean {
    const bucket = this.#sources.get(source) ?? new Bucket(burst, perSecond, nowMs)
    this.#sources.delete(source)
    this.#sources.set(source, bucket)
    if (this.#sources.size > knownSources) this.#sources.delete(this.#sources.keys().next().value!)
    return bucket.take(nowMs) && this.#all.take(nowMs)
  }

  /** Whether it is time to tell people of a flood from `source`. */
  isNews(source: string, nowMs: number): boolean {
    const bucket = this.#sources.get(source)
    if (bucket === undefined || nowMs - bucket.toldAtMs < toldEveryMs) return false
    if (nowMs - this.#toldSince >= toldEveryMs) {
      this.#toldSince = nowMs
      this.#told = 0
    }
    if (this.#told >= toldTogether) return false
    bucket.toldAtMs = nowMs
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
