import { isFaultCode } from '../../../wire/fault.ts'

/** Longest text that is sent, in characters; what comes may be as long as a datagram frame. */
const longestText = 200

/**
 * Why a connection is closed travels in a DATAGRAM frame ahead of CONNECTION_CLOSE: what that frame carries itself
 * cannot be read in Electron. When the datagram is lost the other side knows only that it was closed.
 */
export const encodeReason = (code: string, text: string): Buffer =>
  Buffer.from(`${code}\0${text.slice(0, longestText)}`)

/** Undefined for what is no reason. */
export function decodeReason(bytes: Buffer): { code: string; text: string } | undefined {
  const [code, text] = bytes.toString('utf8').split('\0', 2)
  if (!isFaultCode(code) || text === undefined) return undefined
  return { code, text: text.slice(0, longestText).replace(/\p{Cc}/gu, ' ') }
}
