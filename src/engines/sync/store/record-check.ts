import { Fault } from '../../../wire/fault.ts'
import type { Chunk, FileRecord } from '../model/record.ts'

const hash = /^[0-9a-f]{64}$/
const most = 2 ** 51

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0
/** Kept in 32 bits. */
const isLength = (value: number) => isCount(value) && value < 2 ** 32
/** SQLite ends a text at a NUL here and there, and half of a surrogate pair would come back as another letter. */
const isText = (text: string) => typeof text === 'string' && !text.includes('\0') && text.isWellFormed()

/** Throws `invalid` for a record that could not be given back as it was put. */
export function checkRecord(record: FileRecord): void {
  const { path, kind, size, mtime, mode, target, content, chunks, version, by, sequence } = record
  if (
    path === '' ||
    !isText(path) ||
    (kind !== 'file' && kind !== 'directory' && kind !== 'symlink') ||
    !isCount(size) ||
    !Number.isSafeInteger(mtime) ||
    Math.abs(mtime) > most ||
    !Number.isSafeInteger(mode) ||
    Math.abs(mode) > most ||
    !isText(target) ||
    (content !== '' && !hash.test(content)) ||
    !isCount(chunks) ||
    !isText(by) ||
    !isCount(sequence) ||
    !version.every(([device, count]) => isText(device) && isCount(count))
  )
    throw new Fault('invalid', 'A record of a file holds what no file has.')
}

/** Throws `invalid` for chunks that could not be given back. */
export function checkChunks(content: string, chunks: readonly Chunk[]): void {
  if (!hash.test(content) || !chunks.every((chunk) => hash.test(chunk.hash) && isLength(chunk.length)))
    throw new Fault('invalid', 'A list of chunks holds what is no chunk.')
}
