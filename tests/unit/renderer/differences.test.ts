import { describe, expect, test } from 'vitest'
import type { Difference } from '../../../src/contract/index.ts'
import { changeText, countText, effectsOf } from '../../../src/renderer/pages/sync/difference-texts.ts'

const file = (change: Difference['change'], kind: Difference['kind'] = 'file'): Difference => ({
  path: `${change} ${kind}`,
  change,
  kind,
  size: 1,
  mtime: 1,
  by: 'EDIT',
})
const plain = (texts: string[]) => texts.map((text) => text.replaceAll('\u00a0', ' '))

test('a difference says on which side it came about', () => {
  const nameOf = () => 'Edit suite'
  expect(changeText(file('removed'), 'receive', nameOf)).toBe('Removed here')
  expect(changeText(file('added'), 'send', nameOf)).toBe('Added on Edit suite')
})

test('files and directories are counted apart', () => {
  expect(countText([file('added'), file('changed', 'symlink'), file('added', 'directory')])).toBe(
    '2 files and 1 directory',
  )
  expect(countText([file('added', 'directory'), file('removed', 'directory')])).toBe('2 directories')
})

describe('what a confirmation says', () => {
  const told = (part: { keepDays?: number; mode?: 'send' | 'receive'; total?: number }) =>
    plain(
      effectsOf([file('changed'), file('added'), file('added', 'directory')], part.total ?? 3, {
        keepDays: part.keepDays ?? 30,
        mode: part.mode ?? 'receive',
      }),
    )
  test('names each kind of change there is, and where files go', () =>
    expect(told({})).toEqual([
      expect.stringMatching(/^1 file changed here: the others' version takes the place/),
      expect.stringMatching(/^1 file and 1 directory added here: removed/),
      expect.stringMatching(/bin, from where it can be restored for 30 days\.$/),
    ]))
  test('says that there is a day left where the folder keeps no bin', () =>
    expect(told({ keepDays: 0 }).at(-1)).toContain('kept there for one day all the same'))
  test('speaks of the other devices where the folder only sends', () =>
    expect(told({ mode: 'send' })).toEqual([
      expect.stringContaining('replaced by what is here'),
      expect.stringContaining('this device has nothing of the name'),
      expect.stringContaining('goes to the bin there'),
    ]))
  test('does not keep silent about what is not listed', () =>
    expect(told({ total: 20 }).at(-2)).toBe('And so on for 17 more that are not listed.'))
})
