import type { Clock } from '../../kit/clock.ts'
import type { ChunkTaker } from './chunk-queue.ts'
import { Distrust } from './distrust.ts'
import type { ChunkSource } from './interfaces.ts'
import { type Batch, Link } from './link.ts'

/** A device is spared when the others would be through with everything in this part of its time. */
const slowFactor = 2
const slowSeconds = 1

/** The devices that may be asked: who is left alone for a while, who is not trusted with what, and who is too slow to help. */
export class Links {
  readonly #clock: Clock
  readonly #links = new Map<string, Link>()
  readonly #distrust = new Distrust()
  #maxStreams: number

  constructor(clock: Clock, maxStreams: number) {
    this.#clock = clock
    this.#maxStreams = maxStreams
  }

  get size(): number {
    return this.#links.size
  }

  all(): IterableIterator<Link> {
    return this.#links.values()
  }

  /** Requests under way that fit. */
  streams(fits: (batch: Batch) => boolean): number {
    let streams = 0
    for (const { batches } of this.#links.values()) {
      for (const batch of batches) if (fits(batch)) streams++
    }
    return streams
  }

  add(source: ChunkSource): void {
    this.#links.set(source.device, new Link(source, this.#maxStreams))
  }

  remove(device: string): Link | undefined {
    const link = this.#links.get(device)
    this.#links.delete(device)
    if (link !== undefined) {
      link.isGone = true
      link.cancelPause()
    }
    return link
  }

  setMaxStreams(streams: number): void {
    if (streams === this.#maxStreams) return
    this.#maxStreams = streams
    for (const { count } of this.#links.values()) count.setMax(streams)
  }

  /** A request failed: the device is left alone for a while. `resumed` is told whether it had been given up. */
  failed(link: Link, resumed: (wasOut: boolean) => void): void {
    if (link.isGone) return
    const now = this.#clock.now()
    const pauseMs = link.health.failed(now)
    const wasOut = link.health.isOut(now)
    link.cancelPause()
    link.cancelPause = this.#clock.after(pauseMs, () => resumed(wasOut))
  }

  distrust(device: string, content: string): void {
    this.#distrust.add(device, content, this.#clock.now())
  }

  isTrusted(device: string, content: string): boolean {
    return !this.#distrust.has(device, content, this.#clock.now())
  }

  hasRoom(link: Link): boolean {
    return link.hasRoom && !link.health.isPaused(this.#clock.now())
  }

  /** Whether one of these devices is there and not given up. */
  isAny(devices: ReadonlySet<string>): boolean {
    const now = this.#clock.now()
    for (const device of devices) {
      const link = this.#links.get(device)
      if (link !== undefined && !link.health.isOut(now)) return true
    }
    return false
  }

  /** Those of these devices that may be asked, the best first. */
  byHealth(devices: ReadonlySet<string>): Link[] {
    const now = this.#clock.now()
    const links: Link[] = []
    for (const device of devices) {
      const link = this.#links.get(device)
      if (link !== undefined && !link.health.isOut(now)) links.push(link)
    }
    const cost = (link: Link) => (link.health.isPaused(now) ? 1000 : 0) + link.batches.size
    return links.sort((a, b) => cost(a) - cost(b))
  }

  /**
   * Near the end a slow device would hold up files that faster ones have too: those are left to them. Which files it may
   * be asked for; undefined: all.
   */
  allowedBy(link: Link, queuedBytes: number): ((taker: ChunkTaker) => boolean) | undefined {
    const seconds = this.#links.size > 1 ? link.secondsToDeliver() : undefined
    if (seconds === undefined) return undefined
    const now = this.#clock.now()
    const faster: string[] = []
    let rate = 0
    for (const other of this.#links.values()) {
      const { bytesPerSecond } = other.estimate
      if (bytesPerSecond <= link.estimate.bytesPerSecond || other.health.isPaused(now)) continue
      rate += bytesPerSecond
      faster.push(other.source.device)
    }
    if (rate === 0 || seconds <= (queuedBytes / rate) * slowFactor + slowSeconds) return undefined
    return ({ devices }) => !faster.some((device) => devices.has(device))
  }
}
