import { expect, test } from 'vitest'
import { Fault } from '../../../../src/wire/fault.ts'
import { Bench, bytesOf, FakeSource, nothingLeft, TestFile, turns } from './fakes.ts'

const small = (path: string, seed: number, size = 1000) => new TestFile(path, [bytesOf(size, seed)])
const large = (path: string, seed: number, count = 40, size = 100_000) =>
  new TestFile(
    path,
    Array.from({ length: count }, (_, i) => bytesOf(size + i, seed * 1000 + i)),
  )

async function brought(bench: Bench, files: readonly TestFile[]) {
  for (const { record, bytes } of files) {
    expect(Buffer.compare(bench.folder.visible.get(record.path) ?? Buffer.alloc(0), bytes)).toBe(0)
  }
  expect(bench.host.finishedFiles.map(({ record }) => record.path).sort()).toEqual(
    files.map(({ record }) => record.path).sort(),
  )
  expect(bench.leftovers()).toEqual(nothingLeft)
}

test('files of every size arrive whole, and their chunks are told with the record', async () => {
  const files = [new TestFile('empty', []), small('one', 1), large('many', 2), small('exact', 3, 65_536)]
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', files))
  await bench.bring(files.map((file) => file.need('A')))
  await brought(bench, files)
  for (const { record, chunks } of bench.host.finishedFiles) expect(chunks).toHaveLength(record.chunks)
  expect(bench.fetcher.counters.downBytes).toBe(files.reduce((sum, { bytes }) => sum + bytes.length, 0))
  expect(bench.host.drains).toBe(1)
})

test('small files are packed together on few streams', async () => {
  const files = Array.from({ length: 300 }, (_, i) => small(`f${i}`, i, 4096))
  const bench = new Bench()
  const source = new FakeSource('A', files)
  bench.downloads.addSource(source)
  await bench.bring(files.map((file) => file.need('A')))
  await brought(bench, files)
  expect(source.asked.length).toBeLessThanOrEqual(8)
})

test('never more than some hundred needs are taken from the engine', async () => {
  const files = Array.from({ length: 3000 }, (_, i) => small(`f${i}`, i, 10))
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', files))
  bench.host.needs.push(...files.map((file) => file.need('A')))
  bench.fetcher.wake()
  expect(bench.fetcher.active).toBe(1024)
  expect(bench.host.needs).toHaveLength(3000 - 1024)
  await bench.untilIdle()
  await brought(bench, files)
})

test('a chunk that several files want at once travels once', async () => {
  const shared = Array.from({ length: 20 }, (_, i) => bytesOf(50_000, i))
  const files = [
    new TestFile('a', shared),
    new TestFile('b', [...shared].reverse()),
    small('c', 99),
    small('d', 99),
    small('e', 99),
  ]
  const bench = new Bench()
  const source = new FakeSource('A', files)
  bench.downloads.addSource(source)
  await bench.bring(files.map((file) => file.need('A')))
  await brought(bench, files)
  expect(source.asked.flat()).toHaveLength(21)
})

test('a chunk that repeats in a file travels once, and zeros not at all', async () => {
  const zeros = new Uint8Array(256 * 1024)
  const part = bytesOf(30_000, 1)
  const file = new TestFile('a', [part, zeros, part, zeros, zeros, part, bytesOf(10, 2)])
  const bench = new Bench()
  const source = new FakeSource('A', [file])
  bench.downloads.addSource(source)
  await bench.bring([file.need('A')])
  await brought(bench, [file])
  expect(source.asked.flat().map(({ length }) => length)).toEqual([30_000, 10])
})

test('chunks of files that are here do not travel', async () => {
  const old = large('old', 1)
  const file = new TestFile('new', [
    ...old.chunks.map((_, i) => bytesOf(100_000 + i, 1000 + i)),
    bytesOf(500, 77),
  ])
  const copy = small('copy', 5)
  const bench = new Bench()
  const source = new FakeSource('A', [file, copy])
  bench.downloads.addSource(source)
  bench.locator.has(old)
  bench.locator.has(copy)
  await bench.bring([file.need('A'), copy.need('A')])
  await brought(bench, [file, copy])
  expect(source.asked.flat()).toHaveLength(1)
  expect(bench.fetcher.counters.reusedBytes).toBe(old.bytes.length + copy.bytes.length)
})

test('a chunk that is not here any more as it was is fetched', async () => {
  const file = large('a', 1, 10)
  const one = small('b', 2)
  const bench = new Bench()
  const source = new FakeSource('A', [file, one])
  bench.downloads.addSource(source)
  const changed = file.bytes.slice()
  changed[150_000]! ^= 1
  bench.locator.has(file, changed)
  bench.locator.has(one, bytesOf(999, 2))
  await bench.bring([file.need('A'), one.need('A')])
  await brought(bench, [file, one])
  expect(
    source.asked
      .flat()
      .map(({ length }) => length)
      .sort(),
  ).toEqual([1000, 100_001])
})

