import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import type { Bytes } from './bytes.ts'

// Two ways of agreeing on a secret; what is derived of both holds as long as one of them does.

export const dhKeyBytes = 32
export const kemKeyBytes = 1184
export const kemTextBytes = 1088

/** One's own side of X25519 (RFC 7748). */
export interface DhKeys {
  readonly publicKey: Bytes
  /** 32 bytes. Throws when the other key is one that makes the secret known to all. */
  agree(otherKey: Bytes): Promise<Bytes>
}

/** The side of ML-KEM-768 (FIPS 203) that opens. */
export interface KemKeys {
  readonly publicKey: Bytes
  /** 32 bytes; other ones for a text that was not made for this key. */
  decapsulate(text: Bytes): Promise<Bytes>
}

export interface Kem {
  generate(): Promise<KemKeys>
  /** A new secret of 32 bytes, and the text that brings it to the owner of the key. Throws for what is no key. */
  encapsulate(publicKey: Bytes): Promise<{ text: Bytes; secret: Bytes }>
}

/** Methods of WebCrypto that the types do not know yet (WICG, Modern Algorithms in the Web Cryptography API). */
interface KemMethods {
  encapsulateBits?(
    algorithm: string,
    key: CryptoKey,
  ): Promise<{ sharedKey: ArrayBuffer; ciphertext: ArrayBuffer }>
  decapsulateBits?(algorithm: string, key: CryptoKey, text: Bytes): Promise<ArrayBuffer>
}

const { subtle } = globalThis.crypto
const kemMethods = subtle as unknown as Required<KemMethods>
const kemName = 'ML-KEM-768'
// The types know the formats of keys of old only.
const rawPublic = 'raw-public' as 'raw'

export async function newDhKeys(): Promise<DhKeys> {
  const { publicKey, privateKey } = (await subtle.generateKey('X25519', false, [
    'deriveBits',
  ])) as CryptoKeyPair
  return {
    publicKey: new Uint8Array(await subtle.exportKey('raw', publicKey)),
    async agree(otherKey) {
      const other = await subtle.importKey('raw', otherKey, 'X25519', true, [])
      const secret = new Uint8Array(
        await subtle.deriveBits({ name: 'X25519', public: other }, privateKey, 256),
      )
      if (secret.every((byte) => byte === 0)) throw new Error('a key of small order')
      return secret
    },
  }
}

export const nativeKem: Kem = {
  async generate() {
    const uses = ['encapsulateBits', 'decapsulateBits'] as unknown as KeyUsage[]
    const { publicKey, privateKey } = (await subtle.generateKey(kemName, false, uses)) as CryptoKeyPair
    return {
      publicKey: new Uint8Array(await subtle.exportKey(rawPublic, publicKey)),
      decapsulate: async (text) =>
        new Uint8Array(await kemMethods.decapsulateBits(kemName, privateKey, text)),
    }
  },
  async encapsulate(publicKey) {
    const uses = ['encapsulateBits'] as unknown as KeyUsage[]
    const key = await subtle.importKey(rawPublic, publicKey, kemName, true, uses)
    const { sharedKey, ciphertext } = await kemMethods.encapsulateBits(kemName, key)
    return { text: new Uint8Array(ciphertext), secret: new Uint8Array(sharedKey) }
  },
}

/** For runtimes whose WebCrypto has none; some 1 ms for each step. */
export const libraryKem: Kem = {
  generate() {
    const { publicKey, secretKey } = ml_kem768.keygen()
    return Promise.resolve({
      publicKey: publicKey as Bytes,
      decapsulate: async (text) => ml_kem768.decapsulate(text, secretKey) as Bytes,
    })
  },
  async encapsulate(publicKey) {
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey)
    return { text: cipherText as Bytes, secret: sharedSecret as Bytes }
  },
}

let chosen: Promise<Kem> | undefined

/** The runtime's own where it is there and works. */
export function chooseKem(): Promise<Kem> {
  chosen ??= works(nativeKem).then((native) => (native ? nativeKem : libraryKem))
  return chosen
}

async function works(kem: Kem): Promise<boolean> {
  if (!('encapsulateBits' in subtle)) return false
  try {
    const keys = await kem.generate()
    const { text, secret } = await libraryKem.encapsulate(keys.publicKey)
    const opened = await keys.decapsulate(text)
    return opened.length === secret.length && opened.every((byte, at) => byte === secret[at])
  } catch {
    return false
  }
}
