import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { ByteReader, ByteWriter } from '../../../../src/engines/sync/protocol/bytes.ts'
import { deviceIdOfText, deviceIdText } from '../../../../src/engines/sync/protocol/device-id.ts'
import { bodyLimit, FrameDecoder, frameHeaderBytes } from '../../../../src/engines/sync/protocol/frame.ts'
import type { ChunkWant, SharedFolder } from '../../../../src/engines/sync/protocol/host.ts'
import {
  decodeFolders,
  decodeGoodbye,
  decodeHello,
  decodeIndexBatch,
  decodeIndexEnd,
  decodeIndexRequest,
  encodeFolders,
  encodeGoodbye,
  encodeHello,
  encodeIndexBatches,
  encodeIndexEnd,
  encodeIndexRequest,
} from '../../../../src/engines/sync/protocol/messages.ts'
import {
  decodeChunkRequest,
  decodeManifestRequest,
  encodeChunkRequest,
  encodeManifestRequest,
  wantsThatFit,
} from '../../../../src/engines/sync/protocol/requests.ts'
import { pathProblem } from '../../../../src/engines/sync/protocol/safe-path.ts'
import { Fault } from '../../../../src/wire/fault.ts'

const whole = fc.maxSafeNat()
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const device = bytes(32).map(deviceIdText)
const hash = bytes(32).map((value) => Buffer.from(value).toString('hex'))
const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/').normalize('NFC'))
  .filter((text) => pathProblem(text) === undefined)
const version = fc
  .uniqueArray(fc.tuple(device, fc.integer({ min: 1, max: 2 ** 31 - 1 })), {
    minLength: 1,
    maxLength: 5,
    selector: ([id]) => id,
  })
  .map((pairs) => pairs.sort(([a], [b]) => (a < b ? -1 : 1)))

const meta = { path, version, by: device, mtime: fc.integer({ min: -(2 ** 51), max: 2 ** 51 }) }
const file = fc
  .record({
    ...meta,
    size: fc.integer({ min: 0, max: 2 ** 40 }),
    mode: fc.integer({ min: -1, max: 0o777 }),
    content: hash,
  })
  .map(
    (record): FileRecord => ({
      ...record,
      kind: 'file',
      deleted: false,
      target: '',
      content: record.size > 0 ? record.content : '',
      chunks: Math.ceil(record.size / (1024 * 1024)),
      sequence: 1,
    }),
  )
const bare = { size: 0, content: '', chunks: 0, target: '', sequence: 1 }
const other = fc
  .record({ ...meta, kind: fc.constantFrom('directory', 'symlink', 'file'), deleted: fc.boolean() })
  .map((record): FileRecord => {
    const isLink = record.kind === 'symlink' && !record.deleted
    return {
      ...bare,
      ...record,
      kind: record.kind as FileRecord['kind'],
      mode: -1,
      target: isLink ? '../x' : '',
    }
  })
const records = fc
  .array(fc.oneof(file, other), { minLength: 1, maxLength: 30 })
  .map((list) => list.map((record, index) => ({ ...record, sequence: 3 * index + 1 })))

const folders = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[A-Za-z0-9_-]{4,64}$/),
    name: fc.stringMatching(/^[a-zA-Zäß ]{1,80}$/),
    mode: fc.constantFrom<SharedFolder['mode']>('both', 'send', 'receive'),
    isPartial: fc.boolean(),
    indexId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    sequence: whole,
    files: whole,
    bytes: whole,
  }),
  { selector: ({ id }) => id, maxLength: 20 },
)
const wants = fc.array(
  fc.record<ChunkWant>({
    folderId: fc.constantFrom('folder-1', 'folder-2'),
    path: fc.oneof(fc.constant('same'), path),
    content: fc.constant('cd'.repeat(32)),
    offset: fc.integer({ min: 0, max: 2 ** 48 }),
    length: fc.integer({ min: 1, max: 65_536 }),
    hash,
  }),
  { minLength: 1, maxLength: 40 },
)

const bodyOf = (frame: Uint8Array) => frame.subarray(frameHeaderBytes)

