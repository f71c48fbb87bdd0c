import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DiskNames } from '../../../../src/engines/sync/files/disk-names.ts'
import { PathSet } from '../../../../src/engines/sync/files/path-set.ts'
import { Selection } from '../../../../src/engines/sync/files/selection.ts'

describe('sets of paths', () => {
  test('cover what lies under a path, not what merely begins like it', () => {
    const paths = new PathSet(['a/b', 'c'])
    expect(['a/b', 'a/b/x', 'c/d/e'].every((path) => paths.covers(path))).toBe(true)
    expect(['a', 'a/bc', 'cc', ''].some((path) => paths.covers(path))).toBe(false)
    expect(new PathSet(['']).covers('anything')).toBe(true)
  })

  test('agree with a plain comparison', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
      .map((names) => names.join('/'))
    fc.assert(
      fc.property(fc.array(path), path, (paths, asked) => {
        const plain = paths.some((each) => asked === each || asked.startsWith(`${each}/`))
        expect(new PathSet(paths).covers(asked)).toBe(plain)
        expect(new PathSet(new PathSet(paths).outermost()).covers(asked)).toBe(plain)
      }),
    )
  })

  test('a selection holds what lies under it and the way to it', () => {
    const selection = new Selection(['day1/cam2/', '/day2'])
    expect(['day1', 'day1/cam2', 'day1/cam2/x', 'day2/y'].every((path) => selection.includes(path))).toBe(
      true,
    )
    expect(['day1/cam1', 'day1/x', 'day3'].some((path) => selection.includes(path))).toBe(false)
    expect(new Selection([]).includes('anything')).toBe(true)
  })
})

describe('names as the disk has them', () => {
  test('are those of the record but where another form was found', () => {
    const names = new DiskNames()
    names.found('cafe\u0301'.normalize('NFC'), 'cafe\u0301')
    expect(names.diskPath('/r', 'café/ñ.txt')).toBe('/r/cafe\u0301/ñ.txt')
    expect(names.diskPath('/r', 'plain/x')).toBe('/r/plain/x')
    names.forget('café')
    expect(names.diskPath('/r', 'café/ñ.txt')).toBe('/r/café/ñ.txt')
  })

  test('move with their directory', () => {
    const names = new DiskNames()
    names.found('d/ñ', 'n\u0303')
    names.moved('d', 'e')
    expect(names.diskPath('/r', 'e/ñ')).toBe('/r/e/n\u0303')
    expect(names.has('d/ñ')).toBe(false)
  })
})
