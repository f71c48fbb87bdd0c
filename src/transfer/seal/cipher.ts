import type { Bytes } from './bytes.ts'

export const tagBytes = 16
export const ivBytes = 12

/** AES-256-GCM under one key; the tag follows what is encrypted. */
export interface Cipher {
  /** Encrypts `payload` into `message` from `start` on; what lies before is authenticated. `payload` may be used again when the call has returned. */
  encrypt(iv: Bytes, message: Bytes, start: number, payload: Uint8Array): Promise<void>
  /** What `message` holds from `start` on, in memory of its own. Rejects when it was changed. */
  decrypt(iv: Bytes, message: Bytes, start: number): Promise<Bytes>
}

/** `key`: 32 bytes. The key is used in one direction only. */
export type MakeCipher = (key: Bytes, use: 'encrypt' | 'decrypt') => Promise<Cipher>

const { subtle } = globalThis.crypto
const name = 'AES-GCM'

/** Of the platform, whichever it is. */
export const webCipher: MakeCipher = async (material, use) => {
  const key = await subtle.importKey('raw', material, name, false, [use])
  return {
    async encrypt(iv, message, start, payload) {
      const additionalData = message.subarray(0, start)
      const sealed = await subtle.encrypt({ name, iv, additionalData }, key, payload as Bytes)
      message.set(new Uint8Array(sealed), start)
    },
    async decrypt(iv, message, start) {
      const additionalData = message.subarray(0, start)
      return new Uint8Array(await subtle.decrypt({ name, iv, additionalData }, key, message.subarray(start)))
    },
  }
}
