import { isIPv6 } from 'node:net'

const allowed = 10
const windowMs = 60_000
const remembered = 1000

/** Counts wrong tokens by where they come from: ten within a minute, then that place must wait for the minute to end. */
export class Attempts {
  readonly #failures = new Map<string, { count: number; until: number }>()

  /** Milliseconds until `address` may try again; 0 now. */
  waitMs(address: string, nowMs: number): number {
    const entry = this.#failures.get(place(address))
    return entry && entry.count >= allowed ? Math.max(0, entry.until - nowMs) : 0
  }

  failed(address: string, nowMs: number): void {
    const key = place(address)
    const entry = this.#failures.get(key)
    if (entry && nowMs < entry.until) entry.count++
    else {
      this.#failures.delete(key)
      this.#failures.set(key, { count: 1, until: nowMs + windowMs })
    }
    if (this.#failures.size > remembered) this.#failures.delete(this.#failures.keys().next().value ?? key)
  }
}

/** One IPv6 machine has a whole /64 to choose addresses from. */
function place(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  if (tail === undefined) return groups.slice(0, 4).join(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = Array(Math.max(0, 8 - groups.length - after.length)).fill('0')
  return [...groups, ...zeros, ...after].slice(0, 4).join(':')
}
