import { endianness } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limit, parseTcpInfo } from '../../../src/engines/forward/socket-statistics.ts'

const isLittle = endianness() === 'LE'

/** As Linux lays `struct tcp_info` out, so far as it is looked at. */
function tcpInfo(bytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(256))
  view.setUint32(100, 3, isLittle)
  view.setBigUint64(168, 5_000_000n, isLittle)
  view.setBigUint64(176, 4_800_000n, isLittle)
  return new Uint8Array(view.buffer, 0, bytes)
}

test('what the kernel tells of a connection is read where it lies', () => {
  const whole = { busyMs: 5000, windowLimitedMs: 4800, retransmitted: 3 }
  expect(parseTcpInfo(tcpInfo(184))).toEqual(whole)
  expect(parseTcpInfo(tcpInfo(256))).toEqual(whole)
})

test('what an older kernel does not tell counts as none', () => {
  expect(parseTcpInfo(tcpInfo(160))).toEqual({ busyMs: 0, windowLimitedMs: 0, retransmitted: 3 })
  expect(parseTcpInfo(tcpInfo(8))).toEqual({ busyMs: 0, windowLimitedMs: 0, retransmitted: 0 })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseTcpInfo(bytes)))
})

const facts = { queued: 0, busyMs: 1000, windowLimitedMs: 0, retransmitted: 0 }

test('a closed window is the viewer’s, segments sent again are the network’s', () => {
  expect(limit(facts, { ...facts, busyMs: 2000, windowLimitedMs: 900 })).toBe('viewer')
  expect(limit(facts, { ...facts, busyMs: 2000, retransmitted: 7 })).toBe('network')
  expect(limit(facts, { ...facts, busyMs: 2000 })).toBe('unknown')
  expect(limit(undefined, facts)).toBe('unknown')
})
