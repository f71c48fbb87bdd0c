export interface ConflictCopy {
  /** The path whose conflict it was. */
  readonly path: string
  /** When the copy's content was changed last, in whole seconds; ms since the Unix epoch, UTC. */
  readonly at: number
  /** The first 8 characters of the id of the device that made it. */
  readonly device: string
}

const mostNameBytes = 255
const mostPathBytes = 4096
/** What follows the last dot of a long name may be half a sentence. */
const mostExtensionBytes = 32
const pattern = /^\.conflict-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-([A-Z2-7]{1,8})(?:-\d+)?(\.[^.]*)?$/s
const latest = Date.UTC(9999, 11, 31)
const encoder = new TextEncoder()

/**
 * Where the losing file of a conflict is kept: `name.conflict-20240131-142530-ABCDEFGH.ext`. `device` and `at` are `by` and
 * `mtime` of the losing record, so every device that has the same loser makes the same copy, and one is left of them.
 * `taken` tells which paths hold something else; one that holds the same content already is the copy. The name is cut to
 * what file systems take.
 */
export function conflictName(
  path: string,
  device: string,
  at: number,
  taken: (path: string) => boolean,
): string {
  const nameAt = path.lastIndexOf('/') + 1
  const name = path.slice(nameAt)
  const lastDot = name.lastIndexOf('.')
  const isExtension = lastDot > 0 && encoder.encode(name.slice(lastDot)).length <= mostExtensionBytes
  const dot = isExtension ? lastDot : name.length
  const stem = name.slice(0, dot)
  const extension = name.slice(dot)
  const most = Math.min(mostNameBytes, mostPathBytes - encoder.encode(path.slice(0, nameAt)).length)
  const mark = `.conflict-${stampOf(at)}-${device.slice(0, 8)}`
  for (let count = 1; ; count++) {
    const tail = `${count === 1 ? mark : `${mark}-${count}`}${extension}`
    const copy = path.slice(0, nameAt) + cut(stem, most - encoder.encode(tail).length) + tail
    if (!taken(copy)) return copy
  }
}

/** What a path is the conflict copy of, by its name; nothing if it is none. The path is a guess if the name was cut. */
export function parseConflictName(path: string): ConflictCopy | undefined {
  const nameAt = path.lastIndexOf('/') + 1
  // The last mark counts: a copy may have got into a conflict itself.
  const name = path.slice(nameAt)
  const markAt = name.lastIndexOf('.conflict-')
  if (markAt <= 0) return undefined
  const match = pattern.exec(name.slice(markAt))
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, device, extension = ''] = match
  const at = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!)
  return { path: path.slice(0, nameAt) + name.slice(0, markAt) + extension, at, device: device! }
}

function stampOf(at: number): string {
  const date = new Date(Math.min(Math.max(Number.isFinite(at) ? at : 0, 0), latest))
  const [day = '', time = ''] = date.toISOString().split('T')
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
}

/** The longest beginning of so many bytes in UTF-8; no character is cut in two. */
function cut(text: string, mostBytes: number): string {
  if (encoder.encode(text).length <= mostBytes) return text
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += encoder.encode(character).length
    if (bytes > mostBytes) break
    end += character.length
  }
  return text.slice(0, end)
}
