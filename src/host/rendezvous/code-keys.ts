import { createCipheriv, createDecipheriv, hkdfSync, scrypt } from 'node:crypto'
import type { TransferCode } from '../../transfer/code/code.ts'
import { type Scrypt, stretchCode } from '../../transfer/code/stretch.ts'
import type { Side } from './messages.ts'

const cipher = 'aes-256-gcm'
const tagBytes = 16
const zeroNonce = Buffer.alloc(12)

const stretch: Scrypt = (password, salt, { N, r, p, bytes }) =>
  new Promise((resolve, reject) =>
    scrypt(password, salt, bytes, { N, r, p, maxmem: 2 * 128 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )

/** What is known to whoever knows the code: 64 bytes, after scrypt. Takes some tenths of a second, off this thread. */
export async function secretOf(code: TransferCode): Promise<Buffer> {
  const { session, texts } = await stretchCode(code, stretch)
  return Buffer.concat([session, texts])
}

/** What two ends have who met by a code. Who recorded how they met has nothing to try codes on. */
export interface MeetingKeys {
  /** 32 bytes, for the session. */
  secret: Buffer
  /** 32 bytes, for the texts that go through a rendezvous. */
  texts: Buffer
  /** The name of a room: the rendezvous sees it, nobody else. */
  room: string
  /** For the names that each tells the other. */
  names: Record<Side, Buffer>
}

/** Of the key that CPace gave, and of the code too: should CPace ever be broken, codes must still be guessed by scrypt. */
export function meetingKeys(agreed: Uint8Array, code: Uint8Array, session: Uint8Array): MeetingKeys {
  const both = Buffer.concat([agreed, code])
  const derive = (purpose: string, bytes = 32) =>
    Buffer.from(hkdfSync('sha256', both, session, `hawser-rendezvous/1 ${purpose}`, bytes))
  return {
    secret: derive('secret'),
    texts: derive('texts'),
    room: derive('room', 16).toString('base64url'),
    names: { opener: derive('name of the opener'), joiner: derive('name of the joiner') },
  }
}

/** `key` is used once. */
export function sealName(name: string, key: Uint8Array): string {
  const seal = createCipheriv(cipher, key, zeroNonce)
  const bytes = Buffer.concat([seal.update(name, 'utf8'), seal.final(), seal.getAuthTag()])
  return bytes.toString('base64url')
}

/** Undefined for what was not sealed with `key`. */
export function openName(sealed: string, key: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < tagBytes) return undefined
  const open = createDecipheriv(cipher, key, zeroNonce)
  open.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([open.update(bytes.subarray(0, -tagBytes)), open.final()]).toString()
  } catch {
    return undefined
  }
}
