import type { FarLink, GroupLink } from '../../../contract/bond.ts'
import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { withoutMapping } from '../../kit/source-filter.ts'
import type { KeepaliveReport } from '../protocol/keepalive.ts'
import { isRetransmission } from '../protocol/srt.ts'
import { ackBytes, ackEvery, srtlaType } from '../protocol/srtla.ts'
import { ArrivalJitter } from './arrival-jitter.ts'
import type { Group } from './group.ts'
import { RateWindow } from './rate-window.ts'

/** What tells links apart: address and port. */
export const addressKey = ({ address, port }: DatagramAddress): string => `${address} ${port}`

/** One address of a sender, registered with a group. */
export class Link implements FarLink {
  readonly group: Group
  readonly address: DatagramAddress
  /** The number of the address at the socket. */
  readonly peer: number
  /** When anything was heard by it, monotonic ms. */
  heardMs: number
  /** Data packets and their bytes, copies included. */
  packets = 0
  bytes = 0
  report: KeepaliveReport | undefined
  /** No longer of its group. */
  removed = false
  readonly #rate: RateWindow
  readonly #jitter = new ArrivalJitter()
  readonly #ack = new Uint8Array(ackBytes)
  #acked = 0

  constructor(group: Group, address: DatagramAddress, peer: number, nowMs: number) {
    this.group = group
    this.address = address
    this.peer = peer
    this.heardMs = nowMs
    this.#rate = new RateWindow(nowMs)
    this.#ack[0] = srtlaType.ack >> 8
  }

  get bitrate(): number {
    return this.#rate.rate
  }

  get jitterMs(): number {
    return this.#jitter.ms
  }

  /** Counts a data packet. The SRTLA ACK of it and the nine before it when it is the tenth, else undefined. */
  data(bytes: Uint8Array, offset: number, length: number, nowMs: number): Uint8Array | undefined {
    this.packets++
    this.bytes += length
    if (!isRetransmission(bytes, offset)) this.#jitter.arrived(nowMs, bytes, offset)
    const ack = this.#ack
    const at = 4 + 4 * this.#acked
    ack[at] = bytes[offset]!
    ack[at + 1] = bytes[offset + 1]!
    ack[at + 2] = bytes[offset + 2]!
    ack[at + 3] = bytes[offset + 3]!
    if (++this.#acked < ackEvery) return undefined
    this.#acked = 0
    return ack
  }

  /** The timestamps begin anew. */
  restart(): void {
    this.#jitter.restart()
  }

  measure(nowMs: number): void {
    this.#rate.measure(nowMs, this.bytes)
  }

  snapshot(nowMs: number, groupBitrate: number): GroupLink {
    const { address, port } = this.address
    return {
      address: endpointText({ host: withoutMapping(address), port }),
      silentMs: Math.max(0, Math.round(nowMs - this.heardMs)),
      share: groupBitrate > 0 ? this.bitrate / groupBitrate : 0,
      bitrate: this.bitrate,
      packets: this.packets,
      bytes: this.bytes,
      jitterMs: this.jitterMs,
      rttMs: this.report?.rttMs ?? 0,
      window: this.report === undefined ? 0 : Math.round(this.report.window / 1000),
      inFlight: this.report?.inFlight ?? 0,
      naks: this.report?.naks ?? 0,
    }
  }
}
