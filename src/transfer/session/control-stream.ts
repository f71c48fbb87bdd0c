import { Fault } from '../../wire/fault.ts'
import { numberFrame } from './control-frame.ts'

/** Frames that were sent and not heard, at most; what comes after them waits. */
const unheardBytes = 512 * 1024
const unheardFrames = 2048

interface Unheard {
  readonly frame: Uint8Array
  readonly heard: (() => void) | undefined
}

/**
 * Numbered control messages of one direction, across lanes: what the other end has not heard of is said again on
 * another lane, in order, so that each is taken exactly once. Bounded on its own side by what may be unheard; the
 * queue before it holds what this end wants to say, long lists as iterators that are read only as they are sent.
 */
export class ControlStream {
  #carry: ((frame: Uint8Array) => void) | undefined
  readonly #queue: (Unheard | Iterator<Uint8Array>)[] = []
  #unheard: Unheard[] = []
  #unheardBytes = 0
  /** Number of the first unheard frame, and of the next one. */
  #first = 0
  #next = 0
  /** Number of the next frame from the other end. */
  #expected = 0

  /** Frames that wait, long lists counted once. */
  get queued(): number {
    return this.#queue.length
  }

  /** Up to which everything of the other end has been taken. */
  get expected(): number {
    return this.#expected
  }

  /** `heard` is called when the other end has taken it. */
  post(frame: Uint8Array, heard?: () => void): void {
    this.#queue.push({ frame, heard })
    this.#pump()
  }

  postAll(frames: Iterator<Uint8Array>): void {
    this.#queue.push(frames)
    this.#pump()
  }

  /** From now on by this way, beginning with all that is unheard. `undefined`: there is none at present. */
  carryBy(carry: ((frame: Uint8Array) => void) | undefined): void {
    this.#carry = carry
    if (carry === undefined) return
    for (const { frame } of this.#unheard) carry(frame)
    this.#pump()
  }

  /** The other end has taken all up to `sequence`, exclusive. Throws `transfer-protocol` if that much was never said. */
  heard(sequence: number): void {
    if (sequence > this.#next)
      throw new Fault('transfer-protocol', 'A control message was heard that was not sent.')
    const count = sequence - this.#first
    if (count <= 0) return
    const done = this.#unheard.splice(0, count)
    this.#first = sequence
    for (const { frame } of done) this.#unheardBytes -= frame.length
    for (const { heard } of done) heard?.()
    this.#pump()
  }

  /** Whether a frame of the other end is new. Throws `transfer-protocol` if some before it are missing. */
  takes(sequence: number): boolean {
    if (sequence > this.#expected) throw new Fault('transfer-protocol', 'Control messages are missing.')
    if (sequence < this.#expected) return false
    this.#expected++
    return true
  }

  #pump(): void {
    const carry = this.#carry
    while (carry && this.#unheardBytes < unheardBytes && this.#unheard.length < unheardFrames) {
      const head = this.#queue[0]
      if (head === undefined) return
      let unheard: Unheard
      if ('frame' in head) {
        unheard = head
        this.#queue.shift()
      } else {
        const { value, done } = head.next()
        if (done) {
          this.#queue.shift()
          continue
        }
        unheard = { frame: value, heard: undefined }
      }
      numberFrame(unheard.frame, this.#next++)
      this.#unheard.push(unheard)
      this.#unheardBytes += unheard.frame.length
      carry(unheard.frame)
    }
  }
}
