import type { PooledBuffer } from '../frame/buffer-pool.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { maxControlBytes, maxHostBytes } from '../frame/control-message.ts'
import { headerBytes, overheadBytes, terminator, writeHeader } from '../frame/frame.ts'
import { type SentControl, writeControlFrame } from '../frame/write-control.ts'
import type { CarryingLane, CarryingTube } from './carrying.ts'
import { Sender } from './scheduler.ts'
import { SendQueue } from './send-queue.ts'

/** `write` returns false from here on, until half of it has left. */
const highBytes = 256 * 1024
/** Likewise, when the queues of all connections together are long. */
const crowdedBytes = 64 * 1024
const crowdedTubeBytes = 32 * 1024 * 1024
/** A frame with fewer payload bytes is left for the next message, if there are more to send. */
const worthBytes = 1024

/** Whoever has sent so much since it was asked last is busy; or so little, if more waits. */
const busyBytes = 64 * 1024
const waitingBytes = 4 * 1024

/** Frames of connection 0 that are to be sent for it. */
const todo = { open: 1, opened: 2, end: 4, close: 8 } as const
const smallFrameBytes = 32
const openFrameBytes = smallFrameBytes + maxHostBytes + 6
const closeFrameBytes = maxControlBytes + overheadBytes

export interface OutgoingOwner {
  readonly number: number
  readonly lane: CarryingLane
  /** The frame that opens it. */
  opening(): SentControl
  /** It has bytes and no credit. */
  starved(): void
  /** Its first bytes leave since `wasBusy` was asked. */
  sending(): void
  /** `hasRoom`, `hasSentEnd` or `hasSentClose` may have become true; called while a message is being filled. */
  changed(): void
}

/** What goes out on one connection: its queue, the credit that the other end gave, and what is still to be said of it, in order. */
export class Outgoing extends Sender {
  sentBytes = 0
  /** The last message of its lane that has something of it; 0: none has. */
  lastMessage = 0
  /** There are bytes and no credit. */
  isStalled = false
  hasSentEnd = false
  hasSentClose = false
  readonly #tube: CarryingTube
  readonly #owner: OutgoingOwner
  readonly #queue: SendQueue
  #todo = 0
  /** That may be sent in all. */
  #limit: number
  #wantsRoom = false
  #recentBytes = 0
  #reason: CloseReason = closeReasons.normal
  #text = ''

  constructor(tube: CarryingTube, owner: OutgoingOwner, limit: number) {
    super()
    this.#tube = tube
    this.#owner = owner
    this.#queue = new SendQueue(tube.pool)
    this.#limit = limit
  }

  get queuedBytes(): number {
    return this.#queue.bytes
  }

  get creditBytes(): number {
    return this.#limit - this.sentBytes
  }

  /** Since this was asked last. */
  wasBusy(): boolean {
    const recent = this.#recentBytes
    this.#recentBytes = 0
    return recent >= busyBytes || (recent >= waitingBytes && this.sendableBytes > 0)
  }

