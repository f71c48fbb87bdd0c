import { words } from '../../contract/word-list.ts'
import { type Bytes, concat, uint32, withLengths } from './bytes.ts'
import { Derivation, labelled, mac, sha256, verifyMac } from './derive.ts'
import { maxNameBytes, type Proof } from './messages.ts'
import type { Fingerprints } from './session-keys.ts'

export type Role = 'initiator' | 'responder'
export const otherRole = { initiator: 'responder', responder: 'initiator' } as const

/** Everything that both sides have seen: another byte anywhere makes other keys. */
export const transcriptHash = (
  fingerprints: { initiator: Uint8Array; responder: Uint8Array },
  messages: readonly Uint8Array[],
): Promise<Bytes> =>
  sha256(withLengths(labelled('handshake'), fingerprints.initiator, fingerprints.responder, ...messages))

export const commitmentTo = (revealed: Uint8Array): Promise<Bytes> =>
  sha256(withLengths(labelled('commitment'), revealed))

/** Those of both sides in the order of their roles. */
export const byRole = (role: Role, { local, remote }: Fingerprints) =>
  role === 'initiator' ? { initiator: local, responder: remote } : { initiator: remote, responder: local }

const sealedNameNonce = new Uint8Array(12)
const wordCount = 4

/** What two sides know when all keys and numbers have been said. */
export class Agreement {
  readonly #derivation: Derivation
  readonly #transcript: Bytes

  private constructor(derivation: Derivation, transcript: Bytes) {
    this.#derivation = derivation
    this.#transcript = transcript
  }

  /** `secrets`: of X25519, of ML-KEM, and what both knew before. */
  static async of(secrets: readonly Uint8Array[], transcript: Bytes): Promise<Agreement> {
    return new Agreement(await Derivation.of(withLengths(...secrets)), transcript)
  }

  derive(purpose: string, length = 32): Promise<Bytes> {
    return this.#derivation.bytes(length, this.#transcript, purpose)
  }

  /** To be compared on both screens: 32 bits. */
  async words(): Promise<string> {
    const bytes = await this.derive('words', wordCount)
    return [...bytes].map((byte) => words[byte]).join(' ')
  }

  /**
   * That this side has the same keys, with its name, which those alone can read. `seen` is what it answers to. A MAC proves
   * it and not the cipher's tag, for which one message may be made to fit many keys.
   */
  async prove(role: Role, name: string, seen: Uint8Array): Promise<Omit<Proof, 'kind'>> {
    const key = await this.#nameKey(role, 'encrypt')
    const algorithm = { name: 'AES-GCM', iv: sealedNameNonce }
    const sealedName = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, clip(name)))
    return { mac: await mac(await this.#macKey(role), withLengths(seen, sealedName)), sealedName }
  }

  /** The name of the other side, or undefined when it does not have the same keys. */
  async verify(role: Role, proof: Omit<Proof, 'kind'>, seen: Uint8Array): Promise<string | undefined> {
    const { mac: tag, sealedName } = proof
    if (!(await verifyMac(await this.#macKey(role), tag, withLengths(seen, sealedName)))) return undefined
    try {
      const key = await this.#nameKey(role, 'decrypt')
      const algorithm = { name: 'AES-GCM', iv: sealedNameNonce }
      return readName(await crypto.subtle.decrypt(algorithm, key, sealedName))
    } catch {
      return undefined
    }
  }

  #macKey(role: Role): Promise<Bytes> {
    return this.derive(`proof of the ${role}`)
  }

  async #nameKey(role: Role, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
    const key = await this.derive(`name of the ${role}`)
    return crypto.subtle.importKey('raw', key, 'AES-GCM', false, [use])
  }
}

/** What must be the same on both sides for the keys of a channel of a lane to be. */
export const laneContext = (lane: number, epoch: number, channel: number, sender: Role): Bytes =>
  concat(uint32(lane), uint32(epoch), Uint8Array.of(channel, sender === 'initiator' ? 0 : 1))

/** At most `maxNameBytes`, with no character cut in two. */
function clip(name: string): Bytes {
  const bytes = new Uint8Array(maxNameBytes)
  const { written } = new TextEncoder().encodeInto(name, bytes)
  return bytes.slice(0, written)
}

/** Characters that do not show, or that turn the direction of the text around them, are left out. */
const readName = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes).replace(/\p{C}/gu, '').trim()
