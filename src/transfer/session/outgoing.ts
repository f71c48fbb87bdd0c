import { Fault } from '../../wire/fault.ts'
import { toBase64 } from '../base64.ts'
import type { LaneEnd } from '../channel.ts'
import type { Clock } from '../clock.ts'
import { blockBytes, type Manifest, type Source } from '../files.ts'
import type { WorkQueue } from '../flow/work-queue.ts'
import { encodeJson } from './control-frame.ts'
import type { ControlMessage } from './control-messages.ts'
import type { ControlStream } from './control-stream.ts'
import { toOther } from './faults.ts'
import { cancelFrame } from './incoming.ts'
import { limits } from './limits.ts'
import { readHavePage } from './progress-pages.ts'
import { Transfer } from './transfer.ts'

/** Root hashes are told so often, and whenever a message is full. */
const tellMs = 10
const rootsPerMessage = 512

/** What all outgoing transfers of a session share. */
export interface OutgoingShared {
  readonly clock: Clock
  readonly control: ControlStream
  readonly queue: WorkQueue
  /** Blocks that are begun and not known to be stored, of all transfers. */
  readonly open: { bytes: number; blocks: number }
  hash(bytes: Uint8Array): Uint8Array
  /** There is something to read. */
  work(): void
  changed(): void
  ended(transfer: Outgoing): void
}

/** One transfer as its sender sees it: what the other end has, what is on its way, and the hashes of what was read. */
export class Outgoing extends Transfer {
  readonly direction = 'sending'
  readonly source: Source
  readonly #shared: OutgoingShared
  /** Blocks that were begun and are not known to be stored, with their bytes. */
  readonly #open = new Map<number, number>()
  /** One bit for each block that was read. */
  readonly #hashedBits: Uint8Array
  /** Blocks of each file that were not read. */
  readonly #unread: Uint32Array
  /** Of the blocks of files that are being read. */
  readonly #hashes = new Map<number, Uint8Array>()
  /** Files that are sent anew. */
  readonly #redone = new Set<number>()
  #roots: [number, string][] = []
  #cancelTell: (() => void) | undefined
  /** Where to look for kept blocks that are to be read for the proof. */
  #keptFile = 0
  #keptBlock = 0

  constructor(
    options: { id: string; number: number; manifest: Manifest; startedAt: number; source: Source },
    shared: OutgoingShared,
  ) {
    super({ ...options, state: 'offered' })
    this.source = options.source
    this.#shared = shared
    this.#hashedBits = new Uint8Array(Math.ceil(this.map.total / 8))
    this.#unread = new Uint32Array(options.manifest.entries.length)
    for (let file = 0; file < this.#unread.length; file++) this.#unread[file] = this.map.blocks(file)
  }

  offer(): void {
    this.#shared.control.postAll(this.#offerFrames())
  }

  *#offerFrames(): Generator<Uint8Array> {
    const { id, name, files, bytes, entries } = this.manifest
    const transfer = this.number
    yield encodeJson({ type: 'offer', transfer, id, name, files, bytes, entries: entries.length })
    let page: Extract<ControlMessage, { type: 'entries' }> = { type: 'entries', transfer, entries: [] }
    let length = 0
    for (const { path, kind, size, mtime } of entries) {
      if (this.isOver) return
      // At most: three bytes of UTF-8 a character, and the numbers.
      const longest = JSON.stringify(path).length * 3 + 64
      if (page.entries.length > 0 && length + longest > limits.pageBytes) {
        yield encodeJson(page)
        page = { type: 'entries', transfer, entries: [] }
        length = 0
      }
      page.entries.push([path, kind === 'file' ? 0 : 1, size, mtime])
      length += longest
    }
    yield encodeJson(page)
  }

  have(page: Extract<ControlMessage, { type: 'have' }>): void {
    if (this.state !== 'offered') throw new Fault('transfer-protocol', 'What is there was said too late.')
    readHavePage(page, this.map, (file) => this.isFile(file), {
      whole: (file) => {
        if (this.isSettled(file)) return
        this.map.fill(file)
        this.markDone(file)
      },
      block: (file, block) => {
        if (!this.isSettled(file)) this.map.add(file, block)
      },
    })
  }

