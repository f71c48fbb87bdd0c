import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import { RawEnd } from '../../support/tunnel/raw-end.ts'
import { pattern } from '../../support/tunnel/tube-pair.ts'

let raw: RawEnd

afterEach(() => raw.close())

const begin = async (options = {}): Promise<void> => {
  raw = await RawEnd.open(options)
}
const ended = () => raw.end.ended?.code

test('a hello for another lane, another try, or with messages that were never sent ends the tube', async () => {
  for (const lie of [
    (end: RawEnd) => end.hello(0, 0, 3),
    (end: RawEnd) => end.hello(0, 0, 0, 7),
    (end: RawEnd) => end.hello(1, 0),
    (end: RawEnd) => end.hello(0, 1),
  ]) {
    raw = new RawEnd()
    await raw.connect()
    lie(raw)
    await raw.run()
    expect(ended()).toBe('tunnel-protocol')
  }
})

test('a second hello ends the tube', async () => {
  await begin()
  raw.hello(0, 0)
  await raw.run()
  expect(ended()).toBe('tunnel-protocol')
})

test('another version is told apart', async () => {
  raw = new RawEnd()
  await raw.connect()
  raw.say((writer) => {
    writer.hello({ lane: 0, epoch: 0, messages: 0, texts: 0 })
    writer.bytes[1] = 2
  })
  await raw.run()
  expect(ended()).toBe('transfer-version')
})

test('acknowledging more than was sent ends the tube, less is ignored', async () => {
  await begin()
  raw.say((writer) => writer.ack(0))
  await raw.run()
  expect(ended()).toBeUndefined()
  raw.say((writer) => writer.ack(5))
  await raw.run()
  expect(ended()).toBe('tunnel-protocol')
})

test('frames that break the layout end the tube with their code, and nothing else', async () => {
  await begin()
  raw.transport.data.send(new Uint8Array(17))
  await raw.run()
  expect(ended()).toBe('frame-unterminated')
  await begin()
  raw.transport.data.send(new Uint8Array(16).fill(0xff))
  await raw.run()
  expect(ended()).toBe('frame-oversized')
})

test('one who sends more than the credit loses that connection, not the others', async () => {
  await begin()
  raw.open(1)
  raw.open(3)
  await raw.run()
  const [one, three] = raw.end.accepted
  one!.isStalled = true
  for (let count = 0; count < 9; count++) raw.frame(1, pattern(32 * 1024))
  raw.frame(3, Buffer.from('unharmed'))
  await raw.run()
  expect(one!.bytes).toBe(256 * 1024)
  expect(one!.reason).toBe(closeReasons.protocolError)
  expect(three!.all.toString()).toBe('unharmed')
  expect(ended()).toBeUndefined()
})

test('one who goes on after its end loses the connection', async () => {
  await begin()
  raw.open(1)
  raw.tell({ kind: 'eof', connection: 1 })
  raw.frame(1, Buffer.from('after the end'))
  await raw.run()
  expect(raw.end.accepted[0]!.happened).toEqual(['end', 'closed'])
  expect(raw.end.accepted[0]!.reason).toBe(closeReasons.protocolError)
  expect(ended()).toBeUndefined()
})

test('before a connection is accepted little is kept for it', async () => {
  await begin()
  raw.end.onOpening = (stream) => {
    raw.end.take(stream)
  }
  raw.open(1)
  raw.frame(1, pattern(16 * 1024))
  await raw.run()
  expect(raw.end.accepted[0]!.happened).toEqual([])
  raw.frame(1, pattern(1))
  await raw.run()
  expect(raw.end.accepted[0]!.reason).toBe(closeReasons.protocolError)
})

test('numbers that are ours, used or unknown, and codes that do not exist: counted, and too many end the tube', async () => {
  for (const lie of [
    () => raw.frame(77, Buffer.from('unknown')),
    () => raw.frame(2, Buffer.from('not opened by us')),
    () => raw.open(2),
    () => raw.open(1),
    () => raw.open(0),
    () => raw.tell({ kind: 'opened', connection: 99 }),
    () => raw.tell({ kind: 'eof', connection: 99 }),
    () => raw.tell({ kind: 'datagram', connection: 99, bytes: Buffer.from('x'), from: 0, to: 1 }),
    () => raw.frame(0, Buffer.from([0x77, 0x77])),
    () => raw.say((writer) => writer.about(4, 200)),
  ]) {
    await begin()
    raw.open(1)
    await raw.run()
    for (let count = 0; count < 90; count++) lie()
    await raw.run()
    expect(ended()).toBeUndefined()
    for (let count = 0; count < 20; count++) lie()
    await raw.run()
    expect(ended()).toBe('tunnel-protocol')
  }
})

test('a malformed control message ends the tube', async () => {
  await begin()
  raw.frame(0, Buffer.from([0, 101, 0]))
  await raw.run()
  expect(ended()).toBe('tunnel-protocol')
})

test('one who closes and goes on sending is borne for what was under way, and no more', async () => {
  await begin()
  raw.open(1)
  await raw.run()
  raw.end.accepted[0]!.stream.close(closeReasons.connectionLost)
  for (let count = 0; count < 16; count++) raw.frame(1, pattern(16 * 1024))
  await raw.run()
  expect(ended()).toBeUndefined()
  for (let count = 0; count < 300; count++) raw.frame(1, pattern(16 * 1024))
  await raw.run()
  expect(ended()).toBe('tunnel-protocol')
})

