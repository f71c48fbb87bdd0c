import { readUint32 } from '../protocol/srt.ts'

const timestampOffset = 8
/** A greater step is another clock, not the network. */
const longestStepUs = 10_000_000

/** How unevenly a link delivers: interarrival jitter (RFC 3550 §6.4.1) over the timestamps of SRT data packets. */
export class ArrivalJitter {
  ms = 0
  #transitUs = 0
  #started = false

  /** The next timestamp is of another clock. */
  restart(): void {
    this.#started = false
  }

  /** A data packet that was sent for the first time; a retransmission carries the timestamp of the first time. */
  arrived(nowMs: number, bytes: Uint8Array, offset: number): void {
    // Both clocks count up to 2³² µs and around.
    const transitUs = (Math.round(nowMs * 1000) - readUint32(bytes, offset + timestampOffset)) | 0
    const stepUs = Math.abs((transitUs - this.#transitUs) | 0)
    if (this.#started && stepUs < longestStepUs) this.ms += (stepUs / 1000 - this.ms) / 16
    this.#transitUs = transitUs
    this.#started = true
  }
}
