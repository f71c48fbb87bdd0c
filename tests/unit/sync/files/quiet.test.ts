import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QuietFiles } from '../../../../src/engines/sync/files/quiet.ts'
import { ManualClock } from '../../../support/manual-clock.ts'

function quietFiles(quietMs = 1000) {
  const clock = new ManualClock()
  const due: (readonly string[] | 'everything')[] = []
  const files = new QuietFiles(quietMs, (paths) => due.push(paths), clock, clock.now)
  const file = (path: string, mtime: number, size = 1) => ({ path, kind: 'file' as const, size, mtime })
  return { clock, due, files, file }
}

describe('files that may still be being written', () => {
  test('one that was changed long ago is read at once', () => {
    const { clock, files, file } = quietFiles()
    expect(files.isQuiet(file('a', clock.now() - 1000))).toBe(true)
    expect(files.size).toBe(0)
  })

  test('one that was changed just now waits, and is due once it has not changed for the time', async () => {
    const { clock, due, files, file } = quietFiles()
    const camera = file('clip.mov', clock.now())
    expect(files.isQuiet(camera)).toBe(false)
    expect(files.held(10)).toEqual(['clip.mov'])
    await clock.advance(999)
    expect(due).toEqual([])
    await clock.advance(1)
    expect(due).toEqual([['clip.mov']])
    expect(files.isQuiet(camera)).toBe(true)
  })

  test('one that goes on growing goes on waiting', async () => {
    const { clock, due, files, file } = quietFiles()
    for (let size = 1; size < 10; size++) {
      expect(files.isQuiet(file('clip.mov', clock.now(), size))).toBe(false)
      await clock.advance(900)
    }
    expect(due).toEqual([])
    await clock.advance(100)
    expect(due).toEqual([['clip.mov']])
  })

  test('one that grew unnoticed until it was due waits again', async () => {
    const { clock, due, files, file } = quietFiles()
    files.isQuiet(file('clip.mov', clock.now(), 1))
    await clock.advance(1000)
    expect(files.isQuiet(file('clip.mov', clock.now(), 2))).toBe(false)
    await clock.advance(1000)
    expect(due).toEqual([['clip.mov'], ['clip.mov']])
  })

  test('a time in the future, of a clock that is years off, waits as long as any', async () => {
    const { clock, due, files, file } = quietFiles()
    const future = file('a', clock.now() + 1e11)
    expect(files.isQuiet(future)).toBe(false)
    await clock.advance(1000)
    expect(due).toEqual([['a']])
    expect(files.isQuiet(future)).toBe(true)
  })

  test('with no time to wait, and for what is no file, all is quiet', () => {
    const none = quietFiles(0)
    expect(none.files.isQuiet(none.file('a', none.clock.now()))).toBe(true)
    const { clock, files } = quietFiles()
    expect(files.isQuiet({ path: 'd', kind: 'directory', size: 0, mtime: clock.now() })).toBe(true)
  })

  test('there is room for so many; with more, everything is looked at again', async () => {
    const { clock, due, files, file } = quietFiles()
    for (let n = 0; n < 10_100; n++) expect(files.isQuiet(file(`f${n}`, clock.now()))).toBe(false)
    expect({ size: files.size, overflowed: files.overflowed }).toEqual({ size: 10_000, overflowed: 100 })
    await clock.advance(1000)
    expect(due).toEqual(['everything'])
    await clock.advance(10_000)
    expect(due).toHaveLength(1)
  })

  test('a new time holds for what waits already', async () => {
    const { clock, due, files, file } = quietFiles(60_000)
    files.isQuiet(file('a', clock.now()))
    files.quietMs = 500
    await clock.advance(500)
    expect(due).toEqual([['a']])
  })

  test('closed, nothing is told any more', async () => {
    const { clock, due, files, file } = quietFiles()
    files.isQuiet(file('a', clock.now()))
    files.close()
    await clock.advance(5000)
    expect(due).toEqual([])
  })

  test('whatever happens in whatever order, no file is read before its time and none waits forever', async () => {
    const step = fc.record({
      path: fc.constantFrom('a', 'b', 'c'),
      grow: fc.boolean(),
      wait: fc.integer({ min: 0, max: 1500 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { clock, due, files, file } = quietFiles()
        const changed = new Map<string, { at: number; size: number }>()
        const read = new Set<string>()
        const ask = (path: string) => {
          const { at, size } = changed.get(path)!
          if (!files.isQuiet(file(path, at, size))) return
          expect(clock.now() - at).toBeGreaterThanOrEqual(1000)
          read.add(path)
        }
        const lookAgain = () => {
          for (const paths of due.splice(0)) for (const path of paths) ask(path)
        }
        for (const { path, grow, wait } of steps) {
          if (grow || !changed.has(path)) {
            changed.set(path, { at: clock.now(), size: (changed.get(path)?.size ?? 0) + 1 })
            read.delete(path)
          }
          ask(path)
          await clock.advance(wait)
          lookAgain()
        }
        for (let round = 0; round < 3; round++) {
          await clock.advance(1000)
          lookAgain()
        }
        expect([...changed.keys()].filter((path) => !read.has(path))).toEqual([])
        expect(files.size).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})
