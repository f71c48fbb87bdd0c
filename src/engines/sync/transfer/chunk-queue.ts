import type { Fault } from '../../../wire/fault.ts'
import type { Lease } from './memory-budget.ts'

/** What a request for chunks carries at most; chunks of at most `smallChunk` bytes count an eighth. */
export const batchBytes = 4 * 1024 * 1024
const batchWeight = 64
const largeWeight = 8
export const smallChunk = 64 * 1024
/** Every so many requests of a folder begin with a large file even though small ones wait. */
const largeTurn = 4

/** A file that chunks are fetched for. None of its methods throws or rejects. */
export interface ChunkTaker {
  readonly folderId: string
  readonly path: string
  readonly content: string
  /** Devices that it may be asked of. */
  readonly devices: Set<string>
  /** Small files go before large ones. */
  readonly isSmall: boolean
  /** Takes copies of what arrives, for which it gets leases. */
  readonly copies: boolean
  /** Before all others of its size. */
  readonly isUrgent: boolean
  /** Where the chunk begins in the file, bytes. */
  offsetOf(index: number): number
  /** A device is asked for the chunk, or no longer. */
  asked(index: number, isAsked: boolean): void
  /**
   * Verified bytes, valid until the promise resolves. With a lease, which then is the taker's, it may copy them and
   * return undefined at once. `isShared`: they were asked for by another file.
   */
  arrived(
    index: number,
    bytes: Uint8Array,
    device: string,
    isShared: boolean,
    lease: Lease | undefined,
  ): Promise<void> | undefined
  /** No device has it any more that could be asked. */
  lost(fault: Fault): void
}

/** A chunk of a file. */
export interface Claim {
  readonly taker: ChunkTaker
  readonly index: number
}

/** A chunk that travels once, for every file that waits for it. */
export interface Wanted {
  readonly hash: string
  readonly length: number
  claims: readonly Claim[]
  state: 'queued' | 'asked' | 'done'
}

/** A chunk as it is asked for: as part of the file of one of its claims. */
export interface Ask {
  readonly wanted: Wanted
  readonly claim: Claim
}

interface FileQueue {
  readonly taker: ChunkTaker
  readonly wanted: Wanted[]
  next: number
  /** Asked for in vain. */
  readonly again: Wanted[]
  /** In its folder's lane. */
  isLined: boolean
}

/** Small files that are urgent, other small files, large files. */
type Lanes = readonly [FileQueue[], FileQueue[], FileQueue[]]
const usualOrder = [0, 1, 2] as const
const largeFirst = [2, 0, 1] as const

interface FolderQueue {
  readonly lanes: Lanes
  /** Bytes asked for, counted so that a folder which had nothing to ask for has nothing to catch up on. */
  served: number
  turn: number
}

/**
 * Which chunk is asked for next. Folders take turns by bytes; within one, small files go before large ones but for every
 * fourth request, and large ones take turns. A chunk that several files wait for is asked for once.
 */
export class ChunkQueue {
  readonly #wanted = new Map<string, Wanted>()
  readonly #files = new Map<ChunkTaker, FileQueue>()
  readonly #folders = new Map<string, FolderQueue>()
  /** Chunks and bytes that nobody has been asked for yet. */
  queuedChunks = 0
  queuedBytes = 0
  /** Chunks that were wanted by more than one file at once. */
  shared = 0

  /** Files that wait for chunks. */
  takers(): IterableIterator<ChunkTaker> {
    return this.#files.keys()
  }

  /** Adds chunks of a file, in the order in which they shall come. Each hash once a file. */
  add(taker: ChunkTaker, chunks: readonly { index: number; hash: string; length: number }[]): void {
    let file = this.#files.get(taker)
    if (file === undefined) {
      file = { taker, wanted: [], next: 0, again: [], isLined: false }
      this.#files.set(taker, file)
    }
    for (const { index, hash, length } of chunks) {
      const claim = { taker, index }
      const known = this.#wanted.get(hash)
      const wanted: Wanted = known ?? { hash, length, claims: [claim], state: 'queued' }
      if (known === undefined) {
        this.#wanted.set(hash, wanted)
        this.#count(wanted, 1)
      } else {
        known.claims = [...known.claims, claim]
        this.shared++
        if (known.state === 'asked') taker.asked(index, true)
      }
      file.wanted.push(wanted)
    }
    this.#line(file)
  }

  /** The file waits for nothing more. What has been asked for it alone may be called back: see `isWanted`. */
  remove(taker: ChunkTaker): void {
    const file = this.#files.get(taker)
    if (file === undefined) return
    this.#files.delete(taker)
    this.#unline(file)
    for (const wanted of file.wanted) {
      if (wanted.state === 'done') continue
      wanted.claims = wanted.claims.filter((claim) => claim.taker !== taker)
      if (wanted.claims.length === 0 && wanted.state === 'queued') this.#forget(wanted)
    }
  }

  isWanted(wanted: Wanted): boolean {
    return wanted.claims.length > 0
  }

