import { isAscii } from 'node:buffer'
import type { InstructionView } from './instruction.ts'
import type { InstructionLimits } from './limits.ts'

/** Longer elements are asked of `isAscii`, which looks at many bytes at once. */
export const longRun = 48

/**
 * Reads an instruction that lies in `bytes[from, end)` as a whole, into `view`. Returns where it ends, or -1 for whatever is out of the
 * ordinary: when it goes on in the next piece, is malformed, is over a limit, or has rare characters. Looking closer is then
 * the parser's.
 */
export function readWhole(
  bytes: Uint8Array,
  from: number,
  end: number,
  limits: Readonly<InstructionLimits>,
  view: InstructionView,
): number {
  const { starts, ends } = view
  const { elements, codePoints, digits } = limits
  let i = from
  let count = 0
  for (;;) {
    const first = i
    let number = 0
    for (; i < end; i++) {
      const digit = bytes[i]! - 0x30
      if (digit < 0 || digit > 9) break
      number = number * 10 + digit
    }
    if (i >= end || bytes[i] !== 0x2e || i === first || i - first > digits) return -1
    i++
    // A character has at least one byte.
    if (number > codePoints || number >= end - i || count === elements) return -1
    starts[count] = i - from
    let stop = i + number
    if (number > longRun && isAscii(bytes.subarray(i, stop))) i = stop
    while (i < stop) {
      const byte = bytes[i]!
      if (byte < 0x80) i++
      else {
        const more = byte < 0xe0 ? 1 : 2
        if (byte < 0xc2 || byte > 0xef || byte === 0xe0 || byte === 0xed) return -1
        stop += more
        if (stop >= end) return -1
        if ((bytes[i + 1]! & 0xc0) !== 0x80 || (bytes[i + more]! & 0xc0) !== 0x80) return -1
        i += more + 1
      }
    }
    ends[count++] = i - from
    const delimiter = bytes[i++]!
    if (delimiter === 0x2c) continue
    if (delimiter !== 0x3b || i - from > limits.bytes) return -1
    view.bytes = bytes
    view.start = from
    view.end = i
    view.count = count
    return i
  }
}
