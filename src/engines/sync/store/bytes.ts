/** Something in the database is not what was written there. */
export class Damage extends Error {
  override name = 'Damage'
}

const septet = 128

/**
 * Puts small values one after another: whole numbers of 0 to 2^53 - 1 in seven bits a byte, lowest first (LEB128),
 * others folded to those (zigzag), texts with their length before them.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096)
  length = 0

  /** A view, valid until the next value is put. */
  view(from = 0): Buffer {
    return this.#bytes.subarray(from, this.length)
  }

  number(value: number): void {
    this.#reserve(8)
    let rest = value
    while (rest >= septet) {
      this.#bytes[this.length++] = (rest % septet) | septet
      rest = Math.floor(rest / septet)
    }
    this.#bytes[this.length++] = rest
  }

  /** From -2^52 to 2^52 - 1. */
  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value)
  }

  text(text: string): void {
    const length = Buffer.byteLength(text)
    this.number(length)
    this.#reserve(length)
    this.length += this.#bytes.write(text, this.length)
  }

  /** 64 hexadecimal digits as 32 bytes. */
  hash(hex: string): void {
    this.#reserve(32)
    this.length += this.#bytes.write(hex, this.length, 32, 'hex')
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.length + count))
    this.#bytes.copy(larger, 0, 0, this.length)
    this.#bytes = larger
  }
}

/** Reads what a `ByteWriter` has put; throws `Damage` where it cannot be that. */
export class ByteReader {
  readonly #bytes: Buffer
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get ended(): boolean {
    return this.at >= this.#bytes.length
  }

  number(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.at++]
      if (byte === undefined) throw new Damage('a number has no end')
      value += (byte % septet) * scale
      if (value > Number.MAX_SAFE_INTEGER) throw new Damage('a number is too large')
      if (byte < septet) return value
      scale *= septet
    }
  }

  signed(): number {
    const value = this.number()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  text(): string {
    const length = this.number()
    const from = this.#take(length)
    return this.#bytes.toString('utf8', from, this.at)
  }

  hash(): string {
    const from = this.#take(32)
    return this.#bytes.toString('hex', from, this.at)
  }

  /** A view of what was read. */
  bytes(count: number): Buffer {
    const from = this.#take(count)
    return this.#bytes.subarray(from, this.at)
  }

  #take(count: number): number {
    const from = this.at
    if (from + count > this.#bytes.length) throw new Damage('a value has no end')
    this.at = from + count
    return from
  }
}
