import { afterEach, expect, test } from 'vitest'
import { closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import { pattern, pump, TubePair } from '../../support/tunnel/tube-pair.ts'

let pair: TubePair

afterEach(() => pair.close())

const begin = async (options = {}): Promise<void> => {
  pair = await TubePair.open(options)
}

test('what is written on one side arrives on the other, both ways', async () => {
  await begin()
  const near = pair.near.open('10.0.0.5', 554)
  await pair.run()
  const far = pair.far.accepted[0]!
  expect(far.stream.target).toEqual({ host: '10.0.0.5', port: 554 })
  expect(near.happened).toEqual(['opened'])
  near.stream.write(Buffer.from('DESCRIBE'))
  far.stream.write(Buffer.from('200 OK'))
  await pair.run()
  expect(far.all.toString()).toBe('DESCRIBE')
  expect(near.all.toString()).toBe('200 OK')
})

test('megabytes arrive whole and in order', async () => {
  await begin()
  const near = pair.near.open()
  const sent = pattern(5_000_003)
  pump(near, sent, 65_519)
  await pair.pass(200)
  expect(pair.far.accepted[0]!.all.equals(sent)).toBe(true)
})

test('the initiator numbers its connections 1, 3, 5, the responder 2, 4, 6', async () => {
  await begin()
  const ours = [pair.near.open(), pair.near.open()].map(({ stream }) => stream.number)
  await pair.run()
  const theirs = [pair.far.open(), pair.far.open()].map(({ stream }) => stream.number)
  expect([ours, theirs]).toEqual([
    [1, 3],
    [2, 4],
  ])
})

test('bytes that are written before the target is connected wait for it', async () => {
  await begin()
  pair.far.onOpening = (stream) => {
    pair.far.take(stream)
  }
  const near = pair.near.open()
  near.stream.write(pattern(100_000))
  await pair.pass(50)
  const far = pair.far.accepted[0]!
  expect(far.bytes).toBe(0)
  far.stream.accept()
  await pair.pass(50)
  expect(far.all.equals(pattern(100_000))).toBe(true)
})

test('each end may end by itself: half-close, then both', async () => {
  await begin()
  const near = pair.near.open()
  near.stream.write(Buffer.from('question'))
  near.stream.end()
  await pair.run()
  const far = pair.far.accepted[0]!
  expect(far.happened).toEqual(['end'])
  far.stream.write(Buffer.from('answer'))
  await pair.run()
  expect(near.all.toString()).toBe('answer')
  expect(near.happened).toEqual(['opened'])
  far.stream.end()
  await pair.run()
  expect(near.happened).toEqual(['opened', 'end', 'closed'])
  expect(near.reason).toBe(closeReasons.normal)
  expect(far.happened).toEqual(['end', 'closed'])
  expect(pair.near.tube.snapshot().connections).toBe(0)
  expect(pair.far.tube.snapshot().connections).toBe(0)
})

test('a refused connection says why', async () => {
  await begin()
  pair.far.onOpening = (stream) => stream.close(closeReasons.adminClosed, 'Not allowed: camera.lan:80')
  const near = pair.near.open()
  await pair.run()
  expect(near.happened).toEqual(['closed'])
  expect(near.reason).toBe(closeReasons.adminClosed)
  expect(near.text).toBe('Not allowed: camera.lan:80')
  expect(pair.near.tube.snapshot()).toMatchObject({ connections: 0, refused: 1 })
})

test('a normal close lets out what was written; another one does not', async () => {
  await begin()
  const near = pair.near.open()
  await pair.run()
  const far = pair.far.accepted[0]!
  near.stream.write(pattern(200_000))
  near.stream.close(closeReasons.normal)
  await pair.pass(50)
  expect(far.bytes).toBe(200_000)
  expect(far.happened).toEqual(['closed'])
  expect(far.reason).toBe(closeReasons.normal)
  expect(near.happened).toEqual(['opened'])
  const other = pair.near.open()
  await pair.run()
  const otherFar = pair.far.accepted[1]!
  otherFar.isStalled = true
  other.stream.write(pattern(2_000_000))
  await pair.pass(50)
  other.stream.close(closeReasons.connectionLost, 'The socket was reset.')
  await pair.pass(50)
  expect(otherFar.reason).toBe(closeReasons.connectionLost)
  expect(otherFar.bytes).toBeLessThan(2_000_000)
  expect(pair.near.tube.snapshot()).toMatchObject({ connections: 0, queuedBytes: 0 })
})

test('one that is closed before it was open still says what was written', async () => {
  await begin()
  let far: ReturnType<typeof pair.far.take> | undefined
  pair.far.onOpening = (stream) => {
    far = pair.far.take(stream)
  }
  const near = pair.near.open()
  near.stream.write(pattern(100_000))
  await pair.run()
  near.stream.close(closeReasons.normal)
  await pair.run()
  far!.stream.accept()
  await pair.pass(50)
  expect(far!.bytes).toBe(100_000)
  expect(far!.happened).toEqual(['closed'])
})

test('names that no host has are refused before anything is sent', async () => {
  await begin()
  expect(() => pair.near.open('')).toThrow(/1 to 255/)
  expect(() => pair.near.open('ä'.repeat(128))).toThrow(/1 to 255/)
})

test('one that is closed normally while nobody reads is let go after half a minute', async () => {
  await begin()
  const near = pair.near.open()
  await pair.run()
  const far = pair.far.accepted[0]!
  far.isStalled = true
  near.stream.write(pattern(400_000))
  near.stream.close(closeReasons.normal)
  await pair.pass(5000)
  expect(far.happened).toEqual([])
  await pair.pass(28_000)
  expect(far.reason).toBe(closeReasons.timeout)
  expect(pair.near.tube.snapshot().queuedBytes).toBe(0)
})

test('a reader that stalls stops its writer, and no byte is buffered beyond credit and queue', async () => {
  await begin()
  const near = pair.near.open()
  await pair.run()
  const far = pair.far.accepted[0]!
  far.isStalled = true
  const sent = pattern(3_000_000)
  pump(near, sent, 50_000)
  await pair.pass(500)
  expect(far.bytes).toBe(256 * 1024)
  expect(pair.near.tube.snapshot().queuedBytes).toBeLessThanOrEqual(256 * 1024 + 50_000)
  expect(pair.near.tube.connections(10)[0]).toMatchObject({ state: 'stalled', creditBytes: 0, stalls: 1 })
  expect(pair.near.tube.snapshot()).toMatchObject({ stalls: 1, pauses: expect.any(Number) })
  far.resume()
  await pair.pass(500)
  expect(far.all.equals(sent)).toBe(true)
})

test('credit grows where the reader keeps up and the credit is what limits', async () => {
  await begin()
  const near = pair.near.open()
  await pair.run()
  const far = pair.far.accepted[0]!
  // Taken, but a moment later each time: as by a socket far away.
  far.isStalled = true
  pump(near, pattern(4_000_000), 65_519)
  for (let turn = 0; turn < 40; turn++) {
    await pair.pass(20)
    far.resume()
    await pair.run()
    far.isStalled = turn % 2 === 0
  }
  far.resume()
  await pair.pass(200)
  expect(far.bytes).toBe(4_000_000)
})

test('one connection that nobody reads does not hold up the others', async () => {
  await begin()
  const all = Array.from({ length: 100 }, () => pair.near.open())
  await pair.run()
  pair.far.accepted[0]!.isStalled = true
  const sent = pattern(600_000)
  for (const near of all) pump(near, sent, 30_000)
  await pair.pass(2000)
  expect(pair.far.accepted[0]!.bytes).toBe(256 * 1024)
  for (const far of pair.far.accepted.slice(1)) expect(far.bytes).toBe(sent.length)
  pair.far.accepted[0]!.resume()
  await pair.pass(500)
  expect(pair.far.accepted[0]!.bytes).toBe(sent.length)
})

test('few bytes do not wait behind many', async () => {
  await begin()
  const many = Array.from({ length: 20 }, () => pair.near.open())
  const few = pair.near.open()
  await pair.run()
  for (const near of many) near.stream.write(pattern(250_000))
  let before = 0
  pair.far.accepted[20]!.onData = () => {
    before = pair.far.accepted.reduce((bytes, { bytes: more }) => bytes + more, 0)
  }
  few.stream.write(Buffer.from('key pressed'))
  await pair.pass(300)
  expect(pair.far.accepted[20]!.all.toString()).toBe('key pressed')
  expect(before).toBeLessThan(1_000_000)
  for (const far of pair.far.accepted.slice(0, 20)) expect(far.bytes).toBe(250_000)
})

test('what goes wrong in the handler of one connection ends that alone', async () => {
  await begin()
  const good = pair.near.open()
  const bad = pair.near.open()
  await pair.run()
  pair.far.accepted[1]!.onData = () => {
    throw new Error('a defect')
  }
  bad.stream.write(Buffer.from('x'))
  good.stream.write(Buffer.from('y'))
  await pair.run()
  expect(bad.reason).toBe(closeReasons.handlerError)
  expect(pair.far.accepted[1]!.happened).toEqual(['closed'])
  expect(pair.far.accepted[0]!.all.toString()).toBe('y')
  expect(pair.far.tube.state).toBe('open')
})

test('the other end may not have more connections than the limit', async () => {
  await begin({ maxConnections: 3 })
  const all = Array.from({ length: 5 }, () => pair.near.open())
  await pair.run()
  expect(all.map(({ happened }) => happened[0])).toEqual(['opened', 'opened', 'opened', 'closed', 'closed'])
  expect(all[4]!.text).toMatch(/too many/)
  all[0]!.stream.close(closeReasons.normal)
  await pair.run()
  const again = pair.near.open()
  await pair.run()
  expect(again.happened).toEqual(['opened'])
})

test('the far end learns what kind of connection it is, and of a reverse way which', async () => {
  await begin()
  const socks = pair.near.tube.open({ host: 'h', port: 1 }, 'socks', pair.near.open())
  const reverse = pair.near.tube.open(null, 'reverse', pair.near.open())
  reverse.wayId = 'way-7'
  await pair.run()
  const byNumber = new Map(pair.far.accepted.map(({ stream }) => [stream.number, stream]))
  expect(byNumber.get(socks.number)!.kind).toBe('socks')
  expect(byNumber.get(reverse.number)).toMatchObject({ kind: 'reverse', wayId: 'way-7', target: null })
})

test('datagrams pass without credit, and are dropped where too many wait', async () => {
  await begin()
  const got: string[] = []
  const near = pair.near.tube.associate({
    opened: () => got.push('opened'),
    datagram: (bytes) => got.push(Buffer.from(bytes).toString()),
    closed: () => got.push('closed'),
  })
  await pair.run()
  const far = pair.far.associations[0]!
  const there: string[] = []
  far.handler = {
    opened() {},
    datagram: (bytes) => there.push(Buffer.from(bytes).toString()),
    closed: () => there.push('closed'),
  }
  far.accept()
  await pair.run()
  near.send(Buffer.from('query'))
  await pair.run()
  far.send(Buffer.from('answer'))
  await pair.run()
  expect([got, there]).toEqual([['opened', 'answer'], ['query']])
  for (let count = 0; count < 300; count++) near.send(Buffer.alloc(1000))
  expect(near.send(Buffer.alloc(1000))).toBe(false)
  await pair.run()
  expect(there.length).toBe(129)
  expect(pair.near.tube.snapshot().droppedDatagrams).toBe(173)
  near.close()
  await pair.run()
  expect(there.at(-1)).toBe('closed')
})

test('a person may close a connection', async () => {
  await begin()
  const near = pair.near.open()
  await pair.run()
  expect(pair.near.tube.closeConnection(near.stream.number)).toBe(true)
  expect(pair.near.tube.closeConnection(999)).toBe(false)
  await pair.run()
  expect(near.reason).toBe(closeReasons.adminClosed)
  expect(pair.far.accepted[0]!.reason).toBe(closeReasons.adminClosed)
})

test('closing the tube ends all its connections, and the other end learns why', async () => {
  await begin()
  const near = pair.near.open()
  await pair.run()
  pair.near.tube.close({ code: 'closed', text: 'Switched off by hand.' })
  await pair.run()
  expect(near.reason).toBe(closeReasons.tunnelClosed)
  expect(pair.far.accepted[0]!.reason).toBe(closeReasons.tunnelClosed)
  expect(pair.far.ended).toEqual({ code: 'closed', text: 'Switched off by hand.' })
  await pair.pass(1000)
  expect(pair.network.open).toEqual([])
  expect(() => pair.near.open()).toThrow(/not open/)
})

test('listening at the other end is asked for, answered and taken back', async () => {
  await begin()
  pair.near.tube.askListen('way-1', { host: '127.0.0.1', port: 0 })
  pair.near.tube.askListen('way-2', { host: '0.0.0.0', port: 80 })
  await pair.run()
  pair.far.tube.answerListen('way-1', { at: { host: '127.0.0.1', port: 40_000 } })
  pair.far.tube.answerListen('way-2', { code: 'tunnel-denied', text: 'Not allowed.' })
  pair.near.tube.unlisten('way-1')
  await pair.run()
  expect(pair.far.listens).toEqual(['way-1 127.0.0.1:0', 'way-2 0.0.0.0:80', 'not way-1'])
  expect(pair.near.listened).toEqual({
    'way-2': { code: 'tunnel-denied', text: 'Not allowed.' },
  })
})

test('all buffers are back in the pool when nothing waits', async () => {
  await begin()
  const near = pair.near.open()
  pump(near, pattern(2_000_000), 10_000)
  await pair.pass(500)
  expect(pair.near.pool.counters().out).toBe(0)
  expect(pair.near.pool.counters().mostOut).toBeLessThan(40)
})
