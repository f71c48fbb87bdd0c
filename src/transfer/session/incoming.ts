import type { FaultCode } from '../../contract/fault-codes.ts'
import { Fault } from '../../wire/fault.ts'
import { fromBase64 } from '../base64.ts'
import type { LaneEnd } from '../channel.ts'
import type { Clock } from '../clock.ts'
import { blockBytes, type Manifest, type Progress, type Sink } from '../files.ts'
import type { BlockPool } from './block-pool.ts'
import { encodeJson } from './control-frame.ts'
import type { ControlStream } from './control-stream.ts'
import { pieceAlign } from './data-frame.ts'
import type { DiskCredit } from './disk-credit.ts'
import { asEnd, toOther } from './faults.ts'
import { limits } from './limits.ts'
import { OpenBlocks, type WholeBlock } from './open-blocks.ts'
import { havePages } from './progress-pages.ts'
import { Proving } from './proving.ts'
import { Telling } from './telling.ts'
import { Transfer } from './transfer.ts'

/** What all incoming transfers of a session share. */
export interface IncomingShared {
  readonly clock: Clock
  readonly control: ControlStream
  readonly pool: BlockPool
  readonly credit: DiskCredit
  /** Blocks that are begun and not on the disk, of all transfers. */
  readonly open: { bytes: number; blocks: number }
  /** A sink that the session has to see closed; `hurry`: the other end will not hear any more. */
  closing(closed: Promise<void>, hurry: () => void): void
  changed(): void
  ended(transfer: Incoming): void
}

/** One transfer as its receiver sees it: puts blocks together, gives them to the sink, says what is stored, has files proven. */
export class Incoming extends Transfer {
  readonly direction = 'receiving'
  readonly #shared: IncomingShared
  #sink: Sink | undefined
  #isOpening = false
  #isHurried = false
  readonly #closed = Promise.withResolvers<void>()
  readonly #abort = new AbortController()
  readonly #blocks: OpenBlocks
  /** Blocks that the sink has been given. */
  readonly #writing = new Set<number>()
  readonly #redos = new Map<number, number>()
  readonly #proving: Proving
  readonly #telling: Telling
  #keep = true

