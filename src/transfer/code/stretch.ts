import { type Bytes, utf8, withLengths } from '../seal/bytes.ts'
import { Derivation, labelled } from '../seal/derive.ts'
import type { TransferCode } from './code.ts'

/** scrypt (RFC 7914): 128 MiB and some tenths of a second for each guess. Node's own needs `maxmem` of more than that. */
export const stretching = { N: 2 ** 17, r: 8, p: 1, bytes: 32 } as const

/** WebCrypto has none, so it comes from whoever has one. */
export type Scrypt = (
  password: Uint8Array,
  salt: Uint8Array,
  parameters: typeof stretching,
) => Promise<Uint8Array>

/** What two ends know who know the same code. */
export interface CodeSecrets {
  /** 32 bytes: for the handshake of a session. */
  session: Bytes
  /** 32 bytes: for `SealedTexts`. */
  texts: Bytes
}

export async function stretchCode({ nameplate, text }: TransferCode, scrypt: Scrypt): Promise<CodeSecrets> {
  const salt = withLengths(labelled('code'), utf8(nameplate))
  const stretched = await scrypt(utf8(text), salt, stretching)
  const derivation = await Derivation.of(stretched.slice() as Bytes)
  const [session, texts] = await Promise.all([
    derivation.bytes(32, salt, 'session of a code'),
    derivation.bytes(32, salt, 'texts of a code'),
  ])
  return { session, texts }
}
