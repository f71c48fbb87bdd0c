import { type Bytes, concat, utf8 } from './bytes.ts'

/** Stands before the purpose in all that is hashed or derived, so that nothing of another protocol can be mistaken for it. */
const protocol = 'hawser-transfer/1'
const { subtle } = globalThis.crypto

export const labelled = (purpose: string): Bytes => utf8(`${protocol} ${purpose}`)

export const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await subtle.digest('SHA-256', bytes))

/** Keys and other secrets of one secret (HKDF with SHA-256, RFC 5869). */
export class Derivation {
  readonly #key: CryptoKey

  private constructor(key: CryptoKey) {
    this.#key = key
  }

  static async of(secret: Bytes): Promise<Derivation> {
    return new Derivation(await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']))
  }

  /** `context` follows the purpose, of which there is one for each use. */
  async bytes(
    length: number,
    salt: Bytes,
    purpose: string,
    context: Uint8Array = new Uint8Array(),
  ): Promise<Bytes> {
    const info = concat(labelled(purpose), Uint8Array.of(0), context)
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info }
    return new Uint8Array(await subtle.deriveBits(algorithm, this.#key, length * 8))
  }
}

/** HMAC with SHA-256 (RFC 2104), 32 bytes. */
export const mac = async (key: Bytes, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await subtle.sign('HMAC', await macKey(key, 'sign'), bytes))

/** Takes as long for any wrong `tag`. */
export const verifyMac = async (key: Bytes, tag: Bytes, bytes: Bytes): Promise<boolean> =>
  subtle.verify('HMAC', await macKey(key, 'verify'), tag, bytes)

const macKey = (key: Bytes, use: 'sign' | 'verify') =>
  subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [use])
