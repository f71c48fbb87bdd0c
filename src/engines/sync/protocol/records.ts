import { Fault } from '../../../wire/fault.ts'
import type { FileKind, FileRecord } from '../model/record.ts'
import { type ByteReader, type ByteWriter, violation } from './bytes.ts'
import { deviceIdBytes, deviceIdOfText, deviceIdText } from './device-id.ts'
import { limits } from './limits.ts'
import { checkPath, pathProblem } from './safe-path.ts'

const kinds: readonly FileKind[] = ['file', 'directory', 'symlink']
const deletedFlag = 4
const mostMode = 0o777
const mostMtime = 2 ** 52
const pathBytes = 4096
export const contentBytes = 32

/** Device ids of one message: each is written once, then by its place among those before. */
export class DeviceTable {
  readonly #places = new Map<string, number>()
  readonly #ids: string[] = []

  write(writer: ByteWriter, id: string): void {
    const place = this.#places.get(id)
    if (place !== undefined) return writer.varint(place)
    const bytes = deviceIdOfText(id)
    if (bytes === undefined) throw new Error('not a device id')
    writer.varint(0)
    writer.raw(bytes)
    this.#places.set(id, this.#places.size + 1)
  }

  read(reader: ByteReader): string {
    const place = reader.varint(this.#ids.length)
    if (place > 0) return this.#ids[place - 1]!
    const id = deviceIdText(reader.raw(deviceIdBytes))
    this.#ids.push(id)
    return id
  }
}

/** Whether there is content to ask for. */
const hasContent = (kind: FileKind, deleted: boolean, size: number) => kind === 'file' && !deleted && size > 0

/**
 * Whether other devices would take the record. One that they would refuse is kept back, since it would end the session: a
 * name that is allowed on this system only, for example.
 */
export function isSendable(record: FileRecord): boolean {
  return (
    pathProblem(record.path) === undefined &&
    Buffer.byteLength(record.target) <= pathBytes &&
    !record.target.includes('\0') &&
    record.version.length <= limits.versionDevices &&
    Math.abs(record.mtime) < mostMtime
  )
}

export function writeRecord(writer: ByteWriter, devices: DeviceTable, record: FileRecord): void {
  writer.u8(kinds.indexOf(record.kind) | (record.deleted ? deletedFlag : 0))
  writer.text(record.path)
  writer.varint(record.sequence)
  writer.signed(record.mtime)
  writer.varint(record.mode + 1)
  devices.write(writer, record.by)
  writer.varint(record.version.length)
  for (const [device, count] of record.version) {
    devices.write(writer, device)
    writer.varint(count)
  }
  if (record.deleted) return
  if (record.kind === 'symlink') writer.text(record.target)
  if (record.kind !== 'file') return
  writer.varint(record.size)
  if (record.size === 0) return
  writer.varint(record.chunks)
  writer.hex(record.content)
}

/** Reads a record of another device and checks everything in it. Throws `sync-protocol`, `sync-limit` or `file-path-unsafe`. */
export function readRecord(reader: ByteReader, devices: DeviceTable): FileRecord {
  const flags = reader.u8()
  const kind = kinds[flags & 3]
  if (kind === undefined || flags > 7) throw violation('A record is of no known kind.')
  const deleted = (flags & deletedFlag) !== 0
  const path = reader.text(pathBytes)
  checkPath(path)
  const sequence = reader.varint()
  if (sequence === 0) throw violation('A record has no sequence.')
  const mtime = reader.signed()
  const mode = reader.varint(mostMode + 1) - 1
  const by = devices.read(reader)
  const version = readVersion(reader, devices)
  const target = !deleted && kind === 'symlink' ? reader.text(pathBytes) : ''
  if (!deleted && kind === 'symlink' && (target === '' || target.includes('\0'))) {
    throw violation('A symbolic link leads nowhere.')
  }
  const size = !deleted && kind === 'file' ? reader.varint() : 0
  if (!hasContent(kind, deleted, size)) {
    return { path, kind, deleted, size, mtime, mode, target, content: '', chunks: 0, version, by, sequence }
  }
  const chunks = reader.varint()
  if (chunks < Math.ceil(size / limits.chunkBytes) || chunks > Math.ceil(size / limits.leastChunkBytes)) {
    throw violation('A file cannot have so many chunks.')
  }
  const content = reader.hex(contentBytes)
  return { path, kind, deleted, size, mtime, mode, target, content, chunks, version, by, sequence }
}

function readVersion(reader: ByteReader, devices: DeviceTable): [string, number][] {
  const length = reader.varint()
  if (length === 0) throw violation('A version is empty.')
  if (length > limits.versionDevices) throw new Fault('sync-limit', 'A version names too many devices.')
  const version: [string, number][] = []
  let before = ''
  for (let index = 0; index < length; index++) {
    const device = devices.read(reader)
    if (device <= before) throw violation('The devices of a version are not in order.')
    before = device
    const count = reader.varint(limits.versionCount)
    if (count === 0) throw violation('A version counts nothing.')
    version.push([device, count])
  }
  return version
}
