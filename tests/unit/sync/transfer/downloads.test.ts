import { expect, test } from 'vitest'
import { Bench, bytesOf, FakeSource, nothingLeft, TestFile, turns } from './fakes.ts'

const large = (path: string, seed: number, count: number, size = 500_000) =>
  new TestFile(
    path,
    Array.from({ length: count }, (_, i) => bytesOf(size, seed * 1000 + i)),
  )
/** A source that needs so long for each chunk. */
function paced(bench: Bench, device: string, files: TestFile[], msEach: number): FakeSource {
  const source = new FakeSource(device, files)
  source.pace = () => new Promise((resolve) => bench.clock.after(msEach, resolve))
  return source
}
async function passTime(bench: Bench, stepMs: number): Promise<number> {
  let ms = 0
  for (; bench.fetcher.active > 0 && ms < 600_000; ms += stepMs) {
    await turns(2)
    await bench.clock.advance(stepMs)
  }
  await turns(5)
  return ms
}

test('of several devices the fast ones bring more, and the slow one does not hold up the end', async () => {
  const file = large('a', 1, 200)
  const bench = new Bench()
  const fast = paced(bench, 'A', [file], 10)
  const slow = paced(bench, 'B', [file], 400)
  bench.downloads.addSource(slow)
  bench.downloads.addSource(fast)
  bench.store.putManifest(file.record.content, file.chunks)
  bench.host.needs.push(file.need('A', 'B'))
  bench.fetcher.wake()
  const ms = await passTime(bench, 10)
  expect(bench.host.finishedFiles).toHaveLength(1)
  expect(fast.asked.flat().length).toBeGreaterThan(slow.asked.flat().length * 2)
  // The slow one had its first requests, and perhaps another, before it was known.
  expect(ms).toBeLessThan(8 * 400 * 3)
  expect(bench.leftovers()).toEqual(nothingLeft)
})

test('a slow device is asked for what it alone has', async () => {
  const [file, own] = [large('a', 1, 60), large('b', 2, 60)]
  const bench = new Bench()
  bench.downloads.addSource(paced(bench, 'A', [file], 10))
  bench.downloads.addSource(paced(bench, 'B', [file, own], 300))
  bench.host.needs.push(file.need('A', 'B'), own.need('B'))
  bench.fetcher.wake()
  await passTime(bench, 50)
  expect(bench.host.finishedFiles).toHaveLength(2)
})

test('no more streams are used than are allowed', async () => {
  const file = large('a', 1, 300, 100_000)
  const bench = new Bench({ maxStreams: 3 })
  const source = paced(bench, 'A', [file], 20)
  bench.downloads.addSource(source)
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  await turns(10)
  await bench.clock.advance(40)
  expect(bench.downloads.streams).toBe(3)
  expect(bench.downloads.streamsOf('folder')).toBe(3)
  expect(bench.downloads.streamsOf('other')).toBe(0)
  await passTime(bench, 20)
  expect(source.mostStreams).toBe(3)
})

test('more streams are used while each brings only so much', async () => {
  const files = [large('a', 1, 1500, 100_000)]
  const bench = new Bench()
  const source = paced(bench, 'A', files, 100)
  bench.downloads.addSource(source)
  bench.host.needs.push(files[0]!.need('A'))
  bench.fetcher.wake()
  await passTime(bench, 50)
  expect(source.mostStreams).toBeGreaterThanOrEqual(8)
  expect(bench.host.finishedFiles).toHaveLength(1)
})

test('a bandwidth limit holds, and requests are smaller under it', async () => {
  const file = large('a', 1, 40, 100_000)
  const bench = new Bench()
  bench.limit.set(400_000)
  const source = new FakeSource('A', [file])
  bench.downloads.addSource(source)
  bench.store.putManifest(file.record.content, file.chunks)
  bench.host.needs.push(file.need('A'))
  bench.fetcher.wake()
  const ms = await passTime(bench, 50)
  expect(ms).toBeGreaterThan(9000)
  expect(ms).toBeLessThan(11_500)
  expect(Math.max(...source.asked.map(({ length }) => length))).toBe(1)
})

test('folders share what there is', async () => {
  const files = [large('a', 1, 100), large('b', 2, 100)]
  const bench = new Bench()
  const other = new Bench({})
  const source = paced(bench, 'A', files, 20)
  bench.downloads.addSource(source)
  bench.store.putManifest(files[0]!.record.content, files[0]!.chunks)
  bench.host.needs.push(files[0]!.need('A'))
  bench.fetcher.wake()
  const second = bench.newFetcher({ folderId: 'second', host: other.host, files: other.folder })
  bench.store.putManifest(files[1]!.record.content, files[1]!.chunks)
  other.host.needs.push(files[1]!.need('A'))
  second.wake()
  for (let i = 0; i < 30; i++) {
    await turns(2)
    await bench.clock.advance(20)
  }
  const [a, b] = [bench.fetcher.counters.downBytes, second.counters.downBytes]
  expect(a + b).toBeGreaterThan(40_000_000)
  // But for the requests that the first one had out when the second came.
  expect(Math.abs(a - b)).toBeLessThan(20_000_000)
  await passTime(bench, 20)
  while (second.active > 0) {
    await turns(2)
    await bench.clock.advance(20)
  }
  expect(other.host.finishedFiles).toHaveLength(1)
})

test('nothing ticks while nothing is under way, and idle buffers are let go', async () => {
  const file = large('a', 1, 4)
  const bench = new Bench()
  bench.downloads.addSource(new FakeSource('A', [file]))
  await bench.bring([file.need('A')])
  await bench.clock.advance(5000)
  expect(bench.buffers.idleBytes).toBe(0)
  let timers = 0
  const after = bench.clock.after.bind(bench.clock)
  bench.clock.after = (ms, then) => {
    timers++
    return after(ms, then)
  }
  await bench.clock.advance(60_000)
  expect(timers).toBe(0)
})
