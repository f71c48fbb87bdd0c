import { crc32 } from 'node:zlib'

/**
 * What a journal holds, one after another: type (1 byte), length of the body (2), CRC-32 of both and the body (4), body.
 * Numbers are little endian. A record that does not add up ends the journal: it was being written when the power went.
 */
export type JournalRecord =
  /** First of all. Body: version (1 byte), id of the transfer (16 bytes). */
  | { type: 'begin'; id: string }
  /** A dropped folder is called so here. */
  | { type: 'top'; from: string; to: string }
  /** A file is put together under that name, beside its place. */
  | { type: 'part'; file: number; name: string }
  /** A block was written; its BLAKE3. */
  | { type: 'block'; file: number; block: number; hash: Uint8Array }
  /** All blocks told of before byte `before` of the journal have been flushed. */
  | { type: 'flushed'; before: number }
  /** A proven file gets that name next. */
  | { type: 'placed'; file: number; name: string }
  /** Nothing of a file is here any more. */
  | { type: 'dropped'; file: number }

const types = ['begin', 'top', 'part', 'block', 'flushed', 'placed', 'dropped'] as const
export const journalVersion = 1
const headBytes = 7
/** Of two names of 255 characters. */
export const maxBodyBytes = 2100

export function encodeRecord(record: JournalRecord): Buffer {
  const body = bodyOf(record)
  const bytes = Buffer.allocUnsafe(headBytes + body.length)
  bytes.writeUInt8(types.indexOf(record.type) + 1, 0)
  bytes.writeUInt16LE(body.length, 1)
  body.copy(bytes, headBytes)
  bytes.writeUInt32LE(crc32(body, crc32(bytes.subarray(0, 3))), 3)
  return bytes
}

function bodyOf(record: JournalRecord): Buffer {
  switch (record.type) {
    case 'begin':
      return Buffer.concat([Buffer.of(journalVersion), Buffer.from(record.id, 'hex')])
    case 'top':
      return Buffer.from(`${record.from}/${record.to}`)
    case 'part':
    case 'placed':
      return Buffer.concat([uint32(record.file), Buffer.from(record.name)])
    case 'block':
      return Buffer.concat([uint32(record.file), uint32(record.block), record.hash])
    case 'flushed': {
      const body = Buffer.alloc(8)
      body.writeBigUInt64LE(BigInt(record.before))
      return body
    }
    case 'dropped':
      return uint32(record.file)
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The record that begins at `at`, and where the next one does. Undefined: none that is whole and sound. */
export function decodeRecord(bytes: Buffer, at: number): { record: JournalRecord; next: number } | undefined {
  if (at + headBytes > bytes.length) return undefined
  const type = types[bytes.readUInt8(at) - 1]
  const next = at + headBytes + bytes.readUInt16LE(at + 1)
  if (type === undefined || next > bytes.length || next - at > maxBodyBytes) return undefined
  const body = bytes.subarray(at + headBytes, next)
  if (crc32(body, crc32(bytes.subarray(at, at + 3))) !== bytes.readUInt32LE(at + 3)) return undefined
  const record = recordOf(type, body)
  return record && { record, next }
}

function recordOf(type: (typeof types)[number], body: Buffer): JournalRecord | undefined {
  switch (type) {
    case 'begin':
      if (body.length !== 17 || body[0] !== journalVersion) return undefined
      return { type, id: body.toString('hex', 1) }
    case 'top': {
      const [from, to, ...more] = body.toString().split('/')
      return isName(from) && isName(to) && more.length === 0 ? { type, from, to } : undefined
    }
    case 'part':
    case 'placed': {
      const name = body.toString('utf8', 4)
      return body.length > 4 && isName(name) ? { type, file: body.readUInt32LE(), name } : undefined
    }
    case 'block':
      if (body.length !== 40) return undefined
      return { type, file: body.readUInt32LE(), block: body.readUInt32LE(4), hash: body.subarray(8) }
    case 'flushed':
      return body.length === 8 ? { type, before: Number(body.readBigUInt64LE()) } : undefined
    case 'dropped':
      return body.length === 4 ? { type, file: body.readUInt32LE() } : undefined
  }
}

/** A name within a directory, and nothing that leads out of it. */
const isName = (name: string | undefined): name is string =>
  name !== undefined && name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)
