/** Enough of a block for the RTP header, a usual header extension, and the first bytes of the payload. */
export const headBytes = 64
const textLimit = 65_536
const dollar = 0x24

export interface RtspListener {
  /** A `$` block begins; `head[at..end)` is what is looked at of its content, `length` its whole length. */
  block(channel: number, head: Uint8Array, at: number, end: number, length: number, offset: number): void
  /** A whole request or response. */
  message(head: string, body: string): void
  lost(): void
}

/**
 * Splits one direction of an RTSP connection into messages and interleaved blocks, at any split of the bytes.
 * RFC 2326 §10.12: `$`, channel, length (16 bits), then so many bytes.
 */
export class RtspBlocks {
  readonly #listener: RtspListener
  readonly #head = new Uint8Array(4 + headBytes)
  #filled = 0
  #skip = 0
  #text = ''
  #bodyLeft = 0
  #body = ''
  #message = ''
  #searching = false

  constructor(listener: RtspListener) {
    this.#listener = listener
  }

  /** How many of the bytes pushed last belong to a block whose head is not complete. */
  get pending(): number {
    return this.#filled
  }

  push(chunk: Uint8Array, length: number, offset: number): void {
    let at = 0
    while (at < length) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, length - at)
        this.#skip -= skipped
        at += skipped
      } else if (this.#bodyLeft > 0) at = this.#readBody(chunk, at, length)
      else if (this.#filled > 0) at = this.#fillHead(chunk, at, length, offset)
      else if (chunk[at] === dollar && this.#text === '') at = this.#readBlock(chunk, at, length, offset)
      else at = this.#readText(chunk, at, length)
    }
  }

  #readBlock(chunk: Uint8Array, at: number, length: number, offset: number): number {
    if (at + 4 + headBytes > length) return this.#fillHead(chunk, at, length, offset)
    const size = (chunk[at + 2]! << 8) | chunk[at + 3]!
    const known = Math.min(size, headBytes)
    this.#searching = false
    this.#listener.block(chunk[at + 1]!, chunk, at + 4, at + 4 + known, size, offset + at)
    this.#skip = size
    return at + 4
  }

  /** The block's head is split between chunks, or the chunk ends soon after it. */
  #fillHead(chunk: Uint8Array, from: number, length: number, offset: number): number {
    const head = this.#head
    let at = from
    while (this.#filled < 4 && at < length) head[this.#filled++] = chunk[at++]!
    if (this.#filled < 4) return at
    const size = (head[2]! << 8) | head[3]!
    const wanted = 4 + Math.min(size, headBytes)
    while (this.#filled < wanted && at < length) head[this.#filled++] = chunk[at++]!
    if (this.#filled < wanted) return at
    this.#searching = false
    this.#listener.block(head[1]!, head, 4, wanted, size, offset + at - wanted)
    this.#skip = size - (wanted - 4)
    this.#filled = 0
    return at
  }

  #readText(chunk: Uint8Array, from: number, length: number): number {
    if (this.#text === '' && !isLetter(chunk[from]!)) return this.#search(chunk, from, length)
    const text = this.#text + latin1(chunk, from, length)
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) {
      if (text.length > 12 && !/^[A-Z_]+(?:\/| )/.test(text)) return this.#giveUp(chunk, from, length)
      if (text.length > textLimit) return this.#giveUp(chunk, from, length)
      this.#text = text
      return length
    }
    if (!/^(?:RTSP\/\d|[A-Z_]+ \S+ (?:RTSP|HTTP)\/\d)/.test(text)) return this.#giveUp(chunk, from, length)
    const next = from + end + 4 - this.#text.length
    this.#text = ''
    this.#searching = false
    this.#message = text.slice(0, end)
    this.#bodyLeft = Number(/\r\ncontent-length:[ \t]*(\d{1,7})/i.exec(this.#message)?.[1] ?? 0)
    this.#body = ''
    if (this.#bodyLeft === 0) this.#listener.message(this.#message, '')
    return next
  }

  #readBody(chunk: Uint8Array, at: number, length: number): number {
    const taken = Math.min(this.#bodyLeft, length - at)
    if (this.#body.length < textLimit) this.#body += latin1(chunk, at, at + taken)
    this.#bodyLeft -= taken
    if (this.#bodyLeft === 0) this.#listener.message(this.#message, this.#body)
    return at + taken
  }

  #giveUp(chunk: Uint8Array, from: number, length: number): number {
    this.#text = ''
    return this.#search(chunk, from + 1, length)
  }

  /** Neither a block nor a message: on to the next byte that may begin one. */
  #search(chunk: Uint8Array, from: number, length: number): number {
    if (!this.#searching) this.#listener.lost()
    this.#searching = true
    let at = from
    while (at < length && chunk[at] !== dollar && !startsMessage(chunk, at, length)) at++
    return at
  }
}

const isLetter = (byte: number) => byte >= 0x41 && byte <= 0x5a
const startsMessage = (chunk: Uint8Array, at: number, length: number) =>
  chunk[at] === 0x52 && (at + 1 >= length || chunk[at + 1] === 0x54) // "RT" of RTSP

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
