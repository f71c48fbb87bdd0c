import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockBytes, type FileEntry, type Manifest } from '../../../src/transfer/files.ts'
import { Assembly } from '../../../src/transfer/session/assembly.ts'
import { BlockMap } from '../../../src/transfer/session/block-map.ts'
import { BundleWriter, readBundle, readBundleHeader } from '../../../src/transfer/session/bundle.ts'
import {
  decodeControl,
  decodeJson,
  decodeStored,
  encodeCredit,
  encodeJson,
  encodeStored,
  numberFrame,
} from '../../../src/transfer/session/control-frame.ts'
import { ControlStream } from '../../../src/transfer/session/control-stream.ts'
import {
  type PieceHeader,
  readPieceHeader,
  writePieceHeader,
} from '../../../src/transfer/session/data-frame.ts'
import { checkManifest, makeManifest } from '../../../src/transfer/session/manifest.ts'
import { havePages, readHavePage } from '../../../src/transfer/session/progress-pages.ts'
import type { Ready } from '../../../src/transfer/session/read-ahead.ts'
import { pieceBytes } from '../../../src/transfer/session/sending.ts'
import { readSignalText } from '../../../src/transfer/session/signal-text.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { hasher, patternBytes } from '../../support/transfer/memory-files.ts'

const file = (path: string, size = 1): FileEntry => ({ path, kind: 'file', size, mtime: 0 })
const folder = (path: string): FileEntry => ({ path, kind: 'directory', size: 0, mtime: 0 })
const faultOf = (what: () => unknown): string | undefined => {
  try {
    what()
  } catch (error) {
    if (error instanceof Fault) return error.code
    throw error
  }
  return undefined
}

describe('a manifest', () => {
  test('has an id of its entries alone, and a title of what was dropped', () => {
    const entries = [folder('shoot'), file('shoot/a.mov', 5), file('b.mov', 7)]
    const manifest = makeManifest(entries, hasher)
    expect(manifest).toMatchObject({ name: 'shoot and 1 other', files: 2, bytes: 12 })
    expect(manifest.id).toMatch(/^[0-9a-f]{32}$/)
    expect(makeManifest(entries, hasher, 'Another name').id).toBe(manifest.id)
    expect(makeManifest([...entries].reverse(), hasher).id).not.toBe(manifest.id)
    expect(() => checkManifest(manifest, hasher)).not.toThrow()
  })

  test.each([
    ['../a', 'file-path-unsafe'],
    ['/a', 'file-path-unsafe'],
    ['a//b', 'file-path-unsafe'],
    ['a/', 'file-path-unsafe'],
    ['', 'file-path-unsafe'],
    ['.', 'file-path-unsafe'],
    ['a/../b', 'file-path-unsafe'],
    ['a\0b', 'file-path-unsafe'],
    ['e\u0301', 'file-path-unsafe'],
    ['\ud800', 'file-path-unsafe'],
    ['x'.repeat(256), 'file-path-unsafe'],
    ['é'.repeat(128), 'file-path-unsafe'],
    ['ab/'.repeat(1400), 'file-path-unsafe'],
  ])('does not name %j', (path, code) => {
    expect(faultOf(() => makeManifest([file(path)], hasher))).toBe(code)
  })

  test.each<[string, FileEntry[], string]>([
    ['nothing', [], 'transfer-protocol'],
    ['a file twice', [file('a'), file('a')], 'transfer-protocol'],
    ['a file within a file', [file('a'), file('a/b')], 'transfer-protocol'],
    ['a file deep within a file', [file('a/b/c/d'), file('a')], 'transfer-protocol'],
    ['a folder with a size', [{ ...folder('a'), size: 1 }], 'transfer-protocol'],
    ['half a byte', [file('a', 0.5)], 'transfer-protocol'],
    ['less than nothing', [file('a', -1)], 'transfer-protocol'],
    ['a size beyond numbers', [file('a', 2 ** 53)], 'transfer-protocol'],
    ['a time that is none', [{ ...file('a'), mtime: Number.NaN }], 'transfer-protocol'],
    ['more bytes than there are', [file('a', 2 ** 44), file('b', 1)], 'transfer-limit'],
    ['too many', Array.from({ length: 100_001 }, (_, at) => file(`${at}`)), 'transfer-limit'],
  ])('does not hold %s', (_, entries, code) => {
    expect(faultOf(() => makeManifest(entries, hasher))).toBe(code)
  })

  test('that lies about its sums or its id is found out', () => {
    const manifest = makeManifest([file('a', 5)], hasher)
    const lies: Partial<Manifest>[] = [{ bytes: 6 }, { files: 2 }, { id: '0'.repeat(32) }]
    for (const lie of lies)
      expect(faultOf(() => checkManifest({ ...manifest, ...lie }, hasher))).toBe('transfer-protocol')
  })
})

