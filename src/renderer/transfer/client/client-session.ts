import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { FileEntry, Manifest } from '../../../transfer/files.ts'
import type { ClientSession, Picked } from '../client.ts'
import type { PastedSignals } from './pasted.ts'
import type { CallSignals } from './signals.ts'

/** What waits for somebody to come. */
export interface ToSend {
  picked: readonly Picked[]
  text: string
}

/** A session of this window with all that the page need not know. */
export class SessionRecord {
  view: ClientSession
  readonly toSend: ToSend[] = []
  /** Empty: none of the host's. */
  callId = ''
  signals: CallSignals | undefined
  pasted: PastedSignals | undefined
  /** Whether the worker has it. */
  isRunning = false
  /** Whether the keys are agreed on. */
  isOpen = false
  /** By transfer. */
  readonly manifests = new Map<string, Manifest>()
  readonly picked = new Map<string, readonly Picked[]>()
  readonly folders = new Map<string, string>()
  /** In the history already. */
  readonly recorded = new Set<string>()
  readonly #entries = new Map<string, FileEntry[]>()
  readonly #changed: () => void

  constructor(view: Pick<ClientSession, 'by' | 'joinedThem' | 'stage' | 'startedAt'>, changed: () => void) {
    this.#changed = changed
    this.view = {
      id: crypto.randomUUID(),
      peer: null,
      code: '',
      link: '',
      wrongTries: 0,
      until: 0,
      paste: '',
      staged: [],
      snapshot: null,
      problem: '',
      faultCode: '',
      ...view,
    }
  }

  get id(): string {
    return this.view.id
  }

  get isOver(): boolean {
    return this.view.stage === 'ended'
  }

  set(change: Partial<ClientSession>): void {
    if (this.isOver) return
    this.view = { ...this.view, ...change }
    this.#changed()
  }

  end(faultCode: FaultCode | '', problem: string): void {
    this.set({ stage: 'ended', code: '', link: '', until: 0, paste: '', staged: [], faultCode, problem })
  }

  addEntries(transfer: string, entries: readonly FileEntry[]): void {
    const known = this.#entries.get(transfer)
    if (known) known.push(...entries)
    else this.#entries.set(transfer, [...entries])
  }

  addManifest(transfer: string, manifest: Omit<Manifest, 'entries'>): Manifest {
    const whole = { ...manifest, entries: this.#entries.get(transfer) ?? [] }
    this.#entries.delete(transfer)
    this.manifests.set(transfer, whole)
    return whole
  }
}