test('a device that sends wrong bytes is told of, and not asked again for that content', async () => {
  const file = large('a', 1)
  const other = large('b', 2)
  const bench = new Bench()
  const liar = new FakeSource('B', [file, other])
  const good = new FakeSource('A', [file, other])
  let chunks = 0
  liar.behave = () => (++chunks === 1 ? 'lie' : 'good')
  bench.downloads.addSource(liar)
  bench.store.putManifest(file.record.content, file.chunks)
  bench.store.putManifest(other.record.content, other.chunks)
  bench.host.needs.push(file.need('B'))
  bench.fetcher.wake()
  await bench.untilIdle()
  expect(bench.host.failures.map(({ fault }) => fault.code)).toEqual(['sync-protocol'])
  expect(bench.told[0]).toMatchObject({ device: 'B', path: 'a', fault: { code: 'sync-protocol' } })
  expect(bench.downloads.counters.wrongHashes).toBe(1)
  const before = liar.asked.length
  bench.downloads.addSource(good)
  await bench.bring([file.need('A', 'B'), other.need('B')])
  await brought(bench, [file, other])
  expect(
    liar.asked
      .slice(before)
      .flat()
      .every(({ path }) => path === 'b'),
  ).toBe(true)
})

test('a device that lied is asked again for that content after an hour', async () => {
  const file = small('a', 1)
  const bench = new Bench()
  const source = new FakeSource('A', [file])
  source.behave = () => (source.asked.length === 1 ? 'lie' : 'good')
  bench.downloads.addSource(source)
  await bench.bring([file.need('A')])
  await bench.bring([file.need('A')])
  expect(source.asked).toHaveLength(1)
  await bench.clock.advance(3_600_001)
  await bench.bring([file.need('A')])
  await brought(bench, [file])
})

test('what a device no longer has comes from another', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A'))
  bench.downloads.addSource(new FakeSource('B', [file]))
  await bench.bring([file.need('A', 'B')])
  await brought(bench, [file])
})

test('a file that nobody has fails with chunk-unavailable, and the others go on', async () => {
  const gone = large('gone', 1)
  const also = small('also', 2)
  const file = small('there', 3)
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', [file]))
  await bench.bring([gone.need('A'), also.need('A'), also.need('X'), file.need('A')])
  await brought(bench, [file])
  expect(bench.host.failures.map(({ path, fault }) => `${path} ${fault.code}`).sort()).toEqual([
    'also chunk-unavailable',
    'gone chunk-unavailable',
  ])
})

test('when a device goes, its requests go to another', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  const leaving = new FakeSource('A', [file])
  leaving.behave = () => 'stall'
  bench.store.putManifest(file.record.content, file.chunks)
  bench.downloads.addSource(leaving)
  bench.host.needs.push(file.need('A', 'B'))
  bench.fetcher.wake()
  bench.downloads.addSource(new FakeSource('B'))
  bench.downloads.removeSource('B')
  await turns()
  expect(leaving.streams).toBeGreaterThan(0)
  bench.downloads.addSource(new FakeSource('B', [file]))
  bench.downloads.removeSource('A')
  await bench.untilIdle()
  await brought(bench, [file])
  expect(leaving.streams).toBe(0)
})

test('a device that tells while a file is under way that it has just that is asked too, one that has another version is not', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  const [early, late, other] = ['A', 'B', 'C'].map((device) => new FakeSource(device, [file]))
  bench.store.putManifest(file.record.content, file.chunks)
  for (const source of [early!, late!, other!]) bench.downloads.addSource(source)
  // Nothing comes of A before all have told.
  const told = Promise.withResolvers<void>()
  early!.pace = () => told.promise
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  await turns()
  const { version } = file.need('A').best
  bench.fetcher.isHeldBy('B', { ...file.record, version })
  bench.fetcher.isHeldBy('C', { ...file.record, version: [['C', 1]] })
  bench.fetcher.isHeldBy('B', { ...file.record, path: 'nothing is under way here' })
  told.resolve()
  await bench.untilIdle()
  await brought(bench, [file])
  expect(late!.asked.length).toBeGreaterThan(0)
  expect(other!.asked).toEqual([])
})

test('a stalled stream is given up, and its chunks come from another device', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  const stalling = new FakeSource('A', [file])
  stalling.behave = () => 'stall'
  bench.store.putManifest(file.record.content, file.chunks)
  bench.downloads.addSource(stalling)
  bench.downloads.addSource(new FakeSource('B', [file]))
  await bench.bring([file.need('A', 'B')])
  await brought(bench, [file])
  expect(bench.told.some(({ device, fault }) => device === 'A' && fault.code === 'sync-stalled')).toBe(true)
})

