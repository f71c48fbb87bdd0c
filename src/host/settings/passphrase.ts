import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { Fault } from '../../wire/fault.ts'

/** Some secrets by their places, sealed by a passphrase: scrypt (RFC 7914) and AES-256-GCM. All of it base64. */
export const sealedSecretsSchema = z.object({
  by: z.literal('scrypt-32768-8-1+aes-256-gcm'),
  salt: z.base64().max(64),
  iv: z.base64().max(64),
  tag: z.base64().max(64),
  data: z.base64().max(16_000_000),
})
export type SealedSecrets = z.infer<typeof sealedSecretsSchema>

const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const context = Buffer.from('hawser settings 1')
const held = z.record(z.string(), z.string())

function keyOf(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

export async function sealSecrets(
  secrets: ReadonlyMap<string, string>,
  passphrase: string,
): Promise<SealedSecrets> {
  const salt = randomBytes(16)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv).setAAD(context)
  const data = Buffer.concat([cipher.update(JSON.stringify(Object.fromEntries(secrets))), cipher.final()])
  const text = (bytes: Buffer) => bytes.toString('base64')
  return {
    by: 'scrypt-32768-8-1+aes-256-gcm',
    salt: text(salt),
    iv: text(iv),
    tag: text(cipher.getAuthTag()),
    data: text(data),
  }
}

/** Throws `passphrase-wrong`, also where somebody has changed what is sealed. */
export async function openSecrets(sealed: SealedSecrets, passphrase: string): Promise<Map<string, string>> {
  const bytes = (text: string) => Buffer.from(text, 'base64')
  try {
    const key = await keyOf(passphrase, bytes(sealed.salt))
    const cipher = createDecipheriv('aes-256-gcm', key, bytes(sealed.iv), { authTagLength: 16 })
      .setAAD(context)
      .setAuthTag(bytes(sealed.tag))
    const text = Buffer.concat([cipher.update(bytes(sealed.data)), cipher.final()]).toString()
    return new Map(Object.entries(held.parse(JSON.parse(text))))
  } catch {
    throw new Fault(
      'passphrase-wrong',
      'The passphrase does not open the passwords in this file. Try again, or import without them.',
    )
  }
}
