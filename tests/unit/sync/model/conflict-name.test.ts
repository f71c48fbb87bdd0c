import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conflictName, parseConflictName } from '../../../../src/engines/sync/model/conflict-name.ts'

const device = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRST'
const at = Date.UTC(2024, 0, 31, 14, 25, 30, 999)
const never = () => false

test('the copy lies beside the file, with when and by whom, before the extension', () => {
  expect(conflictName('a/b.tar.gz', device, at, never)).toBe('a/b.tar.conflict-20240131-142530-ABCDEFGH.gz')
  expect(conflictName('.bashrc', device, at, never)).toBe('.bashrc.conflict-20240131-142530-ABCDEFGH')
  expect(conflictName('a.b/c', device, at, never)).toBe('a.b/c.conflict-20240131-142530-ABCDEFGH')
})

test('a name that is taken by something else is counted up', () => {
  const taken = ['x.conflict-20240131-142530-ABCDEFGH.txt', 'x.conflict-20240131-142530-ABCDEFGH-2.txt']
  const name = conflictName('x.txt', device, at, (path) => taken.includes(path))
  expect(name).toBe('x.conflict-20240131-142530-ABCDEFGH-3.txt')
  expect(parseConflictName(name)?.path).toBe('x.txt')
})

test('clocks that are far off still make a name', () => {
  for (const time of [-1e15, 1e18, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(parseConflictName(conflictName('x', device, time, never))?.path).toBe('x')
  }
})

test('any path has a copy that says what it is of, in a name that file systems take', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 120, unit: 'grapheme' })
    .filter((text) => !text.includes('/'))
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 2 }),
      name,
      fc.integer({ min: 0, max: 4e12 }),
      (above, last, time) => {
        const path = [...above, last].join('/')
        const copy = conflictName(path, device, time, never)
        expect(Buffer.byteLength(copy.slice(copy.lastIndexOf('/') + 1))).toBeLessThanOrEqual(255)
        const parsed = parseConflictName(copy)!
        expect(parsed).toMatchObject({ at: Math.floor(time / 1000) * 1000, device: 'ABCDEFGH' })
        if (Buffer.byteLength(last) < 200) expect(parsed.path).toBe(path)
        // A copy may get into a conflict itself.
        if (Buffer.byteLength(last) < 180) {
          expect(parseConflictName(conflictName(copy, device, time, never))?.path).toBe(copy)
        }
      },
    ),
  )
})

test('other names are no copies, whatever they look like', () => {
  for (const path of [
    'a',
    'a.conflict-',
    '.conflict-20240131-142530-ABCDEFGH',
    'a.conflict-20240131-142530-abc',
    'd.conflict-20240131-142530-ABCDEFGH/a',
  ]) {
    expect(parseConflictName(path)).toBeUndefined()
  }
  fc.assert(fc.property(fc.string(), (text) => void parseConflictName(text)))
})
