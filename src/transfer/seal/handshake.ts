import { Fault, isFaultCode } from '../../wire/fault.ts'
import { AgreedKeys, checkFingerprints } from './agreed-keys.ts'
import { Agreement, byRole, commitmentTo, otherRole, type Role, transcriptHash } from './agreement.ts'
import { type Bytes, concat, equalBytes, randomBytes } from './bytes.ts'
import type { MakeCipher } from './cipher.ts'
import { Derivation } from './derive.ts'
import { chooseKem, type DhKeys, type KemKeys, newDhKeys } from './key-exchange.ts'
import {
  type Commit,
  formatCommit,
  formatHello,
  formatNumber,
  formatProof,
  formatRefusal,
  formatReveal,
  type HandshakeMessage,
  type Hello,
  malformed,
  type Proof,
  type RandomNumber,
  type Reveal,
  randomNumberBytes,
  readMessage,
  refusalReasons,
  type Wishes,
} from './messages.ts'
import type { Fingerprints, SessionKeys } from './session-keys.ts'

export interface HandshakeOptions {
  role: Role
  /** 32 bytes, or empty. */
  secret: Uint8Array
  /** Without a seal it goes only if both sides want it so. */
  seal: boolean
  /** Of lane 0. */
  fingerprints: Fingerprints
  /** Shown on the other side; cut to 100 bytes. */
  name: string
  /** Of what is sealed with the keys; the platform's, if left out. */
  cipher?: MakeCipher | undefined
}

/** What a session that goes on has from before. */
interface Before {
  secret: Bytes
  words: string
  proven: boolean
}

interface Resumed extends Before {
  /** Whether the other side is known to have it too; else it may also begin once more. */
  confirmed: boolean
}

interface Result {
  send: Bytes[]
  keys?: SessionKeys
}

/** What comes next, and what is known by then. */
type State =
  | { next: 'start' }
  | { next: 'hello' }
  | { next: 'commit'; dh: DhKeys; kem: KemKeys }
  | { next: 'number'; revealed: Bytes; secrets: Bytes[] }
  | { next: 'reveal'; dh: DhKeys; kem: KemKeys; commitment: Bytes }
  | { next: 'proof'; agreement: Agreement; revealMessage: Bytes }
  | { next: 'nothing' }

/**
 * Agrees on keys over lane 0's control channel, message by message, before anything else is said there. `start` once,
 * then `take` for each message, one after the other, until there are `keys`; what comes after that message is sealed.
 * Both throw `transfer-unproven`, `transfer-version` or `transfer-protocol`; then send `Handshake.refusal(error)` and close.
 */
export class Handshake {
  readonly #options: HandshakeOptions
  readonly #resumed: Resumed | undefined
  readonly #wishes: Wishes
  /** As they went, to be hashed. */
  readonly #said: Bytes[] = []
  #state: State = { next: 'start' }
  #sealed = true
  /** Set when both sides go on. */
  #before: Before | undefined

