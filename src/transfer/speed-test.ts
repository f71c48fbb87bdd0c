import { blockBytes, type FileEntry, type Manifest, type Progress, type Sink, type Source } from './files.ts'

/** What is offered as this one file, alone, is not kept by anybody: it shows what a path carries. */
const testPath = '.hawser-speed-test'

export const speedTestName = 'Speed test'

/** Whether nothing but bytes to be thrown away are offered. */
export const isSpeedTest = ({ entries }: Manifest): boolean =>
  entries.length === 1 && entries[0]?.path === testPath && entries[0].kind === 'file'

/** Bytes that lie nowhere. */
export class SpeedTestSource implements Source {
  readonly entries: readonly FileEntry[]
  readonly #noise = new Uint8Array(blockBytes)

  /** `now`: so that each test is another transfer; nothing of it is there from before. */
  constructor(bytes: number, now: number) {
    this.entries = [{ path: testPath, kind: 'file', size: bytes, mtime: now }]
    // Nothing on the way is to be had cheaper by packing it.
    for (let at = 0; at < this.#noise.length; at += 65_536)
      globalThis.crypto.getRandomValues(this.#noise.subarray(at, at + 65_536))
  }

  async read(_file: number, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const from = (offset + done) % blockBytes
      const part = this.#noise.subarray(from, from + into.length - done)
      into.set(part, done)
      done += part.length
    }
  }

  async close(): Promise<void> {}
}

/** Takes everything and keeps nothing. */
export class SpeedTestSink implements Sink {
  async open(): Promise<Progress> {
    return { whole: [], partial: new Map() }
  }
  async write(): Promise<void> {}
  async finish(): Promise<void> {}
  async close(): Promise<void> {}
}
