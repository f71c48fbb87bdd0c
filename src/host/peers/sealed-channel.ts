import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { kinds, malformed } from './frames.ts'
import type { PairingChannel } from './pairing-channel.ts'

export type Side = 'asking' | 'answering'
const otherSide = { asking: 'answering', answering: 'asking' } as const

const cipher = 'aes-256-gcm'
const tagBytes = 16

/** A key of 32 bytes, or as many as asked for, of what two sides agreed on (HKDF with SHA-256, RFC 5869). */
export const derive = (agreed: Uint8Array, salt: Uint8Array, label: string, bytes = 32): Buffer =>
  Buffer.from(hkdfSync('sha256', agreed, salt, `hawser-pair/1 ${label}`, bytes))

/** Messages that the two sides of one pairing alone can read: AES-256-GCM, a key and a count for each direction. */
export class SealedChannel {
  readonly #channel: PairingChannel
  readonly #keys: { send: Buffer; receive: Buffer }
  readonly #counts = { send: 0, receive: 0 }

  constructor(channel: PairingChannel, side: Side, agreed: Uint8Array, salt: Uint8Array) {
    this.#channel = channel
    this.#keys = {
      send: derive(agreed, salt, `messages of the ${side} side`),
      receive: derive(agreed, salt, `messages of the ${otherSide[side]} side`),
    }
  }

  send(value: object): void {
    const seal = createCipheriv(cipher, this.#keys.send, nonce(this.#counts.send++))
    const text = seal.update(JSON.stringify(value), 'utf8')
    this.#channel.send(kinds.sealed, Buffer.concat([text, seal.final(), seal.getAuthTag()]))
  }

  /** Throws as `PairingChannel.receive`, and `sync-protocol` for what the other side did not seal. */
  async receive(): Promise<unknown> {
    const bytes = await this.#channel.receive(kinds.sealed)
    if (bytes.length < tagBytes) throw malformed('a sealed message without a tag')
    const open = createDecipheriv(cipher, this.#keys.receive, nonce(this.#counts.receive++))
    open.setAuthTag(bytes.subarray(-tagBytes))
    try {
      const text = Buffer.concat([open.update(bytes.subarray(0, -tagBytes)), open.final()])
      return JSON.parse(text.toString()) as unknown
    } catch {
      throw malformed('a sealed message that cannot be opened')
    }
  }
}

function nonce(count: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(count, 8)
  return bytes
}
