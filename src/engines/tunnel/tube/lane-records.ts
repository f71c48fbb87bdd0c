import { Fault } from '../../../wire/fault.ts'
import { readU16, readU32, writeU16, writeU32 } from '../frame/big-endian.ts'

/**
 * What the two ends of a lane say on its control channel once it is proven. A message is a row of records; the highest byte of a number comes
 * first. Records do not survive their peer connection, so each may be said again: counters are totals, texts are numbered.
 *
 * | kind | | data |
 * |---|---|---|
 * | 1 | hello, the first | u8 version, u8 lane, u32 epoch, u48 messages that I have, u32 texts that I have |
 * | 2 | ack | u48 messages that I have |
 * | 3 | credit | u32 connection, u48 payload bytes that may be sent in all |
 * | 4 | starved | u32 connection for which I have bytes, and room on the lane, but no credit |
 * | 5, 6 | ping, pong | u32 |
 * | 7 | text | u32 number, u16 length, UTF-8 |
 * | 8 | heard | u32 texts that I have |
 * | 9 | about | u32 connection, u8 kind |
 * | 10 | retire | no new connections on this lane |
 */
const recordKinds = {
  hello: 1,
  ack: 2,
  credit: 3,
  starved: 4,
  ping: 5,
  pong: 6,
  text: 7,
  heard: 8,
  about: 9,
  retire: 10,
} as const

const recordsVersion = 1
export const maxTextBytes = 48 * 1024

export interface Hello {
  lane: number
  epoch: number
  messages: number
  texts: number
}

export interface RecordHandler {
  hello(hello: Hello): void
  ack(messages: number): void
  credit(connection: number, bytes: number): void
  starved(connection: number): void
  ping(value: number): void
  pong(value: number): void
  text(number: number, text: string): void
  heard(texts: number): void
  about(connection: number, kind: number): void
  retire(): void
}

const high = 2 ** 32
const readU48 = (bytes: Uint8Array, at: number): number => readU16(bytes, at) * high + readU32(bytes, at + 2)
function writeU48(into: Uint8Array, at: number, value: number): void {
  writeU16(into, at, (value / high) >>> 0)
  writeU32(into, at + 2, value >>> 0)
}

/** Bytes after the kind; of a text, those before its UTF-8. */
const lengths: readonly number[] = [-1, 16, 6, 10, 4, 4, 4, 6, 4, 5, 0]
const malformed = (what: string) => new Fault('tunnel-protocol', `A lane's message is malformed: ${what}.`)
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Throws `tunnel-protocol`, `transfer-version` for a hello of another version, and what the handler throws. */
export function readRecords(bytes: Uint8Array, handler: RecordHandler): void {
  let at = 0
  while (at < bytes.length) {
    const kind = bytes[at]!
    const length = lengths[kind] ?? -1
    if (length < 0) throw malformed(`there is no kind ${kind}`)
    const from = at + 1
    at = from + length
    if (at > bytes.length) throw malformed('it is cut off')
    if (kind === recordKinds.ack) handler.ack(readU48(bytes, from))
    else if (kind === recordKinds.credit) handler.credit(readU32(bytes, from), readU48(bytes, from + 4))
    else if (kind === recordKinds.starved) handler.starved(readU32(bytes, from))
    else if (kind === recordKinds.ping) handler.ping(readU32(bytes, from))
    else if (kind === recordKinds.pong) handler.pong(readU32(bytes, from))
    else if (kind === recordKinds.heard) handler.heard(readU32(bytes, from))
    else if (kind === recordKinds.about) handler.about(readU32(bytes, from), bytes[from + 4]!)
    else if (kind === recordKinds.retire) handler.retire()
    else if (kind === recordKinds.hello) handler.hello(readHello(bytes, from))
    else {
      const textBytes = readU16(bytes, from + 4)
      if (at + textBytes > bytes.length || textBytes > maxTextBytes) throw malformed('a text is cut off')
      handler.text(readU32(bytes, from), readText(bytes.subarray(at, at + textBytes)))
      at += textBytes
    }
  }
}

function readHello(bytes: Uint8Array, at: number): Hello {
  if (bytes[at] !== recordsVersion)
    throw new Fault(
      'transfer-version',
      'The other side has another version of Hawser, whose tubes work otherwise. Update the older one of both.',
    )
  return {
    lane: bytes[at + 1]!,
    epoch: readU32(bytes, at + 2),
    messages: readU48(bytes, at + 6),
    texts: readU32(bytes, at + 12),
  }
}

function readText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw malformed('a text is no UTF-8')
  }
}

/** Gathers records for one message. There must be room for each. */
export class RecordWriter {
  readonly bytes: Uint8Array<ArrayBuffer>
  length = 0

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
  }

  get room(): number {
    return this.bytes.length - this.length
  }

  hello({ lane, epoch, messages, texts }: Hello): void {
    const at = this.#begin(recordKinds.hello)
    this.bytes[at] = recordsVersion
    this.bytes[at + 1] = lane
    writeU32(this.bytes, at + 2, epoch)
    writeU48(this.bytes, at + 6, messages)
    writeU32(this.bytes, at + 12, texts)
  }

  ack(messages: number): void {
    writeU48(this.bytes, this.#begin(recordKinds.ack), messages)
  }

  credit(connection: number, bytes: number): void {
    const at = this.#begin(recordKinds.credit)
    writeU32(this.bytes, at, connection)
    writeU48(this.bytes, at + 4, bytes)
  }

  /** Those that carry one number. */
  number(kind: 'starved' | 'ping' | 'pong' | 'heard', value: number): void {
    writeU32(this.bytes, this.#begin(recordKinds[kind]), value)
  }

  about(connection: number, kind: number): void {
    const at = this.#begin(recordKinds.about)
    writeU32(this.bytes, at, connection)
    this.bytes[at + 4] = kind
  }

  retire(): void {
    this.#begin(recordKinds.retire)
  }

  text(number: number, utf8Bytes: Uint8Array): void {
    const at = this.#begin(recordKinds.text)
    writeU32(this.bytes, at, number)
    writeU16(this.bytes, at + 4, utf8Bytes.length)
    this.bytes.set(utf8Bytes, at + 6)
    this.length += utf8Bytes.length
  }

  /** What has been gathered; the writer begins anew. Holds until the next record. */
  take(): Uint8Array<ArrayBuffer> {
    const message = this.bytes.subarray(0, this.length)
    this.length = 0
    return message
  }

  #begin(kind: number): number {
    this.bytes[this.length] = kind
    const at = this.length + 1
    this.length = at + lengths[kind]!
    return at
  }
}

/** So many bytes take all but texts. */
export const mostRecordBytes = 17
