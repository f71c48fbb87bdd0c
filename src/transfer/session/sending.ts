import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { blockBytes, type Hasher, type Manifest, type Source } from '../files.ts'
import { WorkQueue } from '../flow/work-queue.ts'
import type { BlockPool } from './block-pool.ts'
import { BundleWriter, isSmallFile } from './bundle.ts'
import type { ControlMessage } from './control-messages.ts'
import type { ControlStream } from './control-stream.ts'
import { pieceAlign, pieceHeaderBytes, writePieceHeader } from './data-frame.ts'
import type { Lane } from './lane.ts'
import { limits } from './limits.ts'
import { Outgoing, type OutgoingShared } from './outgoing.ts'
import { type Claim, ReadAhead, type Ready } from './read-ahead.ts'

/** Claims that a lane remembers before it looks which of them are done. */
const leastRemembered = 64
const muchBytes = 2 * 1024 * 1024

/** Why lanes are not full. */
export type Standstill = 'idle' | 'moving' | 'receiver' | 'network' | 'source'

/** All that this end sends: reads ahead, and fills each lane as far as its window goes. */
export class Sending {
  readonly transfers = new Map<number, Outgoing>()
  readonly #queue = new WorkQueue()
  readonly #readAhead: ReadAhead
  readonly #lanes: () => Iterable<Lane>
  readonly #shared: OutgoingShared
  readonly #open = { bytes: 0, blocks: 0 }
  /** What the other end bears, as it says. */
  #most = { bytes: 0, blocks: 0 }
  /** How much a lane takes at once. */
  chunkBytes = 256 * 1024
  #standstill: Standstill = 'idle'
  readonly #header = new Uint8Array(pieceHeaderBytes)
  readonly #bundle = new BundleWriter()
  readonly #onStandstill: (what: Standstill) => void

