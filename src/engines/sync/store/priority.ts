import type { FileRecord } from '../model/record.ts'

/** Files up to each size make a class; a class comes before the next. */
const sizeClasses = [64 * 1024, 1024 ** 2, 16 * 1024 ** 2, 256 * 1024 ** 2, 4 * 1024 ** 3]
const directoryClass = 0
const firstFileClass = 1
const deletedFileClass = 8
const deletedDirectoryClass = 9
/** What is deleted and not here either: only the record is taken over. */
const absentClass = 10
const classStep = 2 ** 42
const deepest = 4096

/** The place of a need among all: the lowest comes first. */
export function needPriority(best: FileRecord, own: FileRecord | undefined): number {
  if (!best.deleted) {
    if (best.kind === 'directory') return directoryClass * classStep + depthOf(best.path)
    const above = sizeClasses.findIndex((size) => best.size <= size)
    const sizeClass = firstFileClass + (above === -1 ? sizeClasses.length : above)
    return sizeClass * classStep + (classStep - 1 - Math.min(Math.max(best.mtime, 0), classStep - 1))
  }
  if (own === undefined || own.deleted) return absentClass * classStep
  if (own.kind === 'directory') return deletedDirectoryClass * classStep + deepest - depthOf(best.path)
  return deletedFileClass * classStep
}

/** 48 bits of a hash (64 hexadecimal digits): what fits a number, and SQLite into six bytes. Equal ones are compared in full. */
export const hashPrefix = (hash: string) => Number.parseInt(hash.slice(0, 12), 16)

/** Under which needed files of a content are found, and own files of it that are to be deleted. */
export const neededMatch = (content: string) => 2 * hashPrefix(content)
export const deletedMatch = (content: string) => 2 * hashPrefix(content) + 1

export function needMatch(best: FileRecord, own: FileRecord | undefined): number | null {
  const ownContent = own === undefined || own.deleted ? '' : own.content
  if (best.deleted) return ownContent === '' ? null : deletedMatch(ownContent)
  return best.content === '' || best.content === ownContent ? null : neededMatch(best.content)
}

function depthOf(path: string): number {
  let depth = 0
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth++
  return Math.min(depth, deepest)
}
