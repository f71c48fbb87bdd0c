import { flushFiles } from '../../disk/flush-files.ts'
import type { HandlePool } from '../../disk/handle-pool.ts'
import { editFlags, openFile } from '../../disk/io.ts'
import type { Journal } from './journal.ts'
import type { ReceivedFile } from './received-file.ts'

/** What was written is flushed whenever it has come to so many bytes: no more than that is read again after a crash. */
const everyBytes = 256 * 1024 * 1024
/** Files flushed at once. */
const maxGroup = 32

export const openPart = (received: ReceivedFile): Promise<number> => openFile(received.partPath, editFlags)

/** Brings what was written onto the disk from time to time, and notes in the journal that it is there. */
export class Checkpoints {
  readonly #journal: Journal
  readonly #handles: HandlePool
  /** Written to since they were last flushed. */
  readonly #dirty = new Set<ReceivedFile>()
  #bytes = 0
  #running: Promise<void> | undefined
  #problem: unknown

  constructor(journal: Journal, handles: HandlePool) {
    this.#journal = journal
    this.#handles = handles
  }

  /** The system's error, when a flush has failed: what the disk has lost then it does not tell again. */
  get problem(): unknown {
    return this.#problem
  }

  /** A block has been written, and is noted in the journal. */
  wrote(received: ReceivedFile, bytes: number): void {
    this.#dirty.add(received)
    this.#bytes += bytes
    if (this.#bytes < everyBytes || this.#running) return
    this.#running = this.#flush()
      .catch((error: unknown) => {
        this.#problem = error
      })
      .finally(() => {
        this.#running = undefined
      })
  }

  /** It is in place, or gone. */
  forget(received: ReceivedFile): void {
    this.#dirty.delete(received)
  }

  /** All that was written so far. Rejects with the system's error. */
  async flush(): Promise<void> {
    await this.#running
    if (this.#problem) throw this.#problem
    await this.#flush()
  }

  async #flush(): Promise<void> {
    const before = this.#journal.length
    // Those that are being placed are flushed there.
    const files = [...this.#dirty].filter(({ state }) => state === 'open')
    this.#dirty.clear()
    this.#bytes = 0
    await flushParts(files, this.#handles)
    this.#journal.append({ type: 'flushed', before })
    await this.#journal.flush()
  }
}

/** Rejects with the system's error. */
export async function flushParts(files: readonly ReceivedFile[], handles: HandlePool): Promise<void> {
  for (let at = 0; at < files.length; at += maxGroup) {
    const group = files.slice(at, at + maxGroup)
    const taken = group.map((received) => handles.take(received.partPath, () => openPart(received)))
    try {
      const problems = await flushFiles(await Promise.all(taken.map(({ fd }) => fd)))
      const problem = problems.find((each) => each !== undefined)
      if (problem !== undefined) throw problem
    } finally {
      for (const handle of taken) handles.give(handle)
    }
  }
}
