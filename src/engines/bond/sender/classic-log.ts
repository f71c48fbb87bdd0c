import { maxLinks } from '../../../contract/bond.ts'
import { distance, isBefore, next } from '../protocol/sequence.ts'
import type { LinkTable } from './link-table.ts'

const logSize = 256
const logMask = logSize - 1
const mapSize = 16_384
const mapMask = mapSize - 1
const empty = -1
const nowhere = -1
const several = -2

/**
 * The last 256 sequence numbers sent by each link, as the reference sender keeps them. It scans these logs link by link
 * for every number; here a map tells where a number was logged. Only numbers that were logged more than once
 * (retransmissions) or that the map had to give up are looked for by scanning, so that the outcome is always the same.
 */
export class ClassicLog {
  /** How many numbers each link's log holds. */
  readonly entries = new Int32Array(maxLinks)
  readonly #links: LinkTable
  readonly #log = new Int32Array(maxLinks * logSize).fill(empty)
  readonly #end = new Uint8Array(maxLinks)
  readonly #sequences = new Int32Array(mapSize).fill(empty)
  /** Where in `#log`, or one of the two words above. */
  readonly #places = new Int16Array(mapSize).fill(nowhere)
  /** Something is logged that walking the map from the last ACK to the next would miss. */
  #strays = false
  #newest = empty
  #acked = empty

  constructor(links: LinkTable) {
    this.#links = links
  }

  add(link: number, sequence: number): void {
    const place = link * logSize + this.#end[link]!
    this.#end[link] = (this.#end[link]! + 1) & logMask
    const old = this.#log[place]!
    if (old === empty) this.entries[link]!++
    else this.#unmap(old, place)
    this.#log[place] = sequence

    const slot = sequence & mapMask
    if (this.#sequences[slot] === sequence)
      this.#places[slot] = this.#places[slot] === nowhere ? place : several
    else {
      if (this.#places[slot] !== nowhere) this.#strays = true
      this.#sequences[slot] = sequence
      this.#places[slot] = this.#strays ? several : place
    }
    if (this.#newest === empty || isBefore(this.#newest, sequence)) this.#newest = sequence
    if (this.#acked !== empty && isBefore(sequence, this.#acked)) this.#strays = true
  }

  /** Takes a number out of the first link's log that holds it; that link, or −1. */
  take(sequence: number): number {
    const slot = sequence & mapMask
    const mapped = this.#sequences[slot] === sequence
    if (!mapped && !this.#strays) return -1
    const place = mapped ? this.#places[slot]! : several
    if (place === nowhere) return -1
    if (place !== several) {
      this.#places[slot] = nowhere
      return this.#clear(place)
    }
    for (let i = 0; i < this.#links.count; i++) {
      const first = this.#links.order[i]! * logSize
      for (let at = first; at < first + logSize; at++) if (this.#log[at] === sequence) return this.#clear(at)
    }
    if (mapped) this.#places[slot] = nowhere
    return -1
  }

  /** Takes out everything before `ack`. */
  clearBefore(ack: number): void {
    if (this.#newest === empty) return
    const end = next(this.#newest)
    const target = isBefore(end, ack) ? end : ack
    const known = this.#acked !== empty
    if (!known || this.#strays) this.#scanBefore(ack)
    else if (isBefore(this.#acked, target)) {
      if (distance(this.#acked, target) > mapSize) this.#scanBefore(ack)
      else for (let at = this.#acked; at !== target; at = next(at)) this.#forget(at)
    }
    if (!known || isBefore(this.#acked, target)) this.#acked = target
  }

  clearLink(link: number): void {
    const first = link * logSize
    for (let at = first; at < first + logSize; at++) {
      if (this.#log[at] === empty) continue
      this.#unmap(this.#log[at]!, at)
      this.#log[at] = empty
    }
    this.entries[link] = 0
    this.#end[link] = 0
  }

  clear(): void {
    this.#log.fill(empty)
    this.#end.fill(0)
    this.entries.fill(0)
    this.#sequences.fill(empty)
    this.#places.fill(nowhere)
    this.#strays = false
    this.#newest = empty
    this.#acked = empty
  }

  #clear(place: number): number {
    const link = place >> 8
    this.#log[place] = empty
    this.entries[link]!--
    return link
  }

  #unmap(sequence: number, place: number): void {
    const slot = sequence & mapMask
    if (this.#sequences[slot] === sequence && this.#places[slot] === place) this.#places[slot] = nowhere
  }

  /** Takes out every copy of one number. */
  #forget(sequence: number): void {
    const slot = sequence & mapMask
    if (this.#sequences[slot] !== sequence) return
    const place = this.#places[slot]!
    if (place >= 0) this.#clear(place)
    else if (place === several)
      for (let at = 0; at < this.#log.length; at++) if (this.#log[at] === sequence) this.#clear(at)
    this.#places[slot] = nowhere
  }

  #scanBefore(ack: number): void {
    this.#strays = false
    for (let at = 0; at < this.#log.length; at++) {
      const sequence = this.#log[at]!
      if (sequence === empty) continue
      if (isBefore(sequence, ack)) {
        this.#unmap(sequence, at)
        this.#clear(at)
      } else if (
        this.#sequences[sequence & mapMask] !== sequence ||
        (this.#acked !== empty && isBefore(sequence, this.#acked))
      )
        this.#strays = true
    }
  }
}
