import { Fault } from '../wire/fault.ts'

/** The folder's own directory; it is never synced, nor is anything of that name in other case. */
export const ownName = '.hawser'
/** Bytes of UTF-8 that a path may have, and each of its names. */
const maxPathBytes = 4096
const maxNameBytes = 255
/** As deep as a path may go. */
const maxDepth = 256

const quoted = (path: string): string => JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path)

/**
 * Throws `file-path-unsafe` for what no device of good will names: a path that leads out of the folder, into
 * `.hawser/`, is not relative, or not in NFC. For every path that a peer names, before anything is done with it.
 */
export function checkPath(path: string): void {
  const reason = unsafeReason(path)
  if (reason !== undefined)
    throw new Fault('file-path-unsafe', `The path ${quoted(path)} is refused: ${reason}.`)
}

function unsafeReason(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (path.length > maxPathBytes || Buffer.byteLength(path) > maxPathBytes) return 'it is too long'
  if (path.includes('\0')) return 'it holds a zero character'
  if (!path.isWellFormed()) return 'it is not well-formed Unicode'
  if (path.normalize('NFC') !== path) return 'it is not in the normal form NFC'
  const names = path.split('/')
  if (names.length > maxDepth) return 'it is too deep'
  for (const name of names) {
    if (name === '') return 'it has an empty name'
    if (name === '.' || name === '..') return 'it leads elsewhere'
    // At any depth: a synced folder may have been copied into another.
    if (isOwn(name)) return "it is in a folder's own directory"
  }
  return undefined
}

/**
 * Whether a name is, on some disk, the folder's own directory: case, the dots and blanks that Windows
 * drops at the end, streams of NTFS, its short names, and the characters that HFS+ does not see.
 */
export function isOwn(name: string): boolean {
  const seen = name
    .replace(/[\u200c-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]/g, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .normalize('NFKC')
    .toLowerCase()
  return seen === ownName || /^hawser~\d+$/.test(seen)
}

const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:$|[. ])/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Windows refuses
const forbidden = /[\u0000-\u001f<>:"\\|?*]/

/** What Windows has against a name; undefined: nothing. */
function windowsReason(name: string): string | undefined {
  const character = forbidden.exec(name)?.[0]
  if (character !== undefined) return `Windows allows no ${JSON.stringify(character)} in names`
  if (/[. ]$/.test(name)) return 'Windows allows no name that ends with a dot or a blank'
  if (reserved.test(name)) return 'Windows keeps that name for a device'
  if (name.length > maxNameBytes) return 'its name is too long'
  return undefined
}

function unixReason(name: string): string | undefined {
  return Buffer.byteLength(name) > maxNameBytes ? 'its name is too long' : undefined
}

/**
 * Throws `file-path-unsafe` (see `checkPath`), or `file-name-invalid` for a path that is fine elsewhere but that this
 * system cannot store.
 */
export function checkStorable(path: string, platform: NodeJS.Platform = process.platform): void {
  checkPath(path)
  const reasonOf = platform === 'win32' ? windowsReason : unixReason
  for (const name of path.split('/')) {
    const reason = reasonOf(name)
    if (reason !== undefined) {
      throw new Fault(
        'file-name-invalid',
        `${quoted(path)} cannot be stored here: ${reason}. Rename it where it comes from.`,
      )
    }
  }
}

/** What keeps a name on disk from being told to peers; undefined: nothing. */
export function unshareableReason(path: string): string | undefined {
  // A name that is no text at all reaches us with replacement characters, under which it cannot be opened.
  return unsafeReason(path)
}

/** Names that a disk which does not tell case apart takes for one have the same key. */
export const caseKey = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase()
