import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { FileEntry, Hasher, Manifest } from '../files.ts'
import type { BlockPool } from './block-pool.ts'
import { readBundle, readBundleHeader } from './bundle.ts'
import { encodeJson } from './control-frame.ts'
import type { ControlMessage } from './control-messages.ts'
import type { ControlStream } from './control-stream.ts'
import type { PieceHeader } from './data-frame.ts'
import { DiskCredit } from './disk-credit.ts'
import { Incoming, type IncomingShared } from './incoming.ts'
import type { Lane } from './lane.ts'
import { limits } from './limits.ts'
import { checkManifest } from './manifest.ts'
import type { IncomingOffer } from './options.ts'

type Offer = Extract<ControlMessage, { type: 'offer' }>

/** An offer whose list is still coming. */
interface Listing {
  readonly offer: Offer
  readonly entries: FileEntry[]
  chars: number
}

/** All that this end receives: collects offers, and brings pieces to their transfers. */
export class Receiving {
  readonly transfers = new Map<number, Incoming>()
  readonly #listings = new Map<number, Listing>()
  readonly #control: ControlStream
  readonly #hasher: Hasher
  readonly #credit = new DiskCredit()
  readonly #open = { bytes: 0, blocks: 0 }
  readonly #shared: IncomingShared
  readonly #parity: number
  readonly #made: () => { id: string; startedAt: number }
  readonly #offered: (offer: IncomingOffer, transfer: Incoming) => void
  #highest = -1

  constructor(options: {
    clock: Clock
    control: ControlStream
    hasher: Hasher
    pool: BlockPool
    /** Of the numbers that the other end gives to what it offers. */
    parity: 0 | 1
    made(): { id: string; startedAt: number }
    offered(offer: IncomingOffer, transfer: Incoming): void
    changed(): void
    ended(transfer: Incoming): void
  }) {
    this.#control = options.control
    this.#hasher = options.hasher
    this.#parity = options.parity
    this.#made = options.made
    this.#offered = options.offered
    this.#shared = {
      clock: options.clock,
      control: options.control,
      pool: options.pool,
      credit: this.#credit,
      open: this.#open,
      closing: (closed, hurry) => {
        this.#closings.set(closed, hurry)
        void closed.then(() => this.#closings.delete(closed))
      },
      changed: options.changed,
      ended: (transfer) => {
        this.transfers.delete(transfer.number)
        options.ended(transfer)
      },
    }
  }

  get isBusy(): boolean {
    for (const transfer of this.transfers.values()) {
      if (transfer.isAccepted && !transfer.isPaused) return true
    }
    return false
  }

  /** Sinks that are not closed yet, and how to have them close without waiting for the other end. */
  readonly #closings = new Map<Promise<void>, () => void>()

