import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { EngineName, Telemetry } from '../../../src/contract/index.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { bond } from '../../support/bonds.ts'
import { dataPacket, fakeReceiver, inductionHandshake } from '../../support/fake-receiver.ts'
import { freePort } from '../../support/free-port.ts'
import { eventsUntil, input, signal, telemetryUntil, temporaryFolder } from './opened.ts'

/** A host with the real engines, of which one can be killed. */
async function openMortal(name: EngineName, userData: string) {
  const portFile = join(userData, '..', `mortal-${process.pid}-${Date.now()}`)
  onTestFinished(() => rmSync(portFile, { force: true }))
  vi.stubEnv('MORTAL_ENGINE', name)
  vi.stubEnv('MORTAL_PORT_FILE', portFile)
  onTestFinished(() => void vi.unstubAllEnvs())
  const host = await openHost({
    userData,
    engines: { ...engineUrls(), [name]: new URL('./mortal-engine.ts', import.meta.url) },
    shell: 'test',
    version: '0.0.0',
  })
  onTestFinished(() => host[Symbol.asyncDispose]())
  const kill = () => {
    const socket = createSocket('udp4')
    socket.send('die', Number(readFileSync(portFile, 'utf8')), '127.0.0.1', () => socket.close())
  }
  return { host, kill }
}

/** A bond over two links of loopback to a receiver that takes everything. */
async function bondTo(receiver: { port: number }) {
  const { id: _, ...settings } = bond({
    listen: { host: '127.0.0.1', port: await freePort() },
    receiver: { host: '127.0.0.1', port: receiver.port },
    uplinks: 'listed',
    links: [{ uplink: '127.0.0.2' }, { uplink: '127.0.0.3' }],
  })
  return settings
}

/** Sends SRT data as a caller does to a bond that listens, until it is told to stop; twice is once. */
function caller(port: number) {
  const socket = createSocket('udp4')
  let sequence = 1000
  socket.send(inductionHandshake(), port, '127.0.0.1')
  const timer = setInterval(() => socket.send(dataPacket(sequence++), port, '127.0.0.1'), 5)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    clearInterval(timer)
    socket.close()
  }
}

const used = ({ bond }: Telemetry) =>
  (bond?.bonds[0]?.links ?? []).reduce((sum, { dayBytes }) => sum + dayBytes, 0)
const up = ({ bond }: Telemetry) =>
  bond?.bonds[0]?.links.length === 2 &&
  bond.bonds[0].links.every(({ state }) => state === 'warming' || state === 'live')

test('a forward engine that is killed touches no link of a bond', async () => {
  await using receiver = await fakeReceiver()
  const { host, kill } = await openMortal('forward', await temporaryFolder())
  const added = await host.server.addBond({ bond: await bondTo(receiver) }, signal)
  await telemetryUntil(host, (telemetry) => up(telemetry) && telemetry.engines[0]?.state === 'running')
  onTestFinished(caller(added.listen.port))
  await telemetryUntil(host, (telemetry) => used(telemetry) > 0)
  kill()
  await eventsUntil(host, 'engine-crashed')
  const before = receiver.data()
  const { bond, engines } = await telemetryUntil(host, ({ engines }) => engines[0]?.state === 'running')
  expect(engines[1]).toMatchObject({ name: 'bond', state: 'running', restarts: 0 })
  expect(bond?.bonds[0]?.links).toHaveLength(2)
  // The other one was away for half a second at least.
  expect(receiver.data()).toBeGreaterThan(before)
  await telemetryUntil(host, () => receiver.data() > before + 20)
})

test('a bond engine that is killed interrupts no connection of a rule, and goes on by itself', async () => {
  await using receiver = await fakeReceiver()
  const { host, kill } = await openMortal('bond', await temporaryFolder())
  const camera = createServer((socket) => {
    let n = 0
    const timer = setInterval(() => socket.write(`${n++} `), 5)
    socket.on('close', () => clearInterval(timer)).on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(camera, 'listening')
  onTestFinished(() => void camera.close())
  const port = await freePort()
  const target = { host: '127.0.0.1', port: (camera.address() as AddressInfo).port }
  await host.server.addRule({ rule: input({ listen: { host: '127.0.0.1', port }, target }) }, signal)
  await telemetryUntil(host, ({ forward }) => forward?.states[0] === 'ready')
  const viewer = connect(port, '127.0.0.1')
  onTestFinished(() => void viewer.destroy())
  let seen = ''
  viewer.on('data', (bytes) => {
    seen += String(bytes)
  })
  const added = await host.server.addBond({ bond: await bondTo(receiver) }, signal)
  await telemetryUntil(host, up)
  const stop = caller(added.listen.port)
  onTestFinished(stop)
  await telemetryUntil(host, (telemetry) => used(telemetry) > 100_000)
  stop()
  const counted = used(await telemetryUntil(host, ({ bond }) => bond?.bonds[0]?.bitrate === 0))
  kill()
  await eventsUntil(host, 'engine-crashed')
  await once(viewer, 'data')
  await eventsUntil(host, 'engine-running')
  const after = await telemetryUntil(host, up)
  expect(after.engines[0]).toMatchObject({ name: 'forward', state: 'running', restarts: 0 })
  await once(viewer, 'data')
  expect(viewer.destroyed).toBe(false)
  const numbers = seen.trim().split(' ').slice(0, -1).map(Number)
  expect(numbers).toEqual(numbers.map((_, n) => n))
  // What was sent today goes on from where it was: registering anew costs some bytes.
  expect(used(after)).toBeGreaterThanOrEqual(counted)
  expect(used(after)).toBeLessThan(counted + 10_000)
  const before = receiver.data()
  onTestFinished(caller(added.listen.port))
  await telemetryUntil(host, () => receiver.data() > before + 20)
})

test('what was sent today is known to the next Hawser', async () => {
  const folder = await temporaryFolder()
  await using receiver = await fakeReceiver()
  const first = (await openMortal('bond', folder)).host
  const added = await first.server.addBond({ bond: await bondTo(receiver) }, signal)
  await telemetryUntil(first, up)
  const stop = caller(added.listen.port)
  onTestFinished(stop)
  await telemetryUntil(first, (telemetry) => used(telemetry) > 100_000)
  stop()
  const { bond: last } = await telemetryUntil(first, ({ bond }) => bond?.bonds[0]?.bitrate === 0)
  await first[Symbol.asyncDispose]()
  const second = (await openMortal('bond', folder)).host
  const { bond: again } = await telemetryUntil(second, (telemetry) => used(telemetry) > 0)
  for (const [n, link] of last!.bonds[0]!.links.entries()) {
    const { id, dayBytes, monthBytes } = again!.bonds[0]!.links[n]!
    expect(id).toBe(link.id)
    // Registering anew costs some bytes.
    expect(dayBytes).toBeGreaterThanOrEqual(link.dayBytes)
    expect(dayBytes).toBeLessThan(link.dayBytes + 5000)
    expect(monthBytes).toBe(dayBytes)
  }
})
