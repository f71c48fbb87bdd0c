import { beforeEach, expect, test } from 'vitest'
import { Placing } from '../../../../src/engines/sync/placing.ts'

const state = (size: number) => ({ size, mtime: 1, mode: 0o644, inode: '7' })

let again: string[]
let placing: Placing
beforeEach(() => {
  again = []
  placing = new Placing((path) => again.push(path))
})

test('what a look saw while a path was changed by us is looked at again, unless it was just what was placed', () => {
  for (const path of ['as placed', 'other']) placing.begin(path)
  expect(placing.isStale('as placed', state(2))).toBe(true)
  expect(placing.isStale('other', state(3))).toBe(true)
  expect(placing.isStale('untouched', state(1))).toBe(false)
  placing.end('as placed', state(2))
  placing.end('other', state(2))
  expect(again).toEqual(['other'])
  expect(placing.size).toBe(0)
})

test('what a look may have seen before we changed it is out of date until the next look', () => {
  placing.lookBegins()
  placing.begin('a')
  placing.end('a', state(1))
  expect(placing.isStale('a', state(0))).toBe(true)
  expect(again).toEqual(['a'])
  placing.lookBegins()
  expect(placing.isStale('a', state(0))).toBe(false)
})

test('with too many changes during one look everything it sees is out of date', () => {
  placing.lookBegins()
  for (let i = 0; i < 50_001; i++) {
    placing.begin(`${i}`)
    placing.end(`${i}`)
  }
  expect(placing.isStale('never changed', state(0))).toBe(true)
  placing.lookBegins()
  expect(placing.isStale('never changed', state(0))).toBe(false)
})
