import { Fault } from '../../wire/fault.ts'
import type { LaneEnd } from '../channel.ts'
import type { Source } from '../files.ts'
import type { SessionSnapshot } from '../snapshot.ts'
import type { SessionOptions, SessionSettings } from './options.ts'

/**
 * Two ends, joined by one to sixteen lanes: each may offer files and send snippets of text at any time. Survives the loss
 * of lanes, and of all of them, as long as its signalling lives.
 */
export class TransferSession {
  /** The keys are agreed on. Rejects with the fault that ended the session before. `words` are to be compared on both screens. */
  readonly opened: Promise<{ peer: string; words: string }>
  /** It is over, by `closed` if one of the sides wished it. */
  readonly ended: Promise<LaneEnd>

  constructor(_options: SessionOptions) {
    this.opened = Promise.reject(new Fault('internal', 'Not made yet.'))
    this.ended = Promise.resolve({ code: 'internal', text: 'Not made yet.' })
  }

  /** Offers files, and gives the id that the snapshot has for them. Throws `transfer-limit` and `file-name-invalid` for lists that no one would take. */
  offer(_source: Source, _options?: { name?: string }): string {
    throw new Fault('internal', 'Not made yet.')
  }

  /** At most 1 MiB. Resolves when the other side has it. */
  async sendText(_text: string): Promise<void> {}

  /** Throws `transfer-unknown`, as those below do. */
  pause(_id: string, _paused: boolean): void {}

  /** What was offered is taken back, what moves ends on both sides; what the receiver has of it is thrown away. */
  cancel(_id: string): void {}

  /** This file next. */
  prefer(_id: string, _file: number): void {}

  set(_settings: Partial<SessionSettings>): void {}

  /** Looks for new paths at once, instead of when the old ones have proven dead. */
  networkChanged(): void {}

  snapshot(): SessionSnapshot {
    throw new Fault('internal', 'Not made yet.')
  }

  /** Tells the other side, and leaves what was received in part to be resumed. */
  async close(): Promise<void> {}
}
