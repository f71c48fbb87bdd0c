import { Fault } from '../../wire/fault.ts'
import { readU32, writeU32 } from './data-frame.ts'
import type { Ready } from './read-ahead.ts'

/**
 * Several small files in one message on a data channel, each of them whole; lowest byte first. Its header:
 *
 *     0  u8   2, a bundle     1  u8   0     2  u16  files     4  u32  number of the transfer
 *
 * The payload: for each file `u32` file and `u32` bytes, then the bytes of all in the same order.
 */
export const bundleHeaderBytes = 8
export const bundleKind = 2
export const bundleEntryBytes = 8
/** A larger file gains nothing by being sent together with others. */
const smallBytes = 32 * 1024
const mostFiles = 0xffff

/** Whether all of a file has been read and none of it taken, so that it can be put into a bundle. */
export const isSmallFile = ({ outgoing, file, next, end }: Ready): boolean =>
  next === 0 && end <= smallBytes && outgoing.manifest.entries[file]!.size === end

/** Puts one bundle after the other together, in the same memory: what it gives is to be sealed before the next one is begun. */
export class BundleWriter {
  readonly header = new Uint8Array(bundleHeaderBytes)
  #payload = new Uint8Array(0)
  readonly #files: Ready[] = []
  #bytes = 0

  get files(): readonly Ready[] {
    return this.#files
  }

  begin(transfer: number): void {
    this.header[0] = bundleKind
    writeU32(this.header, 4, transfer)
    this.#files.length = 0
    this.#bytes = 0
  }

  /** Of the payload with one more file. */
  bytesWith({ end }: Ready): number {
    return this.#files.length < mostFiles ? this.#bytes + bundleEntryBytes + end : Number.POSITIVE_INFINITY
  }

  add(ready: Ready): void {
    this.#bytes = this.bytesWith(ready)
    this.#files.push(ready)
  }

  payload(): Uint8Array {
    const files = this.#files
    if (this.#payload.length < this.#bytes) this.#payload = new Uint8Array(this.#bytes)
    const payload = this.#payload
    this.header[2] = files.length
    this.header[3] = files.length >>> 8
    let at = files.length * bundleEntryBytes
    files.forEach(({ file, bytes, end }, place) => {
      writeU32(payload, place * bundleEntryBytes, file)
      writeU32(payload, place * bundleEntryBytes + 4, end)
      payload.set(bytes!, at)
      at += end
    })
    return payload.subarray(0, at)
  }
}

/** Calls `each` with a copy of the bytes of each file, so that a small one does not hold the memory of all. Throws `transfer-protocol`. */
export function readBundle(
  header: Uint8Array,
  payload: Uint8Array<ArrayBuffer>,
  each: (file: number, bytes: Uint8Array<ArrayBuffer>) => void,
): void {
  const files = header[2]! | (header[3]! << 8)
  let at = files * bundleEntryBytes
  if (files === 0 || at > payload.length) throw malformed()
  for (let place = 0; place < files; place++) {
    const file = readU32(payload, place * bundleEntryBytes)
    const end = at + readU32(payload, place * bundleEntryBytes + 4)
    if (end > payload.length) throw malformed()
    each(file, payload.slice(at, end))
    at = end
  }
  if (at !== payload.length) throw malformed()
}

/** Number of the transfer. Throws `transfer-protocol`. */
export function readBundleHeader(header: Uint8Array): number {
  if (header.length !== bundleHeaderBytes || header[0] !== bundleKind || header[1] !== 0) throw malformed()
  return readU32(header, 4)
}

const malformed = () => new Fault('transfer-protocol', 'A message with several files is malformed.')
