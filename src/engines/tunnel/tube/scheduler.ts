import type { PooledBuffer } from '../frame/buffer-pool.ts'

/** What may be sent at a turn when others wait too, bytes of frames. */
export const quantumBytes = 16 * 1024

/** Something of a lane that has frames to send. */
export abstract class Sender {
  /** The next one in its list. */
  next: Sender | undefined
  list: SenderList | undefined
  /** What it may still send at its turn; below 0 it has sent more, for a frame is never cut. */
  deficit = 0

  /** About how many bytes of frames could be sent now; 0 when there is nothing, or no credit. */
  abstract get sendableBytes(): number

  /**
   * Writes frames to `into[at, limit)`, payload up to its deficit, and returns where they end; `at` when the room is not worth
   * a frame.
   */
  abstract fill(into: Uint8Array, at: number, limit: number, unixMs: number): number

  /** A whole message, where it lies ready: saves a copy when nobody else waits. */
  takeMessage(_unixMs: number): PooledBuffer | undefined {
    return undefined
  }
}

export class SenderList {
  head: Sender | undefined
  #tail: Sender | undefined

  push(sender: Sender): void {
    sender.list = this
    sender.next = undefined
    if (this.#tail) this.#tail.next = sender
    else this.head = sender
    this.#tail = sender
  }

  shift(): void {
    const head = this.head!
    this.head = head.next
    if (this.head === undefined) this.#tail = undefined
    head.next = undefined
    head.list = undefined
  }

  remove(sender: Sender): void {
    if (this.head === sender) return this.shift()
    let before = this.head
    while (before && before.next !== sender) before = before.next
    if (before === undefined) return
    before.next = sender.next
    if (this.#tail === sender) this.#tail = before
    sender.next = undefined
    sender.list = undefined
  }
}

/** So many are looked at to tell how large the next message will be. */
const lookAhead = 32

/**
 * Whose turn it is: deficit round robin (Shreedhar and Varghese 1996), with those first that have just begun to send, for one quantum
 * (as of RFC 8290 §4.2), so that few bytes do not wait behind many.
 */
export class Scheduler {
  readonly #fresh = new SenderList()
  readonly #old = new SenderList()

  get isIdle(): boolean {
    return this.#fresh.head === undefined && this.#old.head === undefined
  }

  /** It has something to send. */
  ready(sender: Sender): void {
    if (sender.list) return
    sender.deficit = quantumBytes
    this.#fresh.push(sender)
  }

  remove(sender: Sender): void {
    sender.list?.remove(sender)
  }

  /** The only one that is ready; undefined if there are more or none. */
  get only(): Sender | undefined {
    const first = this.#fresh.head ?? this.#old.head
    if (first === undefined || first.next) return undefined
    return first.list === this.#fresh && this.#old.head ? undefined : first
  }

  /** About how many bytes are ready, up to `most`. */
  estimate(most: number): number {
    let bytes = 0
    let looks = lookAhead
    for (const list of [this.#fresh, this.#old])
      for (let sender = list.head; sender && bytes < most; sender = sender.next) {
        bytes += sender.sendableBytes
        if (--looks === 0) return most
      }
    return Math.min(bytes, most)
  }

  /** Who takes part no more, for nothing of it is left to send. */
  done(sender: Sender): void {
    if (sender.sendableBytes === 0) this.remove(sender)
  }

  /** Fills `into[0, limit)` with frames, in turn; returns where they end. */
  fill(into: Uint8Array, limit: number, unixMs: number): number {
    let at = 0
    for (;;) {
      const sender = this.#fresh.head ?? this.#old.head
      if (sender === undefined) return at
      const list = sender.list!
      const isOnly = this.only === sender
      if (sender.sendableBytes > 0) {
        if (sender.deficit <= 0) {
          if (isOnly) sender.deficit = limit
          else {
            sender.deficit += quantumBytes
            list.shift()
            this.#old.push(sender)
            continue
          }
        } else if (isOnly) sender.deficit = Math.max(sender.deficit, limit)
        const end = sender.fill(into, at, limit, unixMs)
        if (end === at) return at
        sender.deficit -= end - at
        at = end
        if (sender.sendableBytes > 0) continue
      }
      list.shift()
      // One that is done keeps its place among the others for a round, so that it is not always the first.
      if (list === this.#fresh && this.#old.head) this.#old.push(sender)
    }
  }
}
