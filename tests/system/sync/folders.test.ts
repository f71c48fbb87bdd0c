import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SyncStore } from '../../../src/engines/sync/store/sync-store.ts'
import { converged, folderId, SyncDevice } from '../../support/sync/engines.ts'

async function pair(): Promise<[SyncDevice, SyncDevice]> {
  return [await SyncDevice.make('set'), await SyncDevice.make('suite')]
}

test('what lies in a folder appears on the other device, and what changes follows', async () => {
  const [a, b] = await pair()
  await using _a = a
  await using _b = b
  mkdirSync(join(a.root, 'card/clips'), { recursive: true })
  writeFileSync(join(a.root, 'card/clips/one.mov'), Buffer.alloc(3_000_000, 'frames'))
  writeFileSync(join(a.root, 'card/notes.txt'), 'take 1')
  utimesSync(join(a.root, 'card/notes.txt'), 1_700_000_000, 1_700_000_000)
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  const film = readFileSync(join(b.root, 'card/clips/one.mov'))
  expect(film.equals(Buffer.alloc(3_000_000, 'frames'))).toBe(true)
  expect(readFileSync(join(b.root, 'card/notes.txt'), 'utf8')).toBe('take 1')
  expect(Math.floor(statSync(join(b.root, 'card/notes.txt')).mtimeMs)).toBe(1_700_000_000_000)

  writeFileSync(join(b.root, 'card/notes.txt'), 'take 2')
  await a.until(() => readFileSync(join(a.root, 'card/notes.txt'), 'utf8') === 'take 2')
  const { downBytes } = b.state
  renameSync(join(a.root, 'card/clips/one.mov'), join(a.root, 'card/two.mov'))
  rmSync(join(a.root, 'card/clips'), { recursive: true })
  await b.until(() => statSync(join(b.root, 'card/two.mov'), { throwIfNoEntry: false })?.size === 3_000_000)
  await converged([a, b])
  expect(statSync(join(b.root, 'card/clips'), { throwIfNoEntry: false })).toBeUndefined()
  expect(b.state.downBytes - downBytes).toBe(0)
})

const text = (device: SyncDevice, path: string) => readFileSync(join(device.root, path), 'utf8')
const write = (device: SyncDevice, path: string, content: string | Buffer) =>
  writeFileSync(join(device.root, path), content)

/** Gives the file its time, in seconds since the Unix epoch: as if it had been written in that instant. */
const stamp = (device: SyncDevice, at: number) => utimesSync(join(device.root, 'edl.txt'), at, at)

/** Both have the folder with one file in it. */
async function sharing(): Promise<[SyncDevice, SyncDevice]> {
  const [a, b] = await pair()
  mkdirSync(a.root)
  write(a, 'edl.txt', 'first')
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  return [a, b]
}

test('a file that is written twice within one tick of the clock arrives as it was written last', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  const tick = Math.floor(Date.now() / 1000) + 30
  write(a, 'edl.txt', 'take1')
  stamp(a, tick)
  await b.until(() => text(b, 'edl.txt') === 'take1')
  await converged([a, b])
  write(a, 'edl.txt', 'take2')
  stamp(a, tick)
  await b.until(() => text(b, 'edl.txt') === 'take2')
})

test('a file changed on both sides while apart is kept twice, on both', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  await a.stop()
  write(a, 'edl.txt', 'by the set')
  write(b, 'edl.txt', 'by the suite, later')
  utimesSync(join(a.root, 'edl.txt'), 1_700_000_000, 1_700_000_000)
  await b.stop()
  await b.start([a])
  await a.start([b])
  await converged([a, b])
  for (const device of [a, b]) {
    const names = readdirSync(device.root).filter((name) => name !== '.hawser')
    expect(names).toHaveLength(2)
    expect(names.map((name) => text(device, name)).sort()).toEqual(['by the set', 'by the suite, later'])
    expect(device.state.conflicts).toBe(1)
  }
  expect(text(a, 'edl.txt')).toBe('by the suite, later')
  expect([...a.events, ...b.events].filter(({ code }) => code === 'sync-conflict')).toHaveLength(1)

  const [conflict] = b.engine.calls.conflicts(folderId)
  expect(conflict).toMatchObject({ path: 'edl.txt', copyDevice: a.device.id.slice(0, 8) })
  await b.engine.calls.resolveConflict(folderId, conflict!.copy, 'copy')
  await converged([a, b])
  expect(text(a, 'edl.txt')).toBe('by the set')
  expect(readdirSync(a.root).filter((name) => name !== '.hawser')).toEqual(['edl.txt'])
})

