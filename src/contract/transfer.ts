import { z } from 'zod'
import { changeOf } from './change.ts'
import { deviceIdSchema } from './peers.ts'
import { call, stream } from './procedure.ts'
import { endpointSchema } from './rule.ts'

export const iceServerSchema = z.object({
  url: z
    .string()
    .regex(/^(stun|turns?):[^\s@]{1,250}$/, 'A server looks like stun:host:3478 or turn:host:3478.'),
  username: z.string().max(200).optional(),
  credential: z.string().max(200).optional(),
})

export const transferSettingsSchema = z.object({
  /** Where received files go; empty: the downloads folder of the system. */
  saveTo: z.string().max(4096).default(''),
  /** Files of paired devices are taken without asking. */
  trustPaired: z.boolean().default(false),
  /** The layer of our own above DTLS. Both sides must agree to be without it. */
  seal: z.boolean().default(true),
  /** One peer connection only, to leave room for others. */
  gentle: z.boolean().default(false),
  maxLanes: z.int().min(1).max(16).default(16),
  mode: z.enum(['automatic', 'reliable', 'unreliable']).default('automatic'),
  iceServers: z.array(iceServerSchema).max(16).default([]),
  /** Through TURN only. */
  relayOnly: z.boolean().default(false),
  /** Where codes are exchanged: any Hawser that serves as a rendezvous; without one (null), codes work on this network only. */
  rendezvous: endpointSchema.nullable().default(null),
  /** Where paired devices call; off until the first device is paired. */
  listen: endpointSchema.default({ host: '0.0.0.0', port: 8742 }),
})
export type TransferSettings = z.output<typeof transferSettingsSchema>
export const transferSettingsChangeSchema = changeOf(transferSettingsSchema)

export const callPurposes = ['files', 'tunnel'] as const
export const callPurposeSchema = z.enum(callPurposes)
export type CallPurpose = z.infer<typeof callPurposeSchema>

/** What two ends tell one another before they have a connection of their own: opaque to whoever carries it. */
export const signalSchema = z.object({ text: z.string().max(64 * 1024) })

/** A code is used up by so many wrong tries. */
export const wrongTryLimit = 10

/**
 * A way to somebody: two hosts that pass messages until a connection is made, and again when it must be made anew.
 * - `waiting`: a code is shown, nobody has come yet
 * - `ringing`: a paired device is being called; `incoming`: one calls us
 * - `joined`: both ends are there
 * - `ended`: `problem` says why, unless it was by intent
 */
export const rendezvousCallSchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'ringing', 'incoming', 'joined', 'ended']),
  /** The side that makes the first offer. */
  role: z.enum(['initiator', 'responder']),
  /** By a code, or between paired devices. */
  by: z.enum(['code', 'device']),
  /** What it is for. Both ends must mean the same; those for tunnels are taken by the host itself. */
  purpose: callPurposeSchema,
  /** While waiting: what the other side types, such as `4821-otter-lamp-magnet-maple-stone-acorn`, and the text of the QR code. */
  code: z.string(),
  link: z.string(),
  /** How often somebody came with a wrong one; at `wrongTryLimit` it is used up. */
  wrongTries: z.int().min(0),
  /** Who the other end is; its id only if it is paired (and thereby proven). */
  peer: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** base64 of 32 bytes that only the two ends know; once joined. Keys are bound to it. */
  secret: z.string(),
  until: z.number(),
  problem: z.string(),
  faultCode: z.string(),
})
export type RendezvousCall = z.infer<typeof rendezvousCallSchema>

export const transferRecordSchema = z.object({
  id: z.string(),
  /** ms since the Unix epoch */
  at: z.number(),
  direction: z.enum(['sent', 'received']),
  peer: z.string(),
  peerId: z.string(),
  name: z.string(),
  files: z.int(),
  bytes: z.number(),
  ms: z.number(),
  result: z.enum(['done', 'cancelled', 'declined', 'failed']),
  problem: z.string(),
  /** Received: the folder; sent: empty. */
  folder: z.string(),
})
export type TransferRecord = z.infer<typeof transferRecordSchema>

const callId = { callId: z.string().max(64) }

/** Parts of the host's contract. */
export const transferCalls = {
  setTransfer: call(transferSettingsChangeSchema, transferSettingsSchema),
  /** All that is going on, at once, then again after each change. */
  rendezvousCalls: stream(z.void(), z.object({ calls: z.array(rendezvousCallSchema) }), 2),
  /** Makes a code and waits for somebody to come with it. */
  openCode: call(z.object({ minutes: z.int().min(1).max(1440).default(60) }), rendezvousCallSchema),
  /** With the code or link that the other side shows. `at`: a rendezvous other than that of the settings. */
  joinCode: call(
    z.object({ code: z.string().min(1).max(400), at: endpointSchema.optional() }),
    rendezvousCallSchema,
  ),
  /** A paired device that is within reach. */
  callDevice: call(z.object({ id: deviceIdSchema }), rendezvousCallSchema),
  /** Of several windows one takes an incoming call. False: another one was first. */
  takeCall: call(z.object(callId), z.object({ taken: z.boolean() })),
  endCall: call(z.object({ ...callId, reason: z.string().max(200).default('') }), z.void()),
  sendSignal: call(z.object({ ...callId, signal: signalSchema }), z.void()),
  /** What the other end says, from the first on that nobody has read. Ends with the call. */
  signals: stream(z.object(callId), signalSchema),

  /** Where received files would go, with the settings as they are; faults as of a folder that cannot be written. */
  receivingFolder: call(
    z.object({ folder: z.string().max(4096).optional() }),
    z.object({ folder: z.string(), freeBytes: z.number() }),
  ),
  /** A ticket for one connection to the disk, over which a window writes what it receives (see `DiskLink`). Holds for a minute. */
  openDisk: call(
    z.object({ folder: z.string().max(4096).optional() }),
    z.object({ ticket: z.string(), folder: z.string() }),
  ),

  transferHistory: stream(z.void(), z.object({ records: z.array(transferRecordSchema).max(1000) }), 2),
  recordTransfer: call(transferRecordSchema, z.void()),
  forgetTransfers: call(z.object({ ids: z.array(z.string()).max(1000) }), z.void()),
  /** Shows a received transfer's folder in the system's file manager; the desktop app alone can. */
  showTransfer: call(z.object({ id: z.string() }), z.object({ shown: z.boolean() })),
}