describe('the header of a piece', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), fc.nat(2 ** 34 - 1), (transfer, number, unit) => {
        const bytes = new Uint8Array(16)
        writePieceHeader(bytes, transfer, number, unit * 1024)
        const header: PieceHeader = { transfer: 0, file: 0, offset: 0 }
        readPieceHeader(bytes, header)
        expect(header).toEqual({ transfer, file: number, offset: unit * 1024 })
      }),
    )
  })

  test('that is none is a fault', () => {
    const header: PieceHeader = { transfer: 0, file: 0, offset: 0 }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const code = faultOf(() => readPieceHeader(bytes, header))
        expect(code).toBe(
          bytes.length === 16 && bytes[0] === 1 && bytes[1] === 0 ? undefined : 'transfer-protocol',
        )
      }),
    )
  })
})

describe('a bundle of small files', () => {
  const bundleOf = (sizes: readonly number[]) => {
    const writer = new BundleWriter()
    writer.begin(7)
    sizes.forEach((end, file) => {
      writer.add({ file, end, bytes: patternBytes(end, file) } as Ready)
    })
    return { header: writer.header, payload: writer.payload().slice() }
  }

  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { minLength: 1, maxLength: 30 }), (sizes) => {
        const { header, payload } = bundleOf(sizes)
        expect(readBundleHeader(header)).toBe(7)
        const read: Uint8Array[] = []
        readBundle(header, payload, (_, bytes) => read.push(bytes))
        expect(read).toEqual(sizes.map(patternBytes))
      }),
    )
  })

  test('that was cut, or is none, is a fault', () => {
    const read = (header: Uint8Array, payload: Uint8Array<ArrayBuffer>) =>
      faultOf(() => {
        readBundleHeader(header)
        readBundle(header, payload, () => {})
      })
    const { header, payload } = bundleOf([10, 0, 3000])
    for (let length = 0; length < payload.length; length += 7)
      expect(read(header, payload.slice(0, length))).toBe('transfer-protocol')
    expect(read(header, Uint8Array.of(...payload, 0))).toBe('transfer-protocol')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 200 }), (bytes, rest) => {
        expect([undefined, 'transfer-protocol']).toContain(read(bytes, rest.slice()))
      }),
    )
  })
})

