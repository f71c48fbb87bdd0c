import { Fault } from '../wire/fault.ts'
import { blockBytes, type FileEntry, type Manifest, type Progress } from './files.ts'
import { limits } from './session/limits.ts'

/**
 * Messages between a window and the disk of the host. Each begins with 8 bytes: what it is (1), a byte of detail, two
 * zeros, and the number of the request (4) that it makes or answers; numbers are little endian.
 *
 * To the host:
 * - `hello`: detail is the version; the ticket in UTF-8. First of all
 * - `open`: the manifest, see `encodeManifest`
 * - `write`: file (4), block (4), the bytes of the block
 * - `finish`: file (4), its root hash (32)
 * - `close`: detail 1 to keep what is not whole
 * - `abort`: gives up the request `open` of that number
 *
 * From the host:
 * - `done`: any number of further requests (4 each) that are done too
 * - `opened`: what is there, see `encodeProgress`
 * - `failed`: a fault as JSON `{ code, message, detail }`; of request 0: the connection as a whole
 */
export const asks = { hello: 1, open: 2, write: 3, finish: 4, close: 5, abort: 6 } as const
export const answers = { done: 1, opened: 2, failed: 3 } as const

export const diskLinkVersion = 1
export const headBytes = 8
export const writeHeadBytes = 16
export const maxWriteBytes = writeHeadBytes + blockBytes
/** The largest message of all: an `open` with as long paths as an offer may have. */
export const maxMessageBytes = 64 * 1024 * 1024

type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength)
const broken = (text: string) =>
  new Fault('transfer-protocol', `A message between the window and the disk makes no sense: ${text}.`)

export function encodeMessage(
  what: number,
  request: number,
  body: Uint8Array = new Uint8Array(0),
  detail = 0,
): Bytes {
  const message = new Uint8Array(headBytes + body.length)
  message[0] = what
  message[1] = detail
  viewOf(message).setUint32(4, request, true)
  message.set(body, headBytes)
  return message
}

export interface Head {
  what: number
  detail: number
  request: number
  body: Uint8Array<ArrayBuffer>
}

/** Throws `transfer-protocol`. */
export function decodeMessage(message: Bytes): Head {
  if (message.length < headBytes) throw broken('it is too short')
  const request = viewOf(message).getUint32(4, true)
  return { what: message[0]!, detail: message[1]!, request, body: message.subarray(headBytes) }
}

/** Writes a `write` into `into`, which is at least so long, and returns the part that it takes. */
export function encodeWrite(
  into: Bytes,
  request: number,
  file: number,
  block: number,
  bytes: Uint8Array,
): Bytes {
  const view = viewOf(into)
  view.setUint32(0, asks.write, true)
  view.setUint32(4, request, true)
  view.setUint32(8, file, true)
  view.setUint32(12, block, true)
  into.set(bytes, writeHeadBytes)
  return into.subarray(0, writeHeadBytes + bytes.length)
}

/** Of the body of a `write`. Throws `transfer-protocol`. */
export function decodeWrite(body: Bytes): { file: number; block: number; bytes: Bytes } {
  if (body.length < 8 || body.length > 8 + blockBytes) throw broken('a block is too short or too long')
  const view = viewOf(body)
  return { file: view.getUint32(0, true), block: view.getUint32(4, true), bytes: body.subarray(8) }
}

export function encodeFinish(file: number, hash: Uint8Array): Bytes {
  const body = new Uint8Array(4 + hash.length)
  viewOf(body).setUint32(0, file, true)
  body.set(hash, 4)
  return body
}

export function decodeFinish(body: Bytes): { file: number; hash: Bytes } {
  if (body.length !== 36) throw broken('a hash has another length')
  return { file: viewOf(body).getUint32(0, true), hash: body.subarray(4) }
}

/** Request numbers, 4 bytes each. */
export function decodeRequests(body: Bytes): number[] {
  if (body.length % 4 !== 0) throw broken('an answer has another length')
  const view = viewOf(body)
  return Array.from({ length: body.length / 4 }, (_, at) => view.getUint32(at * 4, true))
}

