import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { encodeFrame } from '../../../src/host/rendezvous/frames.ts'
import { SocketLine, type SocketLineOptions } from '../../../src/host/rendezvous/line.ts'
import { ManualClock } from '../../support/manual-clock.ts'

/** A connection whose other end is this test. `isDeaf`: what is written is never taken. */
function start(given: Partial<SocketLineOptions> = {}, isDeaf = false) {
  const clock = new ManualClock()
  const written: Buffer[] = []
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      written.push(chunk)
      if (!isDeaf) done()
    },
  })
  const line = new SocketLine(socket, { clock, ...given })
  const heard: unknown[] = []
  line.listen((message) => void heard.push(message))
  let why = ''
  void line.closed.then(({ code }) => {
    why = code
  })
  const hear = async (message: object) => {
    socket.push(encodeFrame(message))
    await clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const said = () => written.map((bytes) => JSON.parse(bytes.subarray(4).toString()) as object)
  return { clock, socket, line, heard, hear, said, why: () => why }
}

test('a line that is quiet is asked, and one that does not answer is over', async () => {
  const { clock, hear, heard, said, why } = start()
  await clock.advance(10_000)
  expect(said()).toEqual([{ type: 'ping' }])
  await hear({ type: 'pong' })
  await clock.advance(24_000)
  expect([why(), said().length]).toEqual(['', 2])
  await clock.advance(2000)
  expect([why(), heard]).toEqual(['closed', []])
})

test('who asks is answered', async () => {
  const { hear, heard, said } = start()
  await hear({ type: 'ping' })
  await hear({ type: 'x' })
  expect([said(), heard]).toEqual([[{ type: 'pong' }], [{ type: 'x' }]])
})

test('a check has a dead line closed within seconds, and leaves one that lives', async () => {
  const living = start()
  living.line.check()
  await living.hear({ type: 'pong' })
  await living.clock.advance(6000)
  expect(living.why()).toBe('')
  const dead = start()
  dead.line.check()
  dead.line.check()
  await dead.clock.advance(5000)
  expect([dead.why(), dead.said()]).toEqual(['closed', [{ type: 'ping' }]])
})

test('who does not read what it is told is cut off', async () => {
  const { line, why, clock } = start({}, true)
  for (let n = 0; n < 12 && why() === ''; n++) {
    line.send({ type: 'text', text: 'x'.repeat(60_000) })
    await clock.advance(0)
  }
  expect(why()).toBe('transfer-limit')
})

test('what comes faster than is agreed waits outside', async () => {
  const { clock, socket, hear, heard } = start({ pace: { burst: 1000, perSecond: 1000 } })
  await hear({ text: 'x'.repeat(2000) })
  expect([heard.length, socket.isPaused()]).toEqual([1, true])
  await clock.advance(1100)
  expect(socket.isPaused()).toBe(false)
})

test('a frame that is too long, or a listener that throws, closes the line', async () => {
  const long = start({ limit: 100 })
  await long.hear({ text: 'x'.repeat(200) })
  expect(long.why()).toBe('transfer-protocol')
  const allowed = start({ limit: 100 })
  allowed.line.allow(1000)
  await allowed.hear({ text: 'x'.repeat(200) })
  expect(allowed.heard).toHaveLength(1)
})
