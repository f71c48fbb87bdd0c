const maxNameBytes = 255
/** What follows the last dot counts as a name's ending up to so many bytes. */
const maxEndingBytes = 32

export interface NameOptions {
  /** Directories have no ending. */
  isDirectory?: boolean
  /** Comes last, such as `.part`. */
  suffix?: string
}

/**
 * The name to try the `count`-th time that one is taken: `A001.mov`, `A001 (2).mov`, `A001 (3).mov`. What gets longer
 * than a disk can hold is cut before its ending.
 */
export function freeName(
  name: string,
  count: number,
  { isDirectory = false, suffix = '' }: NameOptions = {},
): string {
  const dot = isDirectory ? -1 : name.lastIndexOf('.')
  const hasEnding = dot > 0 && Buffer.byteLength(name.slice(dot)) <= maxEndingBytes
  const stem = hasEnding ? name.slice(0, dot) : name
  const tail = `${count > 1 ? ` (${count})` : ''}${hasEnding ? name.slice(dot) : ''}${suffix}`
  return cut(stem, maxNameBytes - Buffer.byteLength(tail)) + tail
}

/** As much of a text from its beginning as has at most `bytes` in UTF-8, no character split. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let used = 0
  let kept = ''
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    kept += character
  }
  return kept
}
