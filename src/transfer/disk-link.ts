import type { Manifest, Progress, Sink } from './files.ts'

/** Whole binary messages both ways, in order: a WebSocket, a MessagePort. */
export interface DiskPipe {
  /** The bytes may be used again when this returns. */
  send(message: Uint8Array<ArrayBuffer>): void
  /** Messages that come before this is set are kept. */
  onMessage: (message: Uint8Array<ArrayBuffer>) => void
  readonly closed: Promise<void>
  close(): void
}

/** The sink of the host, written to from a window. One connection is one transfer. Faults are those of the host's sink, and `closed`. */
export class RemoteSink implements Sink {
  /** `ticket`: of the host's call `openDisk`; good once, for a minute. */
  constructor(_pipe: DiskPipe, _ticket: string) {}

  async open(_manifest: Manifest, _signal: AbortSignal): Promise<Progress> {
    throw new Error('to come')
  }

  async write(_file: number, _block: number, _bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    throw new Error('to come')
  }

  async finish(_file: number, _hash: Uint8Array): Promise<void> {
    throw new Error('to come')
  }

  async close(_keep: boolean): Promise<void> {}
}