test('a device that fails is left alone for a while, given up after several failures, and comes back', async () => {
  const file = small('a', 1)
  const bench = new Bench()
  const source = new FakeSource('A', [file])
  let isFailing = true
  source.behave = () => (isFailing ? 'fail' : 'good')
  bench.downloads.addSource(source)
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  await turns()
  expect(source.asked).toHaveLength(1)
  await bench.clock.advance(499)
  await turns()
  expect(source.asked).toHaveLength(1)
  await bench.untilIdle()
  expect(source.asked).toHaveLength(4)
  expect(bench.host.failures.map(({ fault }) => fault.code)).toEqual(['closed'])
  isFailing = false
  await bench.clock.advance(10_000)
  expect(bench.recovered).toEqual(['A'])
  await bench.bring([file.need('A')])
  await brought(bench, [file])
})

test('paused and begun again, only what is missing travels, and what is there is verified', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  const source = new FakeSource('A', [file])
  let chunks = 0
  source.behave = () => (++chunks > 21 ? 'stall' : 'good')
  bench.downloads.addSource(source)
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  await turns(200)
  await bench.fetcher.close()
  expect(bench.leftovers()).toEqual(nothingLeft)
  const partial = bench.store.partials.get('a')!
  const asked = source.asked.flat().length
  bench.folder.hidden.get(partial.temp)![5]! ^= 1
  source.behave = () => 'good'
  bench.fetcher = bench.newFetcher()
  await bench.bring([file.need('A')])
  await brought(bench, [file])
  // 20 chunks had come besides the manifest, and the first was damaged meanwhile.
  expect(source.asked.flat().length - asked).toBe(21)
  expect(bench.folder.hidden.size).toBe(0)
  expect(bench.store.partials.size).toBe(0)
})

test('how far a large file is is stored now and then, not with each chunk', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  const source = new FakeSource('A', [file])
  let stores = 0
  const { store } = bench
  const put = store.putPartial.bind(store)
  store.putPartial = (path, partial) => {
    stores++
    put(path, partial)
  }
  let chunks = 0
  source.behave = () => (++chunks > 21 ? 'stall' : 'good')
  bench.downloads.addSource(source)
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  await turns(200)
  expect(stores).toBe(0)
  await bench.clock.advance(2000)
  expect(stores).toBe(1)
  await bench.clock.advance(4000)
  expect(stores).toBe(1)
  await bench.fetcher.close()
})

test('a newer version takes the place of the one under way, and what has come of that is used', async () => {
  const old = large('a', 1)
  const parts = old.chunks.map((_, i) => bytesOf(100_000 + i, 1000 + i))
  const file = new TestFile('a', [bytesOf(10, 99), ...parts], 2)
  const bench = new Bench()
  const source = new FakeSource('A', [old, file])
  let chunks = 0
  source.behave = () => (++chunks > 21 ? 'stall' : 'good')
  bench.downloads.addSource(source)
  bench.host.needs.push(old.need('A'))
  bench.fetcher.wake()
  await turns(200)
  source.behave = () => 'good'
  const asked = source.asked.flat().length
  bench.fetcher.offer([file.need('A')])
  await bench.untilIdle()
  await brought(bench, [file])
  expect(bench.host.finishedFiles[0]?.record.version).toEqual(file.record.version)
  expect(source.asked.flat().length - asked).toBe(21)
  expect(bench.folder.hidden.size).toBe(0)
  expect(bench.store.partials.size).toBe(0)
})

test('the same need given twice is brought once', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', [file]))
  bench.host.needs.push(file.need('A'), file.need('A'))
  bench.fetcher.wake()
  bench.fetcher.offer([file.need('A')])
  await bench.untilIdle()
  await brought(bench, [file])
})

test('a cancelled file leaves no handle, no memory and no request', async () => {
  const files = [large('a', 1), small('b', 2)]
  const bench = new Bench()
  const source = new FakeSource('A', files)
  source.behave = () => (source.asked.length > 0 ? 'stall' : 'good')
  bench.downloads.addSource(source)
  bench.host.needs.push(...files.map((file) => file.need('A')))
  bench.fetcher.wake()
  await turns()
  expect(source.streams).toBeGreaterThan(0)
  bench.fetcher.cancel('a')
  bench.fetcher.cancel('b')
  await turns()
  expect(bench.fetcher.active).toBe(0)
  expect(source.streams).toBe(0)
  expect(bench.leftovers()).toEqual(nothingLeft)
  expect(bench.host.failures).toEqual([])
})

