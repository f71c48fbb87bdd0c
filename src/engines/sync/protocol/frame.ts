import { Fault } from '../../../wire/fault.ts'
import { ByteWriter, violation } from './bytes.ts'

/** What a frame is: its first byte. */
export const frameType = {
  hello: 1,
  proof: 2,
  folders: 3,
  indexRequest: 4,
  indexBatch: 5,
  indexEnd: 6,
  goodbye: 7,
  manifestRequest: 16,
  chunkRequest: 17,
  ping: 18,
} as const

/** Bytes that the body of each may have at most; nothing is kept for one that says more. */
const bodyLimits: Readonly<Record<number, number>> = {
  [frameType.hello]: 512,
  [frameType.proof]: 64,
  [frameType.folders]: 768 * 1024,
  [frameType.indexRequest]: 256,
  [frameType.indexBatch]: 256 * 1024,
  [frameType.indexEnd]: 32,
  [frameType.goodbye]: 1024,
  [frameType.manifestRequest]: 8 * 1024,
  [frameType.chunkRequest]: 256 * 1024,
  [frameType.ping]: 0,
}

/** The type, and the length of the body in 24 bits, lowest byte first. */
export const frameHeaderBytes = 4

export const bodyLimit = (type: number): number => bodyLimits[type] ?? -1

/** The length that a header tells. Throws `sync-protocol` for a type that is none and `sync-limit` for a body that is too long. */
export function bodyLength(header: Uint8Array): number {
  const limit = bodyLimit(header[0]!)
  if (limit < 0) throw violation(`There is no frame of type ${header[0]}.`)
  const length = header[1]! | (header[2]! << 8) | (header[3]! << 16)
  if (length > limit) throw new Fault('sync-limit', `A frame of type ${header[0]} is too long.`)
  return length
}

/** Begins a frame, whose body is then written behind it. */
export function beginFrame(type: number, capacity?: number): ByteWriter {
  const writer = new ByteWriter(capacity)
  writer.u32(type)
  return writer
}

/** The whole frame. Throws `sync-limit` if the body became longer than anyone would take it. */
export function endFrame(writer: ByteWriter): Uint8Array {
  const bytes = writer.take()
  const length = bytes.length - frameHeaderBytes
  if (length > bodyLimit(bytes[0]!)) throw new Fault('sync-limit', 'A message is too long to be sent.')
  writer.patch24(1, length)
  return bytes
}

/** Takes bytes as they come, split anywhere, and finds the frames in them. Holds at most one body. */
export class FrameDecoder {
  readonly #header = new Uint8Array(frameHeaderBytes)
  #headerFilled = 0
  #body: Uint8Array | undefined
  #bodyFilled = 0

  /** Whether the bytes so far end between two frames. */
  get isBetween(): boolean {
    return this.#headerFilled === 0
  }

  /** Calls `frame` for each that is now whole; its body is valid during the call only. Throws as `bodyLength` does, and what `frame` throws. */
  push(bytes: Uint8Array, frame: (type: number, body: Uint8Array) => void): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#headerFilled < frameHeaderBytes) {
        this.#header[this.#headerFilled++] = bytes[at++]!
        if (this.#headerFilled < frameHeaderBytes) continue
        const length = bodyLength(this.#header)
        if (bytes.length - at >= length) {
          this.#headerFilled = 0
          at += length
          frame(this.#header[0]!, bytes.subarray(at - length, at))
          continue
        }
        this.#body = new Uint8Array(length)
        this.#bodyFilled = 0
      }
      const body = this.#body!
      const part = Math.min(body.length - this.#bodyFilled, bytes.length - at)
      body.set(bytes.subarray(at, at + part), this.#bodyFilled)
      this.#bodyFilled += part
      at += part
      if (this.#bodyFilled < body.length) continue
      this.#headerFilled = 0
      this.#body = undefined
      frame(this.#header[0]!, body)
    }
  }
}
