import type { FileEntry, Source } from '../../../transfer/files.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Picked } from '../client.ts'

/** Files up to this size are read several in one go: what a browser does for each read costs more than their bytes. */
const smallBytes = 64 * 1024
const readTogether = 24

interface Read {
  file: File
  path: string
  into: Uint8Array<ArrayBuffer>
  done: PromiseWithResolvers<void>
}

/** Files that a person has picked, read slice by slice. */
export class FileSource implements Source {
  readonly entries: readonly FileEntry[]
  readonly #files: readonly (File | undefined)[]
  #together: Read[] = []

  constructor(picked: readonly Picked[]) {
    // A page is not told the time of a folder; the same choice must give the same list each time.
    const newest = picked.reduce((latest, { file }) => Math.max(latest, file?.lastModified ?? 0), 0)
    this.#files = picked.map(({ file }) => file)
    this.entries = picked.map(({ path, file }) => ({
      path: path.normalize('NFC'),
      kind: file ? 'file' : 'directory',
      size: file?.size ?? 0,
      mtime: file?.lastModified ?? newest,
    }))
  }

  /** The browser refuses to read what is not as it was when it was picked. */
  read(file: number, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void> {
    const from = this.#files[file]
    const { path = '' } = this.entries[file] ?? {}
    if (!from) return Promise.reject(new Fault('file-unreadable', `"${path}" is not a file.`))
    if (offset > 0 || into.byteLength !== from.size || from.size > smallBytes)
      return readOne(from, path, offset, into)
    const done = Promise.withResolvers<void>()
    if (this.#together.length === 0) setTimeout(() => void this.#readTogether(), 0)
    this.#together.push({ file: from, path, into, done })
    if (this.#together.length >= readTogether) void this.#readTogether()
    return done.promise
  }

  async close(): Promise<void> {}

  async #readTogether(): Promise<void> {
    const reads = this.#together
    this.#together = []
    if (reads.length === 0) return
    const bytes = await new Blob(reads.map(({ file }) => file)).arrayBuffer().catch(() => undefined)
    const isWhole = bytes?.byteLength === reads.reduce((sum, { into }) => sum + into.byteLength, 0)
    let at = 0
    for (const { file, path, into, done } of reads) {
      if (bytes && isWhole) {
        into.set(new Uint8Array(bytes, at, into.byteLength))
        at += into.byteLength
        done.resolve()
      }
      // One of them is not as it was: which one, each tells by itself.
      else readOne(file, path, 0, into).then(done.resolve, done.reject)
    }
  }
}

async function readOne(
  file: File,
  path: string,
  offset: number,
  into: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const isWhole = offset === 0 && into.byteLength === file.size
  let bytes: ArrayBuffer
  try {
    bytes = await (isWhole ? file : file.slice(offset, offset + into.byteLength)).arrayBuffer()
  } catch (error) {
    const { name = '' } = error as { name?: string }
    throw name === 'NotReadableError' || name === 'NotFoundError'
      ? new Fault(
          'file-busy',
          `"${path}" was changed, moved or taken away since it was chosen. Choose it again.`,
        )
      : new Fault('file-unreadable', `"${path}" cannot be read.`)
  }
  if (bytes.byteLength !== into.byteLength)
    throw new Fault('file-busy', `"${path}" is shorter than it was when it was chosen. Choose it again.`)
  into.set(new Uint8Array(bytes))
}
