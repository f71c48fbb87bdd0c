import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { idBytes } from './connection-id.ts'

const macBytes = 16
const lifetimeMs = 10_000

/**
 * Tokens of Retry packets (RFC 9000, 8.1.2): they prove that whoever opens a connection receives at the address that
 * it names. Nothing needs to be kept for them.
 */
export class AddressTokens {
  readonly #key = randomBytes(32)

  /** For a client at `address` that chose `original` as its server's id; it has to use `fresh` from now on. */
  make(address: string, original: Uint8Array, fresh: Uint8Array, now: number): Buffer {
    const head = Buffer.alloc(8 + 1 + original.length)
    head.writeDoubleBE(now, 0)
    head[8] = original.length
    head.set(original, 9)
    return Buffer.concat([head, this.#mac(head, address, fresh)])
  }

  /** The id that the client chose first; undefined for what is no token of ours, for another client, or too old. */
  check(token: Uint8Array, address: string, fresh: Uint8Array, now: number): Uint8Array | undefined {
    const end = token.length - macBytes
    if (end < 9 || end > 9 + idBytes || fresh.length !== idBytes) return undefined
    const head = Buffer.from(token.subarray(0, end))
    if (head[8] !== end - 9 || !timingSafeEqual(token.subarray(end), this.#mac(head, address, fresh)))
      return undefined
    const age = now - head.readDoubleBE(0)
    return age >= 0 && age <= lifetimeMs ? head.subarray(9) : undefined
  }

  #mac(head: Buffer, address: string, fresh: Uint8Array): Buffer {
    return createHmac('sha256', this.#key)
      .update(head)
      .update(fresh)
      .update(address)
      .digest()
      .subarray(0, macBytes)
  }
}