export function encodeRequests(requests: readonly number[]): Bytes {
  const body = new Uint8Array(requests.length * 4)
  const view = viewOf(body)
  for (const [at, request] of requests.entries()) view.setUint32(at * 4, request, true)
  return body
}

/** JSON `[id, name, [[path, is a file, size, mtime], …]]`. */
export function encodeManifest({ id, name, entries }: Manifest): Bytes {
  const rows = entries.map(({ path, kind, size, mtime }) => [path, kind === 'file' ? 1 : 0, size, mtime])
  return encoder.encode(JSON.stringify([id, name, rows]))
}

/** Of the right shape; whether it makes sense is for the sink to say. Throws `transfer-protocol`, `transfer-limit`. */
export function decodeManifest(body: Bytes): Manifest {
  const value = parse(body)
  if (!Array.isArray(value) || value.length !== 3) throw broken('a manifest is none')
  const [id, name, rows] = value
  if (
    typeof id !== 'string' ||
    !/^[0-9a-f]{32}$/.test(id) ||
    typeof name !== 'string' ||
    !Array.isArray(rows)
  )
    throw broken('a manifest is none')
  if (rows.length > limits.entries)
    throw new Fault('transfer-limit', 'More files are offered than can be sent at once.')
  let files = 0
  let bytes = 0
  const entries = rows.map((row: unknown): FileEntry => {
    const [path, isFile, size, mtime] = Array.isArray(row) ? row : []
    if (typeof path !== 'string' || typeof size !== 'number' || typeof mtime !== 'number')
      throw broken('a file is none')
    if (isFile === 1) files++
    bytes += size
    return { path, kind: isFile === 1 ? 'file' : 'directory', size, mtime }
  })
  return { id, name, entries, files, bytes }
}

/** Numbers of 4 bytes: how many files are whole, and which; how many are begun, and of each: file, length, bitmap. */
export function encodeProgress({ whole, partial }: Progress): Bytes {
  let length = 8 + whole.length * 4
  for (const bitmap of partial.values()) length += 8 + bitmap.length
  const body = new Uint8Array(length)
  const view = viewOf(body)
  let at = 0
  const put = (value: number) => {
    view.setUint32(at, value, true)
    at += 4
  }
  put(whole.length)
  for (const file of whole) put(file)
  put(partial.size)
  for (const [file, bitmap] of partial) {
    put(file)
    put(bitmap.length)
    body.set(bitmap, at)
    at += bitmap.length
  }
  return body
}

/** Throws `transfer-protocol`. */
export function decodeProgress(body: Bytes): Progress {
  const view = viewOf(body)
  let at = 0
  const take = () => {
    if (at + 4 > body.length) throw broken('a progress is too short')
    at += 4
    return view.getUint32(at - 4, true)
  }
  const wholeCount = take()
  if (wholeCount * 4 > body.length) throw broken('a progress is too short')
  const whole = Array.from({ length: wholeCount }, take)
  const partial = new Map<number, Uint8Array>()
  for (let left = take(); left > 0; left--) {
    const file = take()
    const length = take()
    if (at + length > body.length) throw broken('a progress is too short')
    partial.set(file, body.slice(at, at + length))
    at += length
  }
  return { whole, partial }
}

export const encodeFault = ({ code, message, detail }: Fault): Bytes =>
  encoder.encode(JSON.stringify({ code, message, detail }))

export function decodeFault(body: Bytes): { code: unknown; message: unknown; detail?: unknown } {
  const value = parse(body)
  if (typeof value !== 'object' || value === null) throw broken('a fault is none')
  return value as { code: unknown; message: unknown; detail?: unknown }
}

export const encodeText = (text: string): Bytes => encoder.encode(text)
export function decodeText(body: Bytes): string {
  try {
    return decoder.decode(body)
  } catch {
    throw broken('a text is none')
  }
}

function parse(body: Bytes): unknown {
  try {
    return JSON.parse(decodeText(body))
  } catch {
    throw broken('a text is no JSON')
  }
}
