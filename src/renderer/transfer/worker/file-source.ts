import type { FileEntry, Source } from '../../../transfer/files.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Picked } from '../client.ts'

/** Files that a person has picked, read slice by slice. */
export class FileSource implements Source {
  readonly entries: readonly FileEntry[]
  readonly #files: readonly (File | undefined)[]

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
  async read(file: number, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void> {
    const from = this.#files[file]
    const { path = '' } = this.entries[file] ?? {}
    if (!from) throw new Fault('file-unreadable', `"${path}" is not a file.`)
    let bytes: ArrayBuffer
    try {
      bytes = await from.slice(offset, offset + into.byteLength).arrayBuffer()
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

  async close(): Promise<void> {}
}
