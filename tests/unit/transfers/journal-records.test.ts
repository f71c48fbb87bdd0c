import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeRecord,
  encodeRecord,
  type JournalRecord,
} from '../../../src/host/transfers/journal-records.ts'

const file = fc.nat(100_000)
const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .filter((text) => !/[/\\\0]/.test(text) && text !== '.' && text !== '..' && text.isWellFormed())
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const hex = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const record: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({ type: fc.constant('begin' as const), id: hex }),
  fc.record({ type: fc.constant('top' as const), from: name, to: name }),
  fc.record({ type: fc.constantFrom('part' as const, 'placed' as const), file, name }),
  fc.record({ type: fc.constant('block' as const), file, block: file, hash }),
  fc.record({ type: fc.constant('flushed' as const), before: fc.maxSafeNat() }),
  fc.record({ type: fc.constant('dropped' as const), file }),
)

function readAll(bytes: Buffer): JournalRecord[] {
  const records: JournalRecord[] = []
  for (let at = 0; ; ) {
    const found = decodeRecord(bytes, at)
    if (!found) return records
    records.push(
      found.record.type === 'block'
        ? { ...found.record, hash: Uint8Array.from(found.record.hash) }
        : found.record,
    )
    at = found.next
  }
}

test('a journal that is cut off anywhere tells all that was written before', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), fc.nat(), (records, cut) => {
      const parts = records.map(encodeRecord)
      const whole = Buffer.concat(parts)
      const length = cut % (whole.length + 1)
      let kept = 0
      for (let end = 0; kept < parts.length; kept++) {
        end += parts[kept]!.length
        if (end > length) break
      }
      expect(readAll(whole.subarray(0, length))).toEqual(records.slice(0, kept))
    }),
  )
})

test('a journal with a changed byte tells nothing that was not written', () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 10 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (records, place, change) => {
        const bytes = Buffer.concat(records.map(encodeRecord))
        bytes[place % bytes.length]! ^= change
        const read = readAll(bytes)
        expect(records.slice(0, read.length)).toEqual(read)
        expect(read.length).toBeLessThan(records.length)
      },
    ),
  )
})

test('random bytes are no journal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(readAll(Buffer.from(bytes))).toEqual([])
    }),
  )
})

test('a name in a journal leads nowhere else', () => {
  for (const bad of ['../x', 'a/b', 'a\\b', '..', '.', 'a\0']) {
    expect(decodeRecord(encodeRecord({ type: 'part', file: 1, name: bad }), 0)).toBeUndefined()
    expect(decodeRecord(encodeRecord({ type: 'top', from: 'a', to: bad }), 0)).toBeUndefined()
  }
})