test('numbers and texts come back as they were', () => {
  fc.assert(
    fc.property(
      whole,
      fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 }),
      fc.string({ unit: 'binary' }),
      (number, signed, text) => {
        const wellFormed = text.toWellFormed()
        const writer = new ByteWriter(1)
        writer.varint(number)
        writer.signed(signed)
        writer.text(wellFormed)
        const reader = new ByteReader(writer.take())
        expect(reader.varint()).toBe(number)
        expect(reader.signed()).toBe(signed === 0 ? 0 : signed)
        expect(reader.text(10_000)).toBe(wellFormed)
        expect(reader.left).toBe(0)
      },
    ),
  )
})

test.each([
  ['longer than it needs to be', [0x80, 0x00]],
  ['beyond what a number can be', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]],
  ['of nine bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
  ['cut off', [0x80]],
])('a number %s is refused', (_, given) => {
  expect(() => new ByteReader(Uint8Array.from(given)).varint()).toThrow(Fault)
})

test('a device id comes back as it was, and what is none is not taken for one', () => {
  fc.assert(
    fc.property(bytes(32), (value) => {
      const text = deviceIdText(value)
      expect(text).toMatch(/^[A-Z2-7]{51}[AQ]$/)
      expect(deviceIdOfText(text)).toEqual(Buffer.from(value))
    }),
  )
  expect(deviceIdOfText('a'.repeat(52))).toBeUndefined()
  expect(deviceIdOfText('A'.repeat(51))).toBeUndefined()
  expect(deviceIdOfText(`${'A'.repeat(51)}B`)).toBeUndefined()
})

test('records come back as they were', () => {
  fc.assert(
    fc.property(records, whole, (list, request) => {
      const got = [...encodeIndexBatches(request, list)].map((frame) => decodeIndexBatch(bodyOf(frame)))
      expect(got.every((batch) => batch.request === request)).toBe(true)
      expect(got.flatMap((batch) => batch.records)).toEqual(list)
    }),
  )
})

test('many records are several batches, none longer than a frame may be', () => {
  const [one] = fc.sample(file, 1)
  const list = Array.from({ length: 3000 }, (_, index) => ({
    ...one!,
    path: `${'long/'.repeat(60)}${index}`,
    sequence: index + 1,
  }))
  const frames = [...encodeIndexBatches(1, list)]
  expect(frames.length).toBeGreaterThan(3)
  for (const frame of frames)
    expect(frame.length).toBeLessThanOrEqual(frameHeaderBytes + bodyLimit(frame[0]!))
  expect(frames.flatMap((frame) => decodeIndexBatch(bodyOf(frame)).records)).toEqual(list)
})

test('a record that nobody would take is not sent, the others are', () => {
  const [one] = fc.sample(file, 1)
  const list = ['good', 'a\\..\\..\\b', 'also-good'].map((name, index) => ({
    ...one!,
    path: name,
    sequence: index + 1,
  }))
  const sent = [...encodeIndexBatches(1, list)].flatMap((frame) => decodeIndexBatch(bodyOf(frame)).records)
  expect(sent.map((record) => record.path)).toEqual(['good', 'also-good'])
})

test('every other message comes back as it was', () => {
  fc.assert(
    fc.property(folders, wants, device, bytes(32), whole, (list, chunks, id, nonce, number) => {
      expect(decodeFolders(bodyOf(encodeFolders(list)))).toEqual(list)
      expect(decodeChunkRequest(bodyOf(encodeChunkRequest(chunks)))).toEqual(chunks)
      const hello = {
        version: 1,
        device: id,
        name: 'ähm',
        nonce: Buffer.from(nonce),
        instance: '0123456789abcdef',
      }
      expect(decodeHello(bodyOf(encodeHello(hello)))).toEqual(hello)
      const request = { request: number, folderId: 'abcd', indexId: 'x', sequence: number }
      expect(decodeIndexRequest(bodyOf(encodeIndexRequest(request)))).toEqual(request)
      expect(decodeIndexEnd(bodyOf(encodeIndexEnd(7, number)))).toEqual({ request: 7, sequence: number })
      expect(decodeGoodbye(bodyOf(encodeGoodbye('closed', 'why')))).toEqual({ code: 'closed', text: 'why' })
      const manifest = { folderId: 'abcd', path: 'a/b', content: 'ef'.repeat(32) }
      expect(
        decodeManifestRequest(
          bodyOf(encodeManifestRequest(manifest.folderId, manifest.path, manifest.content)),
        ),
      ).toEqual(manifest)
    }),
  )
})