test('what is deleted goes to the bin on the other side, and can be had again', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  rmSync(join(a.root, 'edl.txt'))
  await b.until(() => !existsSync(join(b.root, 'edl.txt')))
  const [version] = await b.engine.calls.versions(folderId, '')
  expect(version).toMatchObject({ path: 'edl.txt', reason: 'deleted', size: 5 })
  await b.engine.calls.restoreVersion(folderId, version!.id)
  await a.until(() => existsSync(join(a.root, 'edl.txt')))
  expect(text(a, 'edl.txt')).toBe('first')
  await converged([a, b])
  expect(text(b, 'edl.txt')).toBe('first')
})

test('a folder whose disk is gone is missing, and nothing counts as deleted', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  renameSync(a.root, `${a.root}.away`)
  mkdirSync(a.root)
  await a.until(({ state }) => state === 'missing')
  expect(a.state.text).toMatch(/no marker/)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(text(b, 'edl.txt')).toBe('first')
  rmSync(a.root, { recursive: true })
  renameSync(`${a.root}.away`, a.root)
  a.engine.rescan([])
  await converged([a, b])
  expect(text(a, 'edl.txt')).toBe('first')
})

test('a folder that was added just before a crash, without its marker, is at work after it', async () => {
  await using a = await SyncDevice.make('set')
  const store = SyncStore.open({ path: join(a.home, 'sync.db'), notice: () => {} })
  store.folder(folderId)
  store.close()
  await a.start([])
  await a.until(({ state, lastScanAt }) => state === 'idle' && lastScanAt > 0)
})

test('a folder that only sends takes nothing, one that only receives gives nothing', async () => {
  const [a, b] = await pair()
  await using _a = a
  await using _b = b
  mkdirSync(a.root)
  mkdirSync(b.root)
  write(a, 'from set', 'set')
  write(b, 'from suite', 'suite')
  await a.start([b], { mode: 'send' })
  await b.start([a], { mode: 'receive' })
  await b.until(() => existsSync(join(b.root, 'from set')))
  await converged([a, b])
  expect(existsSync(join(a.root, 'from suite'))).toBe(false)
  expect(text(b, 'from suite')).toBe('suite')
  expect(b.state.text).toMatch(/1 file differ/)
})

test('ignored and unselected paths stay where they are', async () => {
  const [a, b] = await pair()
  await using _a = a
  await using _b = b
  mkdirSync(join(a.root, 'proxies'), { recursive: true })
  mkdirSync(join(a.root, 'masters'))
  write(a, 'proxies/1.mov', 'p')
  write(a, 'masters/1.mov', 'm')
  write(a, 'render.tmp', 't')
  write(a, '.hawserignore', '*.tmp\n**/**/**/**/deep\n')
  await a.start([b])
  await b.start([a], { selected: ['proxies'] })
  await b.until(({ state, totalFiles }) => state === 'idle' && totalFiles === 3)
  expect(text(b, 'proxies/1.mov')).toBe('p')
  expect(existsSync(join(b.root, 'masters'))).toBe(false)
  expect(existsSync(join(b.root, 'render.tmp'))).toBe(false)
  // What the other device does not want is not on its way.
  await a.until(({ peers }) => peers[0]!.told)
  expect(a.state.text).toBe('Everything is in place.')
  const refused = a.events.filter(({ code }) => code === 'ignore-lines-refused')
  expect(refused).toMatchObject([{ level: 'warning', text: expect.stringContaining('**/**/**/**/deep') }])
  await b.share([a])
  await converged([a, b])
  expect(text(b, 'masters/1.mov')).toBe('m')
})

test('rules that are written while a folder is at work hold from then on', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  const { lastScanAt } = b.state
  write(a, '.hawserignore', '*.wav')
  await b.until(() => existsSync(join(b.root, '.hawserignore')))
  await converged([a, b])
  write(a, 'mix.wav', 'sound')
  write(a, 'mix.txt', 'text')
  await b.until(() => existsSync(join(b.root, 'mix.txt')))
  expect(existsSync(join(b.root, 'mix.wav'))).toBe(false)
  write(b, '.hawserignore', '')
  await b.until(() => existsSync(join(b.root, 'mix.wav')))
  expect(b.state.lastScanAt).toBeGreaterThan(lastScanAt)
})

