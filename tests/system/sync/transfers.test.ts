import { randomBytes } from 'node:crypto'
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { converged, SyncDevice } from '../../support/sync/engines.ts'
import { snapshot } from '../../support/sync/random-tree.ts'

async function devices(count: number): Promise<SyncDevice[]> {
  const names = ['set', 'suite', 'store'].slice(0, count)
  const made = await Promise.all(names.map((name) => SyncDevice.make(name)))
  for (const device of made) {
    mkdirSync(device.root)
    onTestFinished(() => device[Symbol.asyncDispose]())
  }
  return made
}

const write = ({ root }: SyncDevice, path: string, bytes: Buffer | string) =>
  writeFileSync(join(root, path), bytes)
const read = ({ root }: SyncDevice, path: string) => readFileSync(join(root, path))
const inTmp = ({ root }: SyncDevice) => readdirSync(join(root, '.hawser/tmp'))
const megabyte = 1_000_000

test('a folder of very many files in one directory arrives whole', async () => {
  const [a, b] = (await devices(2)) as [SyncDevice, SyncDevice]
  const count = Number(process.env['HAWSER_SYNC_FILES'] ?? 1000)
  mkdirSync(join(a.root, 'frames'))
  for (let i = 0; i < count; i++) write(a, `frames/${i}.dpx`, `frame ${i}`)
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  expect(b.state).toMatchObject({ localFiles: count, totalFiles: count })
  expect(snapshot(b.root)).toEqual(snapshot(a.root))
  expect(b.snapshot.memoryBytes).toBe(0)
})

test('a sparse file of gigabytes costs what is in it, on the wire and on the disk', async () => {
  const [a, b] = (await devices(2)) as [SyncDevice, SyncDevice]
  const path = join(a.root, 'disk.img')
  const size = 2 ** 31 + 100_000_000
  const file = openSync(path, 'w')
  const islands = [0, 1_500_000_000, size - 5000].map((at) => ({ at, bytes: randomBytes(5000) }))
  for (const { at, bytes } of islands) writeSync(file, bytes, 0, bytes.length, at)
  ftruncateSync(file, size)
  closeSync(file)
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  const { size: copied, blocks } = statSync(join(b.root, 'disk.img'))
  expect(copied).toBe(size)
  expect(blocks * 512).toBeLessThan(16 * megabyte)
  expect(b.state.downBytes).toBeLessThan(16 * megabyte)
  const copy = openSync(join(b.root, 'disk.img'), 'r')
  onTestFinished(() => closeSync(copy))
  for (const { at, bytes } of islands) {
    const there = Buffer.alloc(bytes.length)
    const { readSync } = await import('node:fs')
    readSync(copy, there, 0, there.length, at)
    expect(there.equals(bytes)).toBe(true)
  }
})

test('what another folder holds already does not travel', async () => {
  const [a, b] = (await devices(2)) as [SyncDevice, SyncDevice]
  const film = randomBytes(20 * megabyte)
  write(a, 'film.mov', film)
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  const { downBytes } = b.state
  for (const [device, other] of [
    [a, b],
    [b, a],
  ] as const) {
    mkdirSync(join(device.home, 'second'))
    if (device === a) {
      writeFileSync(join(a.home, 'second/the same.mov'), film)
      writeFileSync(
        join(a.home, 'second/nearly.mov'),
        Buffer.concat([film.subarray(1000), Buffer.from('end')]),
      )
    }
    const second = {
      ...device.folder([other]),
      id: 'second-folder',
      name: 'Second',
      path: join(device.home, 'second'),
    }
    device.work = { ...device.work, folders: [...device.work.folders, second] }
    await device.engine.apply(device.work)
  }
  const secondOf = (device: SyncDevice) => device.snapshot.folders.find(({ id }) => id === 'second-folder')!
  await b.until(() => secondOf(b).localFiles === 2)
  expect(readFileSync(join(b.home, 'second/the same.mov')).equals(film)).toBe(true)
  expect(secondOf(b).downBytes).toBeLessThan(megabyte)
  expect(b.state.downBytes).toBe(downBytes)
  expect(secondOf(b).reusedBytes).toBeGreaterThan(39 * megabyte)
})

