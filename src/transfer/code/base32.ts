import type { Bytes } from '../seal/bytes.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6, without padding: of letters that a QR code holds in 5.5 bits each. */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let [bits, count] = [0, 0]
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    for (count += 8; count >= 5; count -= 5) text += letters[(bits >>> (count - 5)) & 31]
    bits &= (1 << count) - 1
  }
  return count > 0 ? text + letters[(bits << (5 - count)) & 31] : text
}

/** In any case. Undefined for what `toBase32` does not make. */
export function fromBase32(text: string): Bytes | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let [bits, count, at] = [0, 0, 0]
  for (const letter of text.toUpperCase()) {
    const value = letters.indexOf(letter)
    if (value < 0) return undefined
    bits = (bits << 5) | value
    count += 5
    if (count < 8) continue
    count -= 8
    bytes[at++] = bits >>> count
    bits &= (1 << count) - 1
  }
  return count < 5 && bits === 0 ? bytes : undefined
}