  constructor(
    options: { id: string; number: number; manifest: Manifest; startedAt: number },
    shared: IncomingShared,
  ) {
    super({ ...options, state: 'asking' })
    this.#shared = shared
    this.#blocks = new OpenBlocks(shared.pool, shared.open)
    this.#telling = new Telling(options.number, shared.clock, shared.control, () => {
      if (this.isOver) this.#closeSink()
      shared.changed()
    })
    this.#proving = new Proving({
      finish: (file, root) => this.#sink!.finish(file, root),
      proven: (file) => {
        this.markDone(file)
        this.#telling.finished(file)
      },
      failed: (file, end) => this.#unproven(file, end),
      looked: () => {
        if (this.isOver) return this.#closeSink()
        shared.changed()
        this.#endIfSettled()
      },
    })
  }

  /** Opens the sink, and lets the other side begin. */
  async accept(sink: Sink): Promise<void> {
    this.#sink = sink
    this.#shared.closing(this.#closed.promise, () => {
      this.#isHurried = true
      if (this.isOver) this.#closeSink()
    })
    this.state = 'waiting'
    this.#isOpening = true
    let progress: Progress
    try {
      progress = await sink.open(this.manifest, this.#abort.signal)
      if (!this.isOver) this.#takeProgress(progress)
    } catch (error) {
      return this.fail(asEnd(error))
    } finally {
      this.#isOpening = false
      if (this.isOver) this.#closeSink()
    }
    if (this.isOver) return
    this.#shared.control.postAll(this.#acceptance(progress))
    this.#shared.changed()
    this.#endIfSettled()
  }

  *#acceptance(progress: Progress): Generator<Uint8Array> {
    for (const page of havePages(this.number, progress)) yield encodeJson(page)
    yield encodeJson({ type: 'accept', transfer: this.number })
  }

  #takeProgress({ whole, partial }: Progress): void {
    for (const file of whole) {
      this.map.fill(file)
      this.markDone(file)
    }
    for (const [file, bits] of partial) {
      const blocks = Math.min(this.map.blocks(file), bits.length * 8)
      for (let block = 0; block < blocks; block++) {
        if ((bits[block >> 3]! & (1 << (block & 7))) !== 0) this.map.add(file, block)
      }
    }
    this.bytesKept = this.map.bytes
  }

  decline(text: string): void {
    this.#shared.control.post(
      encodeJson({ type: 'decline', transfer: this.number, text: text.slice(0, 300) }),
    )
    this.state = 'declined'
    this.#finish({ code: 'transfer-declined', text: text || 'Declined.' })
  }

  /** A piece of a file. Throws `transfer-protocol` and `transfer-limit`. */
  piece(file: number, offset: number, payload: Uint8Array<ArrayBuffer>): void {
    const bytes = payload.length
    if (this.isOver) return
    if (!this.isAccepted || this.#isOpening || !this.isFile(file))
      throw new Fault('transfer-protocol', 'A piece came that nobody asked for.')
    const block = Math.floor(offset / blockBytes)
    const from = offset - block * blockBytes
    const end = offset + bytes
    const { size } = this.manifest.entries[file]!
    if (bytes === 0 || end > size)
      throw new Fault('transfer-protocol', 'A piece lies beyond the end of its file.')
    const length = this.map.length(file, block)
    const isEven = bytes % pieceAlign === 0 || from + bytes === length
    if (from + bytes > length || !isEven)
      throw new Fault('transfer-protocol', 'A piece does not fit its block.')
    const place = this.map.place(file, block)
    if (this.map.has(file, block) || this.#writing.has(place) || this.isSettled(file)) return
    this.state = 'moving'
    this.markMoving(file)
    const whole = this.#blocks.add(place, length, from, payload)
    if (whole) void this.#write(file, block, place, whole)
  }

  /** All of a small file. Throws as `piece`. */
  wholeFile(file: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.manifest.entries[file]?.size !== bytes.length)
      throw new Fault('transfer-protocol', 'A file came in a length that is not its own.')
    this.piece(file, 0, bytes)
  }

  async #write(file: number, block: number, place: number, whole: WholeBlock): Promise<void> {
    const { credit } = this.#shared
    const { length } = whole.bytes
    this.#writing.add(place)
    credit.writing(length)
    try {
      await this.#sink!.write(file, block, whole.bytes)
      if (!this.isOver) this.#wrote(file, block, length)
    } catch (error) {
      this.fail(asEnd(error))
    } finally {
      this.#writing.delete(place)
      this.#blocks.done(whole)
      credit.written(length)
      if (this.isOver) this.#closeSink()
    }
  }

  #wrote(file: number, block: number, length: number): void {
    if (!this.map.add(file, block)) return
    this.rate.add(this.#shared.clock.now(), length)
    this.#telling.stored(file, block)
    this.#proveIfWhole(file)
  }

  roots(roots: readonly [number, string][]): void {
    if (!this.isAccepted) return
    for (const [file, text] of roots) {
      const root = fromBase64(text)
      if (!this.isFile(file) || root?.length !== 32)
        throw new Fault('transfer-protocol', 'A hash is of no file.')
      if (this.isSettled(file)) continue
      this.#proving.setRoot(file, root)
      this.#proveIfWhole(file)
    }
  }

  #proveIfWhole(file: number): void {
    if (!this.map.isWhole(file) || !this.#proving.hasRoot(file)) return
    this.markProving(file)
    this.#proving.add(file)
  }

  #unproven(file: number, end: LaneEnd): void {
    const redos = (this.#redos.get(file) ?? 0) + 1
    if (end.code !== 'file-damaged' || redos > limits.redos) {
      this.#telling.tell()
      this.noteEnd(end)
      this.markFailed(file, end.text)
      this.#shared.control.post(
        encodeJson({ type: 'unstored', transfer: this.number, file, ...toOther(end) }),
      )
      return
    }
    this.#telling.tell()
    this.#redos.set(file, redos)
    this.map.clear(file)
    this.markWaiting(file)
    this.#shared.control.post(encodeJson({ type: 'redo', transfer: this.number, file }))
  }

  /** The other end cannot read it. */
  unreadable(file: number, code: FaultCode, text: string): void {
    if (!this.isFile(file)) throw new Fault('transfer-protocol', 'A file was named that is none.')
    if (!this.isAccepted || this.isSettled(file)) return
    this.noteEnd({ code })
    this.markFailed(file, text)
    this.#proving.forget(file)
    const first = this.map.place(file, 0)
    this.#blocks.drop(first, first + this.map.blocks(file))
    this.#shared.changed()
    this.#endIfSettled()
  }

  #endIfSettled(): void {
    if (this.isOver || !this.isAccepted || !this.areAllSettled) return
    this.#telling.tell()
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
    const isCancelled = end.code === 'transfer-cancelled'
    this.state = isCancelled ? 'cancelled' : 'failed'
    this.#keep = !isCancelled
    this.#finish(end)
  }

  #finish(end: LaneEnd): void {
    this.end = end
    this.#abort.abort(new Fault(end.code, end.text))
    this.#telling.forget()
    this.#blocks.dropAll()
    this.#proving.end()
    this.#closeSink()
    this.#shared.ended(this)
    this.#shared.changed()
  }

  /** Once nothing is being written or proven any more, and the other end knows what it has no need to offer again. */
  #closeSink(): void {
    const sink = this.#sink
    if (sink === undefined || this.#isOpening || this.#writing.size > 0 || this.#proving.isBusy) return
    if (!this.#telling.isHeard && !this.#isHurried) return
    this.#sink = undefined
    const closing = sink.close(this.#keep).catch(() => {})
    void closing.then(this.#closed.resolve)
  }
}

export const cancelFrame = (transfer: number, end: LaneEnd): Uint8Array =>
  encodeJson({ type: 'cancel', transfer, ...toOther(end) })
