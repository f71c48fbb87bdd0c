import type { Group as GroupSnapshot } from '../../../contract/bond.ts'
import type { DatagramSocket } from '../../kit/datagram/datagram.ts'
import type { Link } from './link.ts'
import { RateWindow } from './rate-window.ts'
import { SequenceRecord } from './sequence-record.ts'

const shownDigits = 8
/** A sequence number that has not come for so many measurements (4 s) is missing. */
const settleMeasurements = 16

/** The links of one sender, and what came by them. */
export class Group {
  readonly id: Buffer
  /** The SHA-256 of the id. */
  readonly digest: string
  /** The tag of the source that registered it. */
  readonly source: string
  readonly since = Date.now()
  readonly links: Link[] = []
  readonly record = new SequenceRecord()
  /** Leads to the SRT listener; undefined until it is open. */
  upstream: Pick<DatagramSocket, 'forward'> | undefined
  /** The link of the last SRT packet: what the listener says goes there. */
  active: Link | undefined
  /** When anything was heard by any of its links, monotonic ms; when an SRT packet was. */
  heardMs: number
  spokenMs = 0
  /** When the first SRT packet came that the listener has not answered; 0 when it has. */
  unansweredMs = 0
  /** Data packets and their bytes, copies included. */
  packets = 0
  bytes = 0
  readonly #rate: RateWindow
  readonly #advanced = new Float64Array(settleMeasurements)
  #measurements = 0

  constructor(id: Buffer, digest: string, source: string, nowMs: number) {
    this.id = id
    this.digest = digest
    this.source = source
    this.heardMs = nowMs
    this.#rate = new RateWindow(nowMs)
  }

  get bitrate(): number {
    return this.#rate.rate
  }

  /** A new SRT connection begins, with numbers and timestamps of its own. */
  restart(): void {
    this.record.restart()
    for (const link of this.links) link.restart()
  }

  /** Four times a second. */
  measure(nowMs: number): void {
    this.#rate.measure(nowMs, this.bytes)
    for (const link of this.links) link.measure(nowMs)
    const oldest = this.#measurements++ % settleMeasurements
    this.record.settle(this.record.advanced - this.#advanced[oldest]!)
    this.#advanced[oldest] = this.record.advanced
  }

  snapshot(nowMs: number): GroupSnapshot {
    return {
      id: this.digest.slice(0, shownDigits),
      since: this.since,
      bitrate: this.bitrate,
      packets: this.packets,
      bytes: this.bytes,
      duplicates: this.record.duplicates,
      missing: this.record.missing,
      links: this.links.map((link) => link.snapshot(nowMs, this.bitrate)),
    }
  }
}
