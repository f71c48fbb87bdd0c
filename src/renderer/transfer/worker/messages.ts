import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { FileEntry, Manifest } from '../../../transfer/files.ts'
import type { IceServer } from '../../../transfer/rtc.ts'
import type { SessionEvent, SessionSettings } from '../../../transfer/session/options.ts'
import type { SessionSnapshot } from '../../../transfer/snapshot.ts'
import type { Picked } from '../client.ts'
import type { ChannelCarrier } from '../rtc/messages.ts'

/** What a session sends. */
export type Sent =
  | { from: 'files'; picked: readonly Picked[] }
  /** So many bytes that lie nowhere, to see what the path carries. */
  | { from: 'memory'; bytes: number }

/** Where what is received goes; the ticket is one of the host's `openDisk`. */
export type Door =
  | { to: 'socket'; url: string; ticket: string }
  | { to: 'port'; port: MessagePort; ticket: string }
  | { to: 'memory' }

export interface OpenSession {
  role: 'initiator' | 'responder'
  secret: Uint8Array<ArrayBuffer>
  name: string
  iceServers: readonly IceServer[]
  relayOnly: boolean
  seal: boolean
  settings: SessionSettings
}

/** The first message: `rtc` leads to `servePeers`. */
export interface StartSessions {
  type: 'start'
  rtc: MessagePort
}

/** From the page to the sessions in their worker; `session` is the page's name for one. */
export type ToSessions =
  | { type: 'networkChanged' }
  | ({ session: string } & (
      | ({ type: 'open' } & OpenSession)
      | { type: 'signal'; text: string }
      | { type: 'signallingOver'; code: string; text: string }
      /** Answered with the id of the transfer. */
      | { type: 'offer'; request: number; sent: Sent; name: string }
      | { type: 'text'; request: number; text: string }
      | { type: 'accept'; request: number; offer: string; door: Door }
      | { type: 'decline'; offer: string }
      | { type: 'pause'; transfer: string; paused: boolean }
      | { type: 'cancel'; transfer: string }
      | { type: 'prefer'; transfer: string; file: number }
      | { type: 'set'; settings: SessionSettings }
      | { type: 'close' }
    ))

export type FromSessions =
  | { type: 'carrier'; carrier: ChannelCarrier }
  | { type: 'answer'; request: number; value: string }
  | { type: 'refused'; request: number; code: FaultCode; text: string }
  | ({ session: string } & (
      | { type: 'signal'; text: string }
      | { type: 'opened'; peer: string }
      | { type: 'snapshot'; snapshot: SessionSnapshot }
      /** Long lists come in several parts, so that no page stands still over one. */
      | { type: 'entries'; transfer: string; entries: readonly FileEntry[] }
      /** Of the entries before it. `isOffer`: the other side asks whether it may send them. */
      | { type: 'manifest'; transfer: string; manifest: Omit<Manifest, 'entries'>; isOffer: boolean }
      | { type: 'text'; text: string }
      | { type: 'event'; event: SessionEvent }
      | { type: 'ended'; code: FaultCode; text: string }
    ))
