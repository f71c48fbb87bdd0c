import { z } from 'zod'
import { call } from './procedure.ts'
import { endpointSchema } from './rule.ts'

/** SHA-256 of a device's certificate (DER), in base32 (RFC 4648) without padding. People may write it in groups and in lower case. */
export const deviceIdSchema = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[A-Z2-7]{51}[AQ]$/, 'A device id has 52 letters and digits.'))
export type DeviceId = string

export const deviceNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the device a name.')
  .max(60, 'Names have at most 60 characters.')

/** A device that is trusted. What each may do is set where it is used: folders name their peers. */
export const peerSchema = z.object({
  id: deviceIdSchema,
  name: deviceNameSchema,
  /** PEM; self-signed, and nothing but this certificate is ever accepted of it. */
  certificate: z.string().max(8192),
  /** Where it may be reached besides what discovery finds; host and port of its sync listener. */
  addresses: z.array(endpointSchema).max(16).default([]),
  /** Milliseconds since the Unix epoch. */
  pairedAt: z.number(),
})
export type Peer = z.output<typeof peerSchema>
export const peerChangeSchema = z.object({
  name: deviceNameSchema.optional(),
  addresses: z.array(endpointSchema).max(16).optional(),
})
export type PeerChange = z.infer<typeof peerChangeSchema>

/** Who this machine is. */
export const selfSchema = z.object({
  id: z.string(),
  name: z.string(),
  certificate: z.string(),
  /** Where the private key lies: `protected` by the system's key store, or a `file` that its owner alone can read. */
  keyStorage: z.enum(['protected', 'file']),
})
export type Self = z.infer<typeof selfSchema>

/** A Hawser that announces itself on this network; nothing of it is proven. */
export const foundDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  addresses: z.array(endpointSchema),
  /** Its pairing port, while it is open for pairing; else 0. */
  pairingPort: z.number(),
  paired: z.boolean(),
})
export type FoundDevice = z.infer<typeof foundDeviceSchema>

/**
 * A pairing under way, on either side.
 * - `open`: this machine waits for somebody who knows the code
 * - `connecting`: the other machine is being asked
 * - `confirm`: both know each other's key; people compare `words` on both screens and confirm (found on the network, without a code)
 * - `done`, `failed`: how it ended; `problem` says why
 */
export const pairingSchema = z.object({
  state: z.enum(['idle', 'open', 'connecting', 'confirm', 'done', 'failed']),
  /** While open: what the other side types, such as `7-otter-lamp-42`, and the text of the QR code (`hawser://pair?…`). */
  code: z.string(),
  link: z.string(),
  /** Until when it stays open, ms since the Unix epoch; 0 otherwise. */
  until: z.number(),
  /** To be compared on both screens. */
  words: z.string(),
  device: z.object({ id: z.string(), name: z.string() }).nullable(),
  problem: z.string(),
  faultCode: z.string(),
})
export type Pairing = z.infer<typeof pairingSchema>

export const peersStateSchema = z.object({
  self: selfSchema,
  found: z.array(foundDeviceSchema),
  pairing: pairingSchema,
  /**
   * By id, when a paired device was connected last, ms since the Unix epoch: of one that is away when its connection ended, of one
   * that is connected when it began. None if it never was.
   */
  seen: z.record(z.string(), z.number()),
})
export type PeersState = z.infer<typeof peersStateSchema>

/** Parts of the host's contract. */
export const peerCalls = {
  renameSelf: call(z.object({ name: deviceNameSchema }), z.void()),
  /** Opens this machine for pairing for some minutes; a new code each time. */
  openPairing: call(z.object({ minutes: z.int().min(1).max(60).default(5) }), pairingSchema),
  /** Ends whatever pairing is under way. */
  cancelPairing: call(z.void(), z.void()),
  /** With the code (or link) that the other machine shows; `at` where it cannot be found on the network. */
  pair: call(z.object({ code: z.string().min(1).max(400), at: endpointSchema.optional() }), pairingSchema),
  /** A device found on the network, without a code: words are compared and confirmed on both screens. */
  pairFound: call(z.object({ id: deviceIdSchema }), pairingSchema),
  confirmPairing: call(z.object({ same: z.boolean() }), z.void()),
  changePeer: call(z.object({ id: deviceIdSchema, change: peerChangeSchema }), peerSchema),
  /** Trust ends at once: its connections are cut, its folders no longer shared. */
  revokePeers: call(z.object({ ids: z.array(deviceIdSchema).min(1).max(1000) }), z.void()),
}