describe('a control message', () => {
  test('of random bytes is a message or a fault', () => {
    const random = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.nat(7), fc.uint8Array({ maxLength: 60 }))
        .map(([kind, rest]) => new Uint8Array([kind, ...rest])),
      fc.json().map((text) => new Uint8Array([1, 0, 0, 0, 0, ...new TextEncoder().encode(text)])),
    )
    fc.assert(
      fc.property(random, (bytes) => {
        const code = faultOf(() => {
          const frame = decodeControl(bytes)
          if (frame.kind === 'json') decodeJson(frame.body)
          if (frame.kind === 'stored') decodeStored(frame.body)
        })
        expect([undefined, 'transfer-protocol']).toContain(code)
      }),
      { numRuns: 500 },
    )
  })

  test('that is longer than any may be is not read', () => {
    expect(faultOf(() => decodeControl(new Uint8Array(100_000).fill(1)))).toBe('transfer-protocol')
  })

  test('of credit and of blocks is read as it was written', () => {
    const credit = new Uint8Array(8)
    encodeCredit(credit, true, 2 ** 40 + 12_345)
    expect(decodeControl(credit)).toEqual({ kind: 'credit', isBehind: true, bytes: 2 ** 40 + 12_345 })
    const stored = encodeStored(6, [1, 2, 0xffff_ffff, 4])
    numberFrame(stored, 9)
    const frame = decodeControl(stored)
    expect(frame).toMatchObject({ kind: 'stored', sequence: 9 })
    if (frame.kind === 'stored')
      expect(decodeStored(frame.body)).toEqual({ transfer: 6, blocks: [1, 2, 0xffff_ffff, 4] })
  })

  test('may not carry a code that this version does not know, but is understood', () => {
    const bytes = encodeJson({ type: 'bye', code: 'not-a-code' as 'closed', text: '' })
    expect(decodeJson(bytes.subarray(5))).toEqual({ type: 'bye', code: 'internal', text: '' })
  })
})

test('a text of the signalling is a signal or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readSignalText(text)
    }),
  )
})

describe('numbered control messages', () => {
  /** Two streams over lanes that are cut at any moment, in the middle of what was said. */
  test('arrive once and in order, whatever becomes of the lanes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ say: fc.nat(5), deliver: fc.nat(8), answer: fc.boolean(), cut: fc.boolean() }), {
          maxLength: 40,
        }),
        (steps) => {
          const sender = new ControlStream()
          const receiver = new ControlStream()
          const taken: number[] = []
          let said = 0
          let lane: Uint8Array[] = []
          const carry = () => {
            const mine: Uint8Array[] = []
            lane = mine
            sender.carryBy((frame) => mine.push(frame.slice()))
          }
          const deliver = (count: number) => {
            for (const frame of lane.splice(0, count)) {
              const decoded = decodeControl(frame)
              if (decoded.kind === 'json' && receiver.takes(decoded.sequence))
                taken.push(Number((decodeJson(decoded.body) as { text: string }).text))
            }
          }
          carry()
          for (const step of steps) {
            for (let each = 0; each < step.say; each++)
              sender.post(encodeJson({ type: 'bye', code: 'closed', text: `${said++}` }))
            deliver(step.deliver)
            if (step.answer) sender.heard(receiver.expected)
            if (step.cut) carry()
          }
          deliver(Number.POSITIVE_INFINITY)
          carry()
          deliver(Number.POSITIVE_INFINITY)
          expect(taken).toEqual(Array.from({ length: said }, (_, at) => at))
        },
      ),
    )
  })

  test('are held back while much is unheard', () => {
    const sender = new ControlStream()
    let sent = 0
    sender.carryBy(() => sent++)
    const frames = (function* () {
      for (let each = 0; each < 100_000; each++) yield encodeJson({ type: 'bye', code: 'closed', text: '' })
    })()
    sender.postAll(frames)
    expect(sent).toBe(2048)
    sender.heard(1000)
    expect(sent).toBe(3048)
  })

  test('that are missing, or heard without having been said, are faults', () => {
    const stream = new ControlStream()
    expect(faultOf(() => stream.takes(1))).toBe('transfer-protocol')
    expect(faultOf(() => stream.heard(1))).toBe('transfer-protocol')
  })
})

test('a block is put together of pieces in any order, overlapping or repeated', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: blockBytes }),
      fc.array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 64 })), { maxLength: 40 }),
      (length, pieces) => {
        const whole = patternBytes(length, length)
        const assembly = new Assembly(new Uint8Array(blockBytes), length)
        const units = Math.ceil(length / 1024)
        const seen = new Set<number>()
        const add = (from: number, count: number) => {
          const end = Math.min(from + count, units)
          for (let unit = from; unit < end; unit++) seen.add(unit)
          return assembly.add(from * 1024, whole.subarray(from * 1024, Math.min(end * 1024, length)))
        }
        for (const [from, count] of pieces)
          if (from < units) expect(add(from, count)).toBe(seen.size === units)
        for (let unit = 0; unit < units; unit += 7) add(unit, 7)
        expect(seen.size).toBe(units)
        expect(Buffer.compare(assembly.buffer.subarray(0, length), whole)).toBe(0)
      },
    ),
    { numRuns: 50 },
  )
})