test('cancelled while it is read from another file, it ends when the last read has', async () => {
  const file = large('a', 1)
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', [file]))
  bench.store.putManifest(file.record.content, file.chunks)
  bench.locator.has(file)
  let ends = 0
  const read = bench.locator.read.bind(bench.locator)
  bench.locator.read = async (place, into) => {
    await turns(5)
    const count = await read(place, into)
    ends++
    return count
  }
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  while (ends < 3) await turns(1)
  await bench.fetcher.close()
  expect(bench.leftovers()).toEqual(nothingLeft)
  expect(ends).toBeLessThan(10)
})

test('a full disk halts the folder after some files; when there is room again nothing was lost', async () => {
  const files = [large('l', 50), ...Array.from({ length: 20 }, (_, i) => small(`f${i}`, i))]
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', files))
  let writes = 0
  bench.folder.fail = (action) => {
    if (action === 'write' && ++writes > 5) throw new Fault('disk-full', 'There is no room left.')
  }
  await bench.bring(files.map((file) => file.need('A')))
  await turns()
  expect(bench.host.halts.map(({ code }) => code)).toEqual(['disk-full'])
  expect(bench.fetcher.isHalted).toBe(true)
  expect(bench.leftovers()).toEqual(nothingLeft)
  bench.folder.fail = () => {}
  const missing = files.filter(({ record }) => !bench.folder.visible.has(record.path))
  expect(missing.length).toBeGreaterThan(10)
  await bench.bring(missing.map((file) => file.need('A')))
  await brought(bench, files)
})

test('a locked file fails alone', async () => {
  const files = [small('a', 1), large('b', 2), small('c', 3)]
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', files))
  bench.folder.fail = (action, path) => {
    if (action === 'commit' && path !== 'c') throw new Fault('file-locked', 'Held open.')
  }
  await bench.bring(files.map((file) => file.need('A')))
  expect(bench.host.failures.map(({ path, fault }) => `${path} ${fault.code}`)).toEqual([
    'a file-locked',
    'b file-locked',
  ])
  await brought(bench, [files[2]!])
  bench.folder.fail = () => {}
  await bench.bring(files.slice(0, 2).map((file) => file.need('A')))
  await brought(bench, files)
})

test('memory stays within the budget, small as it may be', async () => {
  const files = [
    large('a', 1, 30, 300_000),
    large('b', 2, 30, 300_000),
    ...Array.from({ length: 100 }, (_, i) => small(`f${i}`, i, 50_000)),
  ]
  const bench = new Bench({ memory: 1_000_000 })
  bench.downloads.addSource(new FakeSource('A', files))
  bench.locator.has(files[1]!)
  await bench.bring(files.map((file) => file.need('A')))
  await brought(bench, files)
  expect(bench.budget.peak).toBeLessThanOrEqual(1_000_000)
})

test('an urgent small file overtakes what waits', async () => {
  const files = Array.from({ length: 1100 }, (_, i) => small(`f${i}`, i, 5000))
  const bench = new Bench({ maxStreams: 1 })
  const source = new FakeSource('A', files)
  const fresh = small('fresh', 7777)
  source.has(fresh)
  bench.downloads.addSource(source)
  bench.host.needs.push(...files.map((file) => file.need('A')))
  bench.fetcher.wake()
  await turns(3)
  expect(bench.fetcher.offer([fresh.need('A')])).toBe(1)
  await turns(3)
  await bench.untilIdle()
  const at = source.asked.findIndex((wants) => wants.some(({ path }) => path === 'fresh'))
  expect(at).toBe(1)
})

test('progress of large files is shown with a map of at most 128 blocks', async () => {
  const file = large('a', 1, 300, 1000)
  const bench = new Bench()
  const source = new FakeSource('A', [file])
  let chunks = 0
  source.behave = () => (++chunks > 151 ? 'stall' : 'good')
  bench.downloads.addSource(source)
  bench.locator.has(new TestFile('x', [bytesOf(1000, 1000), bytesOf(1001, 1001), bytesOf(1002, 1002)]))
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  await turns(300)
  const [shown] = bench.fetcher.transfers()
  expect(shown).toMatchObject({ path: 'a', size: file.bytes.length, from: ['name of A'], reused: 3003 })
  expect(shown!.blocks).toHaveLength(128)
  expect(shown!.blocks).toMatch(/^h[hdam]+$/)
  expect(shown!.blocks).toContain('d')
  expect(shown!.blocks).toContain('a')
  await bench.fetcher.close()
  expect(bench.fetcher.transfers()).toEqual([])
})

test('a file that the engine gives up at the last moment is thrown away', async () => {
  const files = [small('a', 1), large('b', 2)]
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', files))
  bench.host.place = async () => undefined as never
  await bench.bring(files.map((file) => file.need('A')))
  expect(bench.folder.visible.size).toBe(0)
  expect(bench.folder.hidden.size).toBe(0)
  expect(bench.host.failures).toEqual([])
  expect(bench.leftovers()).toEqual(nothingLeft)
})
