import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestOf, isBetter, sameContent, sameRecord } from '../../../../src/engines/sync/model/best.ts'
import { compareVersions } from '../../../../src/engines/sync/model/version.ts'
import { anyRecord, deletedRecord, directoryRecord, fileRecord } from './records.ts'

test('a newer version wins whatever the clocks say', () => {
  const old = fileRecord({ version: [['A', 1]], mtime: 9_999_999 })
  const next = deletedRecord({ version: [['A', 2]], mtime: 1 })
  expect(isBetter(next, old)).toBe(true)
  expect(isBetter(old, next)).toBe(false)
})

test('an edit wins over a concurrent delete', () => {
  const edit = fileRecord({ version: [['A', 2]], mtime: 1 })
  const gone = deletedRecord({ version: [['B', 1]], mtime: 5 })
  expect(isBetter(edit, gone)).toBe(true)
  expect(isBetter(gone, edit)).toBe(false)
})

test('a directory wins over a concurrent file, as its entries have no other place', () => {
  const directory = directoryRecord({ version: [['A', 1]], mtime: 0 })
  expect(isBetter(directory, fileRecord({ version: [['B', 1]], mtime: 5 }))).toBe(true)
})

test('of concurrent edits the later wins, then that of the larger device', () => {
  const a = fileRecord({ version: [['A', 1]], by: 'A', mtime: 5 })
  const b = fileRecord({ version: [['B', 1]], by: 'B', mtime: 4, content: 'c2' })
  expect(isBetter(a, b)).toBe(true)
  expect(isBetter({ ...b, mtime: 5 }, a)).toBe(true)
})

test('of two records exactly one wins, unless they are the same', () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (a, b) => {
      expect([isBetter(a, b), isBetter(b, a), sameRecord(a, b)].filter(Boolean)).toHaveLength(1)
    }),
    { numRuns: 2000 },
  )
})

test('the best of several is the same in every order, and no other is newer', () => {
  fc.assert(
    fc.property(
      fc.array(anyRecord, { minLength: 1, maxLength: 5 }).chain((records) =>
        fc.record({
          records: fc.constant(records),
          shuffled: fc.shuffledSubarray(records, { minLength: records.length }),
        }),
      ),
      ({ records, shuffled }) => {
        const best = bestOf(records)!
        expect(sameRecord(bestOf(shuffled)!, best)).toBe(true)
        for (const other of records) {
          expect(compareVersions(other.version, best.version)).not.toBe('newer')
          if (compareVersions(other.version, best.version) === 'concurrent' && best.deleted) {
            // Alive it could only be left out because something newer replaced it.
            const replaced = records.some((one) => compareVersions(one.version, other.version) === 'newer')
            expect(other.deleted || replaced).toBe(true)
          }
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('a circle that wrong clocks make has one winner', () => {
  const first = fileRecord({ version: [['A', 1]], mtime: 10 })
  const edited = fileRecord({ version: [['A', 2]], mtime: 1 })
  const other = fileRecord({ version: [['B', 1]], mtime: 5, by: 'B' })
  expect(isBetter(edited, first) && isBetter(other, edited) && isBetter(first, other)).toBe(true)
  expect(bestOf([first, edited, other])).toBe(other)
  expect(bestOf([other, edited, first])).toBe(other)
})

test('no record has no best', () => {
  expect(bestOf([])).toBeUndefined()
})

test('content is the same whatever the metadata', () => {
  expect(sameContent(fileRecord(), fileRecord({ mtime: 5, mode: 0o755, version: [['B', 3]] }))).toBe(true)
  expect(sameContent(fileRecord(), fileRecord({ content: 'c2' }))).toBe(false)
  // A file of one chunk may hold the very bytes that another content's id is made of.
  expect(sameContent(fileRecord(), fileRecord({ chunks: 2, size: 900 }))).toBe(false)
  expect(sameContent(deletedRecord(), deletedRecord({ kind: 'directory' }))).toBe(true)
  expect(sameContent(fileRecord(), deletedRecord())).toBe(false)
})
