import {
  handshakeInduction,
  handshakeShortest,
  handshakeType,
  packetType,
  srtHeaderBytes,
  srtType,
} from '../protocol/srt.ts'
import type { SenderOutput } from './events.ts'

/** A caller silent for so long is gone. */
const goneMs = 5000
/** One silent for so long gives way to another's handshake. */
const yieldMs = 1000
/** After a shutdown, packets that were under way may still come; only a handshake begins anew. */
const afterShutdownMs = 1000
const tellEveryMs = 10_000
/** An SRT socket id that changes more often is not believed to be a new stream each time. */
const changeMs = 1000

/**
 * Which address is the SRT caller. Two callers on one port would fight for the answers, so the first keeps it: until
 * it shuts down, falls silent, or another's handshake comes while it is silent.
 */
export class Caller {
  present = false
  heardMs = 0
  readonly #output: SenderOutput
  #shutdownMs = Number.NEGATIVE_INFINITY
  #toldMs = Number.NEGATIVE_INFINITY
  /** The SRT socket at the far end that data goes to, since when; −1 before the first. */
  #socketId = -1
  #socketMs = 0

  constructor(output: SenderOutput) {
    this.#output = output
  }

  /** Whether the sender of this datagram, who is not the caller, is the caller from now on. */
  accepts(bytes: Uint8Array, offset: number, length: number, nowMs: number): boolean {
    const induction =
      length >= handshakeShortest &&
      packetType(bytes, offset) === srtType.handshake &&
      handshakeType(bytes, offset) === handshakeInduction
    if (this.present) {
      if (!induction || nowMs - this.heardMs < yieldMs) {
        if (nowMs - this.#toldMs >= tellEveryMs) {
          this.#toldMs = nowMs
          this.#output.event('caller-refused', -1)
        }
        return false
      }
      this.#output.event('caller-replaced', -1)
    } else {
      if (!induction && (!begins(bytes, offset, length) || nowMs - this.#shutdownMs < afterShutdownMs))
        return false
      this.#output.event('caller-connected', -1)
    }
    this.present = true
    this.heardMs = nowMs
    this.#socketId = -1
    return true
  }

  /** Whether data for this SRT socket begins another stream from the same address. */
  changesSocket(socketId: number, nowMs: number): boolean {
    if (socketId === this.#socketId) return false
    const first = this.#socketId < 0
    if (!first && nowMs - this.#socketMs < changeMs) return false
    this.#socketId = socketId
    this.#socketMs = nowMs
    return !first
  }

  /** The port that it sent to is another now: who sends there next is the caller. */
  forget(): void {
    this.present = false
  }

  /** Either side ended the connection. */
  shutdown(nowMs: number): void {
    if (!this.present) return
    this.present = false
    this.#shutdownMs = nowMs
    this.#output.event('caller-gone', -1)
  }

  tick(nowMs: number): void {
    if (!this.present || nowMs - this.heardMs < goneMs) return
    this.present = false
    this.#output.event('caller-gone', -1)
  }
}

/** Data or a handshake: what a caller sends of its own accord, also one that was already streaming when we began. */
const begins = (bytes: Uint8Array, offset: number, length: number) =>
  length >= srtHeaderBytes && (bytes[offset]! < 0x80 || packetType(bytes, offset) === srtType.handshake)
