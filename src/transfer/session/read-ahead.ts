import { blockBytes, type Hasher } from '../files.ts'
import type { WorkQueue } from '../flow/work-queue.ts'
import type { BlockPool } from './block-pool.ts'
import { pieceAlign } from './data-frame.ts'
import { asEnd } from './faults.ts'
import type { Outgoing } from './outgoing.ts'

/** Reads that are under way: many for small files, whose reads take their time whatever they bring. */
const readsAtOnce = 24
/** Bytes that are read or being read and not taken by a lane. */
const leastBytes = 2 * 1024 * 1024
const mostBytes = 24 * 1024 * 1024

/** A block that has been read. */
export interface Ready {
  readonly outgoing: Outgoing
  readonly file: number
  readonly block: number
  /** Of the block. Undefined when nothing more of it is to be sent. */
  bytes: Uint8Array<ArrayBuffer> | undefined
  /** Within the block: what lies from here to `end` has not been taken. */
  next: number
  readonly end: number
  /** Claims and pieces that still need the bytes. */
  uses: number
}

/** What a lane has taken to send: part of one block. */
export interface Claim {
  readonly ready: Ready
  /** Within the block. */
  readonly start: number
  /** What lies before has been sent. */
  next: number
  readonly end: number
}

/**
 * Reads blocks before lanes ask for them, in the order in which the queue wants them: hash and pieces are of the same
 * bytes. Bounded by bytes, whatever the lanes do. While nothing is to be sent, or enough is ready, it reads what the
 * other end has from before, for the proof alone.
 */
export class ReadAhead {
  readonly #queue: WorkQueue
  readonly #pool: BlockPool
  readonly #hasher: Hasher
  readonly #transfers: ReadonlyMap<number, Outgoing>
  readonly #isReady: () => void
  #ready: Ready[] = []
  #readyBytes = 0
  #readingBytes = 0
  #reads = 0
  #isProving = false
  #target = leastBytes

  constructor(options: {
    queue: WorkQueue
    pool: BlockPool
    hasher: Hasher
    transfers: ReadonlyMap<number, Outgoing>
    /** There is something to take, or there may be nothing to come. */
    isReady: () => void
  }) {
    this.#queue = options.queue
    this.#pool = options.pool
    this.#hasher = options.hasher
    this.#transfers = options.transfers
    this.#isReady = options.isReady
  }

  /** Lanes would have to wait for the disk. */
  get isEmpty(): boolean {
    return this.#ready.length === 0
  }

  /** Of what is ready; some of it may not be wanted any more. */
  get readyBytes(): number {
    return this.#readyBytes
  }

  get isReading(): boolean {
    return this.#reads > 0
  }

  /** As much ahead as the lanes may have in flight together. */
  setWindows(bytes: number): void {
    this.#target = Math.min(Math.max(bytes * 2, leastBytes), mostBytes)
    this.fill()
  }

  /** The next block that a lane would get; those that nobody needs any more are let go. */
  head(): Ready | undefined {
    for (;;) {
      const ready = this.#ready[0]
      if (ready === undefined || ready.outgoing.needs(ready.file, ready.block)) return ready
      this.#ready.shift()
      this.#readyBytes -= ready.end - ready.next
      this.release(ready)
      this.fill()
    }
  }

  /** At most so many bytes of the head. */
  take(maxBytes: number): Claim | undefined {
    const ready = this.#ready[0]
    if (ready === undefined) return undefined
    const end = Math.min(ready.end, ready.next + Math.max(maxBytes - (maxBytes % pieceAlign), pieceAlign))
    const claim = { ready, start: ready.next, next: ready.next, end }
    this.#readyBytes -= end - ready.next
    ready.next = end
    ready.uses++
    if (end === ready.end) {
      this.#ready.shift()
      this.release(ready)
    }
    this.fill()
    return claim
  }

  /** One use less. */
  release(ready: Ready): void {
    if (--ready.uses > 0 || ready.bytes === undefined) return
    this.#pool.give(ready.bytes, ready.bytes.length)
    ready.bytes = undefined
  }

  /** Lets go of what is ready of a transfer that is over, or gives it back to the queue when it is paused. */
  drop(outgoing: Outgoing): void {
    const kept: Ready[] = []
    for (const ready of this.#ready) {
      if (ready.outgoing !== outgoing) {
        kept.push(ready)
        continue
      }
      this.#readyBytes -= ready.end - ready.next
      outgoing.giveBack(ready.file, ready.block, ready.next, ready.end)
      this.release(ready)
    }
    this.#ready = kept
    this.fill()
  }

  /** Reads on as far as it may. */
  fill(): void {
    while (this.#reads < readsAtOnce && this.#readyBytes + this.#readingBytes < this.#target) {
      const work = this.#queue.next(blockBytes)
      if (work === undefined) break
      const { transfer, file, offset, bytes } = work
      this.#queue.done(work)
      const outgoing = this.#transfers.get(transfer)
      if (outgoing === undefined || !outgoing.wants(file)) continue
      const last = offset + bytes
      for (let at = offset; at < last; ) {
        const block = Math.floor(at / blockBytes)
        const base = block * blockBytes
        const end = Math.min(last - base, blockBytes)
        void this.#read(outgoing, file, block, at - base, end)
        at = base + end
      }
    }
    if (!this.#isProving) void this.#proveKept()
  }

  async #read(outgoing: Outgoing, file: number, block: number, from: number, end: number): Promise<void> {
    this.#reads++
    this.#readingBytes += end - from
    const bytes = await this.#readBlock(outgoing, file, block)
    this.#reads--
    this.#readingBytes -= end - from
    if (bytes === undefined) this.fill()
    else {
      const ready = { outgoing, file, block, bytes, next: from, end, uses: 1 }
      this.#readyBytes += end - from
      this.#ready.push(ready)
      if (outgoing.isPaused) this.drop(outgoing)
    }
    this.#isReady()
  }

  /** Undefined if it could not be read, which its transfer has been told, or nobody wants it any more. */
  async #readBlock(
    outgoing: Outgoing,
    file: number,
    block: number,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const length = outgoing.map.length(file, block)
    const bytes = this.#pool.take(length)
    try {
      await outgoing.source.read(file, block * blockBytes, bytes)
      if (outgoing.wants(file)) {
        if (outgoing.needsHash(file, block)) outgoing.hashed(file, block, this.#hasher.hash(bytes))
        return bytes
      }
    } catch (error) {
      if (outgoing.wants(file)) outgoing.unreadable(file, asEnd(error))
    }
    this.#pool.give(bytes, length)
    return undefined
  }

  /** One block after the other, as long as there is nothing better to do. */
  async #proveKept(): Promise<void> {
    this.#isProving = true
    for (;;) {
      const isBusy = this.#reads > 0 && this.#readyBytes + this.#readingBytes < this.#target
      if (isBusy) break
      let found: { outgoing: Outgoing; file: number; block: number } | undefined
      for (const outgoing of this.#transfers.values()) {
        const next = outgoing.nextUnread()
        if (next) found = { outgoing, ...next }
        if (found) break
      }
      if (found === undefined) break
      const bytes = await this.#readBlock(found.outgoing, found.file, found.block)
      if (bytes) this.#pool.give(bytes, bytes.length)
    }
    this.#isProving = false
  }
}
