import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { dial, EngineHarness, listen, readAll } from '../../support/forward-engine.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Reads with pauses of random length, so that writes are often left pending. */
async function readSlowly(socket: Socket): Promise<string> {
  const hash = createHash('sha256')
  socket.on('data', (bytes) => {
    hash.update(bytes)
    if (Math.random() < 0.1) {
      socket.pause()
      setTimeout(() => socket.resume(), Math.random() * 8)
    }
  })
  await once(socket, 'close')
  return hash.digest('hex')
}

test('eight streams of 24 MB reach slow, jittery readers without a wrong byte', async () => {
  const data = randomBytes(24_000_000)
  await using camera = await listen((socket) => socket.end(data))
  await using engine = new EngineHarness()
  const rule = await engine.add(camera)
  const sums = Array.from({ length: 8 }, async () => readSlowly(await dial(rule.listen.port)))
  expect(await Promise.all(sums)).toEqual(Array(8).fill(sha256(data)))
})

test('what a viewer sends arrives whole, too', async () => {
  const data = randomBytes(10_000_000)
  const received: Promise<Buffer>[] = []
  await using target = await listen((socket) => {
    received.push(readAll(socket))
  })
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  const viewer = await dial(rule.listen.port)
  viewer.end(data)
  await engine.until(() => engine.column(rule.id, 'bytesUp') === data.length)
  expect(sha256(await received[0]!)).toBe(sha256(data))
  viewer.destroy()
})

test('a viewer that has said all it has to say still gets the whole answer', async () => {
  const answer = randomBytes(300_000)
  await using target = await listen((socket) => {
    socket.resume()
    socket.on('end', () => socket.end(answer))
  })
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  const viewer = await dial(rule.listen.port, { allowHalfOpen: true })
  viewer.end('that is all')
  expect((await readAll(viewer)).equals(answer)).toBe(true)
})

test('a reset of the target resets the viewer', async () => {
  await using target = await listen((socket) => {
    socket.write('first')
    setTimeout(() => socket.resetAndDestroy(), 50)
  })
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  const viewer = await dial(rule.listen.port)
  viewer.resume()
  const [error] = await once(viewer, 'error').catch((thrown) => [thrown])
  expect(error.code).toBe('ECONNRESET')
})

test('the target is let go as soon as the viewer is gone', async () => {
  const gone = Promise.withResolvers<void>()
  await using target = await listen((socket) => {
    const timer = setInterval(() => socket.write(Buffer.alloc(10_000)), 5)
    socket.on('close', () => {
      clearInterval(timer)
      gone.resolve()
    })
  })
  await using engine = new EngineHarness()
  const rule = await engine.add(target)
  const viewer = await dial(rule.listen.port)
  await once(viewer, 'data')
  viewer.destroy()
  await gone.promise
  await engine.until(() => engine.column(rule.id, 'connections') === 0)
})

test('a stuck viewer holds little in this process, and makes the camera wait', async () => {
  let accepted = 0
  await using camera = await listen((socket) => {
    const chunk = Buffer.alloc(65_536)
    const write = () => {
      while (socket.write(chunk)) accepted += chunk.length
      accepted += chunk.length
    }
    socket.on('drain', write)
    write()
  })
  await using engine = new EngineHarness()
  const rule = await engine.add(camera)
  const viewer = await dial(rule.listen.port)
  viewer.pause()
  let before = -1
  await engine.until(() => {
    const same = engine.column(rule.id, 'bytesDown') === before && before > 0
    before = engine.column(rule.id, 'bytesDown')
    return same
  })
  const highWaterMark = 64 * 1024
  expect(engine.column(rule.id, 'bufferedProcess')).toBeLessThanOrEqual(highWaterMark + 2 * 256 * 1024)
  expect(accepted).toBeLessThan(20_000_000)
  viewer.destroy()
})

/** Reads everything, and notes the longest time in which nothing came. */
function longestPause(socket: Socket) {
  const seen = { socket, pauseMs: 0 }
  let last = performance.now()
  socket.on('data', () => {
    const now = performance.now()
    seen.pauseMs = Math.max(seen.pauseMs, now - last)
    last = now
  })
  return seen
}

test('one stuck viewer delays no other', async () => {
  await using camera = await listen((socket) => {
    const timer = setInterval(() => socket.write(Buffer.alloc(40_000)), 10)
    socket.on('close', () => clearInterval(timer))
  })
  await using engine = new EngineHarness()
  const stallLimitMs = 2000
  const rule = await engine.add(camera, { stallLimitMs })
  const stuck = await dial(rule.listen.port)
  stuck.pause()
  const healthy = longestPause(await dial(rule.listen.port))
  // What a busy machine holds up is held up here as well.
  const direct = longestPause(await dial(camera.port))
  await engine.until(() => engine.events.some(({ code }) => code === 'viewer-stalled'))
  expect(healthy.pauseMs).toBeLessThan(direct.pauseMs + stallLimitMs / 2)
  for (const { socket } of [healthy, direct]) socket.destroy()
  stuck.destroy()
})
