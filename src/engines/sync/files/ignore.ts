import { open } from 'node:fs/promises'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import { isOwn } from '../../../disk/names.ts'
import type { FolderRoot } from './root.ts'

/** In the root of a folder; it is synced like any file, so one list serves all devices. */
export const ignoreFileName = '.hawserignore'

/** What a list may have at most; it may come from a peer. */
const maxFileBytes = 256 * 1024
const maxLines = 5000
const maxPatternLength = 1024
/** Each `**` multiplies the ways in which a deep path may fit. */
const maxAnyDepth = 3
/** The package remembers every path that it was ever asked about. */
const askedAtMost = 4096

/**
 * gitignore rules of a folder: the settings' lines, then those of `.hawserignore`, of which the last that fits counts.
 * The folder's own `.hawser` is ignored by any rules. On disks that do not tell case apart, the rules do not either.
 */
export class IgnoreRules {
  /** Lines that are not understood, or too complicated; they count for nothing. */
  readonly refused: readonly string[]
  readonly #rules: Ignore | undefined
  readonly #options: { ignorecase: boolean; allowRelativePaths: boolean }
  #matcher: Ignore | undefined
  #asked = 0

  constructor(lines: readonly string[], options: { isCaseInsensitive: boolean }) {
    this.#options = { ignorecase: options.isCaseInsensitive, allowRelativePaths: true }
    const patterns = lines.slice(0, maxLines).map((line) => line.normalize('NFC').replace(/\r$/, ''))
    const good = patterns.filter((pattern) => this.#isUsable(pattern))
    this.refused = [...patterns.filter((pattern) => !good.includes(pattern)), ...lines.slice(maxLines)]
    if (good.length > 0) this.#rules = ignore(this.#options).add(good)
    this.#matcher = this.#rules
  }

  /** Throws the faults of the disk if there is a `.hawserignore` that cannot be read; to go on without it would share what is private. */
  static async read(root: FolderRoot, lines: readonly string[]): Promise<IgnoreRules> {
    return new IgnoreRules([...lines, ...(await readLines(join(root.path, ignoreFileName)))], root)
  }

  /** `path` as in a record. What lies in an ignored directory is ignored too. */
  ignores(path: string, isDirectory: boolean): boolean {
    if (path === '') return false
    if (hasOwn(path)) return true
    if (this.#matcher === undefined) return false
    if (this.#asked++ >= askedAtMost) {
      this.#asked = 0
      this.#matcher = ignore(this.#options).add(this.#rules!)
    }
    return this.#matcher.ignores(isDirectory ? `${path}/` : path)
  }

  #isUsable(pattern: string): boolean {
    if (pattern.length > maxPatternLength || pattern.includes('\n')) return false
    if (pattern.split('**').length - 1 > maxAnyDepth) return false
    try {
      ignore(this.#options).add(pattern).ignores('a')
      return true
    } catch {
      return false
    }
  }
}

/** Cheap for the many paths that hold nothing of the kind. */
const mayBeOwn = /hawser|[^\u0020-\u007e]/i
const hasOwn = (path: string): boolean => mayBeOwn.test(path) && path.split('/').some(isOwn)

async function readLines(path: string): Promise<string[]> {
  try {
    const file = await open(path, 'r')
    try {
      const bytes = Buffer.alloc(maxFileBytes)
      const { bytesRead } = await file.read(bytes, 0, maxFileBytes, 0)
      return bytes
        .toString('utf8', 0, bytesRead)
        .replace(/^\ufeff/, '')
        .split('\n')
    } finally {
      await file.close()
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EISDIR') return []
    throw diskFault(error, ignoreFileName, 'read')
  }
}
