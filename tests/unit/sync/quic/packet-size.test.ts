import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { leastPacket, PacketSize } from '../../../../src/engines/sync/quic/packet-size.ts'

/** A path that carries datagrams up to `limit`, and a search over it. */
function search(largest: number, limit: number) {
  const path = { limit, probes: [] as number[] }
  const size: PacketSize = new PacketSize(largest, (bytes, number) => {
    path.probes.push(bytes)
    if (bytes <= path.limit) setTimeout(() => size.answered(number), 5)
  })
  return { path, size }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the search for the size of packets', () => {
  test('begins with what every path carries and ends at the largest that was answered', () => {
    const { size } = search(16_383, 1500)
    expect(size.bytes).toBe(leastPacket)
    size.restart()
    vi.advanceTimersByTime(10)
    expect(size.bytes).toBe(1472)
    size.stop()
  })

  test('never goes beyond what the profile allows', () => {
    const { size, path } = search(1472, 65_000)
    size.restart()
    vi.advanceTimersByTime(10_000)
    expect(size.bytes).toBe(1472)
    expect(Math.max(...path.probes)).toBe(1472)
    size.stop()
  })

  test('asks a few times and then leaves it for ten minutes', () => {
    const { size, path } = search(16_383, 1300)
    size.restart()
    vi.advanceTimersByTime(5000)
    const asked = path.probes.length
    vi.advanceTimersByTime(500_000)
    expect(path.probes.length).toBe(asked)
    path.limit = 9000
    vi.advanceTimersByTime(110_000)
    expect(size.bytes).toBe(8972)
    size.stop()
  })

  test('takes a path that is slower than its rounds for as slow as it is', () => {
    const size: PacketSize = new PacketSize(1472, (_, number) => {
      setTimeout(() => size.answered(number), 700)
    })
    size.restart()
    vi.advanceTimersByTime(5000)
    expect(size.bytes).toBe(1472)
    expect(size.roundTripMs).toBe(700)
    size.stop()
  })

  test('begins anew after three timeouts without a packet, and not after fewer', () => {
    const { size, path } = search(16_383, 65_000)
    size.restart()
    vi.advanceTimersByTime(10)
    size.timedOut()
    size.timedOut()
    size.heard()
    size.timedOut()
    size.timedOut()
    expect(size.bytes).toBe(16_383)
    path.limit = 1400
    size.timedOut()
    expect(size.bytes).toBe(leastPacket)
    vi.advanceTimersByTime(10)
    expect(size.bytes).toBe(1392)
    size.stop()
  })

  test('takes no answer that it did not ask for, nor one of a path before', () => {
    const numbers: Buffer[] = []
    const size = new PacketSize(16_383, (_, number) => numbers.push(number))
    size.restart()
    const [old] = numbers
    size.restart()
    size.answered(old!)
    size.answered(Buffer.alloc(8))
    size.answered(Buffer.alloc(8, 255))
    expect(size.bytes).toBe(leastPacket)
    size.stop()
  })

  test('asks no more once it is stopped', () => {
    const { size, path } = search(16_383, 1300)
    size.restart()
    size.stop()
    const asked = path.probes.length
    vi.advanceTimersByTime(2_000_000)
    expect(path.probes.length).toBe(asked)
  })
})
