import { Fault } from '../../wire/fault.ts'

/** Bytes of one frame without its length: a signal of 64 KiB, sealed and in base64url, and what stands around it. */
export const frameLimit = 96 * 1024
/** As long as nothing but questions are to be expected. */
export const shortFrameLimit = 4 * 1024
const headerBytes = 4
const firstRoom = 1024

export const malformed = (what: string) =>
  new Fault('transfer-protocol', `The other side does not keep to the protocol of calls: ${what}.`)

/** A frame as it travels: its length in four bytes, big-endian, then JSON. */
export function encodeFrame(message: object): Buffer {
  const json = JSON.stringify(message)
  const length = Buffer.byteLength(json)
  if (length > frameLimit) throw new RangeError(`a frame of ${length} bytes`)
  const bytes = Buffer.allocUnsafe(headerBytes + length)
  bytes.writeUInt32BE(length)
  bytes.write(json, headerBytes)
  return bytes
}

/** Finds frames in bytes that come in pieces, however small. Takes room for what has come, not for what is announced. */
export class FrameReader {
  /** May be raised once more is known of the other side. */
  limit: number
  #held = Buffer.allocUnsafe(firstRoom)
  #start = 0
  #end = 0

  constructor(limit = frameLimit) {
    this.limit = limit
  }

  push(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#held.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** The next frame's JSON, if all of it is there. Throws a fault of code `transfer-protocol` for one that is none. */
  next(): { message: unknown } | undefined {
    const held = this.#end - this.#start
    if (held < headerBytes) return undefined
    const length = this.#held.readUInt32BE(this.#start)
    if (length === 0 || length > this.limit) throw malformed(`a frame of ${length} bytes`)
    if (held < headerBytes + length) return undefined
    const from = this.#start + headerBytes
    this.#start = from + length
    const text = this.#held.toString('utf8', from, this.#start)
    if (this.#start === this.#end) this.#forget()
    try {
      return { message: JSON.parse(text) }
    } catch {
      throw malformed('a frame that is no JSON')
    }
  }

  /** Doubles, so that a frame that comes byte by byte is not copied with each of them. */
  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#held.length) return
    const held = this.#end - this.#start
    const size = held + bytes > this.#held.length / 2 ? 2 * (held + bytes) : this.#held.length
    const roomy = Buffer.allocUnsafe(size)
    this.#held.copy(roomy, 0, this.#start, this.#end)
    this.#held = roomy
    this.#start = 0
    this.#end = held
  }

  #forget(): void {
    this.#start = this.#end = 0
    if (this.#held.length > 16 * firstRoom) this.#held = Buffer.allocUnsafe(firstRoom)
  }
}