  accepted(): void {
    if (this.state !== 'offered') throw new Fault('transfer-protocol', 'An offer was accepted twice.')
    this.state = 'waiting'
    this.bytesKept = this.map.bytes
    const { entries } = this.manifest
    for (let file = 0; file < entries.length; file++) {
      if (!this.isFile(file) || this.isSettled(file)) continue
      if (entries[file]!.size === 0) this.#addRoot(file, new Uint8Array(0))
      else this.#queueMissing(file)
    }
    this.#shared.work()
    this.#shared.changed()
    this.#endIfSettled()
  }

  #queueMissing(file: number): void {
    const { size } = this.manifest.entries[file]!
    this.#shared.queue.add(this.number, file, size, this.map.bitsOf(file))
  }

  /** Whether a block is still to be sent: it may have been stored since it was read, when it was on a lane that was lost. */
  needs(file: number, block: number): boolean {
    return this.wants(file) && !this.map.has(file, block)
  }

  /** Whether blocks of a file are still to be read. */
  wants(file: number): boolean {
    return this.isAccepted && !this.isSettled(file)
  }

  needsHash(file: number, block: number): boolean {
    const place = this.map.place(file, block)
    return (this.#hashedBits[place >> 3]! & (1 << (place & 7))) === 0
  }

  hashed(file: number, block: number, hash: Uint8Array): void {
    const place = this.map.place(file, block)
    this.#hashedBits[place >> 3]! |= 1 << (place & 7)
    let hashes = this.#hashes.get(file)
    if (hashes === undefined) {
      hashes = new Uint8Array(this.map.blocks(file) * 32)
      this.#hashes.set(file, hashes)
    }
    hashes.set(hash, block * 32)
    if (--this.#unread[file]! > 0) return
    this.#hashes.delete(file)
    this.#addRoot(file, hashes)
  }

  #addRoot(file: number, hashes: Uint8Array): void {
    this.#roots.push([file, toBase64(this.#shared.hash(hashes))])
    if (this.#roots.length >= rootsPerMessage) this.#tell()
    else this.#cancelTell ??= this.#shared.clock.after(tellMs, () => this.#tell())
  }

  #tell(): void {
    this.#cancelTell?.()
    this.#cancelTell = undefined
    if (this.#roots.length === 0) return
    this.#shared.control.post(encodeJson({ type: 'roots', transfer: this.number, roots: this.#roots }))
    this.#roots = []
  }

  /** The next block that the other end has from before and that was not read; it is named once. */
  nextUnread(): { file: number; block: number } | undefined {
    if (!this.isAccepted || this.isPaused) return undefined
    const files = this.manifest.entries.length
    for (; this.#keptFile < files; this.#keptFile++, this.#keptBlock = 0) {
      const file = this.#keptFile
      if (this.#unread[file] === 0 || this.isSettled(file)) continue
      while (this.#keptBlock < this.map.blocks(file)) {
        const block = this.#keptBlock++
        if (this.map.has(file, block) && this.needsHash(file, block)) return { file, block }
      }
    }
    return undefined
  }

  /** Whether a block can be begun, as far as both ends bear it. */
  mayOpen(file: number, block: number, most: { bytes: number; blocks: number }): boolean {
    const { open } = this.#shared
    if (this.#open.has(this.map.place(file, block))) return true
    return open.bytes + this.map.length(file, block) <= most.bytes && open.blocks < most.blocks
  }

  /** Part of a block is being sent. */
  begun(file: number, block: number): void {
    this.state = 'moving'
    this.markMoving(file)
    const place = this.map.place(file, block)
    if (this.#open.has(place)) return
    const length = this.map.length(file, block)
    this.#open.set(place, length)
    this.#shared.open.bytes += length
    this.#shared.open.blocks++
  }

  #close(place: number): void {
    const length = this.#open.get(place)
    if (length === undefined) return
    this.#open.delete(place)
    this.#shared.open.bytes -= length
    this.#shared.open.blocks--
  }

  /** `blocks` are pairs of file and block. Throws `transfer-protocol` if the other end has what was not sent. */
  stored(blocks: readonly number[]): void {
    if (!this.isAccepted) return
    let bytes = 0
    for (let at = 0; at < blocks.length; at += 2) {
      const file = blocks[at]!
      const block = blocks[at + 1]!
      if (!this.isFile(file) || block >= this.map.blocks(file)) throw unsent()
      if (this.isSettled(file) || this.map.has(file, block)) continue
      const place = this.map.place(file, block)
      // Of a file that is sent anew, pieces of the first time may have made a block whole.
      if (!this.#open.has(place) && !this.#redone.has(file)) throw unsent()
      this.#close(place)
      this.map.add(file, block)
      bytes += this.map.length(file, block)
      if (this.map.isWhole(file)) this.markProving(file)
    }
    this.rate.add(this.#shared.clock.now(), bytes)
    this.#shared.work()
    this.#shared.changed()
  }

  /** Was on a lane that is lost, or is not to be sent at present. Within the block. */
  giveBack(file: number, block: number, start: number, end: number): void {
    if (!this.needs(file, block)) return
    const offset = block * blockBytes + start
    this.#shared.queue.giveBack({ transfer: this.number, file, offset, bytes: end - start })
  }

  finished(files: readonly number[]): void {
    if (!this.isAccepted) return
    for (const file of files) {
      if (!this.isFile(file) || !this.map.isWhole(file) || this.#unread[file] !== 0) throw unsent()
      if (!this.isSettled(file)) this.markDone(file)
    }
    this.#shared.changed()
    this.#endIfSettled()
  }

  /** The other end found it damaged: it is read and sent anew. */
  redo(file: number): void {
    if (!this.isFile(file)) throw unsent()
    if (!this.wants(file)) return
    this.#redone.add(file)
    this.map.clear(file)
    this.#hashes.delete(file)
    for (let block = 0; block < this.map.blocks(file); block++) {
      const place = this.map.place(file, block)
      this.#hashedBits[place >> 3]! &= ~(1 << (place & 7))
    }
    this.#unread[file] = this.map.blocks(file)
    this.markWaiting(file)
    if (this.map.blocks(file) === 0) this.#addRoot(file, new Uint8Array(0))
    else this.#queueMissing(file)
    this.#shared.work()
  }

  /** By this side's disk. */
  unreadable(file: number, end: LaneEnd): void {
    this.#shared.control.post(
      encodeJson({ type: 'unreadable', transfer: this.number, file, ...toOther(end) }),
    )
    this.failedFile(file, end)
  }

  /** By either side's disk. */
  failedFile(file: number, end: LaneEnd): void {
    if (!this.isFile(file)) throw unsent()
    if (!this.wants(file)) return
    this.noteEnd(end)
    this.markFailed(file, end.text)
    this.#shared.queue.removeFile(this.number, file)
    this.#hashes.delete(file)
    for (let block = 0; block < this.map.blocks(file); block++) {
      this.#close(this.map.place(file, block))
    }
    this.#shared.changed()
    this.#endIfSettled()
  }

  declined(text: string): void {
    if (this.state !== 'offered') return
    this.state = 'declined'
    this.#finish({ code: 'transfer-declined', text: text || 'The other side does not want the files.' })
  }

  #endIfSettled(): void {
    if (this.isOver || !this.isAccepted || !this.areAllSettled) return
    const end = this.settledEnd()
    this.state = end.code === 'closed' ? 'done' : 'failed'
    this.#finish(end)
  }

  /** By this side, with word to the other. */
  fail(end: LaneEnd): void {
    if (this.isOver) return
    this.#shared.control.post(cancelFrame(this.number, end))
    this.ended(end)
  }

  /** Without a word to the other side: it has said so, or cannot hear. */
  ended(end: LaneEnd): void {
    if (this.isOver) return
    this.state = end.code === 'transfer-cancelled' ? 'cancelled' : 'failed'
    this.#finish(end)
  }

  #finish(end: LaneEnd): void {
    this.end = end
    this.#cancelTell?.()
    this.#shared.queue.remove(this.number)
    for (const place of [...this.#open.keys()]) this.#close(place)
    this.#hashes.clear()
    this.#shared.ended(this)
    this.#shared.changed()
    void this.source.close().catch(() => {})
  }
}

const unsent = () => new Fault('transfer-protocol', 'The other side has what was not sent to it.')
