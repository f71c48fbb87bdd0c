/**
 * Whether an RTP payload begins, or belongs to, a picture that can be decoded by itself, or the parameter sets that
 * stand before one. `at` is the payload's first byte, `end` the end of what is known of it.
 */
export type KeyframeTest = (bytes: Uint8Array, at: number, end: number) => boolean

const isH264Key = (type: number) => type === 5 || type === 7
const stapA = 24
const fuA = 28

/** RFC 6184 §5.4 (STAP-A is looked into up to what is known), §5.8 (FU-A). */
export const h264Keyframe: KeyframeTest = (bytes, at, end) => {
  const type = bytes[at]! & 0x1f
  if (type === fuA) return at + 1 < end && isH264Key(bytes[at + 1]! & 0x1f)
  if (type !== stapA) return isH264Key(type)
  for (let unit = at + 1; unit + 2 < end; ) {
    if (isH264Key(bytes[unit + 2]! & 0x1f)) return true
    unit += 2 + ((bytes[unit]! << 8) | bytes[unit + 1]!)
  }
  return false
}

const isH265Key = (type: number) => (type >= 16 && type <= 21) || (type >= 32 && type <= 34)
const aggregation = 48
const fragmentation = 49

/** RFC 7798 §4.4.2 and §4.4.3. */
export const h265Keyframe: KeyframeTest = (bytes, at, end) => {
  const type = (bytes[at]! >> 1) & 0x3f
  if (type === fragmentation) return at + 2 < end && isH265Key(bytes[at + 2]! & 0x3f)
  if (type !== aggregation) return isH265Key(type)
  for (let unit = at + 2; unit + 2 < end; ) {
    if (isH265Key((bytes[unit + 2]! >> 1) & 0x3f)) return true
    unit += 2 + ((bytes[unit]! << 8) | bytes[unit + 1]!)
  }
  return false
}

/** Every JPEG picture stands by itself. */
export const alwaysKeyframe: KeyframeTest = () => true
