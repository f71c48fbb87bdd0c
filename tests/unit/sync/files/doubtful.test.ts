import { expect, test } from 'vitest'
import { DoubtfulFiles } from '../../../../src/engines/sync/files/doubtful.ts'

const written = 1_700_000_000_000

test('a file that was read in the tick in which it was written is doubtful, until it was read later', () => {
  const files = new DoubtfulFiles()
  files.read('young', written, written + 3)
  files.read('old', written, written + 1000)
  expect([files.has('young'), files.has('old')]).toEqual([true, false])
  files.read('young', written, written + 50)
  expect(files.has('young')).toBe(false)
})

test('a time shortly ahead of the clock is doubtful, one that was set to another day is not', () => {
  const files = new DoubtfulFiles()
  files.read('ahead', written, written - 5000)
  files.read('tomorrow', written, written - 86_400_000)
  expect([files.has('ahead'), files.has('tomorrow')]).toEqual([true, false])
})

test('a small file whose time we set is doubtful, anything else is not', () => {
  const files = new DoubtfulFiles()
  files.timeWasSet({ path: 'notes', kind: 'file', size: 1000 })
  files.timeWasSet({ path: 'film', kind: 'file', size: 1e9 })
  files.timeWasSet({ path: 'card', kind: 'directory', size: 0 })
  expect(['notes', 'film', 'card'].map((path) => files.has(path))).toEqual([true, false, false])
  files.forget('notes')
  expect(files.has('notes')).toBe(false)
})

test('of too many, the oldest are forgotten', () => {
  const files = new DoubtfulFiles()
  for (let i = 0; i <= 10_000; i++) files.read(String(i), written, written)
  expect([files.has('0'), files.has('1'), files.has('10000')]).toEqual([false, true, true])
})
