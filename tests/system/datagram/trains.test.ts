import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type DatagramIo,
  type DatagramOptions,
  largeSlotBytes,
} from '../../../src/engines/kit/datagram/datagram.ts'
import { openDatagramIo, whyNotNative } from '../../../src/engines/kit/datagram/open-io.ts'
import { loopback } from '../../support/datagram/sockets.ts'
import { soon } from '../../support/soon.ts'

/** Opens a socket that keeps every datagram, also those that the kernel joined. */
async function keeper(io: DatagramIo, options: Partial<DatagramOptions> = {}) {
  const received: Buffer[] = []
  const socket = await io.open({ local: loopback, ...options }, (batch) => {
    for (let slot = 0; slot < batch.count; slot++) {
      const start = slot * batch.slotBytes
      const end = start + batch.lengths[slot]!
      for (let at = start; at < end; at += batch.segments[slot]!)
        received.push(Buffer.from(batch.bytes.subarray(at, Math.min(at + batch.segments[slot]!, end))))
    }
  })
  return { socket, received }
}

const numbered = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, at) => at * 7 + (at >> 8)))

const cut = (bytes: Buffer, segment: number) =>
  Array.from({ length: Math.ceil(bytes.length / segment) }, (_, at) =>
    bytes.subarray(at * segment, (at + 1) * segment),
  )

const kinds = whyNotNative() === '' ? (['automatic', 'dgram'] as const) : (['dgram'] as const)

describe.each(kinds)('trains of datagrams (%s)', (kind) => {
  let io: DatagramIo
  beforeEach(() => {
    io = openDatagramIo(kind, { slotBytes: largeSlotBytes, join: true })
  })
  afterEach(() => io.close())

  test('arrive cut as asked, in order, whatever their size', async () => {
    const end = await keeper(io)
    const from = await keeper(io)
    const peer = from.socket.remember(end.socket.local)
    for (const [length, segment] of [
      [64_768, 1472],
      [65_000, 1472],
      [65_000, 16_383],
      [1000, 1472],
      [1472, 1472],
      [20_000, 100],
    ] as const) {
      end.received.length = 0
      const bytes = numbered(length)
      expect(from.socket.sendTrain(bytes, length, segment, peer)).toBe(length)
      bytes.fill(0)
      const expected = cut(numbered(length), segment)
      await soon(() => expect(end.received.length).toBe(expected.length))
      expect(end.received).toEqual(expected)
    }
    const { sent, dropped, failed } = from.socket.counters
    expect({ dropped, failed }).toEqual({ dropped: 0, failed: 0 })
    await soon(() => expect(end.socket.counters.received).toBe(sent))
  })

  test('of a connected socket go to its peer', async () => {
    const end = await keeper(io)
    const from = await keeper(io, { connect: end.socket.local })
    expect(from.socket.sendTrain(numbered(3000), 3000, 1000, 0)).toBe(3000)
    await soon(() => expect(end.received.length).toBe(3))
  })

  test('to nobody count as failed, and are taken', async () => {
    const from = await keeper(io)
    expect(from.socket.sendTrain(numbered(3000), 3000, 1000, 5)).toBe(3000)
    expect(from.socket.counters.failed).toBe(3)
    from.socket.close()
    expect(from.socket.sendTrain(numbered(3000), 3000, 1000, 5)).toBe(0)
  })

  test('of any length and cut come out as they went in', async () => {
    const end = await keeper(io)
    const from = await keeper(io)
    const peer = from.socket.remember(end.socket.local)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 65_000 }),
        fc.integer({ min: 400, max: 20_000 }),
        async (length, segment) => {
          end.received.length = 0
          const bytes = numbered(length)
          for (let at = 0; at < length; )
            at += from.socket.sendTrain(bytes.subarray(at), length - at, segment, peer)
          await soon(() => expect(Buffer.concat(end.received).equals(bytes)).toBe(true))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('large datagrams come whole in large slots', async () => {
    const end = await keeper(io)
    const from = await keeper(io)
    const long = numbered(60_000)
    from.socket.sendTo(long, end.socket.local)
    await soon(() => expect(end.received).toEqual([long]))
    expect(end.socket.counters.truncated).toBe(0)
  })

  test('datagrams can be kept from being cut into fragments', async () => {
    const from = await keeper(io, { whole: true })
    const to = await keeper(io)
    expect(from.socket.whole).toBe(true)
    expect(to.socket.whole).toBe(false)
    from.socket.send(numbered(60_000), from.socket.remember(to.socket.local))
    await soon(() => expect(to.received.length).toBe(1))
  })
})
