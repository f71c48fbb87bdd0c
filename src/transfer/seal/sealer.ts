import type { Bytes } from './bytes.ts'
import { type Cipher, ivBytes, type MakeCipher, tagBytes, webCipher } from './cipher.ts'
import { beginFrame, counterOf, payloadStart, prefixBytes, tampered } from './frame.ts'
import { ReplayWindow } from './replay-window.ts'
import type { ChannelSeal, Opener, Sealer } from './session-keys.ts'

/** `control`: every message in its place; `data`: in any order, each at most once. */
export type ChannelKind = 'control' | 'data'

/** Bytes to derive for a key and what its nonces begin as. */
export const keyMaterialBytes = 32 + ivBytes

/** A key with its nonces: the counter over the derived one, as in RFC 8446 §5.3. */
class CountedKey {
  readonly cipher: Cipher
  readonly #iv: Bytes

  private constructor(cipher: Cipher, iv: Bytes) {
    this.cipher = cipher
    this.#iv = iv
  }

  static async of(material: Bytes, use: 'encrypt' | 'decrypt', make: MakeCipher): Promise<CountedKey> {
    return new CountedKey(await make(material.subarray(0, 32), use), material.slice(32))
  }

  iv(counter: number): Bytes {
    const iv = this.#iv.slice()
    iv[8]! ^= counter >>> 24
    iv[9]! ^= counter >>> 16
    iv[10]! ^= counter >>> 8
    iv[11]! ^= counter
    return iv
  }
}

/** Lets results out in the order in which they were asked for; after a failure there are none. */
class InOrder {
  #last: Promise<unknown> = Promise.resolve()

  after<T>(result: Promise<T>): Promise<T> {
    result.catch(ignore)
    const turn = this.#last.then(() => result)
    turn.catch(ignore)
    this.#last = turn
    return turn
  }
}

const ignore = () => {}

class GcmSealer implements Sealer {
  readonly #key: CountedKey
  readonly #order: InOrder | undefined
  #counter = 0

  constructor(key: CountedKey, kind: ChannelKind) {
    this.#key = key
    this.#order = kind === 'control' ? new InOrder() : undefined
  }

  // Not an async function: that what was given is read before the call returns is a part of what it promises.
  seal(header: Uint8Array, payload: Uint8Array, into?: Bytes): Promise<Bytes> {
    try {
      const start = prefixBytes + header.length
      const message = beginFrame(this.#counter, header, start + payload.length + tagBytes, into)
      const iv = this.#key.iv(this.#counter++)
      const sealing = this.#key.cipher.encrypt(iv, message, start, payload).then(() => message)
      return this.#order === undefined ? sealing : this.#order.after(sealing)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

class GcmOpener implements Opener {
  readonly #key: CountedKey
  readonly #places: Places
  readonly #order: InOrder | undefined

  constructor(key: CountedKey, kind: ChannelKind) {
    this.#key = key
    this.#places = placesOf(kind)
    this.#order = kind === 'control' ? new InOrder() : undefined
  }

  open(message: Bytes): Promise<{ header: Bytes; payload: Bytes }> {
    const opening = this.#open(message)
    return this.#order === undefined ? opening : this.#order.after(opening)
  }

  async #open(message: Bytes): Promise<{ header: Bytes; payload: Bytes }> {
    const start = payloadStart(message, tagBytes)
    const counter = counterOf(message)
    this.#places.expect(counter)
    const payload = await this.#key.cipher.decrypt(this.#key.iv(counter), message, start).catch(() => {
      throw tampered('changed')
    })
    this.#places.take(counter)
    return { header: message.subarray(prefixBytes, start), payload }
  }
}

/** Of an end that relies on DTLS alone: the same messages without encryption and tag. */
class PlainSealer implements Sealer {
  #counter = 0

  seal(header: Uint8Array, payload: Uint8Array, into?: Bytes): Promise<Bytes> {
    try {
      const start = prefixBytes + header.length
      const message = beginFrame(this.#counter, header, start + payload.length, into)
      this.#counter++
      message.set(payload, start)
      return Promise.resolve(message)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

class PlainOpener implements Opener {
  readonly #places: Places

  constructor(kind: ChannelKind) {
    this.#places = placesOf(kind)
  }

  open(message: Bytes): Promise<{ header: Bytes; payload: Bytes }> {
    try {
      const start = payloadStart(message, 0)
      const counter = counterOf(message)
      this.#places.expect(counter)
      this.#places.take(counter)
      return Promise.resolve({
        header: message.subarray(prefixBytes, start),
        payload: message.subarray(start),
      })
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

/** Which counters may come. Both methods throw `transfer-tampered`. */
interface Places {
  /** When a message has come that may be anybody's. */
  expect(counter: number): void
  /** When it has been proven. */
  take(counter: number): void
}

function placesOf(kind: ChannelKind): Places {
  if (kind === 'data') {
    const window = new ReplayWindow()
    return {
      expect(counter) {
        if (!window.isNew(counter)) throw tampered('repeated')
      },
      take(counter) {
        if (!window.take(counter)) throw tampered('repeated')
      },
    }
  }
  let next = 0
  return {
    expect(counter) {
      if (counter < next) throw tampered('repeated')
      if (counter > next) throw tampered('misplaced')
      next++
    },
    take() {},
  }
}

export const sealerOf = async (kind: ChannelKind, material: Bytes, make = webCipher): Promise<Sealer> =>
  new GcmSealer(await CountedKey.of(material, 'encrypt', make), kind)

export const openerOf = async (kind: ChannelKind, material: Bytes, make = webCipher): Promise<Opener> =>
  new GcmOpener(await CountedKey.of(material, 'decrypt', make), kind)

/** Both directions of one channel; without `materials` nothing is sealed. `opened` is told once, of the first message. */
export async function channelSeal(
  kind: ChannelKind,
  materials: { send: Bytes; receive: Bytes } | undefined,
  opened: () => void,
  make?: MakeCipher,
): Promise<ChannelSeal> {
  const sealer = materials === undefined ? new PlainSealer() : await sealerOf(kind, materials.send, make)
  const opener =
    materials === undefined ? new PlainOpener(kind) : await openerOf(kind, materials.receive, make)
  let hasOpened = false
  return {
    seal: (header, payload, into) => sealer.seal(header, payload, into),
    open(message) {
      const opening = opener.open(message)
      if (!hasOpened) {
        opening.then(() => {
          if (hasOpened) return
          hasOpened = true
          opened()
        }, ignore)
      }
      return opening
    },
  }
}
