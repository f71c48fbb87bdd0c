import type { FileRecord } from '../model/record.ts'
import { ByteReader, type ByteWriter, violation } from './bytes.ts'
import { deviceIdBytes, deviceIdOfText, deviceIdText } from './device-id.ts'
import { beginFrame, endFrame, frameType } from './frame.ts'
import type { SharedFolder } from './host.ts'
import { limits } from './limits.ts'
import { DeviceTable, isSendable, readRecord, writeRecord } from './records.ts'

export const protocolVersion = 1
export const nonceBytes = 32
export const instanceBytes = 8
const nameBytes = 240
const folderNameBytes = 320
const indexIdBytes = 64
const folderIdBytes = 64
const modes = ['both', 'send', 'receive'] as const
const partialFlag = 4
const folderIdPattern = /^[A-Za-z0-9_-]{4,64}$/
const indexIdPattern = /^[A-Za-z0-9_-]{1,64}$/

/** A name as it can be shown. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const shownName = (name: string): string => name.replace(/[\x00-\x1f\x7f]/g, ' ')

export interface Hello {
  version: number
  device: string
  name: string
  nonce: Uint8Array
  /** Made anew each time the program starts: connections of another instance are dead. */
  instance: string
}

export interface IndexRequest {
  /** Rises with each request of a session; answers carry it. */
  request: number
  folderId: string
  indexId: string
  sequence: number
}

export function encodeHello(hello: Hello): Uint8Array {
  const writer = beginFrame(frameType.hello)
  writer.varint(hello.version)
  writer.raw(deviceIdOfText(hello.device)!)
  writer.raw(hello.nonce)
  writer.hex(hello.instance)
  writer.text(hello.name)
  return endFrame(writer)
}

/** What follows the name is of a later version and is not read. Throws `sync-protocol`, as all that decode do. */
export function decodeHello(body: Uint8Array): Hello {
  const reader = new ByteReader(body)
  const version = reader.varint()
  if (version !== protocolVersion) throw violation(`The device speaks version ${version} of the protocol.`)
  const device = deviceIdText(reader.raw(deviceIdBytes))
  const nonce = reader.raw(nonceBytes)
  const instance = reader.hex(instanceBytes)
  const name = shownName(reader.text(nameBytes))
  return { version, device, name, nonce, instance }
}

export function encodeFolders(folders: readonly SharedFolder[]): Uint8Array {
  const writer = beginFrame(frameType.folders)
  writer.varint(folders.length)
  for (const folder of folders) {
    writer.text(folder.id)
    writer.text(folder.name)
    writer.u8(modes.indexOf(folder.mode) | (folder.isPartial ? partialFlag : 0))
    writer.text(folder.indexId)
    writer.varint(folder.sequence)
    writer.varint(folder.files)
    writer.varint(folder.bytes)
  }
  return endFrame(writer)
}

export function decodeFolders(body: Uint8Array): SharedFolder[] {
  const reader = new ByteReader(body)
  const count = reader.varint(limits.folders)
  const ids = new Set<string>()
  const folders: SharedFolder[] = []
  for (let index = 0; index < count; index++) {
    const id = readFolderId(reader)
    if (ids.has(id)) throw violation('A folder is announced twice.')
    ids.add(id)
    const name = shownName(reader.text(folderNameBytes))
    const flags = reader.u8()
    const mode = modes[flags & ~partialFlag]
    if (mode === undefined) throw violation('A folder is of no known mode.')
    const indexId = readIndexId(reader)
    folders.push({
      id,
      name,
      mode,
      isPartial: (flags & partialFlag) !== 0,
      indexId,
      sequence: reader.varint(),
      files: reader.varint(),
      bytes: reader.varint(),
    })
  }
  reader.end()
  return folders
}

export function encodeIndexRequest(request: IndexRequest): Uint8Array {
  const writer = beginFrame(frameType.indexRequest)
  writer.varint(request.request)
  writer.text(request.folderId)
  writer.text(request.indexId)
  writer.varint(request.sequence)
  return endFrame(writer)
}

export function decodeIndexRequest(body: Uint8Array): IndexRequest {
  const reader = new ByteReader(body)
  const request = reader.varint()
  const folderId = readFolderId(reader)
  const indexId = readIndexId(reader)
  const sequence = reader.varint()
  reader.end()
  return { request, folderId, indexId, sequence }
}

/** A batch is sent when it has grown so long; no record is longer than the rest of what a frame may have. */
const batchBytes = 192 * 1024

/** Frames with the records, in their order. Records that nobody would take are left out. */
export function* encodeIndexBatches(
  request: number,
  records: readonly FileRecord[],
): Generator<Uint8Array, void> {
  let writer: ByteWriter | undefined
  let devices = new DeviceTable()
  for (const record of records) {
    if (!isSendable(record)) continue
    if (writer === undefined) {
      writer = beginFrame(frameType.indexBatch, 4096)
      writer.varint(request)
      devices = new DeviceTable()
    }
    writeRecord(writer, devices, record)
    if (writer.length < batchBytes) continue
    yield endFrame(writer)
    writer = undefined
  }
  if (writer) yield endFrame(writer)
}

/** Throws `file-path-unsafe` and `sync-limit` too. */
export function decodeIndexBatch(body: Uint8Array): { request: number; records: FileRecord[] } {
  const reader = new ByteReader(body)
  const request = reader.varint()
  const devices = new DeviceTable()
  const records: FileRecord[] = []
  let before = 0
  while (reader.left > 0) {
    const record = readRecord(reader, devices)
    if (record.sequence <= before) throw violation('Records are not in order.')
    before = record.sequence
    records.push(record)
  }
  if (records.length === 0) throw violation('A batch holds no record.')
  return { request, records }
}

export function encodeIndexEnd(request: number, sequence: number): Uint8Array {
  const writer = beginFrame(frameType.indexEnd)
  writer.varint(request)
  writer.varint(sequence)
  return endFrame(writer)
}

export function decodeIndexEnd(body: Uint8Array): { request: number; sequence: number } {
  const reader = new ByteReader(body)
  const end = { request: reader.varint(), sequence: reader.varint() }
  reader.end()
  return end
}

/** The sender begins no request any more, and waits for no answer. */
export function encodeGoodbye(code: string, text: string): Uint8Array {
  const writer = beginFrame(frameType.goodbye)
  writer.text(code)
  writer.text(text.slice(0, 200))
  return endFrame(writer)
}

export function decodeGoodbye(body: Uint8Array): { code: string; text: string } {
  const reader = new ByteReader(body)
  const goodbye = { code: reader.text(64), text: reader.text(800) }
  reader.end()
  return goodbye
}

export function readFolderId(reader: ByteReader): string {
  const id = reader.text(folderIdBytes)
  if (!folderIdPattern.test(id)) throw violation('That is no id of a folder.')
  return id
}

function readIndexId(reader: ByteReader): string {
  const id = reader.text(indexIdBytes)
  if (!indexIdPattern.test(id)) throw violation('That is no id of an index.')
  return id
}
