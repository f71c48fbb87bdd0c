import type { Chunk } from '../model/record.ts'
import { largeChunks, largeFileBytes } from './chunk-profile.ts'

/** A part of a file, in bytes, that is cut by itself, as if the file began with it. */
export interface Piece {
  readonly from: number
  readonly to: number
  /** Chunk ends of which it is enough to come to one. */
  readonly meets: ReadonlySet<number> | undefined
}

interface Span {
  readonly piece: Piece
  chunks: readonly Chunk[] | undefined
}

/** Joining two spans takes some MiB of reading: little beside so much. */
const spanBytes = 128 * 1024 * 1024

/** How long the spans of a file are; undefined: one thread is to read it all. */
export function spanOf(size: number): number | undefined {
  if (size < largeFileBytes) return undefined
  const count = Math.max(2, Math.ceil(size / spanBytes))
  // So that spans of zeros, which are cut at the greatest length alone, join at once.
  return Math.ceil(size / count / largeChunks.most) * largeChunks.most
}

/**
 * The chunks of a file that is read in spans, several at a time: just those that it has when it is read from the start.
 * A span begins in the middle of a chunk, so its first chunks are wrong; but cut points depend on the content before long.
 * The right chunks of the span before are therefore gone on with until one of them ends where one of this span does:
 * from there on the span's are right. If they never meet, the file is read on.
 */
export class FileParts {
  readonly #size: number
  readonly #span: number
  /** Where the next span begins. */
  #next = 0
  /** Given out and not joined, in order. */
  readonly #spans: Span[] = []
  /** Right, from the file's start to `#end`. */
  readonly #chunks: Chunk[] = []
  #end = 0
  #join: Piece | undefined
  #isJoining = false

  constructor(size: number, span: number) {
    this.#size = size
    this.#span = span
  }

  /** All of the file's, once every piece that `next` gives has been taken. */
  get chunks(): readonly Chunk[] | undefined {
    return this.#end === this.#size ? this.#chunks : undefined
  }

  /** What can be read now, while others are being read; undefined: nothing until one of them is taken. */
  next(): Piece | undefined {
    const join = this.#join
    this.#join = undefined
    if (join !== undefined) return join
    if (this.#next >= this.#size) return undefined
    const from = this.#next
    this.#next = Math.min(this.#size, from + this.#span)
    const piece = { from, to: this.#next, meets: undefined }
    this.#spans.push({ piece, chunks: undefined })
    return piece
  }

  /** The chunks that end in a piece, or until it meets; with the file's last one if the piece goes to its end. */
  take(piece: Piece, chunks: readonly Chunk[]): void {
    if (piece.meets === undefined) this.#spans.find((span) => span.piece === piece)!.chunks = chunks
    else {
      this.#add(chunks, 0)
      this.#isJoining = false
      if (!piece.meets.has(this.#end)) this.#spans.shift()
    }
    this.#advance()
  }

  #advance(): void {
    while (!this.#isJoining) {
      const { piece, chunks } = this.#spans[0] ?? {}
      if (piece === undefined || chunks === undefined) return
      const ends = endsOf(piece.from, chunks)
      const met = ends.indexOf(this.#end)
      if (met === -1) {
        this.#isJoining = true
        this.#join = { from: this.#end, to: piece.to, meets: new Set(ends) }
        return
      }
      this.#add(chunks, met)
      this.#spans.shift()
    }
  }

  #add(chunks: readonly Chunk[], from: number): void {
    for (let at = from; at < chunks.length; at++) {
      this.#chunks.push(chunks[at]!)
      this.#end += chunks[at]!.length
    }
  }
}

/** Where the first chunk begins, and where each ends. */
function endsOf(from: number, chunks: readonly Chunk[]): number[] {
  const ends = [from]
  let end = from
  for (const { length } of chunks) {
    end += length
    ends.push(end)
  }
  return ends
}
