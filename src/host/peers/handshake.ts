import {
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { words } from '../../contract/word-list.ts'
import { Fault } from '../../wire/fault.ts'
import { CPace, confirmationTag, equalTags, shareBytes } from './cpace.ts'
import { kinds, malformed } from './frames.ts'
import { beIntroduced, type Introducer, type Introduction, introduce } from './introduction.ts'
import type { PairingChannel } from './pairing-channel.ts'
import { derive, SealedChannel, type Side } from './sealed-channel.ts'

// The two sides of a pairing, up to where each knows who the other is:
//
//   answering → asking  hello    version, nonce
//   asking → answering  asks     mode, nonce; with a secret its CPace share, else a commitment to what `proves` will hold
//   answering → asking  answers  its CPace share, or its X25519 key and a random number
//   asking → answering  proves   the proof of the key, or its X25519 key and a random number
//   answering → asking  proven   the proof of the key, or nothing
//   both                sealed   introductions
//
// The side that asks proves first: a stranger who asks learns nothing from guessing but that the guess was wrong, and
// the guesses are counted.

const version = 1
const nonceBytes = 16
/** How the key is agreed on: by a code that was typed, by the secret of a link, or by comparing words. */
export const modes = ['code', 'link', 'words'] as const
export type Mode = (typeof modes)[number]

const cpaceChannel = Buffer.from('hawser-pair/1')
const asker = Buffer.from('asking')
const answerer = Buffer.from('answering')
const wordCount = 3

/** Who the other side is, on a channel that nobody else reads. */
export interface Met {
  peer: Introduction
  mode: Mode
  /** To be compared on both screens; empty where a secret was known to both. */
  words: string
  channel: SealedChannel
}

export interface Answering {
  self: Introducer
  /** What the other side must know for a mode. */
  secrets: Record<Exclude<Mode, 'words'>, string>
  /** Called for each try that may have been a guess: a wrong secret, or words as soon as the other side can tell them. */
  guessed(): void
}

/** The side that waits. Throws `pairing-refused` for a wrong secret, `sync-protocol`, or as the channel does. */
export async function answer(channel: PairingChannel, { self, secrets, guessed }: Answering): Promise<Met> {
  const ownNonce = randomBytes(nonceBytes)
  channel.send(kinds.hello, Buffer.concat([Uint8Array.of(version), ownNonce]))
  const asked = await channel.receive(kinds.asks)
  if (asked.length !== 1 + nonceBytes + 32) throw malformed('a question of the wrong length')
  const mode = modes[asked[0]!]
  if (mode === undefined) throw malformed('an unknown way of pairing')
  const session = Buffer.concat([ownNonce, asked.subarray(1, 1 + nonceBytes)])
  const offered = asked.subarray(1 + nonceBytes)

  const agreed =
    mode === 'words'
      ? await answerWords(channel, session, offered, guessed)
      : await answerSecret(channel, session, secrets[mode], mode, offered, guessed)
  const sealed = new SealedChannel(channel, 'answering', agreed.key, agreed.salt)
  return meet(sealed, self, 'answering', mode, agreed)
}

export interface Asking {
  self: Introducer
  mode: Mode
  /** Not for words. */
  secret: string
}

/** The side that calls. Throws `pairing-refused` when the other side does not have the secret; else as `answer`. */
export async function ask(channel: PairingChannel, { self, mode, secret }: Asking): Promise<Met> {
  const hello = await channel.receive(kinds.hello)
  if (hello[0] !== version)
    throw new Fault('pairing-refused', 'The other device has another version of Hawser that pairs otherwise.')
  if (hello.length !== 1 + nonceBytes) throw malformed('a greeting of the wrong length')
  const ownNonce = randomBytes(nonceBytes)
  const session = Buffer.concat([hello.subarray(1), ownNonce])
  const begin = (offer: Uint8Array) =>
    channel.send(kinds.asks, Buffer.concat([Uint8Array.of(modes.indexOf(mode)), ownNonce, offer]))

  const agreed =
    mode === 'words'
      ? await askWords(channel, session, begin)
      : await askSecret(channel, session, secret, mode, begin)
  const sealed = new SealedChannel(channel, 'asking', agreed.key, agreed.salt)
  return meet(sealed, self, 'asking', mode, agreed)
}

/** What two sides have agreed on, and what else went into it. */
interface Agreed {
  key: Uint8Array
  salt: Uint8Array
}

async function meet(
  channel: SealedChannel,
  self: Introducer,
  side: Side,
  mode: Mode,
  { key, salt }: Agreed,
): Promise<Met> {
  const binding = derive(key, salt, 'binding')
  introduce(channel, self, side, binding)
  const peer = await beIntroduced(channel, side === 'asking' ? 'answering' : 'asking', binding)
  if (peer.id === self.id) throw new Fault('pairing-refused', 'This is the device itself.')
  const said = mode === 'words' ? [...derive(key, salt, 'words', wordCount)].map((byte) => words[byte]) : []
  return { peer, mode, words: said.join(' '), channel }
}

/** The mode is part of what both must agree on, so that a code cannot be tried where a link's secret is asked for. */
const cpaceOf = (secret: string, mode: Mode, session: Uint8Array) =>
  new CPace({
    secret: Buffer.from(secret),
    channel: Buffer.concat([cpaceChannel, Buffer.from(` ${mode}`)]),
    session,
  })

async function answerSecret(
  channel: PairingChannel,
  session: Buffer,
  secret: string,
  mode: Mode,
  offered: Buffer,
  guessed: () => void,
): Promise<Agreed> {
  const run = cpaceOf(secret, mode, session)
  const [asks, answers] = [
    { share: offered, data: asker },
    { share: run.share, data: answerer },
  ]
  const key = run.key(asks, answers, offered)
  if (key === undefined) throw malformed('a share that is none')
  channel.send(kinds.answers, run.share)
  const proof = await channel.receive(kinds.proves)
  if (!equalTags(proof, confirmationTag(key, session, asks))) {
    guessed()
    channel.refuse('wrong')
    throw new Fault('pairing-refused', 'Somebody tried a wrong code.')
  }
  channel.send(kinds.proven, confirmationTag(key, session, answers))
  return { key, salt: session }
}

async function askSecret(
  channel: PairingChannel,
  session: Buffer,
  secret: string,
  mode: Mode,
  begin: (offer: Uint8Array) => void,
): Promise<Agreed> {
  const run = cpaceOf(secret, mode, session)
  begin(run.share)
  const answered = await channel.receive(kinds.answers)
  if (answered.length !== shareBytes) throw malformed('a share of the wrong length')
  const [asks, answers] = [
    { share: run.share, data: asker },
    { share: answered, data: answerer },
  ]
  const key = run.key(asks, answers, answered)
  if (key === undefined) throw malformed('a share that is none')
  channel.send(kinds.proves, confirmationTag(key, session, asks))
  const proof = await channel.receive(kinds.proven)
  if (!equalTags(proof, confirmationTag(key, session, answers)))
    throw new Fault('pairing-refused', 'What answered does not know the code: it is another device.')
  return { key, salt: session }
}

// Words: the side that asks is bound to its key and number before it sees those of the other, which is bound before the
// first are opened. So somebody in between has one try at making the words of both screens equal: one in 2^24.

const publicKeyBytes = 32
const openingBytes = publicKeyBytes + nonceBytes

async function answerWords(
  channel: PairingChannel,
  session: Buffer,
  commitment: Buffer,
  guessed: () => void,
): Promise<Agreed> {
  const own = newWordsKey()
  channel.send(kinds.answers, own.opening)
  // From here on the other side can tell what the words will be, and might break off to try for better ones.
  guessed()
  const opened = await channel.receive(kinds.proves)
  if (opened.length !== openingBytes || !equalTags(commit(session, opened), commitment))
    throw malformed('a key that it was not bound to')
  channel.send(kinds.proven, new Uint8Array())
  return agree(session, own.key, opened, opened, own.opening)
}

async function askWords(
  channel: PairingChannel,
  session: Buffer,
  begin: (offer: Uint8Array) => void,
): Promise<Agreed> {
  const own = newWordsKey()
  begin(commit(session, own.opening))
  const answered = await channel.receive(kinds.answers)
  if (answered.length !== openingBytes) throw malformed('a key of the wrong length')
  channel.send(kinds.proves, own.opening)
  await channel.receive(kinds.proven)
  return agree(session, own.key, answered, own.opening, answered)
}

const commit = (session: Buffer, opening: Buffer) =>
  createHash('sha256').update('hawser-pair/1 commitment').update(session).update(opening).digest()

/** A key for this one pairing; `opening` is its public part and a random number. */
function newWordsKey(): { key: KeyObject; opening: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  return { key: privateKey, opening: Buffer.concat([raw, randomBytes(nonceBytes)]) }
}

function agree(session: Buffer, own: KeyObject, other: Buffer, asked: Buffer, answered: Buffer): Agreed {
  const x = other.subarray(0, publicKeyBytes).toString('base64url')
  const salt = createHash('sha256').update(session).update(asked).update(answered).digest()
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
    return { key: diffieHellman({ privateKey: own, publicKey }), salt }
  } catch {
    // A key of low order agrees on nothing.
    throw malformed('a key that is none')
  }
}
