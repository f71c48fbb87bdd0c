import { bestOf } from '../model/best.ts'
import type { FileRecord } from '../model/record.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { DeviceNumbers } from './device-numbers.ts'
import { type RecordHead, readHead, readRecord } from './record-codec.ts'

/** This device among the holders of a record. */
export const ownHolder = 0

/** One record of a path and who holds it. */
export class Variant {
  readonly bytes: Buffer
  readonly holders: number[]
  #head: RecordHead | undefined
  #record: FileRecord | undefined

  constructor(bytes: Buffer, holders: number[]) {
    this.bytes = bytes
    this.holders = holders
  }

  get head(): RecordHead {
    this.#head ??= readHead(new ByteReader(this.bytes))
    return this.#head
  }

  /** With the sequence 0. */
  record(path: string, devices: DeviceNumbers): FileRecord {
    this.#record ??= readRecord(new ByteReader(this.bytes), path, 0, devices)
    return this.#record
  }
}

/** What the database has of one path; see the schema. */
export class FileRow {
  /** 0 while it is not in the database. */
  id = 0
  readonly path: string
  /** The best one first. */
  variants: Variant[] = []
  disk: Uint8Array | null = null
  sequence: number | null = null
  need: number | null = null
  match: number | null = null
  content: number | null = null
  conflict: number | null = null

  constructor(path: string) {
    this.path = path
  }

  get best(): Variant | undefined {
    return this.variants[0]
  }

  get own(): Variant | undefined {
    return this.variants.find(({ holders }) => holders.includes(ownHolder))
  }

  /** From now on the holder has this record, and no other. */
  hold(holder: number, bytes: Buffer): void {
    const same = this.variants.find((variant) => variant.bytes.equals(bytes))
    if (same?.holders.includes(holder)) return
    this.release((other) => other === holder)
    if (same) same.holders.push(holder)
    else this.variants.push(new Variant(Buffer.from(bytes), [holder]))
  }

  /** Takes holders away, and records that nobody holds any more. True when there were such. */
  release(gone: (holder: number) => boolean): boolean {
    let released = false
    for (let at = this.variants.length - 1; at >= 0; at--) {
      const { holders } = this.variants[at]!
      for (let place = holders.length - 1; place >= 0; place--) {
        if (!gone(holders[place]!)) continue
        holders.splice(place, 1)
        released = true
      }
      if (holders.length === 0) this.variants.splice(at, 1)
    }
    return released
  }

  /** Puts the best record first. */
  order(devices: DeviceNumbers): void {
    if (this.variants.length < 2) return
    const records = this.variants.map((variant) => variant.record(this.path, devices))
    const [best] = this.variants.splice(records.indexOf(bestOf(records)!), 1)
    this.variants.unshift(best!)
  }
}

const writer = new ByteWriter()

/** A view, valid until the next call. */
export function writeVariants(variants: readonly Variant[]): Buffer {
  writer.length = 0
  for (const { bytes, holders } of variants) {
    writer.number(bytes.length)
    writer.bytes(bytes)
    writer.number(holders.length)
    for (const holder of holders) writer.number(holder)
  }
  return writer.view()
}

export function readVariants(bytes: Uint8Array): Variant[] {
  const reader = new ByteReader(bytes)
  const variants: Variant[] = []
  while (!reader.ended) {
    const record = reader.bytes(reader.number())
    const holders: number[] = []
    for (let left = reader.number(); left > 0; left--) holders.push(reader.number())
    variants.push(new Variant(record, holders))
  }
  return variants
}
