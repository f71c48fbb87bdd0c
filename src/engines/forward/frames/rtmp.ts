import { countVideoTag, videoHeadBytes } from './flv-video.ts'
import type { FrameClock } from './frame-clock.ts'
import type { Tap } from './tap.ts'

const handshakeBytes = 1 + 1536 + 1536
const messageHeaderBytes = [11, 7, 3, 0] as const
const extended = 0xffffff
const maxChunkStreams = 64
const setChunkSize = 1
const videoMessage = 9

interface ChunkStream {
  timestamp: number
  delta: number
  length: number
  type: number
  extended: boolean
  left: number
  head: Uint8Array
  headFilled: number
  offset: number
}

/** One direction of RTMP: chunks of messages, after the handshake. Adobe RTMP 1.0 §5.3. */
class RtmpChunks {
  readonly #video: (head: Uint8Array, timestamp: number, offset: number) => void
  readonly #streams = new Map<number, ChunkStream>()
  readonly #header = new Uint8Array(3 + 11 + 4)
  #skip = handshakeBytes
  #filled = 0
  #chunkSize = 128
  #current: ChunkStream | undefined
  #chunkLeft = 0

  constructor(video: (head: Uint8Array, timestamp: number, offset: number) => void) {
    this.#video = video
  }

  push(chunk: Uint8Array, length: number, offset: number): void {
    for (let at = 0; at < length; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, length - at)
        this.#skip -= skipped
        at += skipped
      } else if (this.#current) at = this.#readContent(this.#current, chunk, at, length)
      else {
        this.#header[this.#filled++] = chunk[at++]!
        this.#readHeader(offset + at)
      }
    }
  }

  #readHeader(offset: number): void {
    const header = this.#header
    const format = header[0]! >> 6
    const low = header[0]! & 0x3f
    const basic = low === 0 ? 2 : low === 1 ? 3 : 1
    const wanted = basic + messageHeaderBytes[format]!
    if (this.#filled < wanted) return
    const id = low === 0 ? 64 + header[1]! : low === 1 ? 64 + header[1]! + 256 * header[2]! : low
    let stream = this.#streams.get(id)
    if (stream === undefined) {
      if (format > 1 || this.#streams.size >= maxChunkStreams) throw new Error('not an RTMP chunk')
      stream = newStream()
      this.#streams.set(id, stream)
    }
    const field = format < 3 ? read24(header, basic) : 0
    const isExtended = format < 3 ? field === extended : stream.extended
    if (isExtended && this.#filled < wanted + 4) return
    const time = isExtended ? read32(header, wanted) : format < 3 ? field : stream.delta
    this.#filled = 0
    stream.extended = isExtended
    if (stream.left === 0) this.#beginMessage(stream, format, time, basic, offset)
    this.#current = stream
    this.#chunkLeft = Math.min(stream.left, this.#chunkSize)
    if (stream.left === 0) this.#current = undefined
  }

  #beginMessage(stream: ChunkStream, format: number, time: number, basic: number, offset: number): void {
    if (format < 2) {
      stream.length = read24(this.#header, basic + 3)
      stream.type = this.#header[basic + 6]!
    }
    if (format === 0) stream.timestamp = time
    else stream.timestamp += time
    stream.delta = format === 0 ? 0 : time
    stream.left = stream.length
    stream.headFilled = 0
    stream.offset = offset
  }

  #readContent(stream: ChunkStream, chunk: Uint8Array, at: number, length: number): number {
    const taken = Math.min(this.#chunkLeft, length - at)
    for (let n = 0; n < taken && stream.headFilled < videoHeadBytes; n++) {
      stream.head[stream.headFilled++] = chunk[at + n]!
      this.#look(stream)
    }
    stream.left -= taken
    this.#chunkLeft -= taken
    if (this.#chunkLeft === 0) this.#current = undefined
    return at + taken
  }

  #look(stream: ChunkStream): void {
    if (stream.type === setChunkSize && stream.headFilled === 4)
      this.#chunkSize = Math.max(1, read32(stream.head, 0) % 0x1000000)
    else if (stream.type === videoMessage && stream.headFilled === videoHeadBytes)
      this.#video(stream.head, stream.timestamp, stream.offset)
  }
}

const newStream = (): ChunkStream => ({
  timestamp: 0,
  delta: 0,
  length: 0,
  type: 0,
  extended: false,
  left: 0,
  head: new Uint8Array(videoHeadBytes),
  headFilled: 0,
  offset: 0,
})

const read24 = (bytes: Uint8Array, at: number) => (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
const read32 = (bytes: Uint8Array, at: number) => bytes[at]! * 0x1000000 + read24(bytes, at + 1)

/** RTMP, played (video comes down) or published (it goes up). */
export class RtmpTap implements Tap {
  readonly protocol = 'rtmp'
  readonly estimated = false
  readonly resyncs = 0
  codec = ''
  readonly #down: RtmpChunks
  readonly #up: RtmpChunks
  #nowMs = 0

  constructor(clock: FrameClock) {
    const video = (head: Uint8Array, timestamp: number, offset: number) => {
      this.codec = countVideoTag(clock, head, 0, timestamp, offset, this.#nowMs) || this.codec
    }
    this.#down = new RtmpChunks(video)
    this.#up = new RtmpChunks(video)
  }

  down(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    this.#nowMs = nowMs
    this.#down.push(chunk, length, offset)
  }

  up(chunk: Uint8Array, length: number, offset: number, nowMs: number): void {
    this.#nowMs = nowMs
    this.#up.push(chunk, length, offset)
  }
}