test('datagrams that were under way when their association was closed are dropped, however many they are', async () => {
  await begin()
  const bytes = pattern(16 * 1024)
  for (let number = 1; number < 41; number += 2) {
    raw.tell({ kind: 'associate', connection: number })
    await raw.run()
    const association = raw.end.associations.at(-1)!
    association.accept()
    association.close()
    for (let count = 0; count < 30; count++)
      raw.tell({ kind: 'datagram', connection: number, bytes, from: 0, to: bytes.length })
    await raw.run()
  }
  expect(raw.end.tube.snapshot().droppedDatagrams).toBe(600)
  expect(ended()).toBeUndefined()
})

test('kinds that were told too late do not keep later ones from being known', async () => {
  await begin()
  for (let number = 1; number < 5000; number += 2) raw.say((writer) => writer.about(number, 2))
  raw.open(4999)
  await raw.run()
  expect(raw.end.accepted.at(-1)!.stream.kind).toBe('socks')
})

test('openings without end are refused, and their flood ends the tube', async () => {
  await begin({ maxConnections: 5 })
  for (let number = 1; number < 4001; number += 2) raw.open(number)
  await raw.run()
  expect(raw.end.accepted).toHaveLength(5)
  expect(ended()).toBe('tunnel-protocol')
})

test('pings are answered with what they carry; those of connections that are not there are not', async () => {
  await begin()
  const bytes = Buffer.from('timing')
  raw.tell({ kind: 'ping', connection: 0, bytes, from: 0, to: bytes.length })
  raw.tell({ kind: 'ping', connection: 9, bytes, from: 0, to: bytes.length })
  await raw.run()
  expect(raw.data).toHaveLength(1)
  expect(Buffer.from(raw.data[0]!).subarray(16).toString('latin1')).toBe('\0\x02\0\0\0\0timing;')
})

test('metrics are given as JSON', async () => {
  await begin()
  raw.tell({ kind: 'metricsRequest', type: 0, connection: 0 })
  raw.tell({ kind: 'metricsRequest', type: 1, connection: 5 })
  await raw.run()
  const text = Buffer.concat(raw.data).toString('latin1')
  expect(text).toContain('"framesIn":1')
  expect(text).toContain('null;')
})

test('one who never acknowledges gets a window of bytes, and costs no more memory than that', async () => {
  await begin()
  raw.open(1)
  await raw.run()
  const { stream } = raw.end.accepted[0]!
  for (let count = 0; count < 20 && stream.write(pattern(60_000)); count++);
  await raw.network.pass(raw.clock, 500)
  const bytes = raw.data.reduce((sum, { length }) => sum + length, 0)
  expect(bytes).toBeLessThanOrEqual(256 * 1024)
  expect(raw.end.pool.counters().out).toBeLessThan(12)
})

test('texts: what is not understood, and too many of them, end the tube; repeated ones are heard once', async () => {
  const text = (writer: Parameters<Parameters<RawEnd['say']>[0]>[0], number: number, value: unknown) =>
    writer.text(number, Buffer.from(JSON.stringify(value)))
  await begin()
  const listen = { type: 'listen', id: 'a', host: 'h', port: 1 }
  raw.say((writer) => text(writer, 1, listen))
  raw.say((writer) => text(writer, 1, listen))
  raw.say((writer) => text(writer, 3, listen))
  await raw.run()
  expect(raw.end.listens).toEqual(['a h:1'])
  raw.say((writer) => text(writer, 2, { type: 'nonsense' }))
  await raw.run()
  expect(ended()).toBe('tunnel-protocol')
  await begin()
  for (let number = 1; number <= 1100; number++) raw.say((writer) => text(writer, number, listen))
  await raw.run()
  expect(ended()).toBe('tunnel-limit')
})

test('whatever comes on either channel, nothing but the tube suffers', async () => {
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    // Looks like a frame of the control connection, or of connection 1.
    fc.tuple(fc.constantFrom(0, 1, 3), fc.uint8Array({ maxLength: 30 })).map(([number, payload]) => {
      const frame = new Uint8Array(payload.length + 17)
      frame[3] = number
      frame[15] = payload.length
      frame.set(payload, 16)
      frame[16 + payload.length] = 0x3b
      return frame
    }),
    // Looks like a control message.
    fc
      .tuple(
        fc.constantFrom(1, 2, 101, 102, 103, 104, 201, 202, 203, 204, 301, 302),
        fc.uint8Array({ maxLength: 24 }),
      )
      .map(([code, rest]) => {
        const frame = new Uint8Array(rest.length + 19)
        frame[15] = rest.length + 2
        frame[17] = code
        frame.set(rest, 18)
        frame[18 + rest.length] = 0x3b
        return frame
      }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), message), { maxLength: 30 }), async (messages) => {
      await begin()
      raw.open(1)
      for (const [isData, bytes] of messages) {
        if (raw.link.isOver) break
        raw.transport[isData ? 'data' : 'control'].send(new Uint8Array(bytes))
      }
      await raw.run()
      const code = ended()
      expect(code).not.toBe('internal')
      raw.close()
      expect(raw.end.tube.snapshot().connections).toBe(0)
    }),
    { numRuns: 300 },
  )
})
