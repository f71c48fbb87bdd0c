import { z } from 'zod'
import { call, stream } from './procedure.ts'

/** A longer link is none of ours; the QR codes that hold one are not larger either. */
export const linkLimit = 400
/** Of a saved report, in characters. */
export const reportLimit = 4_000_000

const link = z.string().max(linkLimit)

/** What somebody has opened from outside, with a link or a file. The page shows it filled in; nothing is done without a click. */
export const openedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['pair', 'receive', 'tunnel']), link }),
  z.object({ kind: z.literal('report'), name: z.string().max(255), text: z.string().max(reportLimit) }),
  /** It could not be opened; the text says why. */
  z.object({ kind: z.literal('problem'), text: z.string().max(1000) }),
])
export type Opened = z.infer<typeof openedSchema>

export const updateChoices = ['when-idle', 'at-next-start', 'not-now'] as const
export type UpdateChoice = (typeof updateChoices)[number]

/**
 * - `off`: this installation does not update itself; `text` says why
 * - `none`: nothing newer is known
 * - `offered`: `version` is there, and nobody has said yet what to do about it
 * - `waiting`: agreed to, to be loaded as soon as nothing runs that it could disturb
 * - `loading`
 * - `ready`: loaded; installed as soon as nothing runs (`when-idle`), or when Hawser is quit (`at-next-start`)
 */
export const updateStates = ['off', 'none', 'offered', 'waiting', 'loading', 'ready'] as const

export const updateSchema = z.object({
  state: z.enum(updateStates),
  /** Empty with `off` and `none`. */
  version: z.string(),
  /** What is new, as plain text; may be empty. */
  notes: z.string(),
  choice: z.enum(['', 'when-idle', 'at-next-start']),
  /** 0…100, while loading. */
  percent: z.number(),
  /** What runs and is waited for, such as `1 bond is live`. */
  runs: z.array(z.string()),
  /** Why it is off, or what went wrong last; else empty. */
  text: z.string(),
  /** When it was last looked for, ms since the Unix epoch; 0 never. */
  checkedAt: z.number(),
})
export type Update = z.infer<typeof updateSchema>

/** One transfer of the main window that is under way, for who sees no page. */
export const windowTransferSchema = z.object({
  sessionId: z.string().max(100),
  id: z.string().max(100),
  name: z.string().max(255),
  peer: z.string().max(100),
  direction: z.enum(['sending', 'receiving']),
  state: z.enum(['waiting', 'moving', 'paused', 'lost']),
  /** This side has paused it. */
  isPausedHere: z.boolean(),
  /** 0…100 */
  percent: z.int().min(0).max(100),
})
export type WindowTransfer = z.infer<typeof windowTransferSchema>

export const windowTransfersLimit = 20
/** `count` and `rate` (bytes/s) are of all of them, `transfers` the first ones. */
export const windowTransfersSchema = z.object({
  count: z.int().min(0).max(100_000),
  rate: z.number().min(0),
  transfers: z.array(windowTransferSchema).max(windowTransfersLimit),
})
export type WindowTransfers = z.infer<typeof windowTransfersSchema>

/** Somebody wants a transfer to stand still, or to go on. */
export const pauseWishSchema = windowTransferSchema
  .pick({ sessionId: true, id: true })
  .extend({ paused: z.boolean() })
export type PauseWish = z.infer<typeof pauseWishSchema>

/** Where a page is, as the part of its address from `#` on. */
const hash = z.string().regex(/^#\/[\w/%.~!'()*-]{0,300}$/)

/** What the desktop shell itself tells its page and is asked by it, beside the host. */
export const shellContract = {
  opened: stream(z.void(), openedSchema, 4),
  update: stream(z.void(), updateSchema, 2),
  chooseUpdate: call(z.object({ choice: z.enum(updateChoices) }), z.void()),
  checkForUpdate: call(z.void(), z.void()),
  /** The transfers of this page, whenever one has changed, and every two seconds while there are any. */
  transferring: call(windowTransfersSchema, z.void()),
  /** What somebody wants of the transfers of the page without looking at it. */
  pauses: stream(z.void(), pauseWishSchema, 8),
  /** Something of the transfers waits for somebody: `text` says what. The shell tells it if nobody looks. */
  asks: call(z.object({ text: z.string().max(1000) }), z.void()),
  /** Shows the compact window, or puts it away. */
  toggleCompact: call(z.void(), z.void()),
  /** Shows the main window, at that page. */
  openMain: call(z.object({ hash }), z.void()),
  quit: call(z.void(), z.void()),
}
