import { createCipheriv, createDecipheriv } from 'node:crypto'
import { type MakeCipher, tagBytes } from '../transfer/seal/cipher.ts'

const name = 'aes-256-gcm'

/** Of Node, within the call: a message is done before WebCrypto has copied it to another thread. */
export const nodeCipher: MakeCipher = async (material) => {
  const key = material.slice()
  return {
    async encrypt(iv, message, start, payload) {
      const cipher = createCipheriv(name, key, iv)
      cipher.setAAD(message.subarray(0, start))
      message.set(cipher.update(payload), start)
      cipher.final()
      message.set(cipher.getAuthTag(), start + payload.length)
    },
    async decrypt(iv, message, start) {
      const end = message.length - tagBytes
      const cipher = createDecipheriv(name, key, iv, { authTagLength: tagBytes })
      cipher.setAAD(message.subarray(0, start))
      cipher.setAuthTag(message.subarray(end))
      const payload = cipher.update(message.subarray(start, end))
      cipher.final()
      return new Uint8Array(payload.buffer as ArrayBuffer, payload.byteOffset, payload.length)
    },
  }
}
