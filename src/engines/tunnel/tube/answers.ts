import type { CloseReason } from '../frame/close-reason.ts'
import { maxControlBytes } from '../frame/control-message.ts'
import { overheadBytes } from '../frame/frame.ts'
import { controlBytes, type SentControl, writeControlFrame } from '../frame/write-control.ts'
import type { CarryingLane } from './carrying.ts'
import { Sender } from './scheduler.ts'

export type Answer =
  | { kind: 'pong'; connection: number; bytes: Uint8Array }
  | { kind: 'metrics'; text: string }
  | { kind: 'close'; connection: number; reason: CloseReason; text: string }

/** An end that waits for its answers does not ask for so many at once. */
const most = 256
/** Of what a ping carries and a pong gives back. */
const longestEcho = 4096

/** What is said on connection 0 of a lane without any connection: answers to pings, and refusals. */
export class Answers extends Sender {
  readonly #lane: CarryingLane
  readonly #counters: { framesOut: number }
  readonly #waiting: SentControl[] = []

  constructor(lane: CarryingLane, counters: { framesOut: number }) {
    super()
    this.#lane = lane
    this.#counters = counters
  }

  /** False when too many wait. */
  add(answer: Answer): boolean {
    if (this.#waiting.length >= most) return false
    if (answer.kind === 'metrics') this.#waiting.push({ kind: 'metricsResponse', text: answer.text })
    else if (answer.kind === 'close') this.#waiting.push(answer)
    else if (answer.bytes.length > longestEcho) return false
    else {
      const { connection, bytes } = answer
      this.#waiting.push({ kind: 'pong', connection, bytes, from: 0, to: bytes.length })
    }
    this.#lane.ready(this)
    return true
  }

  get sendableBytes(): number {
    return this.#waiting.length === 0
      ? 0
      : controlBytes(this.#waiting[0]!) + overheadBytes + (this.#waiting.length - 1) * maxControlBytes
  }

  fill(into: Uint8Array, at: number, limit: number, unixMs: number): number {
    const answer = this.#waiting[0]
    if (answer === undefined || limit - at < controlBytes(answer) + overheadBytes) return at
    this.#waiting.shift()
    this.#counters.framesOut++
    return writeControlFrame(into, at, unixMs, answer)
  }
}
