import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { converged, SyncDevice } from '../../support/sync/engines.ts'

const mayMount = process.platform === 'linux' && process.getuid?.() === 0
if (!mayMount) console.warn('Full, read-only and unmounted disks are NOT tested: that takes root on Linux.')

async function pair(): Promise<[SyncDevice, SyncDevice]> {
  const devices: [SyncDevice, SyncDevice] = [await SyncDevice.make('set'), await SyncDevice.make('suite')]
  for (const device of devices) {
    mkdirSync(device.root)
    onTestFinished(() => device[Symbol.asyncDispose]())
  }
  return devices
}

/** A disk of its own in the place of the device's folder. */
function mount({ root }: SyncDevice, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'hawser-test', root])
  onTestFinished(() => unmount(root))
}

function unmount(root: string): void {
  try {
    execFileSync('umount', ['-l', root], { stdio: 'ignore' })
  } catch {
    // It is already.
  }
}

const inTmp = ({ root }: SyncDevice) => readdirSync(join(root, '.hawser/tmp'))
const write = ({ root }: SyncDevice, path: string, bytes: Buffer | string) =>
  writeFileSync(join(root, path), bytes)
const read = ({ root }: SyncDevice, path: string) => readFileSync(join(root, path))

describe.runIf(mayMount)('a disk that', () => {
  test('is full says so; what is here goes out all the same, and with room everything arrives', async () => {
    const [a, b] = await pair()
    mount(b, 8)
    write(b, 'filler', Buffer.alloc(5_000_000, 1))
    await b.start([a])
    const film = randomBytes(6_000_000)
    write(a, 'film.mov', film)
    for (let i = 0; i < 8; i++) write(a, `clip ${i}`, randomBytes(1_000_000))
    await a.start([b])
    await b.until(({ state }) => state === 'failed')
    expect(b.state).toMatchObject({ faultCode: 'disk-full' })
    expect(b.state.text).toMatch(/no room left .*free some space/)
    expect(read(b, 'filler').equals(Buffer.alloc(5_000_000, 1))).toBe(true)
    await a.until(() => existsSync(join(a.root, 'filler')))
    await sleep(300)
    expect(b.events.filter(({ code }) => code === 'disk-full')).toHaveLength(1)
    expect(b.events.some(({ code }) => code === 'folder-back')).toBe(false)
    // Room is made by somebody else: nothing is told but that.
    execFileSync('mount', ['-o', 'remount,size=32m', b.root])
    await b.until(({ state }) => state === 'idle')
    await converged([a, b])
    expect(read(b, 'film.mov').equals(film)).toBe(true)
    expect(b.events.filter(({ code }) => code === 'folder-back')).toHaveLength(1)
    expect(inTmp(b)).toEqual([])
    expect(b.snapshot.memoryBytes).toBe(0)
  })

  test('becomes read-only says so, and goes on when it can be written again', async () => {
    const [a, b] = await pair()
    mount(b, 8)
    write(a, 'one', '1')
    await a.start([b])
    await b.start([a])
    await converged([a, b])
    execFileSync('mount', ['-o', 'remount,ro', b.root])
    write(a, 'two', '2')
    await b.until(({ state }) => state === 'failed')
    expect(b.state.faultCode).toBe('folder-read-only')
    expect(b.state.text).toMatch(/read-only/)
    expect(read(a, 'one').toString()).toBe('1')
    execFileSync('mount', ['-o', 'remount,rw', b.root])
    b.engine.rescan([])
    await converged([a, b])
    expect(read(b, 'two').toString()).toBe('2')
  })

  test('is unmounted leaves an empty directory, which counts as nothing deleted', async () => {
    const [a, b] = await pair()
    mount(b, 8)
    for (let i = 0; i < 50; i++) write(a, `clip ${i}`, randomBytes(1000))
    await a.start([b])
    await b.start([a])
    await converged([a, b])
    const before = b.home
    execFileSync('mount', ['--bind', b.root, join(mkdir(before, 'kept'))])
    onTestFinished(() => unmount(join(before, 'kept')))
    unmount(b.root)
    expect(readdirSync(b.root)).toEqual([])
    b.engine.rescan([])
    await b.until(({ state }) => state === 'missing')
    // Not even what is written to the empty directory, nor what the other side changes, changes that.
    write(b, 'stray', 'x')
    write(a, 'late', 'late')
    b.engine.rescan([])
    await sleep(300)
    expect(readdirSync(b.root)).toEqual(['stray'])
    expect(readdirSync(a.root)).toHaveLength(52)
    rmSync(join(b.root, 'stray'))
    execFileSync('mount', ['--bind', join(before, 'kept'), b.root])
    b.engine.rescan([])
    await converged([a, b])
    expect(read(b, 'late').toString()).toBe('late')
    expect(readdirSync(a.root)).toHaveLength(52)
  })
})

function mkdir(parent: string, name: string): string {
  mkdirSync(join(parent, name))
  return join(parent, name)
}

test('a file that grows all the time (a camera) is taken when it has come to rest, and whole', async () => {
  const [a, b] = await pair()
  // Much more than the pauses between its parts, also where a machine is busy.
  await a.start([b], { quietMs: 1500 })
  await b.start([a])
  const parts: Buffer[] = []
  const grow = () => {
    parts.push(randomBytes(300_000))
    appendFileSync(join(a.root, 'take.mov'), parts.at(-1)!)
  }
  grow()
  await a.until(({ held }) => {
    grow()
    return held.length > 0
  })
  expect(a.state.held).toMatchObject([{ path: 'take.mov', code: 'file-busy' }])
  for (let i = 0; i < 8; i++) {
    grow()
    await sleep(50)
    expect(existsSync(join(b.root, 'take.mov')), 'before it is whole').toBe(false)
  }
  await b.until(() => existsSync(join(b.root, 'take.mov')))
  expect(read(b, 'take.mov').equals(Buffer.concat(parts))).toBe(true)
  await converged([a, b])
  expect(a.state.heldTotal).toBe(0)
})

test.runIf(mayMount)('a file that may not be read is told of, and taken when it may', async () => {
  const [a, b] = await pair()
  write(a, 'private', 'for nobody')
  write(a, 'public', 'for all')
  chmodSync(join(a.root, 'private'), 0)
  execFileSync('chown', ['-R', '65534', a.home, b.home])
  execFileSync('chown', ['0', join(a.root, 'private')])
  // As another user from now on: nothing is kept from root.
  process.seteuid!(65_534)
  try {
    await a.start([b])
    await b.start([a])
    await b.until(() => existsSync(join(b.root, 'public')))
    await a.until(({ heldTotal }) => heldTotal === 1)
    expect(a.state.held).toMatchObject([{ path: 'private', code: 'file-unreadable' }])
    expect(existsSync(join(b.root, 'private'))).toBe(false)
  } finally {
    process.seteuid!(0)
  }
  // Nothing is told of it by the system: it is tried again in time.
  await b.until(() => existsSync(join(b.root, 'private')))
  expect(read(b, 'private').toString()).toBe('for nobody')
  await a.until(({ heldTotal }) => heldTotal === 0)
})
