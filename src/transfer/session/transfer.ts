import type { LaneEnd } from '../channel.ts'
import type { Manifest } from '../files.ts'
import { RateMeter } from '../flow/rate-meter.ts'
import type { FileProgress, TransferSnapshot, TransferState } from '../snapshot.ts'
import { BlockMap } from './block-map.ts'

const shownFiles = 32
const fileStates = { waiting: 0, moving: 1, proving: 2, done: 3, failed: 4 } as const
const fileStateNames = ['waiting', 'moving', 'proving', 'done', 'failed'] as const

/** What both directions have in common: which files and blocks are in place, who paused it, how it ended. */
export abstract class Transfer {
  readonly id: string
  /** As the other end calls it. */
  readonly number: number
  readonly manifest: Manifest
  readonly map: BlockMap
  abstract readonly direction: 'sending' | 'receiving'
  /** What the snapshot shows, but for `lost` and `paused`. */
  state: 'offered' | 'asking' | 'waiting' | 'moving' | 'done' | 'declined' | 'cancelled' | 'failed'
  pausedByUs = false
  pausedByThem = false
  filesDone = 0
  bytesKept = 0
  end: LaneEnd | undefined
  readonly rate = new RateMeter()
  readonly #fileStates: Uint8Array
  readonly #active = new Set<number>()
  readonly #problems = new Map<number, string>()
  #filesFailed = 0
  readonly #startedAt: number

  constructor(options: {
    id: string
    number: number
    manifest: Manifest
    state: 'offered' | 'asking'
    startedAt: number
  }) {
    this.id = options.id
    this.number = options.number
    this.manifest = options.manifest
    this.map = new BlockMap(options.manifest)
    this.state = options.state
    this.#startedAt = options.startedAt
    this.#fileStates = new Uint8Array(options.manifest.entries.length)
  }

  get isOver(): boolean {
    return this.end !== undefined
  }

  get isPaused(): boolean {
    return this.pausedByUs || this.pausedByThem
  }

  get isAccepted(): boolean {
    return this.state === 'waiting' || this.state === 'moving'
  }

  /** Whether it is the place of a file (not of a folder) in the manifest. */
  isFile(file: number): boolean {
    return this.manifest.entries[file]?.kind === 'file'
  }

  /** It has its end, good or bad. */
  isSettled(file: number): boolean {
    return this.#fileStates[file]! >= fileStates.done
  }

  get areAllSettled(): boolean {
    return this.filesDone + this.#filesFailed === this.manifest.files
  }

  get hasFailures(): boolean {
    return this.#filesFailed > 0
  }

  protected markMoving(file: number): void {
    if (this.#fileStates[file] !== fileStates.waiting) return
    this.#fileStates[file] = fileStates.moving
    this.#active.add(file)
  }

  protected markProving(file: number): void {
    this.#fileStates[file] = fileStates.proving
    this.#active.add(file)
  }

  protected markWaiting(file: number): void {
    this.#fileStates[file] = fileStates.waiting
    this.#active.delete(file)
  }

  protected markDone(file: number): void {
    this.#fileStates[file] = fileStates.done
    this.#active.delete(file)
    this.filesDone++
  }

  protected markFailed(file: number, problem: string): void {
    this.#fileStates[file] = fileStates.failed
    this.#active.delete(file)
    this.#filesFailed++
    if (this.#problems.size < shownFiles) this.#problems.set(file, problem)
  }

  /** How it ends when all files have theirs. */
  protected settledEnd(): LaneEnd {
    if (this.#filesFailed === 0) return { code: 'closed', text: '' }
    const [[file, problem] = [0, '']] = this.#problems
    const others = this.#filesFailed > 1 ? ` So it is with ${this.#filesFailed} files.` : ''
    const text = `${this.manifest.entries[file]?.path}: ${problem}${others}`
    return { ...this.#first, text }
  }

  #first: Omit<LaneEnd, 'text'> = { code: 'file-unreadable' }
  /** Why a file is about to fail. */
  protected noteEnd({ code, where }: Omit<LaneEnd, 'text'>): void {
    if (this.#filesFailed === 0) this.#first = { code, ...(where && { where }) }
  }

  snapshot(at: number, isLost: boolean): TransferSnapshot {
    const { manifest, map, rate } = this
    const left = manifest.bytes - map.bytes
    const speed = this.isOver ? 0 : rate.rate(at)
    return {
      id: this.id,
      direction: this.direction,
      name: manifest.name,
      state: this.#shownState(isLost),
      pausedBy: this.pausedByUs ? (this.pausedByThem ? 'both' : 'us') : this.pausedByThem ? 'them' : 'nobody',
      files: manifest.files,
      filesDone: this.filesDone,
      bytes: manifest.bytes,
      bytesDone: map.bytes,
      bytesKept: this.bytesKept,
      startedAt: this.#startedAt,
      rate: speed,
      averageRate: rate.average,
      peakRate: rate.peak,
      etaSeconds: left === 0 ? 0 : speed > 0 ? left / speed : -1,
      current: this.#current(),
      faultCode: this.end && this.end.code !== 'closed' ? this.end.code : '',
      problem: this.end?.text ?? '',
      where: this.end?.where ?? '',
    }
  }

  #shownState(isLost: boolean): TransferState {
    if (this.isOver || !this.isAccepted) return this.state
    if (isLost) return 'lost'
    return this.isPaused ? 'paused' : this.state
  }

  #current(): FileProgress[] {
    const current: FileProgress[] = []
    for (const files of [this.#problems.keys(), this.#active]) {
      for (const file of files) {
        if (current.length === shownFiles) return current
        const { path, size } = this.manifest.entries[file]!
        current.push({
          file,
          path,
          size,
          done: this.map.bytesOf(file),
          state: fileStateNames[this.#fileStates[file]!]!,
          problem: this.#problems.get(file) ?? '',
        })
      }
    }
    return current
  }
}
