import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../../../../src/wire/fault.ts'
import { Bench, bytesOf, FakeSource, nothingLeft, TestFile, turns } from './fakes.ts'

/** Chunks come from a small pool, so that files share them and repeat them. */
const pool = Array.from({ length: 24 }, (_, i) => bytesOf([10, 700, 3000, 9000][i % 4]! + i, i))

const tree = fc.array(fc.array(fc.nat(pool.length - 1), { maxLength: 12 }), { minLength: 1, maxLength: 8 })
const behaviours = fc.constantFrom(
  'good',
  'good',
  'good',
  'lie',
  'short',
  'fail',
  'stall',
  'lacks',
  'end' as const,
)
const scripts = fc.array(fc.array(behaviours, { maxLength: 30 }), { minLength: 1, maxLength: 3 })
const devices = ['A', 'B', 'C']

const plan = fc.record({
  tree,
  scripts,
  /** What of the files is here already, wrongly so when odd. */
  local: fc.array(fc.nat(7), { maxLength: 4 }),
  /** After so many turns of the loop, this is done. */
  events: fc.array(
    fc.record({
      after: fc.nat(25),
      action: fc.constantFrom('cancel', 'leave', 'restart', 'offer', 'newer', 'time' as const),
      which: fc.nat(7),
    }),
    { maxLength: 6 },
  ),
  diskFaults: fc.array(fc.nat(60), { maxLength: 3 }),
  memory: fc.constantFrom(4000, 30_000, 1_000_000),
})

type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never

/** A file that is gone on with is given up while one chunk of it is read and another waits for memory. */
const cancelledWhileRead: Plan = {
  tree: [[2, 0], []],
  scripts: [[]],
  local: [],
  events: [
    { after: 6, action: 'cancel', which: 0 },
    { after: 1, action: 'offer', which: 0 },
    { after: 2, action: 'cancel', which: 0 },
  ],
  diskFaults: [],
  memory: 4000,
}

/** A device that failed twice serves what it was asked for before that, and fails again. */
const servedWhilePaused: Plan = {
  tree: [[0, 0], [0], [1], [0, 0]],
  scripts: [['end', 'short', 'good', 'fail']],
  local: [7],
  events: [],
  diskFaults: [],
  memory: 4000,
}

function filesOf(shapes: readonly (readonly number[])[], version = 1): TestFile[] {
  return shapes.map(
    (parts, i) =>
      new TestFile(
        `f${i}`,
        parts.map((part) => pool[(part * version) % pool.length]!),
        version,
      ),
  )
}

/** A file is either not there or right, in one of these versions. */
function checkVisible(bench: Bench, ...versions: (readonly TestFile[])[]): void {
  for (const [path, there] of bench.folder.visible) {
    const known = versions.flatMap((files) => files.filter(({ record }) => record.path === path))
    expect(known.some(({ bytes }) => Buffer.compare(there, bytes) === 0)).toBe(true)
  }
}

test('whatever devices, the disk and the engine do, a file is right or absent, and nothing is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ tree: shapes, scripts: told, local, events, diskFaults, memory }) => {
      const files = filesOf(shapes)
      const newer = filesOf(shapes, 5)
      const bench = new Bench({ memory })
      const sources = told.map((script, i) => {
        const source = new FakeSource(devices[i]!, [...files, ...newer])
        let at = 0
        source.behave = () => script[at++] ?? 'good'
        bench.downloads.addSource(source)
        return source
      })
      for (const which of local) {
        const file = files[which % files.length]!
        bench.locator.has(file, which % 2 === 0 ? file.bytes : file.bytes.map((byte) => byte ^ 1))
      }
      let actions = 0
      bench.folder.fail = () => {
        if (diskFaults.includes(actions++)) throw new Fault(actions % 2 ? 'disk-full' : 'file-locked', 'No.')
      }
      const needOf = (file: TestFile) => file.need(...sources.map(({ device }) => device))
      bench.host.needs.push(...files.map(needOf))
      bench.fetcher.wake()
      for (const { after, action, which } of events) {
        await turns(after)
        const file = files[which % files.length]!
        const source = sources[which % sources.length]!
        if (action === 'cancel') bench.fetcher.cancel(file.record.path)
        if (action === 'offer') bench.fetcher.offer([needOf(file)])
        if (action === 'newer') bench.fetcher.offer([needOf(newer[which % files.length]!)])
        if (action === 'time') await bench.clock.advance(1000 * which)
        if (action === 'leave') {
          bench.downloads.removeSource(source.device)
          await turns(which)
          bench.downloads.addSource(source)
        }
        if (action === 'restart') {
          await bench.fetcher.close()
          expect(bench.folder.handles).toBe(0)
          // Streams that were called back end a little later.
          await turns(5)
          expect(bench.leftovers()).toEqual(nothingLeft)
          bench.fetcher = bench.newFetcher()
          bench.fetcher.wake()
        }
        checkVisible(bench, files, newer)
      }
      await bench.untilIdle()
      expect(bench.leftovers()).toEqual(nothingLeft)
      checkVisible(bench, files, newer)
      expect(bench.budget.peak).toBeLessThanOrEqual(Math.max(memory, 10_000))

      // Once all is well again, everything arrives.
      bench.folder.fail = () => {}
      for (const source of sources) source.behave = () => 'good'
      await bench.clock.advance(4_000_000)
      bench.downloads.addSource(new FakeSource('D', newer))
      await bench.bring(newer.map((file) => file.need('D', ...sources.map(({ device }) => device))))
      checkVisible(bench, newer)
      const stored = new Set(bench.host.finishedFiles.map(({ record }) => record.path))
      expect(stored).toEqual(new Set(files.map(({ record }) => record.path)))
      expect(new Set(bench.folder.visible.keys())).toEqual(stored)
      expect(bench.leftovers()).toEqual(nothingLeft)
      // All that is hidden is remembered, and can be gone on with or swept.
      expect(bench.store.partials.size).toBe(0)
      expect(bench.folder.hidden.size).toBe(0)
    }),
    { numRuns: 300, examples: [[cancelledWhileRead], [servedWhilePaused]] },
  )
}, 60_000)
