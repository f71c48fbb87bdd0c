import { Fault } from '../../wire/fault.ts'

/** Bytes of one message, its kind included. */
export const messageLimit = 16 * 1024

/** What one side of a pairing sends. The kinds are in the order in which they come. */
export const kinds = { hello: 0, asks: 1, answers: 2, proves: 3, proven: 4, sealed: 5, refuses: 6 } as const
export type Kind = (typeof kinds)[keyof typeof kinds]

export interface Message {
  kind: number
  payload: Buffer
}

export const malformed = (what: string) =>
  new Fault('sync-protocol', `The other device does not keep to the pairing protocol: ${what}.`)

/** A message as it travels: its length in two bytes, big-endian, its kind in one, then the payload. */
export function encodeMessage(kind: Kind, payload: Uint8Array): Buffer {
  const length = payload.length + 1
  if (length > messageLimit) throw new RangeError(`a message of ${length} bytes`)
  const bytes = Buffer.allocUnsafe(2 + length)
  bytes.writeUInt16BE(length)
  bytes[2] = kind
  bytes.set(payload, 3)
  return bytes
}

/** Finds messages in bytes that come in pieces. Holds less than one message and the piece that came last. */
export class MessageReader {
  #held: Buffer = Buffer.alloc(0)

  push(bytes: Uint8Array): void {
    this.#held = Buffer.concat([this.#held, bytes])
  }

  /** The next whole message, if there is one. Throws a fault of code `sync-protocol` for a length that none has. */
  next(): Message | undefined {
    if (this.#held.length < 2) return undefined
    const length = this.#held.readUInt16BE()
    if (length === 0 || length > messageLimit) throw malformed(`a message of ${length} bytes`)
    if (this.#held.length < 2 + length) return undefined
    const message = { kind: this.#held[2]!, payload: this.#held.subarray(3, 2 + length) }
    this.#held = this.#held.subarray(2 + length)
    return message
  }
}
