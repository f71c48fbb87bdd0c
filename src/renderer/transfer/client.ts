import type { FaultCode } from '../../contract/fault-codes.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { TransferSettings } from '../../contract/transfer.ts'
import type { Manifest } from '../../transfer/files.ts'
import type { SessionSnapshot } from '../../transfer/snapshot.ts'

/** One file or empty folder that a person has picked, dropped or pasted. */
export interface Picked {
  /** As in a manifest (`FileEntry.path`). */
  path: string
  /** Absent of an empty folder. */
  file?: File
}

/** Whom to send to. */
export type Target =
  /** Whoever types the code that is shown. */
  | { by: 'code' }
  /** A paired device that is within reach. */
  | { by: 'device'; id: string }
  /** Whoever gets the offer that is shown to be copied, and gives back an answer. */
  | { by: 'paste' }
  /** The other end of a session that is open. */
  | { by: 'session'; id: string }

/**
 * How far a session has come.
 * - `preparing`: the code or the offer is being made, the answer is being read, the device is being looked for
 * - `waiting`: a code or an offer is shown; nobody has come yet
 * - `ringing`: a paired device is being called
 * - `joined`: both ends are there; the rest is in `snapshot`
 * - `ended`: `problem` says why, unless it was by intent
 */
export type SessionStage = 'preparing' | 'waiting' | 'ringing' | 'joined' | 'ended'

/** What is to be offered once somebody is there. */
export interface Staged {
  name: string
  files: number
  bytes: number
}

/** A session as the page shows it, from the first step to get somebody to the end. */
export interface ClientSession {
  readonly id: string
  readonly by: 'code' | 'device' | 'paste'
  /** Whether the other side came to us: an incoming call, a code that was typed, an offer that was pasted. */
  readonly joinedThem: boolean
  readonly stage: SessionStage
  /** Of a paired device, as soon as it is known; `id` is empty for others. */
  readonly peer: { readonly id: string; readonly name: string } | null
  /** By code, while waiting; else empty. */
  readonly code: string
  readonly link: string
  /** How often somebody came with a wrong code. */
  readonly wrongTries: number
  /** Until when the code holds, ms since the Unix epoch; 0 when it does not end. */
  readonly until: number
  /** By pasted texts: what is to be given to the other side; an offer, or the answer to theirs. Empty otherwise. */
  readonly paste: string
  readonly staged: readonly Staged[]
  /** ms since the Unix epoch */
  readonly startedAt: number
  /** Null until both ends are there. Kept after the end, as it was last. */
  readonly snapshot: SessionSnapshot | null
  readonly problem: string
  readonly faultCode: FaultCode | ''
}

/** Files that somebody would like to send here. */
export interface ClientOffer {
  readonly sessionId: string
  /** That of the transfer in the session's snapshot. */
  readonly id: string
  readonly manifest: Manifest
}

/** A snippet of text that went over a session. */
export interface ClientText {
  readonly id: string
  readonly sessionId: string
  readonly at: number
  readonly direction: 'sent' | 'received'
  readonly text: string
}

export interface ClientState {
  /** In the order in which they began; those that ended stay until they are dismissed. */
  readonly sessions: readonly ClientSession[]
  readonly offers: readonly ClientOffer[]
  /** Oldest first; the last 100. */
  readonly texts: readonly ClientText[]
}

/**
 * Transfers of this window: the engine in its worker, as the page sees it. What can fail rejects with a fault
 * whose text can be shown; what is not there any more is no failure.
 */
export interface TransferClient {
  /** The same object until something has changed; parts that have not changed are the same objects too, snapshots apart. */
  state(): ClientState
  /** `changed` is called at most ten times a second for each session. Gives the way to end it. */
  subscribe(changed: () => void): () => void
  /** Settings of the host, at first and after each change. What is open takes what it can. */
  set(settings: TransferSettings): void
  /**
   * Begins a session, or uses one, and offers the files and sends the text as soon as somebody is there; without either
   * it is only begun. Resolves with the session's id as soon as that is in `state`.
   */
  send(to: Target, files: readonly Picked[], text?: string): Promise<string>
  /** With the code or link that the other side shows; `at`: a rendezvous other than that of the settings. Resolves with the session's id. */
  join(code: string, at?: Endpoint): Promise<string>
  /** An offer of the other side that was pasted. Resolves with the text that is to be given back. Faults: `offer-invalid`. */
  pasteOffer(text: string): Promise<{ sessionId: string; answer: string }>
  /** The other side's answer to the offer of that session. Faults: `offer-invalid`. */
  pasteAnswer(sessionId: string, text: string): Promise<void>
  /** `folder`: other than that of the settings. Faults: those of the disk. */
  accept(sessionId: string, offerId: string, folder?: string): Promise<void>
  decline(sessionId: string, offerId: string): void
  pause(sessionId: string, transferId: string, paused: boolean): void
  cancel(sessionId: string, transferId: string): void
  /** This file (place in the manifest) next. */
  prefer(sessionId: string, transferId: string, file: number): void
  /** Resolves when the other side has it. */
  sendText(sessionId: string, text: string): Promise<void>
  /** Sends so many bytes from memory to memory, to see what the path carries. The other side needs to be paired, or asks. */
  test(sessionId: string, bytes: number): Promise<void>
  /** Ends a session that is open, or takes back a code, a call, an offer. */
  end(sessionId: string): void
  /** Takes a session that has ended from the list. */
  dismiss(sessionId: string): void
  /** The device has another network: new paths are looked for at once. */
  networkChanged(): void
  /** What a transfer consists of, as long as it is in the snapshot. */
  manifest(sessionId: string, transferId: string): Manifest | undefined
  /** The files of a transfer that was sent by this window, to be sent again. Its record in the history has the same id as the transfer. */
  picked(recordId: string): readonly Picked[] | undefined
}
