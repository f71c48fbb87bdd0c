import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordedNumbers, SequenceRecord } from '../../../../src/engines/bond/receiver/sequence-record.ts'

const wrap = 2 ** 31

/** A record that has seen these numbers, all settled. */
function recorded(numbers: Iterable<number>): SequenceRecord {
  const record = new SequenceRecord()
  for (const number of numbers) record.arrived(number % wrap)
  record.settle(0)
  return record
}

const counts = ({ duplicates, missing }: SequenceRecord) => ({ duplicates, missing })
const range = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

describe('the record of sequence numbers', () => {
  test('counts nothing in a stream that is whole', () => {
    expect(counts(recorded(range(123, 50_000)))).toEqual({ duplicates: 0, missing: 0 })
  })

  test('goes on over the wrap at 2³¹', () => {
    const numbers = range(wrap - 500, 1000).filter((n) => n !== wrap - 1 && n !== wrap && n !== wrap + 3)
    expect(counts(recorded([...numbers, wrap - 300, wrap + 200]))).toEqual({ duplicates: 2, missing: 3 })
  })

  test('a number that comes late is not missing, and a second time is a duplicate', () => {
    const record = new SequenceRecord()
    for (const n of [10, 11, 15, 12, 13, 14, 13]) record.arrived(n)
    record.settle(0)
    expect(counts(record)).toEqual({ duplicates: 1, missing: 0 })
  })

  test('a number that comes after it was counted missing is taken off', () => {
    const record = new SequenceRecord()
    for (const n of [10, 12]) record.arrived(n)
    record.settle(0)
    expect(record.missing).toBe(1)
    record.arrived(11)
    expect(counts(record)).toEqual({ duplicates: 0, missing: 0 })
  })

  test('the newest numbers that shall be kept are not judged', () => {
    const record = new SequenceRecord()
    for (const n of [1, 3, 5, 7, 9]) record.arrived(n)
    record.settle(4)
    expect(record.missing).toBe(2)
    record.settle(0)
    expect(record.missing).toBe(4)
  })

  test('numbers before the first that came count for nothing', () => {
    expect(counts(recorded([10, 9, 9, 8, 11]))).toEqual({ duplicates: 0, missing: 0 })
  })

  test('numbers that fall out of the record are judged', () => {
    const record = new SequenceRecord()
    for (const n of [1, 3, 4]) record.arrived(n)
    for (const n of range(5, recordedNumbers)) record.arrived(n)
    expect(counts(record)).toEqual({ duplicates: 0, missing: 1 })
  })

  test('numbers are told from those that had their places a round before', () => {
    const all = range(0, 3 * recordedNumbers)
    const numbers = all.filter((n) => n % 1000 !== 7)
    expect(counts(recorded(numbers))).toEqual({ duplicates: 0, missing: all.length - numbers.length })
  })

  test('a gap wider than the record is missing as a whole', () => {
    expect(counts(recorded([1, 2, 100_002]))).toEqual({ duplicates: 0, missing: 99_999 })
  })

  test('after a restart the numbering may begin anywhere', () => {
    const record = new SequenceRecord()
    for (const n of [500_000, 500_002]) record.arrived(n)
    record.restart()
    record.restart()
    for (const n of [7, 8, 8, 500_001]) record.arrived(n)
    expect(record.duplicates).toBe(1)
  })

  test('agrees with a plain list, for any stream that is reordered, thinned and doubled within the record', () => {
    const stream = fc.record({
      first: fc.oneof(fc.integer({ min: 0, max: wrap - 1 }), fc.integer({ min: wrap - 3000, max: wrap - 1 })),
      steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 300 })), {
        maxLength: 400,
      }),
      settleEvery: fc.integer({ min: 1, max: 50 }),
      keep: fc.integer({ min: 0, max: 600 }),
    })
    fc.assert(
      fc.property(stream, ({ first, steps, settleEvery, keep }) => {
        const record = new SequenceRecord()
        const seen = new Set<number>([first])
        let [highest, duplicates] = [first, 0]
        record.arrived(first)
        steps.forEach(([up, back], index) => {
          highest += up
          const number = Math.max(first, highest - (up > 0 ? 0 : back))
          if (seen.has(number)) duplicates++
          else seen.add(number)
          record.arrived(number % wrap)
          if (index % settleEvery === 0) record.settle(keep)
        })
        record.settle(0)
        const top = Math.max(...seen)
        expect(counts(record)).toEqual({ duplicates, missing: top - first + 1 - seen.size })
      }),
    )
  })

  test('stands any numbers at all', () => {
    const step = fc.oneof(
      fc.integer({ min: 0, max: wrap - 1 }).map((n) => (record: SequenceRecord) => record.arrived(n)),
      fc
        .integer({ min: -100, max: 20_000 })
        .map((n) => (record: SequenceRecord) => record.settle(Math.max(0, n))),
      fc.constant((record: SequenceRecord) => record.restart()),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const record = new SequenceRecord()
        for (const run of steps) run(record)
        expect(record.missing).toBeGreaterThanOrEqual(0)
        expect(Number.isSafeInteger(record.missing)).toBe(true)
        expect(record.duplicates).toBeLessThanOrEqual(steps.length)
      }),
    )
  })
})
