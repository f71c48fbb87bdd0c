import { randomBytes } from 'node:crypto'
import { isLongHeader, isShortHeader } from './packet.ts'
import { isProbe } from './packet-size.ts'

/** Bytes of our own ids. The binding's way of reading one from a packet does not work in Electron. */
export const idBytes = 20

export const newId = (): Buffer => randomBytes(idBytes)

/** An id as the key of a table. */
export const idKey = (id: Uint8Array): string =>
  Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1')

/** The id that a datagram is for, as a key; empty when it has none. Every packet of a datagram has the same. */
export function destinationKey(datagram: Buffer): string {
  const first = datagram[0] ?? 0
  if (isShortHeader(first) || isProbe(first))
    return datagram.length > idBytes ? datagram.toString('latin1', 1, 1 + idBytes) : ''
  if (!isLongHeader(first) || datagram.length < 7) return ''
  const end = 6 + datagram[5]!
  return end > 26 || end > datagram.length ? '' : datagram.toString('latin1', 6, end)
}
