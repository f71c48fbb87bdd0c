import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'

const { Point } = ristretto255
const suite = Buffer.from('CPaceRistretto255')
/** Input block of SHA-512, bytes. */
const blockBytes = 128
/** The group's size in bits is 252; a share and a scalar have 32 bytes. */
const topByteMask = 0x0f
export const shareBytes = 32

export interface CPaceInputs {
  /** The password, or what stands for it. */
  secret: Uint8Array
  /** What both sides must agree on besides, such as the protocol and its version. */
  channel: Uint8Array
  /** Unique to this run and known to both sides. */
  session: Uint8Array
}

/** What one side sends; `data` is whatever else is to be the same on both sides afterwards. */
export interface CPaceMessage {
  share: Uint8Array
  data: Uint8Array
}

/**
 * One run of CPACE-RISTR255-SHA512 (draft-irtf-cfrg-cpace), a password-authenticated key exchange: who does not know
 * the secret learns nothing from a run but whether one guess was right. Roles are clear: the initiator asks.
 */
export class CPace {
  readonly #scalar: bigint
  readonly #session: Uint8Array
  /** What this side sends. */
  readonly share: Uint8Array

  /** `scalar` (32 bytes, little-endian) is for tests; else it is drawn at random. */
  constructor(inputs: CPaceInputs, scalar: Uint8Array = sampleScalar()) {
    this.#session = inputs.session
    this.#scalar = readScalar(scalar)
    this.share = calculateGenerator(inputs).multiply(this.#scalar).toBytes()
  }

  /** The intermediate session key, 64 bytes; undefined when the other side's share is none, and the run must end. */
  key(initiator: CPaceMessage, responder: CPaceMessage, otherShare: Uint8Array): Uint8Array | undefined {
    const point = multiplyVerified(this.#scalar, otherShare)
    if (point === undefined) return undefined
    const hash = createHash('sha512')
    hash.update(concatLengthValue(Buffer.concat([suite, Buffer.from('_ISK')]), this.#session, point))
    hash.update(concatLengthValue(initiator.share, initiator.data))
    hash.update(concatLengthValue(responder.share, responder.data))
    return hash.digest()
  }
}

/** What a side sends to prove that it has the key (key confirmation in the draft): over the message that it sent. */
export function confirmationTag(key: Uint8Array, session: Uint8Array, sent: CPaceMessage): Buffer {
  const macKey = createHash('sha512').update('CPaceMac').update(session).update(key).digest()
  return createHmac('sha512', macKey).update(concatLengthValue(sent.share, sent.data)).digest()
}

export const equalTags = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)

/** `generator_string` of the draft: zeros fill the first block, so that hashing takes as long whatever the secret. */
export function generatorString({ secret, channel, session }: CPaceInputs): Buffer {
  const padding = blockBytes - 1 - prependLength(secret).length - prependLength(suite).length
  return concatLengthValue(suite, secret, Buffer.alloc(Math.max(0, padding)), channel, session)
}

export const calculateGenerator = (inputs: CPaceInputs) =>
  ristretto255_hasher.deriveToCurve!(createHash('sha512').update(generatorString(inputs)).digest())

/** `scalar_mult_vfy`: undefined for what is no element of the group, and for its identity. */
export function multiplyVerified(scalar: bigint, share: Uint8Array): Uint8Array | undefined {
  try {
    const product = Point.fromBytes(share).multiply(scalar)
    return product.equals(Point.ZERO) ? undefined : product.toBytes()
  } catch {
    return undefined
  }
}

/** Little-endian. */
export const readScalar = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)

function sampleScalar(): Uint8Array {
  const bytes = randomBytes(shareBytes)
  bytes[shareBytes - 1]! &= topByteMask
  return bytes
}

/** `lv_cat` of the draft. */
export const concatLengthValue = (...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat(parts.map(prependLength))

/** `prepend_len` of the draft: the length in LEB128, then the bytes. */
export function prependLength(bytes: Uint8Array): Buffer {
  const prefix: number[] = []
  let rest = bytes.length
  for (; rest >= 128; rest >>= 7) prefix.push((rest & 127) | 128)
  return Buffer.concat([Buffer.from([...prefix, rest]), bytes])
}
