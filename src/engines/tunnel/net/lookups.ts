import { isIP } from 'node:net'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'

type Resolve = (host: string) => Promise<string[]>

const mostAtOnce = 2
const mostWaiting = 256
const waitMs = 10_000
const keptMs = 5000
const mostKept = 256

interface Known {
  addresses: Promise<string[]>
  until: number
}

/**
 * Looks names up for one tube: two at once, for the whole process has four threads for it; the others wait, and many of them are
 * refused. Answers are kept for five seconds.
 */
export class Lookups {
  readonly #resolve: Resolve
  readonly #clock: Clock
  readonly #known = new Map<string, Known>()
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(resolve: Resolve, clock: Clock) {
    this.#resolve = resolve
    this.#clock = clock
  }

  /** An address is its own, at once. Rejects with `host-not-found`, `target-timeout`, or `tunnel-limit` when too many are waited for. */
  addressesOf(host: string): Promise<string[]> {
    if (isIP(host.split('%')[0]!) !== 0) return Promise.resolve([host])
    const now = this.#clock.now()
    const known = this.#known.get(host)
    if (known && now < known.until) return known.addresses
    const addresses = this.#ask(host)
    this.#known.delete(host)
    this.#known.set(host, { addresses, until: now + keptMs })
    if (this.#known.size > mostKept) this.#known.delete(this.#known.keys().next().value!)
    // Who fails now may succeed a moment later.
    addresses.catch(() => {
      if (this.#known.get(host)?.addresses === addresses) this.#known.delete(host)
    })
    return addresses
  }

  async #ask(host: string): Promise<string[]> {
    if (this.#waiting.length >= mostWaiting) throw new Fault('tunnel-limit', 'Too many names are looked up.')
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => {
      const text = `Looking up ${host} takes too long.`
      cancel = this.#clock.after(waitMs, () => reject(new Fault('target-timeout', text)))
    })
    try {
      return await Promise.race([this.#inTurn(host), late])
    } catch (error) {
      if (error instanceof Fault) throw error
      throw new Fault('host-not-found', `The name ${host} does not resolve.`)
    } finally {
      cancel()
    }
  }

  async #inTurn(host: string): Promise<string[]> {
    if (this.#running < mostAtOnce) this.#running++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await this.#resolve(host)
    } finally {
      const next = this.#waiting.shift()
      // Its turn is handed on.
      if (next) next()
      else this.#running--
    }
  }
}
