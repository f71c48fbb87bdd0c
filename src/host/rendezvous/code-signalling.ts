import type { Endpoint } from '../../contract/rule.ts'
import type { Signalling } from '../../transfer/signalling.ts'

/** For programs that have no host: the command line. */
export interface CodeCallOptions {
  /** What the other side is shown. */
  name: string
  /** Any Hawser that serves as a rendezvous. Without one, this process listens itself and is found on its network. */
  rendezvous?: Endpoint | null | undefined
  /** Where to listen if there is no rendezvous; another port will do if that one is taken. */
  listen?: Endpoint
  /** Something to be told to a person, such as that somebody tried a wrong code. */
  event?(event: { level: 'info' | 'warning'; code: string; text: string }): void
  /** Ends it, whatever its state. */
  signal?: AbortSignal
}

/** Both ends are there, and know it of each other. */
export interface JoinedCall {
  /** Closes when the call has ended on either side, or nothing was heard of the other one for long. */
  signalling: Signalling
  /** As the other side calls itself. */
  peer: string
}

export interface OpenedCode {
  code: string
  link: string
  /** ms since the Unix epoch */
  until: number
  /** Rejects with `code-refused` after too many wrong tries, `code-unknown` when nobody came in time, or `closed`. */
  joined: Promise<JoinedCall>
}

/** Makes a code and waits for who comes with it. Rejects with `rendezvous-unreachable`, `rendezvous-busy` or `listen-failed`. */
export function openCodeCall(_options: CodeCallOptions & { minutes: number }): Promise<OpenedCode> {
  throw new Error('not yet')
}

/**
 * To whoever shows a code or link (`invalid` if it is none); `at` where it cannot be found otherwise. Rejects with
 * `code-unknown`, `code-refused`, `rendezvous-unreachable` or `rendezvous-busy`.
 */
export function joinCodeCall(
  _options: CodeCallOptions & { code: string; at?: Endpoint | undefined },
): Promise<JoinedCall> {
  throw new Error('not yet')
}