  /** The other end does not know of it yet. */
  get isUnsaid(): boolean {
    return (this.#todo & todo.open) !== 0
  }

  sayOpen(): void {
    this.#todo |= todo.open
  }

  sayOpened(): void {
    this.#todo |= todo.opened
  }

  /** Once everything has left. */
  sayEnd(): void {
    this.#todo |= todo.end
  }

  /** Once everything has left. */
  sayClose(reason: CloseReason, text: string): void {
    this.#todo = (this.#todo & todo.opened) | todo.close
    this.#reason = reason
    this.#text = text
  }

  /** Takes a copy; false when it is enough, until `hasRoom`. */
  write(bytes: Uint8Array): boolean {
    this.#queue.write(bytes)
    this.#tube.queuedBytes += bytes.length
    this.checkStall()
    if (this.#queue.bytes < this.#highBytes) return true
    if (!this.#wantsRoom) this.#tube.counters.pauses++
    this.#wantsRoom = true
    return false
  }

  /** After `write` has returned false: there is room again. */
  get hasRoom(): boolean {
    return this.#wantsRoom && this.#queue.bytes <= this.#highBytes / 2
  }

  /** Whoever waits for room is about to be told. */
  roomTold(): void {
    this.#wantsRoom = false
  }

  get #highBytes(): number {
    return this.#tube.queuedBytes > crowdedTubeBytes ? crowdedBytes : highBytes
  }

  /** So many bytes may be sent in all; less than before is no news. False when it is none. */
  allow(totalBytes: number): boolean {
    if (totalBytes <= this.#limit) return false
    this.#limit = totalBytes
    this.isStalled = false
    this.checkStall()
    return true
  }

  checkStall(): void {
    if (this.isStalled || this.#queue.bytes === 0 || this.creditBytes > 0) return
    this.isStalled = true
    this.#owner.starved()
  }

  discard(): void {
    this.#tube.queuedBytes -= this.#queue.bytes
    this.#queue.clear()
  }

  get sendableBytes(): number {
    const waiting = this.#queue.bytes
    let bytes = 0
    if (this.#todo !== 0) {
      if (this.#todo & todo.open) bytes += openFrameBytes
      if (this.#todo & todo.opened) bytes += smallFrameBytes
      if (waiting === 0 && this.#todo & todo.end) bytes += smallFrameBytes
      if (waiting === 0 && this.#todo & todo.close) bytes += closeFrameBytes
    }
    if (waiting === 0) return bytes
    const data = Math.min(waiting, this.creditBytes)
    return data > 0 ? bytes + data + overheadBytes : bytes
  }

  override takeMessage(unixMs: number): PooledBuffer | undefined {
    const count = this.#queue.wholeBytes
    if (count < worthBytes || count > this.creditBytes || this.#todo & (todo.open | todo.opened))
      return undefined
    const message = this.#queue.takeWhole()
    writeHeader(message.bytes, 0, this.#owner.number, unixMs, count)
    message.bytes[headerBytes + count] = terminator
    message.length = overheadBytes + count
    this.#moved(count)
    return message
  }

  fill(into: Uint8Array, from: number, limit: number, unixMs: number): number {
    let at = from
    if (this.#todo & todo.open) {
      if (limit - at < openFrameBytes) return at
      at = this.#say(into, at, unixMs, this.#owner.opening(), todo.open)
    }
    if (this.#todo & todo.opened) {
      if (limit - at < smallFrameBytes) return at
      at = this.#say(into, at, unixMs, { kind: 'opened', connection: this.#owner.number }, todo.opened)
    }
    const wanted = Math.min(this.#queue.bytes, this.creditBytes)
    const count = Math.min(wanted, Math.max(this.deficit, worthBytes), limit - at - overheadBytes)
    if (count > 0 && (count === wanted || count >= worthBytes)) {
      writeHeader(into, at, this.#owner.number, unixMs, count)
      this.#queue.moveTo(into, at + headerBytes, count)
      at += headerBytes + count
      into[at++] = terminator
      this.#moved(count)
    }
    return this.#queue.bytes === 0 ? this.#fillEnd(into, at, limit, unixMs) : at
  }

  #fillEnd(into: Uint8Array, from: number, limit: number, unixMs: number): number {
    let at = from
    const { number: connection } = this.#owner
    if (this.#todo & todo.end) {
      if (limit - at < smallFrameBytes) return at
      at = this.#say(into, at, unixMs, { kind: 'eof', connection }, todo.end)
      this.hasSentEnd = true
      this.#owner.changed()
    }
    if (this.#todo & todo.close) {
      if (limit - at < closeFrameBytes) return at
      const reason = this.#reason
      at = this.#say(into, at, unixMs, { kind: 'close', connection, reason, text: this.#text }, todo.close)
      this.hasSentClose = true
      this.#owner.changed()
    }
    return at
  }

  #say(into: Uint8Array, at: number, unixMs: number, message: SentControl, done: number): number {
    this.#todo &= ~done
    this.lastMessage = this.#owner.lane.nextMessage
    this.#tube.counters.framesOut++
    return writeControlFrame(into, at, unixMs, message)
  }

  #moved(count: number): void {
    this.sentBytes += count
    this.lastMessage = this.#owner.lane.nextMessage
    if (this.#recentBytes === 0) this.#owner.sending()
    this.#recentBytes += count
    const { counters } = this.#tube
    counters.bytesOut += count
    counters.framesOut++
    this.#tube.queuedBytes -= count
    if (this.hasRoom) this.#owner.changed()
    this.checkStall()
  }
}
