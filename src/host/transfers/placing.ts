import { join } from 'node:path'
import { flushMany } from '../../disk/flush-files.ts'
import type { HandlePool } from '../../disk/handle-pool.ts'
import { flush, flushDirectory, lookAt, setTime } from '../../disk/io.ts'
import { placeNew } from '../../disk/place-new.ts'
import { openPart } from './checkpoints.ts'
import { freeName } from './free-name.ts'
import type { Journal } from './journal.ts'
import type { ReceivedFile } from './received-file.ts'

/** Files of one group; more form the next one. */
const maxGroup = 1024

export interface PlacingParts {
  journal: Journal
  handles: HandlePool
  /** `name`: what it is called now. */
  placed(received: ReceivedFile, name: string): void
}

interface Asked {
  readonly received: ReceivedFile
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  name: string
}

/**
 * Gives files that are whole their final names. Those that are asked for while others are under way are done together
 * next: one flush of the disk, of the journal and of each directory serve them all.
 */
export class Placing {
  readonly #parts: PlacingParts
  #waiting: Asked[] = []
  #isWorking = false

  constructor(parts: PlacingParts) {
    this.#parts = parts
  }

  /** Rejects with the system's errors; the file is then as it was. */
  place(received: ReceivedFile): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ received, resolve, reject, name: '' })
      if (!this.#isWorking) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    // Those that were asked for in the same turn go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, maxGroup)
      await this.#placeAll(group).catch((error: unknown) => {
        for (const { reject } of group) reject(error)
      })
    }
    this.#isWorking = false
  }

  async #placeAll(group: readonly Asked[]): Promise<void> {
    const { journal } = this.#parts
    const flushed = await this.#flush(group)
    for (const asked of flushed) {
      asked.name = freeName(asked.received.name, 1)
      journal.append({ type: 'placed', file: asked.received.file, name: asked.name })
    }
    // A name is noted before it is given: a crash in between must not make a second copy.
    await journal.flush()
    const placed = await each(flushed, async (asked) => {
      this.#parts.handles.releaseKey(asked.received.partPath)
      await this.#giveName(asked)
      return asked
    })
    const flushes = await this.#flushDirectories(placed)
    await each(placed, async ({ received, name, resolve }) => {
      await flushes?.get(received.directory)
      this.#parts.placed(received, name)
      resolve()
    })
  }

  /** By directory; undefined: all are flushed already. */
  async #flushDirectories(placed: readonly Asked[]): Promise<Map<string, Promise<void>> | undefined> {
    const directories = new Set(placed.map(({ received }) => received.directory))
    if (await flushMany(this.#parts.journal.fd, directories.size)) return undefined
    return new Map([...directories].map((directory) => [directory, flushDirectory(directory)]))
  }

  /** Those that are on the disk now; the others are told. */
  async #flush(group: readonly Asked[]): Promise<Asked[]> {
    const undated = group.filter(({ received }) => !received.isDated)
    const dated = group.filter(({ received }) => received.isDated)
    // Many small files are not opened again for it.
    if (await flushMany(this.#parts.journal.fd, dated.length))
      return [...dated, ...(await this.#flushEach(undated))]
    return this.#flushEach(group)
  }

  async #flushEach(group: readonly Asked[]): Promise<Asked[]> {
    const { handles } = this.#parts
    return each(group, async (asked) => {
      const { received } = asked
      const handle = handles.take(received.partPath, () => openPart(received))
      try {
        const fd = await handle.fd
        if (!received.isDated) await setTime(fd, received.entry.mtime)
        await flush(fd)
      } finally {
        handles.give(handle)
      }
      return asked
    })
  }

  async #giveName(asked: Asked): Promise<void> {
    const { received } = asked
    const { journal } = this.#parts
    for (let count = 2; ; count++) {
      const result = await placeNew(received.partPath, join(received.directory, asked.name))
      if (result !== 'taken') return
      do {
        asked.name = freeName(received.name, count)
      } while ((await lookAt(join(received.directory, asked.name))) !== undefined && count++)
      journal.append({ type: 'placed', file: received.file, name: asked.name })
      await journal.flush()
    }
  }
}

/** Does a step for all at once; who fails is told, and the others go on. */
async function each<T extends { reject: (error: unknown) => void }, R>(
  list: readonly T[],
  step: (each: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  await Promise.all(
    list.map(async (item) => {
      try {
        results.push(await step(item))
      } catch (error) {
        item.reject(error)
      }
    }),
  )
  return results
}
