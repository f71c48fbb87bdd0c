import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Version } from '../../../../src/engines/sync/model/record.ts'
import { bump, compareVersions, merge } from '../../../../src/engines/sync/model/version.ts'
import { anyVersion } from './records.ts'

const countOf = (version: Version, device: string) => version.find(([id]) => id === device)?.[1] ?? 0
const relationByCounts = (a: Version, b: Version) => {
  const devices = ['A', 'B', 'C', 'D']
  const ahead = devices.some((id) => countOf(a, id) > countOf(b, id))
  const behind = devices.some((id) => countOf(a, id) < countOf(b, id))
  if (ahead && behind) return 'concurrent'
  return ahead ? 'newer' : behind ? 'older' : 'equal'
}

test('versions compare by the counts of every device', () => {
  fc.assert(
    fc.property(anyVersion, anyVersion, (a, b) => {
      expect(compareVersions(a, b)).toBe(relationByCounts(a, b))
    }),
  )
})

test('a change makes a version that follows and counts nobody else', () => {
  fc.assert(
    fc.property(anyVersion, fc.constantFrom('0', 'A', 'BB', 'D', 'Z'), (version, device) => {
      const next = bump(version, device)
      expect(compareVersions(next, version)).toBe('newer')
      expect(next.map(([id]) => id)).toEqual(next.map(([id]) => id).toSorted())
      expect(next.filter(([id]) => id !== device)).toEqual(version.filter(([id]) => id !== device))
    }),
  )
})

test('a count is never less than asked for, and rises even when the clock went back', () => {
  expect(bump([], 'A', 1_700_000_000)).toEqual([['A', 1_700_000_000]])
  expect(bump([['A', 1_700_000_000]], 'A', 5)).toEqual([['A', 1_700_000_001]])
})

test('merging is the least version that follows both, in either order', () => {
  fc.assert(
    fc.property(anyVersion, anyVersion, (a, b) => {
      const merged = merge(a, b)
      expect(merged).toEqual(merge(b, a))
      expect(merged).toEqual(merge(merged, a))
      for (const id of ['A', 'B', 'C', 'D']) {
        expect(countOf(merged, id)).toBe(Math.max(countOf(a, id), countOf(b, id)))
      }
    }),
  )
})

test('a path that 150 devices change has one count each, however often they do', () => {
  let version: Version = []
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 150; n++) version = bump(version, `D${(n * 7) % 150}`)
  }
  expect(version).toHaveLength(150)
  expect(new Set(version.map(([, count]) => count))).toEqual(new Set([3]))
})