test('frames are found however the bytes are split', () => {
  const frames = [
    encodeGoodbye('closed', 'x'.repeat(100)),
    encodeIndexEnd(1, 2),
    encodeFolders([]),
    encodeIndexRequest({ request: 1, folderId: 'abcd', indexId: 'x', sequence: 0 }),
  ]
  const stream = Buffer.concat(frames)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 40 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length]
      const found: Buffer[] = []
      const decoder = new FrameDecoder()
      for (let index = 1; index < places.length; index++) {
        decoder.push(stream.subarray(places[index - 1], places[index]), (type, body) => {
          found.push(Buffer.concat([Buffer.from([type]), body]))
        })
      }
      expect(decoder.isBetween).toBe(true)
      expect(found).toEqual(frames.map((frame) => Buffer.concat([frame.subarray(0, 1), bodyOf(frame)])))
    }),
  )
})

test('a frame that says it is longer than allowed is refused before anything is kept for it', () => {
  const decoder = new FrameDecoder()
  expect(() => decoder.push(Uint8Array.from([1, 0xff, 0xff, 0xff]), () => {})).toThrow(
    expect.objectContaining({ code: 'sync-limit' }),
  )
})

const decoders = {
  decodeHello,
  decodeFolders,
  decodeIndexRequest,
  decodeIndexBatch,
  decodeIndexEnd,
  decodeGoodbye,
  decodeManifestRequest,
  decodeChunkRequest,
}
const documented = ['sync-protocol', 'sync-limit', 'file-path-unsafe']

function faultOnly(decode: () => unknown): void {
  try {
    decode()
  } catch (error) {
    if (!(error instanceof Fault && documented.includes(error.code))) throw error
  }
}

describe.each(Object.entries(decoders))('%s', (_, decode) => {
  test('takes random bytes or refuses them by a documented fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (body) => faultOnly(() => decode(body))),
      { numRuns: 2000 },
    )
  })
})

test('messages with some bytes changed or cut off are taken, or refused by a documented fault', () => {
  const change = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.option(fc.nat()) })
  fc.assert(
    fc.property(records, folders, wants, change, (list, shared, chunks, { at, value, cut }) => {
      const spoil = (frame: Uint8Array): Uint8Array => {
        const body = Uint8Array.from(bodyOf(frame))
        body[at % body.length] = value
        return cut === null ? body : body.subarray(0, cut % body.length)
      }
      for (const frame of encodeIndexBatches(1, list)) faultOnly(() => decodeIndexBatch(spoil(frame)))
      faultOnly(() => decodeFolders(spoil(encodeFolders(shared))))
      faultOnly(() => decodeChunkRequest(spoil(encodeChunkRequest(chunks))))
    }),
    { numRuns: 500 },
  )
})

test('random bytes as frames end in a documented fault or in nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), (parts) => {
      const decoder = new FrameDecoder()
      faultOnly(() => {
        for (const part of parts) decoder.push(part, () => {})
      })
    }),
  )
})

test('requests are split where one may hold no more', () => {
  const want: ChunkWant = {
    folderId: 'abcd',
    path: 'p',
    content: 'ab'.repeat(32),
    offset: 0,
    length: 4 * 1024 * 1024,
    hash: 'cd'.repeat(32),
  }
  expect(wantsThatFit(Array(20).fill(want), 0)).toBe(8)
  expect(wantsThatFit(Array(20).fill(want), 15)).toBe(5)
  expect(wantsThatFit(Array(5000).fill({ ...want, length: 1 }), 0)).toBe(1024)
  const long = Array(500).fill({ ...want, path: 'ü'.repeat(2048), length: 1 })
  const fits = wantsThatFit(long, 0)
  expect(fits).toBeGreaterThan(0)
  const unlike = long.slice(0, fits).map((each, index) => ({ ...each, path: each.path.slice(4) + index }))
  expect(() => encodeChunkRequest(unlike)).not.toThrow()
  expect(() => wantsThatFit([{ ...want, length: 4 * 1024 * 1024 + 1 }], 0)).toThrow(
    expect.objectContaining({ code: 'sync-limit' }),
  )
})

test('a name with control characters is taken, without them', () => {
  const hello = {
    version: 1,
    device: deviceIdText(new Uint8Array(32)),
    name: 'a\tb\x7f',
    nonce: new Uint8Array(32),
    instance: '00'.repeat(8),
  }
  expect(decodeHello(bodyOf(encodeHello(hello))).name).toBe('a b ')
})
