import { expect, test } from 'vitest'
import { ChangedHere } from '../../../../src/engines/sync/changed-here.ts'
import { deletedRecord, fileRecord } from '../model/records.ts'

const paths = (changed: ChangedHere) => [...changed.entries()].map(([path]) => path)

test('what is being reverted differs no more, and counts with the bytes that are to come', () => {
  const changed = new ChangedHere()
  for (const path of ['b', 'a', 'c', 'd']) changed.set(path, undefined)
  changed.revert('b', fileRecord({ path: 'b', size: 300 }))
  changed.revert('b', fileRecord({ path: 'b', size: 300 }))
  changed.revert('a', deletedRecord({ path: 'a' }))
  changed.revert('c', undefined)
  changed.revert('unknown', undefined)
  expect(paths(changed)).toEqual(['d'])
  expect(changed.size).toBe(1)
  expect(changed.reverting).toEqual({ files: 3, bytes: 300 })
  expect(changed.revertingPaths()).toEqual(['a', 'b', 'c'])
})

test('once it differs no more there is nothing to be reverted', () => {
  const changed = new ChangedHere()
  changed.set('a', undefined)
  changed.revert('a', fileRecord({ path: 'a', size: 300 }))
  changed.set('a', undefined)
  expect(changed.isReverting('a')).toBe(true)
  changed.delete('a')
  changed.delete('a')
  expect(changed.isReverting('a')).toBe(false)
  expect(changed.reverting).toEqual({ files: 0, bytes: 0 })
  expect(changed.has('a')).toBe(false)
})

test('no more than ten thousand are remembered, and those go on being told anew', () => {
  const changed = new ChangedHere()
  for (let i = 0; i < 10_010; i++) changed.set(String(i), undefined)
  expect(changed.size).toBe(10_000)
  const found = { path: '5', kind: 'file', size: 1, mtime: 2, mode: -1, target: '', inode: '' } as const
  changed.set('5', found)
  expect(changed.get('5')).toBe(found)
})
