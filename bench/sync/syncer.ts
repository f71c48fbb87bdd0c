import type { Network } from './network.ts'

/** Keeps one folder equal on two sides. */
export interface Syncer {
  name: string
  /** Both sides at work and connected, with folders of theirs below `place`. */
  open(network: Network, place: string): Promise<SyncPair>
}

export interface SyncPair extends AsyncDisposable {
  /** The folder of the near side, in which things change, and that of the far one. */
  from: string
  to: string
  /** Tells what has changed, a path in the folder, to those that are not watching. */
  changed(path: string): Promise<void>
  /** Process ids of both sides. */
  pids: readonly number[]
  /** Until both sides have nothing left to do. */
  settled(): Promise<void>
  /** The far side is away while `task` runs; returns when it is connected again, or is about to be. */
  without(task: () => Promise<void>): Promise<void>
}