test.skipIf(process.platform === 'win32')(
  'a mode that is changed, and changed again on the other side, is the same on both',
  async () => {
    const [a, b] = await sharing()
    await using _a = a
    await using _b = b
    for (const [i, mode] of [0o600, 0o755, 0o644, 0o600].entries()) {
      const [from, to] = i % 2 === 0 ? [a, b] : [b, a]
      chmodSync(join(from.root, 'edl.txt'), mode)
      await to.until(() => (statSync(join(to.root, 'edl.txt')).mode & 0o777) === mode)
    }
  },
)

test('verifying finds what changed without a trace, and nothing else', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  for (let i = 0; i < 30; i++) write(a, `clip ${i}`, `content ${i}`)
  await b.until(({ localFiles }) => localFiles === 31)
  await converged([a, b])
  const path = join(b.root, 'clip 7')
  const { mtime } = statSync(path)
  await b.engine.pause([folderId], true)
  write(b, 'clip 7', 'content X')
  utimesSync(path, mtime, mtime)
  await b.engine.pause([folderId], false)
  await converged([a, b])
  const result = await b.engine.calls.verify(folderId, new AbortController().signal)
  expect(result).toEqual({ files: 31, damaged: ['clip 7'], complete: true })
  expect(b.state.verifying).toBeNull()
})

test('verifying tells how far it is, and ends when it is stopped', async () => {
  const device = await SyncDevice.make('set')
  await using _device = device
  mkdirSync(device.root)
  // So many that no turn of the event loop sees the end of them, however late it comes.
  const count = 300
  for (let i = 0; i < count; i++) write(device, `clip ${i}`, `content ${i}`)
  await device.start([])
  await device.until(({ state, localFiles }) => state === 'idle' && localFiles === count)
  const { calls } = device.engine
  const verified = calls.verify(folderId, new AbortController().signal)
  await expect(calls.verify(folderId, new AbortController().signal)).rejects.toMatchObject({
    code: 'too-many',
  })
  expect(device.state.verifying).toMatchObject({ totalFiles: count, damaged: 0 })
  while (device.state.verifying?.files === 0 || device.state.verifying?.bytes === 0) await turn()
  calls.stopVerifying(folderId)
  const { files, complete } = await verified
  expect(complete).toBe(false)
  expect(files).toBeGreaterThan(0)
  expect(files).toBeLessThan(count)
  expect(device.state.verifying).toBeNull()
  const gone = new AbortController()
  const left = calls.verify(folderId, gone.signal)
  gone.abort()
  await expect(left).rejects.toThrow()
  expect((await calls.verify(folderId, new AbortController().signal)).files).toBe(count)
})

test('a changed part of a large file is all that travels', async () => {
  const [a, b] = await pair()
  await using _a = a
  await using _b = b
  mkdirSync(a.root)
  const film = randomBytes(24_000_000)
  write(a, 'film.mxf', film)
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  const { downBytes } = b.state
  randomBytes(100_000).copy(film, 12_000_000)
  write(a, 'film.mxf', film)
  await b.until((state) => state.needFiles === 0 && state.downBytes > downBytes)
  await converged([a, b])
  expect(readFileSync(join(b.root, 'film.mxf')).equals(film)).toBe(true)
  expect(b.state.downBytes - downBytes).toBeLessThan(2_000_000)
  const again = b.state.downBytes
  write(a, 'copy of film.mxf', film)
  await b.until(() => existsSync(join(b.root, 'copy of film.mxf')))
  expect(readFileSync(join(b.root, 'copy of film.mxf')).equals(film)).toBe(true)
  expect(b.state.downBytes).toBe(again)
})

test('a device that is no longer trusted is cut off at once', async () => {
  const [a, b] = await sharing()
  await using _a = a
  await using _b = b
  a.work = { ...a.work, peers: [], folders: [a.folder([])] }
  await a.engine.apply(a.work)
  await b.until((_, { peers }) => peers[0]?.state !== 'connected')
  write(a, 'edl.txt', 'secret')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(text(b, 'edl.txt')).toBe('first')
})