  constructor(options: {
    clock: Clock
    control: ControlStream
    hasher: Hasher
    pool: BlockPool
    lanes: () => Iterable<Lane>
    /** From now on, for this reason. */
    standstill(what: Standstill): void
    changed(): void
    ended(transfer: Outgoing): void
  }) {
    this.#onStandstill = options.standstill
    this.#lanes = options.lanes
    this.#readAhead = new ReadAhead({
      queue: this.#queue,
      pool: options.pool,
      hasher: options.hasher,
      transfers: this.transfers,
      isReady: () => this.pump(),
    })
    this.#shared = {
      clock: options.clock,
      control: options.control,
      queue: this.#queue,
      open: this.#open,
      hash: (bytes) => options.hasher.hash(bytes),
      work: () => {
        this.#readAhead.fill()
        this.pump()
      },
      changed: options.changed,
      ended: (transfer) => {
        this.transfers.delete(transfer.number)
        this.#readAhead.drop(transfer)
        options.ended(transfer)
      },
    }
  }

  /** Whether there is something to send, or to hear about what was sent. */
  get isBusy(): boolean {
    for (const transfer of this.transfers.values()) {
      if (transfer.isAccepted && !transfer.isPaused) return true
    }
    return false
  }

  /** Whether there is, or will be when it is accepted, so much to send that it takes some seconds far away. */
  get hasMuch(): boolean {
    for (const { manifest } of this.transfers.values()) if (manifest.bytes >= muchBytes) return true
    return false
  }

  get openBytes(): number {
    return this.#open.bytes
  }

  offer(options: {
    id: string
    number: number
    manifest: Manifest
    startedAt: number
    source: Source
  }): Outgoing {
    const transfer = new Outgoing(options, this.#shared)
    this.transfers.set(options.number, transfer)
    transfer.offer()
    return transfer
  }

  /** The other end has said what it bears. */
  setMost(most: { bytes: number; blocks: number }): void {
    this.#most = {
      bytes: Math.min(most.bytes, limits.openBytes),
      blocks: Math.min(most.blocks, limits.openBlocks),
    }
    this.pump()
  }

  /** What the one who receives says. Throws `transfer-protocol`. */
  control(message: ControlMessage & { transfer: number }): void {
    const transfer = this.transfers.get(message.transfer)
    // It may have ended on this side meanwhile.
    if (transfer === undefined) return
    switch (message.type) {
      case 'have':
        return transfer.have(message)
      case 'accept':
        return transfer.accepted()
      case 'decline':
        return transfer.declined(message.text)
      case 'finished':
        return transfer.finished(message.files)
      case 'redo':
        return transfer.redo(message.file)
      case 'unstored':
        return transfer.failedFile(message.file, message)
      case 'prefer':
        return this.prefer(transfer, message.file)
      case 'pause':
        return this.pause(transfer, message.paused, 'them')
      case 'cancel':
        return transfer.ended(message)
      default:
        throw new Fault('transfer-protocol', `The other side may not say ${message.type} of that transfer.`)
    }
  }

  stored(transfer: number, blocks: readonly number[]): void {
    this.transfers.get(transfer)?.stored(blocks)
  }

  prefer(transfer: Outgoing, file: number): void {
    if (transfer.isFile(file)) this.#queue.prefer(transfer.number, file)
  }

  pause(transfer: Outgoing, paused: boolean, by: 'us' | 'them'): void {
    if (by === 'us') transfer.pausedByUs = paused
    else transfer.pausedByThem = paused
    this.#queue.pause(transfer.number, transfer.isPaused)
    if (transfer.isPaused) this.#readAhead.drop(transfer)
    this.#shared.work()
    this.#shared.changed()
  }

  /** A lane has opened or changed its window. */
  setWindows(bytes: number): void {
    this.#readAhead.setWindows(bytes)
  }

  /** Fills all lanes, each in its turn. */
  pump(): void {
    for (const lane of this.#lanes()) this.fill(lane)
  }

  /** Sends until the lane's window is full, or nothing is ready. */
  fill(lane: Lane): void {
    for (;;) {
      if (lane.claim === undefined) {
        const head = this.#head(lane)
        if (head === undefined) return
        if (isSmallFile(head)) {
          if (this.#sendBundle(lane, head)) continue
          return
        }
      }
      const claim = lane.claim ?? this.#claim(lane)
      const { ready } = claim
      if (ready.bytes === undefined || !ready.outgoing.needs(ready.file, ready.block)) {
        this.#dropClaim(lane)
        continue
      }
      const bytes = pieceBytes(claim.end - claim.next, lane.maxPayload)
      if (!lane.hasRoom(bytes)) {
        this.#stand(lane.isReceiverBehind ? 'receiver' : 'network')
        return
      }
      const { file, block, outgoing } = ready
      writePieceHeader(this.#header, outgoing.number, file, block * blockBytes + claim.next)
      this.#stand('moving')
      lane.sendData(this.#header, ready.bytes.subarray(claim.next, claim.next + bytes))
      claim.next += bytes
      if (claim.next === claim.end) this.#dropClaim(lane)
    }
  }

  #stand(what: Standstill): void {
    if (what === this.#standstill) return
    this.#standstill = what
    this.#onStandstill(what)
  }

  /** What comes next; undefined if it cannot be begun on that lane. */
  #head(lane: Lane): Ready | undefined {
    if (lane.isOver || lane.isRetired) return undefined
    const head = this.#readAhead.head()
    if (head === undefined) this.#stand(this.#readAhead.isReading ? 'source' : 'idle')
    else if (!head.outgoing.mayOpen(head.file, head.block, this.#most)) this.#stand('receiver')
    else if (!lane.hasRoom(pieceAlign)) this.#stand(lane.isReceiverBehind ? 'receiver' : 'network')
    else return head
    return undefined
  }

  /** Of the head. */
  #claim(lane: Lane): Claim {
    const claim = this.#readAhead.take(this.chunkBytes)!
    lane.claim = claim
    this.#begin(lane, claim)
    return claim
  }

  #begin(lane: Lane, claim: Claim): void {
    const { outgoing, file, block } = claim.ready
    outgoing.begun(file, block)
    lane.sent.push(claim)
    if (lane.sent.length > lane.sentLimit) {
      lane.sent = lane.sent.filter(isUnstored)
      lane.sentLimit = Math.max(lane.sent.length * 2, leastRemembered)
    }
  }

  /** Sends the head with the small files that follow it. False: more of them will be ready soon, or there will be more room. */
  #sendBundle(lane: Lane, { outgoing }: Ready): boolean {
    const readAhead = this.#readAhead
    const most = lane.maxPayload
    // As with Nagle's algorithm (RFC 896): what is small waits as long as something else is on its way.
    if (lane.window.inFlight > 0) {
      if (readAhead.readyBytes < most && readAhead.isReading) {
        this.#stand('source')
        return false
      }
      if (!lane.hasRoom(Math.min(most, readAhead.readyBytes))) {
        this.#stand(lane.isReceiverBehind ? 'receiver' : 'network')
        return false
      }
    }
    const bundle = this.#bundle
    bundle.begin(outgoing.number)
    for (let ready = readAhead.head(); ready?.outgoing === outgoing; ready = readAhead.head()) {
      const bytes = bundle.bytesWith(ready)
      if (!isSmallFile(ready) || bytes > most || !lane.hasRoom(bytes)) break
      if (!outgoing.mayOpen(ready.file, ready.block, this.#most)) break
      bundle.add(ready)
      const claim = readAhead.take(blockBytes)!
      claim.next = claim.end
      this.#begin(lane, claim)
    }
    if (bundle.files.length === 0) return false
    this.#stand('moving')
    lane.sendData(bundle.header, bundle.payload())
    for (const ready of bundle.files) readAhead.release(ready)
    return true
  }

  #dropClaim(lane: Lane): void {
    if (lane.claim) this.#readAhead.release(lane.claim.ready)
    lane.claim = undefined
  }

  /** What it has taken and not sent goes by others. */
  retire(lane: Lane): void {
    const { claim } = lane
    if (claim) {
      const { ready } = claim
      ready.outgoing.giveBack(ready.file, ready.block, claim.next, claim.end)
      this.#dropClaim(lane)
      const place = lane.sent.indexOf(claim)
      if (place >= 0) lane.sent[place] = { ...claim, end: claim.next }
    }
    this.#shared.work()
  }

  /** What was on its way, and what it had taken, goes by others. */
  lost(lane: Lane): void {
    this.#dropClaim(lane)
    for (const { ready, start, end } of lane.sent)
      ready.outgoing.giveBack(ready.file, ready.block, start, end)
    lane.sent = []
    this.#shared.work()
  }
}

const isUnstored = ({ ready: { outgoing, file, block } }: Claim): boolean => outgoing.needs(file, block)

/** Of pieces that are about alike, so that none is tiny. */
export function pieceBytes(left: number, most: number): number {
  if (left <= most) return left
  const even = Math.ceil(left / Math.ceil(left / most) / pieceAlign) * pieceAlign
  return Math.min(even, most)
}