test.each(['upload', 'download'] as const)('a limit of the %s rate holds', async (limit) => {
  const [a, b] = (await devices(2)) as [SyncDevice, SyncDevice]
  const rate = 4 * megabyte
  for (let i = 0; i < 3; i++) write(a, `${i}.mov`, randomBytes(2 * megabyte))
  const limited = limit === 'upload' ? a : b
  limited.work = { ...limited.work, settings: limited.settings({ [limit]: rate }) }
  await a.start([b])
  await b.start([a])
  const begin = performance.now()
  await b.until(({ localFiles }) => localFiles === 3)
  const seconds = (performance.now() - begin) / 1000
  expect(6 / seconds, 'MB/s').toBeLessThan(4 * 1.2)
})

test('what is paused in the midst leaves no memory in use, and goes on from where it was', async () => {
  const [a, b] = (await devices(2)) as [SyncDevice, SyncDevice]
  const film = randomBytes(20 * megabyte)
  write(a, 'film.mov', film)
  for (let i = 0; i < 100; i++) write(a, `clip ${i}`, randomBytes(20_000))
  b.work = { ...b.work, settings: b.settings({ download: 12 * megabyte }) }
  await a.start([b])
  await b.start([a])
  await b.until(({ transfers }) => (transfers[0]?.done ?? 0) > 8 * megabyte)
  const { id } = b.state
  await b.engine.pause([id], true)
  expect(b.state.state).toBe('paused')
  expect(b.snapshot.memoryBytes).toBe(0)
  expect(inTmp(b)).toHaveLength(1)
  const { downBytes } = b.state
  await sleep(300)
  expect(b.state.downBytes).toBe(downBytes)
  await b.engine.pause([id], false)
  await converged([a, b])
  expect(read(b, 'film.mov').equals(film)).toBe(true)
  // Chunks that were under way are asked for again, and no others.
  expect(b.state.downBytes).toBeLessThan(22 * megabyte + 8 * megabyte)
  expect(inTmp(b)).toEqual([])
  expect(b.snapshot.memoryBytes).toBe(0)
})

test('a file that is deleted while it is on its way leaves nothing behind', async () => {
  const [a, b] = (await devices(2)) as [SyncDevice, SyncDevice]
  write(a, 'film.mov', randomBytes(30 * megabyte))
  b.work = { ...b.work, settings: b.settings({ download: 10 * megabyte }) }
  await a.start([b])
  await b.start([a])
  await b.until(({ transfers }) => (transfers[0]?.done ?? 0) > 4 * megabyte)
  truncateSync(join(a.root, 'film.mov'), 0)
  await converged([a, b])
  expect(read(b, 'film.mov')).toHaveLength(0)
  expect(b.state.downBytes).toBeLessThan(25 * megabyte)
  await b.until((_, { memoryBytes }) => memoryBytes === 0 && inTmp(b).length === 0)
})

test('a third device takes from both that have a file', async () => {
  const [a, b, c] = (await devices(3)) as [SyncDevice, SyncDevice, SyncDevice]
  const film = randomBytes(30 * megabyte)
  write(a, 'film.mov', film)
  await a.start([b, c])
  await b.start([a, c])
  await b.until(({ localFiles, state }) => localFiles === 1 && state === 'idle')
  // Neither alone gives as much as there is room for.
  for (const device of [a, b])
    await device.engine.apply({ ...device.work, settings: device.settings({ upload: 8 * megabyte }) })
  const served = [a.state.upBytes, b.state.upBytes]
  await c.start([a, b], { enabled: false })
  await c.until((_, { peers }) => peers.every(({ state }) => state === 'connected'))
  await c.share([a, b])
  await converged([a, b, c])
  expect(read(c, 'film.mov').equals(film)).toBe(true)
  for (const [i, device] of [a, b].entries())
    expect(device.state.upBytes - served[i]!, device.device.name).toBeGreaterThan(3 * megabyte)
})
