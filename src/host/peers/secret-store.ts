/** A way to keep secrets that the system offers to one shell or another, such as a key ring. */
export interface SecretStore {
  /** Whether what it encrypts is of no use to others; it may be locked now and not later. */
  protects(): boolean
  encrypt(text: string): Uint8Array
  /** Throws when the bytes are damaged or not of this user. */
  decrypt(bytes: Uint8Array): string
}
