import { copyBytes } from '../frame/copy-bytes.ts'
import { sentPayloadBytes } from '../frame/frame.ts'

/** From here on a copy would cost more than it saves. */
const largeBytes = sentPayloadBytes
/** The platform cuts such ones from a common piece. */
const tinyBytes = 2048

/**
 * `bytes[start, end)` for somebody to keep: a view where it is a large part of its message, else a copy, so that a few bytes which nobody
 * reads do not hold on to all the others that came with them.
 */
export function ownBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const count = end - start
  if (count >= largeBytes || count * 2 >= bytes.length) return bytes.subarray(start, end)
  const own = count <= tinyBytes ? Buffer.allocUnsafe(count) : Buffer.allocUnsafeSlow(count)
  copyBytes(bytes, start, end, own, 0)
  return own
}
