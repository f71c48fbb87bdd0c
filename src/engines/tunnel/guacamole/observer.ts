import { Fault } from '../../../wire/fault.ts'
import type { InstructionView } from './instruction.ts'
import { InstructionParser } from './parser.ts'

/** Syncs that wait for the viewer's answer; of more, the oldest are forgotten. */
const waitingSyncs = 64
const maxTextLength = 200

/**
 * Reads along with a Guacamole session for its statistics. Throws nothing and changes nothing: when one side does not keep to the
 * protocol, `error` says so, that side is not read any further, and its bytes are still passed on by whoever passes them.
 */
export class SessionObserver {
  /** Instructions from guacd, and from the viewer. */
  fromGuacd = 0
  fromViewer = 0
  /** ms between the last `sync` that the viewer has answered and its answer; -1 before the first. */
  lagMs = -1
  mostLagMs = -1
  syncs = 0
  /** Streams (audio, files, images, clipboard …) that have been opened by either side, and closed by `end`. */
  streamsOpened = 0
  streamsEnded = 0
  /** Bytes of base64 in blobs, both ways. */
  blobBytes = 0
  /** Of the handshake, as far as it was seen: the protocol or the id that was asked for, and the id that guacd gave. */
  selected = ''
  connectionId = ''
  /** The last `error`, or why a side is not read any further. */
  error = ''
  isDisconnected = false
  readonly #nowMs: () => number
  readonly #guacd: InstructionParser
  readonly #viewer: InstructionParser
  #guacdBroken = false
  #viewerBroken = false
  /** A ring of syncs: their timestamps, and when they passed. */
  readonly #stamps = new Float64Array(waitingSyncs)
  readonly #passed = new Float64Array(waitingSyncs)
  #firstWaiting = 0
  #waiting = 0

  /** `nowMs` is read once for each `sync`. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#guacd = new InstructionParser({ instruction: (one) => this.#seeFromGuacd(one) })
    this.#viewer = new InstructionParser({ instruction: (one) => this.#seeFromViewer(one) })
  }

  /** Whether both sides are still read. */
  get isReading(): boolean {
    return !this.#guacdBroken && !this.#viewerBroken
  }

  seeFromGuacd(bytes: Uint8Array): void {
    if (this.#guacdBroken) return
    try {
      this.#guacd.push(bytes)
    } catch (error) {
      this.#guacdBroken = true
      this.#broken('guacd', error)
    }
  }

  seeFromViewer(bytes: Uint8Array): void {
    if (this.#viewerBroken) return
    try {
      this.#viewer.push(bytes)
    } catch (error) {
      this.#viewerBroken = true
      this.#broken('viewer', error)
    }
  }

  #broken(side: string, error: unknown): void {
    this.error = `The ${side} is not read any further. ${error instanceof Fault ? error.message : 'Reading failed.'}`
  }

  #seeFromGuacd(instruction: InstructionView): void {
    this.fromGuacd++
    const opcode = instruction.opcode()
    if (opcode === 'sync') this.#syncPassed(instruction)
    else if (opcode === 'ready') this.connectionId = instruction.text(1).slice(0, maxTextLength)
    else this.#seeFromEither(opcode, instruction)
  }

  #seeFromViewer(instruction: InstructionView): void {
    this.fromViewer++
    const opcode = instruction.opcode()
    if (opcode === 'sync') this.#syncAnswered(instruction)
    else if (opcode === 'select') this.selected = instruction.text(1).slice(0, maxTextLength)
    // Within the handshake these tell what the viewer can play.
    else if (opcode !== 'audio' && opcode !== 'video') this.#seeFromEither(opcode, instruction)
    else if (this.connectionId !== '') this.streamsOpened++
  }

  #seeFromEither(opcode: string, instruction: InstructionView): void {
    switch (opcode) {
      case 'blob':
        if (instruction.count > 2) this.blobBytes += instruction.endOf(2) - instruction.startOf(2)
        break
      case 'end':
        this.streamsEnded++
        break
      case 'img':
      case 'audio':
      case 'video':
      case 'file':
      case 'pipe':
      case 'clipboard':
      case 'argv':
      case 'body':
      case 'put':
        this.streamsOpened++
        break
      case 'error': {
        const status = instruction.text(2).slice(0, 20)
        this.error = `${instruction.text(1).slice(0, maxTextLength)}${status && ` (status ${status})`}`
        break
      }
      case 'disconnect':
        this.isDisconnected = true
        break
    }
  }

  #syncPassed(instruction: InstructionView): void {
    this.syncs++
    if (this.#waiting === waitingSyncs) {
      this.#firstWaiting = (this.#firstWaiting + 1) % waitingSyncs
      this.#waiting--
    }
    const place = (this.#firstWaiting + this.#waiting++) % waitingSyncs
    this.#stamps[place] = stampOf(instruction)
    this.#passed[place] = this.#nowMs()
  }

  /** The viewer answers with the timestamp that it was sent; older ones that it left out are answered with it. */
  #syncAnswered(instruction: InstructionView): void {
    const stamp = stampOf(instruction)
    if (stamp < 0) return
    for (let n = 0; n < this.#waiting; n++) {
      const place = (this.#firstWaiting + n) % waitingSyncs
      if (this.#stamps[place] !== stamp) continue
      this.lagMs = Math.max(0, this.#nowMs() - this.#passed[place]!)
      if (this.lagMs > this.mostLagMs) this.mostLagMs = this.lagMs
      this.#firstWaiting = (place + 1) % waitingSyncs
      this.#waiting -= n + 1
      return
    }
  }
}

/** The timestamp of a `sync` without making a string; -1 where it is no number of at most 15 digits. */
function stampOf(instruction: InstructionView): number {
  if (instruction.count < 2) return -1
  const { bytes } = instruction
  const end = instruction.endOf(1)
  const start = instruction.startOf(1)
  if (end === start || end - start > 15) return -1
  let stamp = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    stamp = stamp * 10 + digit
  }
  return stamp
}
