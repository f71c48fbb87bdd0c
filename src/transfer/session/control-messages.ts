import { z } from 'zod'
import { isFaultCode } from '../../wire/fault.ts'
import { limits } from './limits.ts'

/** A transfer's number in a session: even if the initiator offers it, odd if the responder does; rises. */
const transfer = z.int().min(0).max(0xffff_ffff)
const file = z.int().min(0).max(limits.entries)
const lane = z.int().min(0).max(0xffff_ffff)
const text = z.string().max(300)
const code = z.string().max(40).refine(isFaultCode).catch('internal')
const base64 = z.string().max(limits.pageBytes)

export const rtcSignalSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['offer', 'answer']), sdp: z.string().max(32 * 1024) }),
  z.object({ type: z.literal('candidate'), candidate: z.string().max(2048), mid: z.string().max(256) }),
])

/** A path, whether it is a folder (1) or a file (0), size, time. */
const entrySchema = z.tuple([
  z.string().max(limits.pathBytes),
  z.union([z.literal(0), z.literal(1)]),
  z.number(),
  z.number(),
])

/**
 * What is said on control channels in JSON. Lists that may be long come in several messages.
 * `offer … prefer` are about one transfer; only the end that may say a thing is believed.
 */
export const controlSchema = z.discriminatedUnion('type', [
  /** First of all: what this end bears. */
  z.object({ type: z.literal('hello'), openBytes: z.int().min(1024 * 1024), openBlocks: z.int().min(16) }),
  /** Lanes wanted for what this end sends, and how many it allows at most. */
  z.object({ type: z.literal('lanes'), wanted: z.int().min(0).max(16), most: z.int().min(1).max(16) }),
  /** How it goes at this end: parts of the time as `waitKinds` (none if it sends nothing), loss, and use of its processors. */
  z.object({
    type: z.literal('going'),
    waits: z.array(z.number().min(0).max(1)).max(5),
    loss: z.number().min(-1).max(1),
    processor: z.number().min(-1).max(1),
  }),
  /** Towards a peer connection: by the initiator an offer, which begins the lane. */
  z.object({ type: z.literal('signal'), lane, reliable: z.boolean(), signal: rtcSignalSchema }),
  /** Nothing more is to be sent on a lane, so that it can be closed; or it is given up before it was open. */
  z.object({ type: z.literal('retire'), lane }),

  /** By the one who sends the files; `entries` follow. */
  z.object({
    type: z.literal('offer'),
    transfer,
    id: z.string().regex(/^[0-9a-f]{32}$/),
    name: z.string().max(limits.title),
    files: z.int().min(0),
    bytes: z.int().min(0),
    entries: z.int().min(1).max(limits.entries),
  }),
  z.object({ type: z.literal('entries'), transfer, entries: z.array(entrySchema).min(1).max(4096) }),
  /** Root hashes of files that have been read as a whole: file and base64 of 32 bytes. */
  z.object({
    type: z.literal('roots'),
    transfer,
    roots: z.array(z.tuple([file, z.string().length(44)])).max(1024),
  }),
  /** A file that cannot be read; the others go on. */
  z.object({ type: z.literal('unreadable'), transfer, file, code, text }),

  /** By the one who receives. What is there from before: runs of whole files (first, count), and bits of blocks from a block on. */
  z.object({
    type: z.literal('have'),
    transfer,
    whole: z.array(z.tuple([file, z.int().min(1)])).max(2048),
    partial: z.array(z.tuple([file, z.int().min(0).multipleOf(8), base64])).max(2048),
  }),
  z.object({ type: z.literal('accept'), transfer }),
  z.object({ type: z.literal('decline'), transfer, text }),
  /** Files that have been proven and have their names. */
  z.object({ type: z.literal('finished'), transfer, files: z.array(file).max(4096) }),
  /** A file came out damaged: nothing of it is there. */
  z.object({ type: z.literal('redo'), transfer, file }),
  /** A file that cannot be stored; the others go on. */
  z.object({ type: z.literal('unstored'), transfer, file, code, text }),
  z.object({ type: z.literal('prefer'), transfer, file }),

  /** By either end. */
  z.object({ type: z.literal('pause'), transfer, paused: z.boolean() }),
  /** Ends a transfer that is not done; `code` is `transfer-cancelled` if it was somebody's wish. */
  z.object({ type: z.literal('cancel'), transfer, code, text }),
  /** A snippet of text, in parts. */
  z.object({ type: z.literal('text'), part: z.string().max(limits.partChars), last: z.boolean() }),
  /** The session is over. */
  z.object({ type: z.literal('bye'), code, text }),
])

export type ControlMessage = z.infer<typeof controlSchema>
export type RtcSignalMessage = z.infer<typeof rtcSignalSchema>
