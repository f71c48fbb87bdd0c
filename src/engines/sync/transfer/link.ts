import type { ChunkWant } from '../protocol/host.ts'
import { BandwidthEstimate } from './bandwidth-estimate.ts'
import { type Ask, batchBytes } from './chunk-queue.ts'
import type { ChunkSource } from './interfaces.ts'
import type { Lease } from './memory-budget.ts'
import { patienceMs } from './patience.ts'
import { SourceHealth } from './source-health.ts'
import { StreamCount } from './stream-count.ts'

/** One request for chunks, on a stream of its own. */
export class Batch {
  readonly link: Link
  /** Those that have come, or will not, are undefined. */
  readonly asks: (Ask | undefined)[]
  readonly wants: readonly ChunkWant[]
  readonly bytes: number
  readonly controller = new AbortController()
  left: number
  /** Chunks that have come and are being written: it waits for this machine. */
  taking = 0
  lease: Lease | undefined
  #deadline = Number.POSITIVE_INFINITY

  constructor(link: Link, asks: Ask[]) {
    this.link = link
    this.asks = asks
    this.left = asks.length
    let bytes = 0
    this.wants = asks.map(({ wanted: { hash, length }, claim: { taker, index } }) => {
      const { folderId, path, content } = taker
      bytes += length
      return { folderId, path, content, offset: taker.offsetOf(index), length, hash }
    })
    this.bytes = bytes
  }

  /** It was sent, or a chunk has come: from now on the next one may take so long. */
  extend(now: number): void {
    this.#deadline = now + patienceMs(this.bytes)
  }

  hasStalled(now: number): boolean {
    return now >= this.#deadline && this.taking === 0
  }
}

/** A device that chunks come from: how it does, and what it is being asked for. */
export class Link {
  readonly source: ChunkSource
  readonly health = new SourceHealth()
  readonly count: StreamCount
  readonly estimate = new BandwidthEstimate()
  readonly batches = new Set<Batch>()
  /** Since the last measurement there were streams to spare. */
  wasShort = true
  isGone = false
  cancelPause = () => {}
  #bytes = 0
  #chunks = 0

  constructor(source: ChunkSource, maxStreams: number) {
    this.source = source
    this.count = new StreamCount(maxStreams)
  }

  get hasRoom(): boolean {
    return this.batches.size < this.count.streams
  }

  /** A chunk has come. */
  came(bytes: number): void {
    this.#bytes += bytes
    this.#chunks++
    this.estimate.add(bytes)
  }

  measure(now: number, elapsedMs: number): void {
    if (this.batches.size === 0) {
      this.estimate.pause()
      this.wasShort = true
    } else {
      this.estimate.measure(now)
      this.count.measure(elapsedMs, this.#bytes, this.#chunks, !this.wasShort)
      this.wasShort = this.hasRoom
    }
    this.#bytes = 0
    this.#chunks = 0
  }

  /** Seconds until it would have delivered one more request; undefined while its rate is unknown. */
  secondsToDeliver(): number | undefined {
    const rate = this.estimate.bytesPerSecond
    if (rate === 0) return undefined
    let bytes = batchBytes
    for (const batch of this.batches) bytes += batch.bytes
    return bytes / rate
  }
}