  /**
   * What a device is asked for next: up to 4 MB, 8 chunks (64 small ones), of one folder. Undefined when there is nothing
   * that it has, or that `allowed` lets it be asked for.
   */
  compose(
    device: string,
    maxBytes = batchBytes,
    allowed: (taker: ChunkTaker) => boolean = always,
  ): Ask[] | undefined {
    const mayAsk = (file: FileQueue) =>
      file.taker.devices.has(device) && allowed(file.taker) && this.#peek(file) !== undefined
    let folder: FolderQueue | undefined
    for (const other of this.#folders.values()) {
      if (folder !== undefined && folder.served <= other.served) continue
      if (other.lanes.some((lane) => lane.some(mayAsk))) folder = other
    }
    if (folder === undefined) return undefined
    const asks: Ask[] = []
    const room = { bytes: maxBytes, weight: batchWeight }
    const order = folder.turn++ % largeTurn === largeTurn - 1 ? largeFirst : usualOrder
    for (const which of order) {
      const lane = folder.lanes[which]
      for (const file of [...lane]) {
        if (!mayAsk(file)) {
          if (this.#peek(file) === undefined) this.#unline(file)
          continue
        }
        const isFull = this.#draw(file, asks, room)
        // Behind the others of its lane: they take turns.
        lane.splice(lane.indexOf(file), 1)
        file.isLined = this.#peek(file) !== undefined
        if (file.isLined) lane.push(file)
        if (isFull) break
      }
      if (room.bytes <= 0 || room.weight <= 0) break
      // Small files are not held up by the end of a large one's chunk, nor the other way round.
      if (asks.length > 0 && which !== 0) break
    }
    folder.served += maxBytes - room.bytes
    return asks
  }

  /** The chunk is here: returns whose it is. It is forgotten. */
  done(wanted: Wanted): readonly Claim[] {
    const { claims } = wanted
    this.#wanted.delete(wanted.hash)
    wanted.state = 'done'
    wanted.claims = []
    return claims
  }

  /** The chunk did not come: it is asked for again, before what has not been asked for yet. */
  again(wanted: Wanted): void {
    if (wanted.state !== 'asked') return
    if (wanted.claims.length === 0) {
      wanted.state = 'done'
      this.#wanted.delete(wanted.hash)
      return
    }
    wanted.state = 'queued'
    this.#count(wanted, 1)
    for (const { taker, index } of wanted.claims) {
      const file = this.#files.get(taker)!
      file.again.push(wanted)
      taker.asked(index, false)
      this.#line(file)
    }
  }

  /** Takes chunks of a file; true when the request is full. */
  #draw(file: FileQueue, asks: Ask[], room: { bytes: number; weight: number }): boolean {
    for (;;) {
      const wanted = this.#peek(file)
      if (wanted === undefined) return false
      if (asks.length > 0 && wanted.length > room.bytes) return true
      const claim = wanted.claims.find(({ taker }) => taker === file.taker)!
      asks.push({ wanted, claim })
      wanted.state = 'asked'
      this.#count(wanted, -1)
      for (const { taker, index } of wanted.claims) taker.asked(index, true)
      room.bytes -= wanted.length
      room.weight -= wanted.length > smallChunk ? largeWeight : 1
      if (room.bytes <= 0 || room.weight <= 0) return true
    }
  }

  /** The next chunk of a file that nobody has been asked for. */
  #peek(file: FileQueue): Wanted | undefined {
    for (let wanted = file.again.at(-1); wanted !== undefined; wanted = file.again.at(-1)) {
      if (wanted.state === 'queued') return wanted
      file.again.pop()
    }
    for (; file.next < file.wanted.length; file.next++) {
      const wanted = file.wanted[file.next]!
      if (wanted.state === 'queued') return wanted
    }
    return undefined
  }

  #forget(wanted: Wanted): void {
    wanted.state = 'done'
    this.#wanted.delete(wanted.hash)
    this.#count(wanted, -1)
  }

  #count(wanted: Wanted, sign: 1 | -1): void {
    this.queuedChunks += sign
    this.queuedBytes += sign * wanted.length
  }

  #laneOf(taker: ChunkTaker): 0 | 1 | 2 {
    if (!taker.isSmall) return 2
    return taker.isUrgent ? 0 : 1
  }

  #line(file: FileQueue): void {
    if (file.isLined) return
    file.isLined = true
    const { folderId, isUrgent, isSmall } = file.taker
    let folder = this.#folders.get(folderId)
    if (folder === undefined) {
      folder = { lanes: [[], [], []], served: 0, turn: 0 }
      this.#folders.set(folderId, folder)
    }
    if (isEmpty(folder)) folder.served = Math.max(folder.served, this.#leastServed())
    const lane = folder.lanes[this.#laneOf(file.taker)]
    if (isUrgent && !isSmall) lane.unshift(file)
    else lane.push(file)
  }

  #unline(file: FileQueue): void {
    if (!file.isLined) return
    file.isLined = false
    const lane = this.#folders.get(file.taker.folderId)!.lanes[this.#laneOf(file.taker)]
    lane.splice(lane.indexOf(file), 1)
  }

  /** Of the folders that wait for something. */
  #leastServed(): number {
    let least = Number.POSITIVE_INFINITY
    for (const folder of this.#folders.values()) {
      if (!isEmpty(folder)) least = Math.min(least, folder.served)
    }
    return least === Number.POSITIVE_INFINITY ? 0 : least
  }
}

const isEmpty = ({ lanes }: FolderQueue) => lanes.every((lane) => lane.length === 0)
const always = () => true
