import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { idBytes, idHalf } from '../protocol/srtla.ts'

/** An id that was given out is good for the rest of its time slot and the whole of the next. */
const slotMs = 60_000
const tagBytes = 16

/**
 * The receiver's half of group ids, made so that nothing has to be kept until a sender comes back with it: a tag of the
 * source that asked, then a keyed hash of tag, time slot and the sender's half.
 *
 * The tag names the network address of the REG1, not its port and not the address that REG2 comes from: a sender sends
 * REG2 on all its links at once, and the first to arrive is often not the one that asked. What REG2 proves is that
 * whoever asked really has the address in the tag, so that address is the one that limits count; whoever knows an id may
 * add links to it from anywhere in any case, which is what bonding is.
 */
export class GroupIds {
  readonly #key: Uint8Array

  /** `key`: 32 random bytes, kept secret, that live as long as the process. */
  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** The whole id that answers a REG1 of `source` with the sender's half. */
  complete(half: Uint8Array, source: string, nowMs: number): Buffer {
    const tag = createHmac('sha256', this.#key).update(`source ${source}`).digest().subarray(0, tagBytes)
    return this.#complete(half, tag, Math.floor(nowMs / slotMs))
  }

  /** The tag of the source that got this id, or undefined if it is not one of ours or too old. */
  verify(id: Uint8Array, nowMs: number): string | undefined {
    const half = id.subarray(0, idHalf)
    const tag = id.subarray(idHalf, idHalf + tagBytes)
    const slot = Math.floor(nowMs / slotMs)
    for (const each of [slot, slot - 1])
      if (timingSafeEqual(this.#complete(half, tag, each), id)) return Buffer.from(tag).toString('hex')
    return undefined
  }

  #complete(half: Uint8Array, tag: Uint8Array, slot: number): Buffer {
    const block = (number: number) =>
      createHmac('sha512', this.#key).update(`id ${number} ${slot} `).update(tag).update(half).digest()
    return Buffer.concat([half, tag, block(0), block(1)], idBytes)
  }
}

/** What a group is found and shown by; its id itself is a secret of both ends. */
export const idDigest = (id: Uint8Array): string => createHash('sha256').update(id).digest('hex')
