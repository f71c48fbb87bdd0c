const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const encodeText = (text: string): Uint8Array => encoder.encode(text)

/** The text of `bytes[from, to)`, or undefined when it is no UTF-8. */
export function decodeText(bytes: Uint8Array, from: number, to: number): string | undefined {
  try {
    return strict.decode(bytes.subarray(from, to))
  } catch {
    return undefined
  }
}

/** As much of `text` as fits into `limit` bytes, without half a character at the end. */
export function encodeClipped(text: string, limit: number): Uint8Array {
  const into = new Uint8Array(limit)
  return into.subarray(0, encoder.encodeInto(text, into).written)
}
