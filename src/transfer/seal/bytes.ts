export type Bytes = Uint8Array<ArrayBuffer>

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Each part behind its length (4 bytes), so that no two lists of parts are the same bytes. */
export const withLengths = (...parts: readonly Uint8Array[]): Bytes =>
  concat(...parts.flatMap((part) => [uint32(part.length), part]))

/** Most significant byte first. */
export function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** Takes as long wherever the first difference is. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let different = 0
  for (let at = 0; at < a.length; at++) different |= a[at]! ^ b[at]!
  return different === 0
}

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))
