import type { FileKind, FileRecord } from '../model/record.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { Damage } from './bytes.ts'
import type { DeviceNumbers } from './device-numbers.ts'

const kinds: readonly FileKind[] = ['file', 'directory', 'symlink']
const kindBits = 0b11
const deletedBit = 0b100
const contentBit = 0b1000
const targetBit = 0b1_0000

/** What of a record can be told without reading all of it. */
export interface RecordHead {
  kind: FileKind
  deleted: boolean
  size: number
}

/** A record without its path and sequence, which are columns. Records that are the same have the same bytes. */
export function writeRecord(record: FileRecord, into: ByteWriter, devices: DeviceNumbers): void {
  const { kind, deleted, size, mtime, mode, target, content, chunks, version, by } = record
  into.number(
    kinds.indexOf(kind) |
      (deleted ? deletedBit : 0) |
      (content === '' ? 0 : contentBit) |
      (target === '' ? 0 : targetBit),
  )
  into.number(size)
  into.signed(mtime)
  into.signed(mode)
  into.number(chunks)
  if (content !== '') into.hash(content)
  if (target !== '') into.text(target)
  writeDevice(by, into, devices)
  into.number(version.length)
  for (const [device, count] of version) {
    writeDevice(device, into, devices)
    into.number(count)
  }
}

export function readHead(from: ByteReader): RecordHead {
  const flags = from.number()
  return { kind: kindOf(flags), deleted: (flags & deletedBit) !== 0, size: from.number() }
}

export function readRecord(
  from: ByteReader,
  path: string,
  sequence: number,
  devices: DeviceNumbers,
): FileRecord {
  const flags = from.number()
  const size = from.number()
  const mtime = from.signed()
  const mode = from.signed()
  const chunks = from.number()
  const content = flags & contentBit ? from.hash() : ''
  const target = flags & targetBit ? from.text() : ''
  const by = readDevice(from, devices)
  const version: [string, number][] = []
  for (let left = from.number(); left > 0; left--) {
    const device = readDevice(from, devices)
    version.push([device, from.number()])
  }
  const deleted = (flags & deletedBit) !== 0
  return {
    path,
    kind: kindOf(flags),
    deleted,
    size,
    mtime,
    mode,
    target,
    content,
    chunks,
    version,
    by,
    sequence,
  }
}

function kindOf(flags: number): FileKind {
  const kind = kinds[flags & kindBits]
  if (kind === undefined) throw new Damage('a record is of no kind')
  return kind
}

/** A device's number, or 0 and its id where it has none. */
function writeDevice(id: string, into: ByteWriter, devices: DeviceNumbers): void {
  const number = devices.numberOf(id)
  into.number(number)
  if (number === 0) into.text(id)
}

function readDevice(from: ByteReader, devices: DeviceNumbers): string {
  const number = from.number()
  return number === 0 ? from.text() : devices.idOf(number)
}
