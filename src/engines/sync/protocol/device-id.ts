import { createHash, X509Certificate } from 'node:crypto'

/** RFC 4648, §6. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const letterValues = new Map([...alphabet].map((letter, value) => [letter, value]))

/** A device id on the wire: the SHA-256 that it stands for. */
export const deviceIdBytes = 32

/** 32 bytes as the 52 letters of a device id. */
export function deviceIdText(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text
}

/** The 32 bytes behind a device id, or undefined if the text is none. */
export function deviceIdOfText(text: string): Buffer | undefined {
  if (text.length !== 52) return undefined
  const bytes = Buffer.allocUnsafe(deviceIdBytes)
  let at = 0
  let bits = 0
  let held = 0
  for (const letter of text) {
    const value = letterValues.get(letter)
    if (value === undefined) return undefined
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >> bits
      held &= (1 << bits) - 1
    }
  }
  return held === 0 ? bytes : undefined
}

/** Throws if the PEM holds no certificate. */
export const deviceIdOfCertificate = (pem: string): string =>
  deviceIdText(createHash('sha256').update(new X509Certificate(pem).raw).digest())
