import { z } from 'zod'
import { callPurposeSchema } from '../../contract/transfer.ts'

/** What is spoken over TLS; ALPN (RFC 7301) tells which. */
export const protocols = { rendezvous: 'hawser-rendezvous/1', call: 'hawser-call/1' } as const
export type Protocol = (typeof protocols)[keyof typeof protocols]

/** 16 bytes in base64url. */
const id = z.string().regex(/^[\w-]{22}$/)
const nameplate = z.string().regex(/^[1-9]\d{3,5}$/)
/** Of a text; one that is sealed is a little shorter than a frame may be. */
const text = z.string().max(92_000)
const shortText = z.string().max(2000)

/** What a rendezvous is asked. One connection is one end of one call. */
export const questionSchema = z.discriminatedUnion('type', [
  /** To wait at a nameplate; `token` proves later that it is the same one who comes back to it. */
  z.object({ type: z.literal('open'), nameplate, token: id, minutes: z.int().min(1).max(1440) }),
  /** To whoever waits at a nameplate. */
  z.object({ type: z.literal('claim'), nameplate }),
  /** The one who waits sends away the one who came; `wrong`: that one did not know the code. */
  z.object({ type: z.literal('dismiss'), wrong: z.boolean() }),
  /** To the other end of a call, in a room that the two alone can name. */
  z.object({ type: z.literal('meet'), room: id, side: z.enum(['opener', 'joiner']) }),
  /** To whoever is at the other end now. */
  z.object({ type: z.literal('text'), text }),
  /** Not to come back: nothing is kept. */
  z.object({ type: z.literal('leave') }),
])
export type Question = z.infer<typeof questionSchema>
export type Side = Extract<Question, { type: 'meet' }>['side']

/** Why a rendezvous turns somebody away. */
export const refusalCodes = ['code-unknown', 'rendezvous-busy', 'call-declined'] as const

/** What a rendezvous answers. */
export const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened') }),
  /** Somebody else waits there; another nameplate is to be tried. */
  z.object({ type: z.literal('taken') }),
  /** To both: somebody came, and texts go from one to the other. */
  z.object({ type: z.literal('claimed') }),
  /** The one who came is gone. */
  z.object({ type: z.literal('left') }),
  z.object({ type: z.literal('refused'), code: z.enum(refusalCodes) }),
  z.object({ type: z.literal('peer'), there: z.boolean() }),
  z.object({ type: z.literal('text'), text }),
])
export type Answer = z.infer<typeof answerSchema>

const number = z.string().regex(/^[\w-]{43}$/)

/** What two paired devices say to one another. */
export const callMessageSchema = z.discriminatedUnion('type', [
  /** The one who calls, at first and whenever it comes back; `number`: its half of what the secret is made of. */
  z.object({
    type: z.literal('call'),
    id,
    number,
    joined: z.boolean(),
    purpose: callPurposeSchema.default('files'),
  }),
  /** Somebody is being asked; `number`: the other half. */
  z.object({ type: z.literal('ringing'), number }),
  z.object({ type: z.literal('taken') }),
  z.object({
    type: z.literal('ended'),
    code: z.enum(['', 'call-declined', 'call-unknown', 'too-many']),
    reason: shortText,
  }),
  z.object({ type: z.literal('text'), text }),
  /** Instead of a call: whether the path between both may be measured, once and now. */
  z.object({ type: z.literal('measure') }),
  /** It may: at that port of the same machine, with the token, for a minute. */
  z.object({
    type: z.literal('measuring'),
    port: z.int().min(1).max(0xffff),
    token: z.string().regex(/^[\w-]{43}$/),
  }),
])
export type CallMessage = z.infer<typeof callMessageSchema>
