import type { FarLink } from '../../../contract/bond.ts'
import { srtlaType } from './srtla.ts'

/**
 * A keepalive is echoed unchanged by every receiver. Ours has the 38 bytes that receivers know as "extended", and room
 * behind them that a Hawser at the other end fills in before it echoes: what arrived on this link.
 *
 * | bytes | |
 * |---|---|
 * | 0–1 | type 0x9000 |
 * | 2–9 | the sender's clock, ms |
 * | 10–13 | 0xC01F, version 1 |
 * | 14–37 | connection id, window (1/1000 packets), in flight, smoothed RTT ms, NAKs, bytes/s; 4 bytes each |
 * | 38–41 | "HWSR" |
 * | 42 | 0 from the sender; 1 once a receiver has filled in the rest |
 * | 43–58 | packets, bytes/s, KiB received, jitter µs; 4 bytes each |
 * | 59 | 0 |
 */
export const keepaliveBytes = 60
const extendedBytes = 38
const magic = 0xc01f
const version = 1
const mark = 0x4857_5352

export interface KeepaliveReport {
  connection: number
  /** 1/1000 packets */
  window: number
  inFlight: number
  rttMs: number
  naks: number
  /** bytes/s */
  bitrate: number
}

const viewOf = (bytes: Uint8Array, offset: number, length: number) =>
  new DataView(bytes.buffer, bytes.byteOffset + offset, length)
const clamp = (value: number, limit: number) => (value > 0 ? Math.min(Math.round(value), limit) : 0)
const uint32 = (value: number) => clamp(value, 0xffff_ffff)
const int32 = (value: number) => clamp(value, 0x7fff_ffff)

/** Writes a keepalive into `packet` (`keepaliveBytes` long, otherwise zero); `nowMs` is the sender's own clock. */
export function writeKeepalive(packet: Uint8Array, nowMs: number, report: KeepaliveReport): void {
  const view = viewOf(packet, 0, keepaliveBytes)
  view.setUint16(0, srtlaType.keepalive)
  view.setBigUint64(2, BigInt(Math.max(0, Math.round(nowMs))))
  view.setUint16(10, magic)
  view.setUint16(12, version)
  view.setUint32(14, report.connection >>> 0)
  view.setInt32(18, int32(report.window))
  view.setInt32(22, int32(report.inFlight))
  view.setUint32(26, uint32(report.rttMs))
  view.setUint32(30, uint32(report.naks))
  view.setUint32(34, uint32(report.bitrate))
  view.setUint32(38, mark)
}

/** The sender's clock in an echo, ms; 0 where there is none, as in keepalives that a receiver begins. */
export function keepaliveTime(bytes: Uint8Array, offset: number, length: number): number {
  return length < 10 ? 0 : Number(viewOf(bytes, offset, 10).getBigUint64(2))
}

/** What a sender tells of its link, or undefined. */
export function readReport(bytes: Uint8Array, offset: number, length: number): KeepaliveReport | undefined {
  if (length < extendedBytes) return undefined
  const view = viewOf(bytes, offset, extendedBytes)
  if (view.getUint16(10) !== magic || view.getUint16(12) !== version) return undefined
  return {
    connection: view.getUint32(14),
    window: Math.max(0, view.getInt32(18)),
    inFlight: Math.max(0, view.getInt32(22)),
    rttMs: view.getUint32(26),
    naks: view.getUint32(30),
    bitrate: view.getUint32(34),
  }
}

const isOurs = (bytes: Uint8Array, offset: number, length: number) =>
  length >= keepaliveBytes && viewOf(bytes, offset, keepaliveBytes).getUint32(38) === mark

/** At the receiver: fills in what arrived, where the sender left room for it. */
export function fillArrived(bytes: Uint8Array, offset: number, length: number, far: FarLink): void {
  if (!isOurs(bytes, offset, length)) return
  const view = viewOf(bytes, offset, keepaliveBytes)
  view.setUint8(42, 1)
  view.setUint32(43, uint32(far.packets))
  view.setUint32(47, uint32(far.bitrate))
  view.setUint32(51, uint32(far.bytes / 1024))
  view.setUint32(55, uint32(far.jitterMs * 1000))
}

/** At the sender: what arrived at a receiver that is a Hawser, or undefined. */
export function readArrived(bytes: Uint8Array, offset: number, length: number): FarLink | undefined {
  if (!isOurs(bytes, offset, length)) return undefined
  const view = viewOf(bytes, offset, keepaliveBytes)
  if (view.getUint8(42) !== 1) return undefined
  return {
    packets: view.getUint32(43),
    bitrate: view.getUint32(47),
    bytes: view.getUint32(51) * 1024,
    jitterMs: view.getUint32(55) / 1000,
  }
}