test('what is there from before is told in pages of bounded size, and read as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3 })), {
        minLength: 1,
        maxLength: 30,
      }),
      (files) => {
        const manifest = makeManifest(
          files.map(([blocks], at) => file(`${at}`, blocks * blockBytes)),
          hasher,
        )
        const partial = new Map<number, Uint8Array>()
        const whole: number[] = []
        files.forEach(([blocks, kind], at) => {
          if (kind === 0) whole.push(at)
          if (kind === 1 && blocks > 0) {
            const bits = patternBytes(Math.ceil(blocks / 8), at)
            if (blocks % 8 !== 0) bits[bits.length - 1]! &= (1 << (blocks % 8)) - 1
            partial.set(at, bits)
          }
        })
        const map = new BlockMap(manifest)
        const wholeRead: number[] = []
        for (const page of havePages(4, { whole, partial })) {
          readHavePage(
            decodeJson(encodeJson(page).subarray(5)) as typeof page,
            map,
            (at) => at < files.length,
            {
              whole: (at) => wholeRead.push(at),
              block: (at, block) => map.add(at, block),
            },
          )
        }
        expect(wholeRead).toEqual(whole)
        for (const [at, bits] of partial) expect(map.bitsOf(at) ?? new Uint8Array(bits.length)).toEqual(bits)
      },
    ),
    { numRuns: 50 },
  )
})

test('a page that names what there is not is a fault', () => {
  const manifest = makeManifest([file('a', 3 * blockBytes), folder('b')], hasher)
  const map = new BlockMap(manifest)
  const isFile = (at: number) => manifest.entries[at]?.kind === 'file'
  const none = { whole: () => {}, block: () => {} }
  const page = { type: 'have', transfer: 0, whole: [], partial: [] } as const
  const pages = [
    { ...page, whole: [[1, 1]] },
    { ...page, whole: [[0, 1e9]] },
    { ...page, partial: [[2, 0, 'AQ==']] },
    { ...page, partial: [[0, 0, 'CA==']] },
    { ...page, partial: [[0, 8, 'AQ==']] },
    { ...page, partial: [[0, 0, '?']] },
  ] as unknown as Parameters<typeof readHavePage>[0][]
  for (const wrong of pages)
    expect(faultOf(() => readHavePage(wrong, map, isFile, none))).toBe('transfer-protocol')
})

test('a map knows bytes and missing blocks of each file', () => {
  const manifest = makeManifest([file('a', 2 * blockBytes + 1), file('b', 0), file('c', 10)], hasher)
  const map = new BlockMap(manifest)
  expect([map.total, map.blocks(0), map.blocks(1), map.length(0, 2)]).toEqual([4, 3, 0, 1])
  expect(map.isWhole(1)).toBe(true)
  expect(map.add(0, 2)).toBe(true)
  expect(map.add(0, 2)).toBe(false)
  expect([map.bytes, map.bytesOf(0), map.bytesOf(2)]).toEqual([1, 1, 0])
  map.fill(0)
  expect([map.isWhole(0), map.bytesOf(0)]).toEqual([true, 2 * blockBytes + 1])
  map.clear(0)
  expect([map.bytes, map.isWhole(0), map.bitsOf(0)]).toEqual([0, false, undefined])
})

test('pieces are about alike', () => {
  expect(pieceBytes(1000, 64_512)).toBe(1000)
  expect(pieceBytes(blockBytes, 64 * 1024)).toBe(64 * 1024)
  // Five of about 51 KiB, not four of 63 and one of 4.
  expect(pieceBytes(blockBytes, 63 * 1024)).toBe(52 * 1024)
})
