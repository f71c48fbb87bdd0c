import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type CallPurpose, callPurposeSchema } from '../../contract/transfer.ts'
import { Fault } from '../../wire/fault.ts'
import { CPace, confirmationTag, equalTags } from '../peers/cpace.ts'
import { cleanName } from '../peers/introduction.ts'
import { type MeetingKeys, meetingKeys, openName, sealName } from './code-keys.ts'
import { malformed } from './frames.ts'

// Two ends that a rendezvous brought together show each other that they know the same code:
//
//   opener → joiner  hello    a random number, what the code is for
//   joiner → opener  asks     a random number, its CPace share, what it wants
//   opener → joiner  answers  its CPace share
//   joiner → opener  proves   the proof of the key, its name
//   opener → joiner  proven   the proof of the key, its name; or `wrong`
//
// The joiner proves first: it learns from a try whether its code was right, and nothing else.

const version = 1
/** Both must mean the same: who stands between cannot make them believe that they do. */
const channelOf = (purpose: CallPurpose) =>
  Buffer.from(`hawser-rendezvous/1 code${purpose === 'files' ? '' : ` for ${purpose}`}`)
const opener = Buffer.from('opener')
const joiner = Buffer.from('joiner')
const nonceBytes = 16

const bytes = (length: number) =>
  z
    .base64url()
    .max(128)
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((read) => read.length === length)
const name = z.string().max(400)
const purpose = callPurposeSchema.default('files')
const schemas = {
  hello: z.object({ version: z.int(), number: bytes(nonceBytes), purpose }),
  asks: z.object({ number: bytes(nonceBytes), share: bytes(32), purpose }),
  answers: z.object({ share: bytes(32) }),
  proves: z.object({ tag: bytes(64), name }),
  proven: z.object({ tag: bytes(64), name }).or(z.object({ wrong: z.literal(true) })),
}

/** Texts to and from whoever is at the other end of a try. */
export interface TryChannel {
  send(text: string): void
  /** Rejects when the other one is gone. */
  next(): Promise<string>
}

export interface Proving {
  /** Of `secretOf`. */
  secret: Uint8Array
  /** Told to the other side. */
  name: string
  purpose: CallPurpose
}

export interface Proven {
  keys: MeetingKeys
  /** How the other side calls itself. */
  peer: string
}

/** The side that made the code. Throws `code-refused` after telling so, `code-purpose`, `transfer-protocol`, or as the channel does. */
export async function proveAsOpener(line: TryChannel, own: Proving): Promise<Proven> {
  const number = randomBytes(nonceBytes)
  say(line, { version, number, purpose: own.purpose })
  const asked = await hear(line, schemas.asks)
  if (asked.purpose !== own.purpose) throw otherPurpose(own.purpose)
  const session = Buffer.concat([number, asked.number])
  const run = new CPace({ secret: own.secret, channel: channelOf(own.purpose), session })
  const [asks, answers] = [
    { share: asked.share, data: joiner },
    { share: run.share, data: opener },
  ]
  const key = run.key(asks, answers, asked.share)
  if (key === undefined) throw malformed('a share that is none')
  say(line, { share: run.share })
  const proof = await hear(line, schemas.proves)
  const keys = meetingKeys(key, own.secret, session)
  const peer = openName(proof.name, keys.names.joiner)
  if (!equalTags(proof.tag, confirmationTag(key, session, asks)) || peer === undefined) {
    say(line, { wrong: true })
    throw new Fault('code-refused', 'Somebody tried a wrong code.')
  }
  say(line, { tag: confirmationTag(key, session, answers), name: sealName(own.name, keys.names.opener) })
  return { keys, peer: cleanName(peer) }
}

/** The side that was told the code. Throws as the other. */
export async function proveAsJoiner(line: TryChannel, own: Proving): Promise<Proven> {
  const hello = await hear(line, schemas.hello)
  if (hello.version !== version)
    throw new Fault(
      'transfer-version',
      'The other side has another version of Hawser, which knows other codes.',
    )
  if (hello.purpose !== own.purpose) throw otherPurpose(hello.purpose)
  const number = randomBytes(nonceBytes)
  const session = Buffer.concat([hello.number, number])
  const run = new CPace({ secret: own.secret, channel: channelOf(own.purpose), session })
  say(line, { number, share: run.share, purpose: own.purpose })
  const answered = await hear(line, schemas.answers)
  const [asks, answers] = [
    { share: run.share, data: joiner },
    { share: answered.share, data: opener },
  ]
  const key = run.key(asks, answers, answered.share)
  if (key === undefined) throw malformed('a share that is none')
  const keys = meetingKeys(key, own.secret, session)
  say(line, { tag: confirmationTag(key, session, asks), name: sealName(own.name, keys.names.joiner) })
  const proof = await hear(line, schemas.proven)
  const wrong = new Fault('code-refused', 'The code is wrong: the number fits, but the words do not.')
  if ('wrong' in proof) throw wrong
  const peer = openName(proof.name, keys.names.opener)
  if (!equalTags(proof.tag, confirmationTag(key, session, answers)) || peer === undefined) throw wrong
  return { keys, peer: cleanName(peer) }
}

/** Of a code that somebody came with for something else than what it is for. */
export const otherPurpose = (purpose: CallPurpose): Fault =>
  new Fault(
    'code-purpose',
    purpose === 'tunnel'
      ? 'That code is for a tunnel. Enter it where tunnels are made.'
      : 'That code is for sending files. Enter it where files are sent and received.',
  )

function say(line: TryChannel, message: Record<string, Uint8Array | string | number | boolean>): void {
  const fields = Object.entries(message).map(([field, value]) => [
    field,
    value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : value,
  ])
  line.send(JSON.stringify(Object.fromEntries(fields)))
}

async function hear<T>(line: TryChannel, schema: z.ZodType<T>): Promise<T> {
  const text = await line.next()
  const read = schema.safeParse(readJson(text))
  if (!read.success) throw malformed('a step of the exchange that lacks something')
  return read.data
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
