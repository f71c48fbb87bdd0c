import { Fault } from '../../../wire/fault.ts'

/** A peer broke the protocol; the text says how. */
export const violation = (text: string) => new Fault('sync-protocol', text)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Numbers on the wire are whole, from 0 to 2⁵³ − 1, seven bits a byte, lowest first (LEB128), in as few bytes as can be. */
const longestVarint = 8

/** Writes a message into memory that grows. */
export class ByteWriter {
  #bytes: Buffer
  length = 0

  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  u8(value: number): void {
    this.#room(1)
    this.#bytes[this.length++] = value
  }

  u32(value: number): void {
    this.#room(4)
    this.length = this.#bytes.writeUInt32LE(value, this.length)
  }

  varint(value: number): void {
    this.#room(longestVarint)
    let left = value
    while (left >= 0x80) {
      this.#bytes[this.length++] = (left % 0x80) | 0x80
      left = Math.floor(left / 0x80)
    }
    this.#bytes[this.length++] = left
  }

  /** Below zero too: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value)
    this.varint(bytes)
    this.#room(bytes)
    this.length += this.#bytes.write(value, this.length, bytes, 'utf8')
  }

  /** `hex` has two digits a byte. */
  hex(hex: string): void {
    this.#room(hex.length / 2)
    this.length += this.#bytes.write(hex, this.length, 'hex')
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Writes over what stands at `at`: 24 bits, lowest byte first. */
  patch24(at: number, value: number): void {
    this.#bytes.writeUIntLE(value, at, 3)
  }

  /** What was written; it lives on in the writer's memory, so nothing more is written after. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  #room(bytes: number): void {
    const wanted = this.length + bytes
    if (wanted <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.length))
    this.#bytes = larger
  }
}

/** Reads a message that is there as a whole. Everything throws `sync-protocol` where the bytes do not go on as they should. */
export class ByteReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    this.#need(1)
    return this.#bytes[this.#at++]!
  }

  /** At most `most`. */
  varint(most = Number.MAX_SAFE_INTEGER): number {
    let value = 0
    let scale = 1
    for (let count = 1; ; count++) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) {
        if (byte === 0 && count > 1) throw violation('A number is written longer than it is.')
        break
      }
      if (count === longestVarint) throw violation('A number is too long.')
      scale *= 0x80
    }
    if (value > most) throw violation('A number is too large.')
    return value
  }

  /** Its absolute value is below 2⁵². */
  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** At most so many bytes of UTF-8. */
  text(mostBytes: number): string {
    const length = this.varint()
    if (length > mostBytes) throw violation('A text is too long.')
    this.#need(length)
    const start = this.#at
    this.#at += length
    try {
      return utf8.decode(this.#bytes.subarray(start, this.#at))
    } catch {
      throw violation('A text is not UTF-8.')
    }
  }

  /** So many bytes, as hexadecimal digits. */
  hex(bytes: number): string {
    this.#need(bytes)
    this.#at += bytes
    return this.#bytes.toString('hex', this.#at - bytes, this.#at)
  }

  /** A copy of so many bytes. */
  raw(bytes: number): Buffer {
    this.#need(bytes)
    this.#at += bytes
    return Buffer.from(this.#bytes.subarray(this.#at - bytes, this.#at))
  }

  /** Nothing may follow. */
  end(): void {
    if (this.left > 0) throw violation('A message is longer than what it says.')
  }

  #need(bytes: number): void {
    if (this.left < bytes) throw violation('A message ends too early.')
  }
}
