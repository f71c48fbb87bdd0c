import { Fault } from '../../../wire/fault.ts'

const mostBytes = 4096
const ascii = /^[\x20-\x7e]*$/
/** Code points that some file systems leave out when they compare names (HFS+). */
const ignored = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g

/** Whether a file system may take the name for the folder's own `.hawser`: other case, Windows' short name, stream, or trailing dots. */
function isOwn(first: string): boolean {
  const name = first
    .replace(ignored, '')
    .replace(/:.*$/s, '')
    .replace(/[ .]+$/, '')
    .toLowerCase()
  return name === '.hawser' || /^hawser~\d+$/.test(name)
}

/**
 * What is wrong with a path that a device names, or undefined: it is relative, in NFC, of parts between single `/`, none of
 * which is empty, `.` or `..`, and does not lead into `.hawser`. A backslash counts as `/` in this, since one system reads it so.
 */
export function pathProblem(path: string): string | undefined {
  if (path.length === 0) return 'A path is empty.'
  const isAscii = ascii.test(path)
  if (path.length > mostBytes || (!isAscii && Buffer.byteLength(path) > mostBytes))
    return 'A path is too long.'
  if (!isAscii) {
    if (path.includes('\0')) return 'A path contains a NUL.'
    if (!path.isWellFormed()) return 'A path is not Unicode.'
    if (path.normalize('NFC') !== path) return 'A path is not in NFC.'
  }
  const parts = path.includes('\\') ? path.split(/[/\\]/) : path.split('/')
  for (const part of parts) {
    if (part === '') return 'A path has an empty part.'
    if (part === '.' || part === '..') return 'A path leads out of the folder.'
  }
  return isOwn(parts[0]!) ? 'A path leads into what belongs to Hawser.' : undefined
}

/** Throws `file-path-unsafe`. */
export function checkPath(path: string): void {
  const problem = pathProblem(path)
  if (problem !== undefined) throw new Fault('file-path-unsafe', problem)
}
