import type { SecretStore } from '../host/peers/secret-store.ts'

/** The part of Electron's safeStorage that is needed. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  /** Linux only. */
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
}

/** Electron's safeStorage: Keychain, DPAPI, or a key ring. Without a key ring it only obscures, which protects nothing. */
export const systemSecrets = (storage: SafeStorage, platform = process.platform): SecretStore => ({
  protects: () =>
    storage.isEncryptionAvailable() &&
    (platform !== 'linux' || storage.getSelectedStorageBackend?.() !== 'basic_text'),
  encrypt: (text) => storage.encryptString(text),
  decrypt: (bytes) => storage.decryptString(Buffer.from(bytes)),
})
