import { rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connectControl, controlPath } from '../../../src/host/control.ts'
import { newFolder } from '../web/harness.ts'
import { Running } from './harness.ts'

let folder = ''
let userData = ''
let running: Running
const sockets = new Set<Socket>()
beforeAll(async () => {
  folder = newFolder()
  userData = join(folder, 'data')
  running = new Running([join(import.meta.dirname, '../web/run-fixture.ts'), folder, '--json'])
  await running.event('listening')
})
// After each attack the command line is answered as before.
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  using control = await connectControl(userData)
  expect(await control.client.about(undefined)).toMatchObject({ shell: 'web' })
})
afterAll(async () => {
  expect(await running.stop('SIGTERM')).toMatchObject({ status: 0, stderr: '' })
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function open(): Promise<Socket> {
  const socket = connect(controlPath(userData))
  sockets.add(socket)
  socket.on('error', () => {})
  return new Promise((resolve) =>
    socket.once('connect', () => resolve(socket)).once('close', () => resolve(socket)),
  )
}
const gone = (socket: Socket) =>
  socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve))

test('noise on the local socket of the command line ends nothing but itself', async () => {
  const socket = await open()
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 500 }),
    fc.jsonValue().map((value) => Buffer.from(`${JSON.stringify(value)}\n`)),
    fc.nat(9).map((id) => Buffer.from(`{"id":${id},"ask":"__proto__"}\n`)),
  )
  for (const bytes of fc.sample(noise, { numRuns: 2000, seed: 7 })) socket.write(bytes)
  await new Promise<void>((resolve) => socket.write('\n', () => resolve()))
})

test('a line that never ends is cut off', async () => {
  const socket = await open()
  const part = Buffer.alloc(1_000_000, 0x61)
  for (let sent = 0; sent < 80 && !socket.destroyed; sent++)
    if (!socket.write(part)) await Promise.race([new Promise((go) => socket.once('drain', go)), gone(socket)])
  await gone(socket)
})

test('who asks without end and does not read is let go before memory is full', async () => {
  const client = await connectControl(userData)
  const rules = Array.from({ length: 3000 }, (_, n) => ({
    name: `Rule ${n}`,
    enabled: false,
    listen: { host: '127.0.0.1', port: 1024 + n },
    target: { host: 'camera.example.net', port: 554 },
  }))
  await client.client.importRules({ text: JSON.stringify({ hawserRules: 1, rules }), mode: 'replace' })
  const socket = await open()
  socket.pause()
  for (let id = 0; id < 400; id++) socket.write(`{"id":${id},"ask":"exportRules","input":{}}\n`)
  // Who does not read learns by asking on that the connection has ended.
  const asking = setInterval(() => socket.write('{"id":1000,"ask":"health"}\n'), 100)
  await gone(socket)
  clearInterval(asking)
  expect(socket.bytesRead).toBeLessThan(1_000_000)
  client[Symbol.dispose]()
})