  /** All transfers are over: resolves when all sinks are closed. */
  async close(): Promise<void> {
    for (const hurry of [...this.#closings.values()]) hurry()
    await Promise.all(this.#closings.keys())
  }

  get openBytes(): number {
    return this.#open.bytes
  }

  /** Throws `transfer-protocol` for a piece of what was never accepted, and as `Incoming.piece`. */
  piece(lane: Lane, header: PieceHeader, payload: Uint8Array<ArrayBuffer>): void {
    this.#under(header.transfer)?.piece(header.file, header.offset, payload)
    this.#credit.arrived(lane, payload.length)
  }

  /** Several small files. Throws as `piece`. */
  bundle(lane: Lane, header: Uint8Array, payload: Uint8Array<ArrayBuffer>): void {
    const transfer = this.#under(readBundleHeader(header))
    readBundle(header, payload, (file, bytes) => transfer?.wholeFile(file, bytes))
    this.#credit.arrived(lane, payload.length)
  }

  /** Undefined if it has ended on this side meanwhile. */
  #under(number: number): Incoming | undefined {
    const transfer = this.transfers.get(number)
    if (transfer === undefined && (!this.#isKnown(number) || this.#listings.has(number)))
      throw new Fault('transfer-protocol', 'A piece came of a transfer that was not accepted.')
    return transfer
  }

  #isKnown(number: number): boolean {
    return number <= this.#highest && (number & 1) === this.#parity
  }

  /** What the one who sends says. Throws `transfer-protocol`, `transfer-limit`, `file-path-unsafe`. */
  control(message: ControlMessage & { transfer: number }): void {
    if (message.type === 'offer') return this.#beginListing(message)
    if (message.type === 'entries') return this.#list(message)
    if (!this.#isKnown(message.transfer))
      throw new Fault('transfer-protocol', 'Something was said about a transfer that was not offered.')
    if (message.type === 'cancel') this.#listings.delete(message.transfer)
    const transfer = this.transfers.get(message.transfer)
    // It may have ended on this side meanwhile.
    if (transfer === undefined) return
    switch (message.type) {
      case 'roots':
        return transfer.roots(message.roots)
      case 'unreadable':
        return transfer.unreadable(message.file, message.code, message.text)
      case 'pause':
        transfer.pausedByThem = message.paused
        return this.#shared.changed()
      case 'cancel':
        return transfer.ended(message)
      default:
        throw new Fault('transfer-protocol', `The other side may not say ${message.type} of that transfer.`)
    }
  }

  #beginListing(offer: Offer): void {
    if (offer.transfer <= this.#highest || (offer.transfer & 1) !== this.#parity)
      throw new Fault('transfer-protocol', 'An offer has a number that was used before.')
    if (this.#listings.size >= limits.openOffers)
      throw new Fault('transfer-limit', 'The other side offers more than anyone can read.')
    this.#highest = offer.transfer
    this.#listings.set(offer.transfer, { offer, entries: [], chars: 0 })
  }

  #list({ transfer, entries }: Extract<ControlMessage, { type: 'entries' }>): void {
    const listing = this.#listings.get(transfer)
    if (listing === undefined) {
      if (this.#isKnown(transfer)) return
      throw new Fault('transfer-protocol', 'Files were named that were not offered.')
    }
    if (listing.entries.length + entries.length > listing.offer.entries)
      throw new Fault('transfer-protocol', 'An offer names more files than it said.')
    for (const [path, kind, size, mtime] of entries) {
      listing.chars += path.length
      listing.entries.push({ path, kind: kind === 0 ? 'file' : 'directory', size, mtime })
    }
    if (listing.chars > limits.pathChars) throw new Fault('transfer-limit', 'An offer has too many names.')
    if (listing.entries.length < listing.offer.entries) return
    this.#listings.delete(transfer)
    this.#ask(listing)
  }

  #ask({ offer, entries }: Listing): void {
    const { id, name, files, bytes } = offer
    const manifest: Manifest = { id, name, entries, files, bytes }
    checkManifest(manifest, this.#hasher)
    const refusal = this.#refusal(manifest)
    if (refusal) {
      this.#control.post(encodeJson({ type: 'decline', transfer: offer.transfer, text: refusal }))
      return
    }
    const transfer = new Incoming({ ...this.#made(), number: offer.transfer, manifest }, this.#shared)
    this.transfers.set(offer.transfer, transfer)
    let isAnswered = false
    const answer = (then: () => void) => {
      if (isAnswered || transfer.isOver) return
      isAnswered = true
      then()
    }
    this.#offered(
      {
        id: transfer.id,
        manifest,
        accept: (sink) => answer(() => void transfer.accept(sink)),
        decline: (reason) => answer(() => transfer.decline(reason)),
      },
      transfer,
    )
    this.#shared.changed()
  }

  #refusal({ id }: Manifest): string {
    let asking = 0
    for (const transfer of this.transfers.values()) {
      if (transfer.manifest.id === id) return 'The same files are being received already.'
      if (transfer.state === 'asking') asking++
    }
    if (asking >= limits.openOffers) return 'Too many offers wait for an answer.'
    return this.transfers.size >= limits.transfers ? 'Too many transfers are under way.' : ''
  }
}
