import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Conflict } from '../../../src/contract/sync.ts'
import { splitPath, visibleName } from '../../../src/renderer/format.ts'
import { blockText, stretches } from '../../../src/renderer/pages/sync/blocks.ts'
import { joinPath, selectedPart, withoutPath, withPath } from '../../../src/renderer/pages/sync/selection.ts'
import {
  etaText,
  folderVerdict,
  needText,
  outcome,
  progressText,
  scanText,
  sidesOf,
  verifyingPart,
  verifyingText,
} from '../../../src/renderer/pages/sync/sentences.ts'
import { type FolderView, needsSomebody, progress } from '../../../src/renderer/state/folder-view.ts'

/** Numbers and units are kept together by spaces that do not break. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('choosing a part of a folder', () => {
  const tree: Record<string, string[]> = { '': ['a', 'b', 'c'], a: ['x', 'y'], 'a/x': ['1', '2'] }
  const entriesOf = (folder: string) => tree[folder] ?? []

  test('nothing chosen is everything', () => expect(selectedPart([], 'a/x')).toBe('all'))
  test('a path is all, a part, or nothing', () => {
    expect(['a', 'a/x', 'a/x/1', 'a/y', 'b', 'ab'].map((path) => selectedPart(['a/x'], path))).toEqual([
      'some',
      'all',
      'all',
      'none',
      'none',
      'none',
    ])
  })
  test('ticking a directory stands for what was ticked in it', () =>
    expect(withPath(['a/x/1', 'a/y', 'b'], 'a')).toEqual(['a', 'b']))
  test('ticking what is in already changes nothing', () => expect(withPath(['a'], 'a/x')).toEqual(['a']))
  test('unticking one of everything names the others', () =>
    expect(withoutPath([], 'b', entriesOf)).toEqual(['a', 'c']))
  test('unticking deep inside names what is beside the way there', () =>
    expect(withoutPath([], 'a/x/1', entriesOf)).toEqual(['a/x/2', 'a/y', 'b', 'c']))
  test('unticking a directory forgets what was ticked in it', () =>
    expect(withoutPath(['a/x/1', 'a/y', 'b'], 'a', entriesOf)).toEqual(['b']))
  test('the last path stays, because nothing chosen would be everything', () => {
    expect(withoutPath(['a'], 'a', entriesOf)).toBeUndefined()
    expect(withoutPath([], 'only', () => ['only'])).toBeUndefined()
  })
  test('after any ticking, a path that was unticked is out and one that was ticked is in', () => {
    const paths = ['a', 'b', 'c', 'a/x', 'a/y', 'a/x/1', 'a/x/2']
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), fc.boolean()), { maxLength: 12 }), (steps) => {
        let selection: readonly string[] = []
        for (const [path, ticked] of steps) {
          const next = ticked ? withPath(selection, path) : withoutPath(selection, path, entriesOf)
          if (next === undefined) continue
          selection = next
          expect(selectedPart(selection, path)).toBe(ticked ? 'all' : 'none')
          expect(new Set(selection).size).toBe(selection.length)
        }
      }),
    )
  })
  test('paths begin at the folder', () =>
    expect([joinPath('', 'a'), joinPath('a', 'x')]).toEqual(['a', 'a/x']))
})

describe('a block map', () => {
  test('is drawn in stretches of one kind', () =>
    expect(stretches('hhdam')).toEqual([
      { kind: 'h', from: 0, to: 2 },
      { kind: 'd', from: 2, to: 3 },
      { kind: 'a', from: 3, to: 4 },
      { kind: 'm', from: 4, to: 5 },
    ]))
  test('of anything covers every block once', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 128, unit: 'binary-ascii' }), (blocks) => {
        const found = stretches(blocks)
        expect(found.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(blocks.length)
        for (const [n, { from }] of found.entries()) expect(from).toBe(n === 0 ? 0 : found[n - 1]!.to)
      }),
    ))
  test('is told in words', () => {
    expect(blockText('hddm')).toBe('4 blocks: 1 here before, 2 done, 1 missing')
    expect(blockText('a')).toBe('1 block: 1 arriving')
  })
})

describe('how much is here', () => {
  const of = (totalBytes: number, needBytes: number, totalFiles = 10, needFiles = needBytes > 0 ? 1 : 0) =>
    progress({ totalBytes, needBytes, totalFiles, needFiles })
  test('is all of nothing, and never all while something is missing', () => {
    expect(of(0, 0)).toBe(1)
    expect(of(1e12, 1)).toBeLessThan(1)
    expect(of(100, 25)).toBe(0.75)
  })
  test('counts files where what is missing holds no byte', () => expect(of(100, 0, 10, 5)).toBe(0.5))
  test('is never called 100 % before it is', () =>
    expect([1, 0.9996, 0.009].map((part) => plain(progressText(part)))).toEqual(['100 %', '99 %', '0 %']))
})

test('a verification tells how far it is, and what it found', () => {
  const now = { files: 1200, totalFiles: 8420, bytes: 4.1e9, totalBytes: 31.7e9, damaged: 0 }
  expect(verifyingText(now).replaceAll(/\s/g, ' ')).toBe('1 200 of 8 420 files read, 4.10 GB of 31.7 GB')
  expect(verifyingText({ ...now, damaged: 2 })).toMatch(/; 2 damaged so far$/)
  expect(verifyingPart(now)).toBeCloseTo(0.129, 2)
  expect(verifyingPart({ ...now, totalBytes: 0 })).toBeCloseTo(0.1425, 2)
  expect(verifyingPart({ ...now, totalBytes: 0, totalFiles: 0 })).toBe(0)
})

describe('sentences of a folder', () => {
  const view = (part: Partial<FolderView> = {}): FolderView => ({
    state: 'idle',
    problem: '',
    faultCode: '',
    conflicts: 0,
    differing: 0,
    heldTotal: 0,
    verifying: false,
    peers: [],
    ...part,
  })
  const say = (part: Partial<FolderView>, text = 'All is well.') =>
    folderVerdict({ enabled: true }, view(part), text)

  test('are the engine’s, at the level of the state', () => {
    expect(say({})).toEqual({ level: 'good', text: 'All is well.', evidence: [] })
    expect(say({ state: 'waiting' }).level).toBe('warning')
    expect(say({ state: 'missing' }).level).toBe('bad')
    expect(say({ state: 'paused' }).level).toBe('quiet')
  })
  test('warn of conflicts, and tell what is held without alarm', () => {
    expect(say({ conflicts: 2 })).toMatchObject({
      level: 'warning',
      evidence: ['2 conflicts to resolve; both sides are kept'],
    })
    expect(say({ heldTotal: 1 })).toMatchObject({ level: 'good', evidence: ['1 file held back'] })
    expect(say({ state: 'failed', conflicts: 1 }).level).toBe('bad')
  })
  test('know the difference between off and not known', () => {
    expect(folderVerdict({ enabled: false }, view(), 'x').text).toBe('This folder is switched off.')
    expect(folderVerdict({ enabled: true }, undefined, undefined).text).toBe('Waiting for the sync engine.')
  })
  test('say what is missing, how long it takes, and how far reading has come', () => {
    expect(plain(needText({ needBytes: 4.2e9, needFiles: 212, needDeletes: 1 }))).toBe(
      '4.20 GB in 212 files, 1 removal',
    )
    expect(needText({ needBytes: 0, needFiles: 0, needDeletes: 0 })).toBe('')
    expect(plain(etaText(250))).toBe('4 min 10 s left')
    expect(etaText(-1)).toBe('')
    expect(plain(scanText({ scanned: 1200, totalFiles: 5000 }))).toBe('1 200 of 5 000 files looked at')
    expect(scanText({ scanned: 7, totalFiles: 3 })).toBe('7 files looked at')
  })
  test.each([
    ['failed', 0, true],
    ['missing', 0, true],
    ['waiting', 0, true],
    ['idle', 1, true],
    ['idle', 0, false],
    ['paused', 0, false],
    ['syncing', 0, false],
  ] as const)('a folder that is %s with %i conflicts needs somebody: %s', (state, conflicts, needs) =>
    expect(needsSomebody({ state, conflicts })).toBe(needs),
  )
})

describe('a conflict', () => {
  const now = new Date(2026, 10, 21, 15, 0).getTime()
  const conflict: Conflict = {
    path: 'show/rundown.xlsx',
    copy: 'show/rundown.conflict-20261121-091204-ABCD2345.xlsx',
    mtime: new Date(2026, 10, 21, 14, 3).getTime(),
    size: 184_000,
    copyMtime: new Date(2026, 10, 21, 9, 12).getTime(),
    copySize: 190_000,
    copyDevice: 'ABCD2345',
  }
  const sides = sidesOf(conflict, 'Edit suite')
  const told = (keep: 'current' | 'copy' | 'both', keepDays = 30) =>
    plain(outcome(keep, sides, { keepDays }, now))

  test('has two sides that cannot be taken for one another', () => {
    const [current, copy] = sides
    expect(current).toMatchObject({ keep: 'current', newer: true, larger: false, gone: false })
    expect(copy).toMatchObject({ keep: 'copy', newer: false, larger: true })
    expect(copy.whose).toContain('Edit suite')
  })
  test('says of each choice what becomes of both', () => {
    expect(told('current')).toBe(
      'The file in place (Today 14:03, 184 kB) stays. The copy (Today 09:12, 190 kB) goes to the bin, from where it can be restored for 30 days.',
    )
    expect(told('copy')).toBe(
      'The copy (Today 09:12, 190 kB) takes the name of the file. What is in place now (Today 14:03, 184 kB) goes to the bin, from where it can be restored for 30 days.',
    )
    expect(told('both')).toContain('Nothing is replaced or removed')
  })
  test('says how long there is a way back where no bin is kept', () =>
    expect(told('copy', 0)).toContain('goes to the bin, from where it can be restored for 1 day'))
  test('whose file was removed says so', () => {
    const gone = sidesOf({ ...conflict, mtime: 0, size: 0 }, 'Edit suite')
    expect(gone[0]).toMatchObject({ gone: true, newer: false })
    expect(gone[1]).toMatchObject({ newer: false, larger: false })
    expect(outcome('copy', gone, { keepDays: 30 }, now)).not.toContain('1970')
    expect(outcome('current', gone, { keepDays: 30 }, now)).toMatch(/^The file stays removed/)
  })
})

describe('names of files', () => {
  test('show characters that would turn or hide what follows', () => {
    expect(visibleName('clip\u202egpj.exe')).toBe('clip\ufffdgpj.exe')
    expect(visibleName('a\nb\u0000c\u200bd')).toBe('a\ufffdb\ufffdc\ufffdd')
    for (const name of ['Łódź – büro №3 日本 👩\u200d🚀.heic', 'می\u200cخواهم.mov'])
      expect(visibleName(name)).toBe(name)
  })
  test('are told apart from their folders', () => {
    expect(splitPath('a/b/c.mov')).toEqual({ folder: 'a/b/', name: 'c.mov' })
    expect(splitPath('c.mov')).toEqual({ folder: '', name: 'c.mov' })
  })
})
