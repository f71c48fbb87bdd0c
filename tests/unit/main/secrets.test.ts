import { expect, test } from 'vitest'
import { systemSecrets } from '../../../src/main/secrets.ts'

const storage = (available: boolean, backend?: string) => ({
  isEncryptionAvailable: () => available,
  ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend }),
  encryptString: (text: string) => Buffer.from(text).toReversed() as Buffer,
  decryptString: (bytes: Buffer) => Buffer.from(bytes.toReversed()).toString(),
})

test.each([
  ['darwin', storage(true), true],
  ['win32', storage(true), true],
  ['win32', storage(false), false],
  ['linux', storage(true, 'gnome_libsecret'), true],
  ['linux', storage(true, 'basic_text'), false],
  ['linux', storage(false, 'unknown'), false],
] as const)(
  'on %s a key store protects where it has something to protect with',
  (platform, given, protects) => {
    expect(systemSecrets(given, platform).protects()).toBe(protects)
  },
)

test('what was encrypted is decrypted again, also from plain bytes', () => {
  const secrets = systemSecrets(storage(true), 'win32')
  expect(secrets.decrypt(Uint8Array.from(secrets.encrypt('a key')))).toBe('a key')
})
