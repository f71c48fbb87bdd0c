import { Fault } from '../../wire/fault.ts'
import { fromBase64Url, toBase64Url } from '../base64.ts'
import { otherRole, type Role } from '../seal/agreement.ts'
import { type Bytes, concat, equalBytes, randomBytes, utf8 } from '../seal/bytes.ts'
import { Derivation } from '../seal/derive.ts'
import { keyMaterialBytes, openerOf, sealerOf } from '../seal/sealer.ts'
import type { Opener, Sealer } from '../seal/session-keys.ts'

const saltBytes = 16
/** A text of 64 KiB, sealed. */
const maxSealedLength = 90_000
const noHeader = new Uint8Array()

/**
 * Texts through a rendezvous that can read none of them, change none, repeat none and turn none around. Each side begins
 * with a number of its own, so that a code that is used twice does not make the same key twice.
 */
export class SealedTexts {
  readonly #role: Role
  readonly #derivation: Promise<Derivation>
  readonly #salt = randomBytes(saltBytes)
  #sealer: Promise<Sealer> | undefined
  #theirs: { salt: Bytes; opener: Promise<Opener> } | undefined
  #opened = false

  /** `key`: of `stretchCode`. */
  constructor(role: Role, key: Bytes) {
    this.#role = role
    this.#derivation = Derivation.of(key)
    // Whoever seals or opens is told.
    this.#derivation.catch(() => {})
  }

  /** At most 64 KiB of text. Promises resolve in the order of the calls. */
  async seal(text: string): Promise<string> {
    this.#sealer ??= this.#material(this.#role, this.#salt).then((material) => sealerOf('control', material))
    const sealer = await this.#sealer
    return toBase64Url(concat(this.#salt, await sealer.seal(noHeader, utf8(text))))
  }

  /**
   * In the order in which they came; promises settle in that order. Throws `code-refused` when the first one was sealed
   * with another code, `transfer-tampered` for what was changed, repeated or left out later.
   */
  async open(sealed: string): Promise<string> {
    const bytes = sealed.length <= maxSealedLength ? fromBase64Url(sealed) : undefined
    if (bytes === undefined || bytes.length < saltBytes) throw this.#refused()
    const salt = bytes.slice(0, saltBytes)
    this.#theirs ??= {
      salt,
      opener: this.#material(otherRole[this.#role], salt).then((material) => openerOf('control', material)),
    }
    if (!equalBytes(salt, this.#theirs.salt)) throw this.#refused()
    const opener = await this.#theirs.opener
    const opened = await opener.open(bytes.slice(saltBytes)).catch(() => {
      throw this.#refused()
    })
    this.#opened = true
    return new TextDecoder().decode(opened.payload)
  }

  async #material(sender: Role, salt: Bytes): Promise<Bytes> {
    const derivation = await this.#derivation
    return derivation.bytes(keyMaterialBytes, salt, `texts of the ${sender}`)
  }

  #refused(): Fault {
    return this.#opened
      ? new Fault('transfer-tampered', 'A message through the rendezvous was changed, repeated or left out.')
      : new Fault('code-refused', 'The code is wrong: the other side has another one.')
  }
}
