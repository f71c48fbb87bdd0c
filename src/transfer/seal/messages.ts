import { Fault } from '../../wire/fault.ts'
import { type Bytes, concat } from './bytes.ts'
import { dhKeyBytes, kemKeyBytes, kemTextBytes } from './key-exchange.ts'

// What is said before anything is sealed. The responder begins, for it holds the key that the other side's secret is
// brought to; so all that the initiator has to say is known when it commits itself.
//
//   responder → initiator  hello    versions, wishes, its keys
//   initiator → responder  commit   versions, wishes, a hash of what `reveal` will say
//   responder → initiator  number   its random number
//   initiator → responder  reveal   its key, the text for the responder's key, its random number; its proof
//   responder → initiator  proof    its proof
//   either                 refusal  why it gives up

const kinds = { hello: 1, commit: 2, number: 3, reveal: 4, proof: 5, refusal: 15 } as const
type Kind = keyof typeof kinds
const kindNames = new Map<number, Kind>(Object.entries(kinds).map(([name, kind]) => [kind, name as Kind]))

export const hashBytes = 32
export const randomNumberBytes = 32
export const fingerprintBytes = 32
export const maxNameBytes = 100
const tagBytes = 16
const sealedNameLimit = maxNameBytes + tagBytes

/** From the oldest to the newest version that one speaks. */
export interface Versions {
  oldest: number
  newest: number
}
export const ourVersions: Versions = { oldest: 1, newest: 1 }

export interface Wishes {
  seal: boolean
  /** Whether this side has a secret from before the session. */
  secret: boolean
  /** Of the initiator: that this goes on with a session whose lanes were lost. Of the responder: that it can. */
  resumed: boolean
}

export interface Hello {
  kind: 'hello'
  versions: Versions
  wishes: Wishes
  dhKey: Bytes
  kemKey: Bytes
}
export interface Commit {
  kind: 'commit'
  versions: Versions
  wishes: Wishes
  commitment: Bytes
}
export interface RandomNumber {
  kind: 'number'
  number: Bytes
}
export interface Reveal {
  kind: 'reveal'
  /** All that was committed to: the next three, one behind another. */
  revealed: Bytes
  dhKey: Bytes
  kemText: Bytes
  number: Bytes
  proof: Proof
}
export interface Proof {
  kind: 'proof'
  mac: Bytes
  sealedName: Bytes
}
export interface Refusal {
  kind: 'refusal'
  reason: RefusalReason
}
export type HandshakeMessage = Hello | Commit | RandomNumber | Reveal | Proof | Refusal

export const refusalReasons = ['transfer-protocol', 'transfer-version', 'transfer-unproven'] as const
export type RefusalReason = (typeof refusalReasons)[number]

export const malformed = (what: string): Fault =>
  new Fault('transfer-protocol', `The other side does not keep to the protocol: ${what}.`)

const greeting = (kind: 'hello' | 'commit', wishes: Wishes): Bytes =>
  Uint8Array.of(
    kinds[kind],
    ourVersions.oldest,
    ourVersions.newest,
    (wishes.seal ? 1 : 0) | (wishes.secret ? 2 : 0) | (wishes.resumed ? 4 : 0),
  )

export const formatHello = (wishes: Wishes, dhKey: Bytes, kemKey: Bytes): Bytes =>
  concat(greeting('hello', wishes), dhKey, kemKey)

export const formatCommit = (wishes: Wishes, commitment: Bytes): Bytes =>
  concat(greeting('commit', wishes), commitment)

export const formatNumber = (number: Bytes): Bytes => concat(Uint8Array.of(kinds.number), number)

export const formatReveal = (revealed: Bytes, { mac, sealedName }: Omit<Proof, 'kind'>): Bytes =>
  concat(Uint8Array.of(kinds.reveal), revealed, mac, sealedName)

export const formatProof = ({ mac, sealedName }: Omit<Proof, 'kind'>): Bytes =>
  concat(Uint8Array.of(kinds.proof), mac, sealedName)

export const formatRefusal = (reason: RefusalReason): Bytes =>
  Uint8Array.of(kinds.refusal, refusalReasons.indexOf(reason))

/** Throws `transfer-protocol`, and `transfer-version` where no version is common to both. */
export function readMessage(message: Uint8Array): HandshakeMessage {
  const kind = kindNames.get(message[0] ?? 0)
  const fields = new Fields(message.slice(1))
  switch (kind) {
    case 'hello':
      return fields.whole({
        kind,
        ...fields.greeting(),
        dhKey: fields.take(dhKeyBytes),
        kemKey: fields.take(kemKeyBytes),
      })
    case 'commit':
      return fields.whole({ kind, ...fields.greeting(), commitment: fields.take(hashBytes) })
    case 'number':
      return fields.whole({ kind, number: fields.take(randomNumberBytes) })
    case 'reveal': {
      const revealed = fields.take(dhKeyBytes + kemTextBytes + randomNumberBytes)
      const proof = fields.proof()
      return fields.whole({ kind, revealed, ...readRevealed(revealed), proof })
    }
    case 'proof':
      return fields.whole(fields.proof())
    case 'refusal': {
      const reason = refusalReasons[fields.take(1)[0]!]
      if (reason === undefined) throw malformed('a refusal for an unknown reason')
      return { kind, reason }
    }
    default:
      throw malformed('a message of an unknown kind before keys are agreed on')
  }
}

function readRevealed(revealed: Bytes): { dhKey: Bytes; kemText: Bytes; number: Bytes } {
  const fields = new Fields(revealed)
  return {
    dhKey: fields.take(dhKeyBytes),
    kemText: fields.take(kemTextBytes),
    number: fields.take(randomNumberBytes),
  }
}

class Fields {
  #rest: Bytes

  constructor(bytes: Bytes) {
    this.#rest = bytes
  }

  take(length: number): Bytes {
    if (this.#rest.length < length) throw malformed('a message that is cut short')
    const field = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return field
  }

  greeting(): { versions: Versions; wishes: Wishes } {
    const [oldest = 0, newest = 0] = this.take(2)
    // Before anything else is read, which a newer version may say in another way.
    if (newest < ourVersions.oldest || oldest > ourVersions.newest || oldest > newest)
      throw new Fault(
        'transfer-version',
        'The other side has another version of Hawser, which transfers otherwise. Update the older one of both.',
      )
    const wishes = this.take(1)[0]!
    if (wishes > 7) throw malformed('an unknown wish')
    return {
      versions: { oldest, newest },
      wishes: { seal: (wishes & 1) !== 0, secret: (wishes & 2) !== 0, resumed: (wishes & 4) !== 0 },
    }
  }

  proof(): Proof {
    const mac = this.take(hashBytes)
    if (this.#rest.length < tagBytes || this.#rest.length > sealedNameLimit)
      throw malformed('a name of a wrong length')
    return { kind: 'proof', mac, sealedName: this.take(this.#rest.length) }
  }

  whole<T>(message: T): T {
    if (this.#rest.length > 0) throw malformed('a message that is too long')
    return message
  }
}
