import { expect, test } from 'vitest'
import { isBetter } from '../../../../src/engines/sync/model/best.ts'
import {
  ancestorsOf,
  neededDirectory,
  obstacle,
  revivedDirectory,
} from '../../../../src/engines/sync/model/directories.ts'
import { compareVersions } from '../../../../src/engines/sync/model/version.ts'
import { deletedRecord, directoryRecord, fileRecord } from './records.ts'

test('a path lies in each of its directories', () => {
  expect(ancestorsOf('a/b/c')).toEqual(['a', 'a/b'])
  expect(ancestorsOf('a')).toEqual([])
})

test('a file stands in the way of what lies below it, a directory or nothing does not', () => {
  const file = fileRecord({ path: 'a' })
  expect(obstacle('a/b/c', (path) => (path === 'a' ? file : undefined))).toBe(file)
  expect(obstacle('a/b', () => directoryRecord())).toBeUndefined()
  expect(obstacle('a/b', () => deletedRecord())).toBeUndefined()
})

test('a revived directory wins over its deletion and over a file in its place', () => {
  const own = directoryRecord({ version: [['B', 1]] })
  const revived = revivedDirectory(own, 'B', 5000)
  expect(compareVersions(revived.version, own.version)).toBe('newer')
  for (const theirs of [deletedRecord, fileRecord]) {
    const record = theirs({
      version: [
        ['A', 1],
        ['B', 1],
      ],
      mtime: 99_999_999,
    })
    expect(compareVersions(revived.version, record.version)).toBe('concurrent')
    expect(isBetter(revived, record)).toBe(true)
  }
})

test('a directory made for something in it follows what is known and gives way to a real one', () => {
  const own = fileRecord({ version: [['B', 1]] })
  const best = fileRecord({ version: [['A', 1]] })
  const made = neededDirectory('a', own, best, 'C', 5000)
  expect(compareVersions(made.version, own.version)).toBe('newer')
  expect(compareVersions(made.version, best.version)).toBe('newer')
  const lone = neededDirectory('a', undefined, undefined, 'C', 5000)
  expect(isBetter(directoryRecord({ version: [['A', 1]], mtime: 1 }), lone)).toBe(true)
})