  /** `resumed` is for `SessionKeys.resume` alone. */
  constructor(options: HandshakeOptions, resumed?: Resumed) {
    if (options.secret.length !== 0 && options.secret.length !== 32)
      throw new RangeError('a secret has 32 bytes, or none')
    checkFingerprints(options.fingerprints)
    this.#options = { ...options, secret: options.secret.slice() }
    this.#resumed = resumed
    this.#wishes = {
      seal: options.seal,
      secret: options.secret.length > 0,
      resumed: resumed !== undefined,
    }
  }

  async start(): Promise<Bytes[]> {
    if (this.#state.next !== 'start') throw new Error('a handshake starts once')
    if (this.#options.role === 'initiator') {
      this.#state = { next: 'hello' }
      return []
    }
    this.#state = { next: 'nothing' }
    const [dh, kem] = await Promise.all([newDhKeys(), chooseKem().then((way) => way.generate())])
    this.#state = { next: 'commit', dh, kem }
    return [this.#say(formatHello(this.#wishes, dh.publicKey, kem.publicKey))]
  }

  async take(message: Uint8Array): Promise<Result> {
    const state = this.#state
    // While one is being read none may come, and none after a bad one.
    this.#state = { next: 'nothing' }
    const read = readMessage(message)
    if (read.kind === 'refusal') throw refused(read.reason)
    if (read.kind === 'hello' && state.next === 'hello') return this.#answerHello(read, message)
    if (read.kind === 'commit' && state.next === 'commit') return this.#answerCommit(read, message, state)
    if (read.kind === 'number' && state.next === 'number') return this.#answerNumber(read, message, state)
    if (read.kind === 'reveal' && state.next === 'reveal') return this.#answerReveal(read, message, state)
    if (read.kind === 'proof' && state.next === 'proof') return this.#takeProof(read, state)
    throw outOfTurn(read, state)
  }

  /** Tells the other side why this one gives up. */
  static refusal(error: unknown): Bytes {
    const code = error instanceof Fault && isFaultCode(error.code) ? error.code : 'transfer-protocol'
    return formatRefusal(refusalReasons.find((reason) => reason === code) ?? 'transfer-protocol')
  }

  async #answerHello(hello: Hello, message: Uint8Array): Promise<Result> {
    this.#hear(message)
    this.#settle(hello.wishes)
    const [dh, kem] = await Promise.all([newDhKeys(), chooseKem()])
    const { text, secret } = await kem.encapsulate(hello.kemKey).catch(() => {
      throw malformed('a key that is none')
    })
    const secrets = [await agree(dh, hello.dhKey), secret]
    const revealed = concat(dh.publicKey, text, randomBytes(randomNumberBytes))
    this.#state = { next: 'number', revealed, secrets }
    return { send: [this.#say(formatCommit(this.#wishes, await commitmentTo(revealed)))] }
  }

  async #answerCommit(
    commit: Commit,
    message: Uint8Array,
    { dh, kem }: { dh: DhKeys; kem: KemKeys },
  ): Promise<Result> {
    this.#hear(message)
    this.#settle(commit.wishes)
    this.#state = { next: 'reveal', dh, kem, commitment: commit.commitment }
    return { send: [this.#say(formatNumber(randomBytes(randomNumberBytes)))] }
  }

  async #answerNumber(
    _: RandomNumber,
    message: Uint8Array,
    { revealed, secrets }: { revealed: Bytes; secrets: Bytes[] },
  ): Promise<Result> {
    this.#hear(message)
    const agreement = await this.#agree(secrets, revealed)
    const proof = await agreement.prove('initiator', this.#options.name, revealed)
    const revealMessage = formatReveal(revealed, proof)
    this.#state = { next: 'proof', agreement, revealMessage }
    return { send: [revealMessage] }
  }

  async #answerReveal(
    { revealed, dhKey, kemText, proof }: Reveal,
    message: Uint8Array,
    { dh, kem, commitment }: { dh: DhKeys; kem: KemKeys; commitment: Bytes },
  ): Promise<Result> {
    if (!equalBytes(await commitmentTo(revealed), commitment))
      throw malformed('a key that it was not bound to')
    const agreement = await this.#agree([await agree(dh, dhKey), await opened(kem, kemText)], revealed)
    const peer = await this.#verified(agreement, proof, revealed)
    const own = await agreement.prove('responder', this.#options.name, message)
    return { send: [formatProof(own)], keys: await this.#keys(agreement, peer) }
  }

  async #takeProof(
    proof: Proof,
    { agreement, revealMessage }: { agreement: Agreement; revealMessage: Bytes },
  ): Promise<Result> {
    const peer = await this.#verified(agreement, proof, revealMessage)
    return { send: [], keys: await this.#keys(agreement, peer) }
  }

  #say(message: Bytes): Bytes {
    this.#said.push(message)
    return message
  }

  #hear(message: Uint8Array): void {
    this.#said.push(message.slice() as Bytes)
  }

  /** What both wish for; that nobody changed it on its way is proven later. */
  #settle(theirs: Wishes): void {
    if (theirs.secret !== this.#wishes.secret)
      throw unproven('Only one of both sides has a code or is paired with the other.')
    this.#sealed = theirs.seal || this.#wishes.seal
    // The initiator comes to have keys last, so it knows whether there is a session to go on with.
    const goesOn = this.#options.role === 'initiator' ? this.#wishes.resumed : theirs.resumed
    const knows = this.#options.role === 'initiator' ? theirs.resumed : this.#wishes.resumed
    if (goesOn ? !knows : this.#resumed?.confirmed)
      throw unproven('One side goes on with a session that the other does not know any more.')
    this.#before = goesOn ? this.#resumed : undefined
  }

  async #agree(secrets: readonly Bytes[], revealed: Bytes): Promise<Agreement> {
    const { role, fingerprints } = this.#options
    const secret = this.#before?.secret ?? this.#options.secret
    const transcript = await transcriptHash(byRole(role, fingerprints), [...this.#said, revealed])
    return Agreement.of([...secrets, secret], transcript)
  }

  async #verified(agreement: Agreement, proof: Omit<Proof, 'kind'>, seen: Uint8Array): Promise<string> {
    const peer = await agreement.verify(otherRole[this.#options.role], proof, seen)
    if (peer === undefined)
      throw unproven('The other side does not know the secret, or somebody stands between.')
    return peer
  }

  async #keys(agreement: Agreement, peer: string): Promise<SessionKeys> {
    const goesOn = this.#before !== undefined
    const before: Before = this.#before ?? {
      secret: await agreement.derive('resumption'),
      words: await agreement.words(),
      proven: this.#wishes.secret,
    }
    return new AgreedKeys({
      role: this.#options.role,
      peer,
      words: before.words,
      sealed: this.#sealed,
      cipher: this.#options.cipher,
      proven: before.proven,
      confirmed: goesOn || this.#options.role === 'initiator',
      root: await Derivation.of(await agreement.derive('lanes')),
      // The secret stays that of the first handshake: if one side gets through a later one and the other does not hear of
      // it, both can still try again.
      resume: (fingerprints, confirmed) =>
        new Handshake({ ...this.#options, fingerprints }, { ...before, confirmed }),
    })
  }
}

const agree = (dh: DhKeys, otherKey: Bytes): Promise<Bytes> =>
  dh.agree(otherKey).catch(() => {
    throw malformed('a key that is none')
  })

const opened = (kem: KemKeys, text: Bytes): Promise<Bytes> =>
  kem.decapsulate(text).catch(() => {
    throw malformed('a text that no key could be for')
  })

const unproven = (text: string): Fault => new Fault('transfer-unproven', text)

const outOfTurn = (read: HandshakeMessage, state: State): Fault =>
  malformed(`${read.kind} came where ${state.next === 'start' ? 'nothing' : state.next} was due`)

function refused(reason: (typeof refusalReasons)[number]): Fault {
  const texts = {
    'transfer-protocol': 'The other side could not understand this one and gave up.',
    'transfer-version':
      'The other side has another version of Hawser, which transfers otherwise. Update the older one of both.',
    'transfer-unproven':
      'The other side says that this one does not know the secret, or that somebody stands between.',
  }
  return new Fault(reason, texts[reason])
}
