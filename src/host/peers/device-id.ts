import { createHash } from 'node:crypto'
import type { DeviceId } from '../../contract/peers.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The id of the device that has a certificate: SHA-256 of its DER in base32 (RFC 4648) without padding. */
export function deviceIdOf(der: Uint8Array): DeviceId {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of createHash('sha256').update(der).digest()) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return text + alphabet[(held << (5 - bits)) & 31]
}

/** The id in groups of four, as people compare it. */
export const formatDeviceId = (id: DeviceId): string => id.match(/.{1,4}/g)?.join('-') ?? ''
