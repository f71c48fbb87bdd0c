import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from '../../disk/faults.ts'
import {
  closeFile,
  flush,
  flushDirectory,
  move,
  openFile,
  readAt,
  readFlags,
  writeAt,
} from '../../disk/io.ts'
import { decodeRecord, encodeRecord, type JournalRecord } from './journal-records.ts'

const readBytes = 1024 * 1024

/** Calls `each` with every sound record of a journal and where it begins. False: there is none. */
export async function readJournal(
  path: string,
  each: (record: JournalRecord, at: number) => void,
): Promise<boolean> {
  let fd: number
  try {
    fd = await openFile(path, readFlags)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
  try {
    let bytes = Buffer.alloc(0)
    /** Where in the journal `bytes` begins. */
    let start = 0
    for (;;) {
      const more = Buffer.allocUnsafe(readBytes)
      const count = await readAt(fd, more, start + bytes.length)
      bytes = Buffer.concat([bytes, more.subarray(0, count)])
      let at = 0
      for (let found = decodeRecord(bytes, at); found; found = decodeRecord(bytes, at)) {
        each(found.record, start + at)
        at = found.next
      }
      if (count < readBytes || at === 0) return true
      bytes = bytes.subarray(at)
      start += at
    }
  } finally {
    await closeFile(fd)
  }
}

/** What is known of a transfer that is not whole yet: written to the end only, see `JournalRecord`. */
export class Journal {
  readonly path: string
  readonly #fd: number
  #waiting: Buffer[] = []
  #length = 0
  #written = 0
  #writing: Promise<void> | undefined
  #hasFailed = false

  private constructor(path: string, fd: number) {
    this.path = path
    this.#fd = fd
  }

  /** A new one that begins with `records`, all at once in the place of what was there. */
  static async create(path: string, records: Iterable<JournalRecord>): Promise<Journal> {
    const fresh = `${path}.new`
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)
    const journal = new Journal(path, await openFile(fresh, flags))
    try {
      for (const record of records) journal.append(record)
      await journal.flush()
      await move(fresh, path)
      await flushDirectory(dirname(path))
      return journal
    } catch (error) {
      await journal.close().catch(() => {})
      throw error
    }
  }

  /** Bytes, with those that are still to be written. */
  get length(): number {
    return this.#length
  }

  /** On the same disk as all that it tells of. */
  get fd(): number {
    return this.#fd
  }

  /** Written soon, in order; a failure is told by the next `flush`. */
  append(record: JournalRecord): void {
    if (this.#hasFailed) return
    const bytes = encodeRecord(record)
    this.#waiting.push(bytes)
    this.#length += bytes.length
    if (this.#writing) return
    this.#writing = this.#write()
    this.#writing.catch(() => {
      this.#hasFailed = true
      this.#waiting = []
    })
  }

  /** The system has all that was appended when this resolves: it outlives this process, not a power cut. Rejects as `flush`. */
  async written(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  /** All that was appended is on disk when this resolves. Rejects with the system's error, from then on always. */
  async flush(): Promise<void> {
    await this.written()
    await flush(this.#fd)
  }

  async close(): Promise<void> {
    try {
      await this.written()
    } finally {
      await closeFile(this.#fd)
    }
  }

  async #write(): Promise<void> {
    // Those that are appended in one turn go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting)
      this.#waiting = []
      await writeAt(this.#fd, bytes, 0, bytes.length, this.#written)
      this.#written += bytes.length
    }
    this.#writing = undefined
  }
}
