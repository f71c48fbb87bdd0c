import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fillArrived,
  keepaliveBytes,
  keepaliveTime,
  readArrived,
  readReport,
  writeKeepalive,
} from '../../../src/engines/bond/protocol/keepalive.ts'
import { forEachLost } from '../../../src/engines/bond/protocol/loss-list.ts'
import { distance, isBefore, next } from '../../../src/engines/bond/protocol/sequence.ts'
import * as srt from '../../../src/engines/bond/protocol/srt.ts'
import {
  ackCount,
  ackedSequence,
  isReg,
  regBytes,
  regPacket,
  shortPacket,
  srtlaType,
} from '../../../src/engines/bond/protocol/srtla.ts'

const hex = (text: string) =>
  Uint8Array.from(text.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
const lostIn = (packet: Uint8Array, offset = 0, length = packet.length - offset) => {
  const numbers: number[] = []
  const count = forEachLost(packet, offset, length, (sequence) => numbers.push(sequence))
  expect(count).toBe(numbers.length)
  return numbers
}
const nak = (words: string) => hex(`80030000 00000000 aabbccdd 11223344 ${words}`)

describe('sequence numbers', () => {
  test('go up and around at 2^31', () => {
    expect(next(0x7fff_ffff)).toBe(0)
    expect(distance(0x7fff_fffe, 3)).toBe(5)
    expect(isBefore(0x7fff_ffff, 0)).toBe(true)
    expect(isBefore(0, 0x7fff_ffff)).toBe(false)
    expect(isBefore(5, 5)).toBe(false)
  })

  test('of two different ones within half of the circle exactly one is before the other', () => {
    fc.assert(
      fc.property(fc.nat(0x7fff_ffff), fc.integer({ min: 1, max: 0x3fff_ffff }), (a, ahead) => {
        const b = (a + ahead) & 0x7fff_ffff
        expect(isBefore(a, b)).toBe(true)
        expect(isBefore(b, a)).toBe(false)
      }),
    )
  })
})

describe('SRT packets', () => {
  test('data: sequence number and the flag of a retransmission', () => {
    const packet = hex('7fffff05 c4000001 00001000 00000051')
    expect(srt.isData(packet, 0, packet.length)).toBe(true)
    expect(srt.dataSequence(packet, 0)).toBe(0x7fff_ff05)
    expect(srt.isRetransmission(packet, 0)).toBe(true)
    packet[4] = 0xc0
    expect(srt.isRetransmission(packet, 0)).toBe(false)
    expect(srt.isData(packet, 0, 15)).toBe(false)
  })

  test('an ACK holds the next expected number at byte 16, also the light one of 20 bytes', () => {
    const packet = hex('80020000 00000007 00001000 00000051 80000010')
    expect(srt.packetType(packet, 0)).toBe(srt.srtType.ack)
    expect(packet.length).toBe(srt.ackShortest)
    expect(srt.ackSequence(packet, 0)).toBe(0x10)
  })

  test('every SRTLA type differs from every SRT type', () => {
    const types = [...Object.values(srt.srtType), ...Object.values(srtlaType)]
    expect(new Set(types).size).toBe(types.length)
    for (const type of Object.values(srtlaType)) expect(type >= 0x9000 && type <= 0x92ff).toBe(true)
  })
})

describe('NAK lists', () => {
  test('begin behind the header: its words are not lost numbers', () => {
    expect(lostIn(nak('00000005'))).toEqual([5])
    expect(lostIn(nak(''))).toEqual([])
  })

  test('mix single numbers and inclusive ranges', () => {
    expect(lostIn(nak('00000005 80000008 0000000a 0000000c'))).toEqual([5, 8, 9, 10, 12])
    expect(lostIn(nak('80000008 00000008'))).toEqual([8])
  })

  test('have ranges that wrap', () => {
    expect(lostIn(nak('fffffffe 00000001'))).toEqual([0x7fff_fffe, 0x7fff_ffff, 0, 1])
  })

  test('leave out a range that is cut off, runs backwards or ends in another beginning', () => {
    expect(lostIn(nak('00000003 80000008'))).toEqual([3])
    expect(lostIn(nak('80000008 000000'))).toEqual([])
    expect(lostIn(nak('8000000a 00000008 00000009'))).toEqual([9])
    expect(lostIn(nak('80000008 80000009 00000003'))).toEqual([3])
  })

  test('name at most 16384 numbers', () => {
    expect(lostIn(nak('80000000 00003fff'))).toHaveLength(16_384)
    expect(lostIn(nak('80000000 00004000'))).toEqual([])
    expect(lostIn(nak('80000000 7fffffff'))).toEqual([])
  })

  test('of any bytes are read without leaving them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), fc.nat(220), (bytes, offset, length) => {
        const within = Math.max(0, Math.min(length, bytes.length - offset))
        for (const sequence of lostIn(bytes, offset, within))
          expect(sequence >= 0 && sequence <= 0x7fff_ffff).toBe(true)
      }),
    )
  })
})

describe('SRTLA packets', () => {
  test('REG1 and REG2 have 258 bytes: type and id', () => {
    const packet = regPacket(srtlaType.reg1, new Uint8Array(256).fill(7))
    expect(packet.subarray(0, 4)).toEqual(hex('92000707'))
    expect(packet.length).toBe(258)
    expect(regBytes).toBe(258)
    expect(isReg(packet, 0, 258, srtlaType.reg1)).toBe(true)
    expect(isReg(packet, 0, 257, srtlaType.reg1)).toBe(false)
    expect(isReg(packet, 0, 258, srtlaType.reg2)).toBe(false)
  })

  test('short packets are padded with zeros', () => {
    expect(shortPacket(srtlaType.regNgp, 4)).toEqual(hex('92110000'))
    expect(shortPacket(srtlaType.reg3).length).toBe(32)
  })

  test('an ACK holds as many numbers as fit', () => {
    const packet = hex('91000000 00000001 7fffffff 80000002')
    expect(ackCount(packet.length)).toBe(3)
    expect([0, 1, 2].map((index) => ackedSequence(packet, 0, index))).toEqual([1, 0x7fff_ffff, 2])
    expect(ackCount(11)).toBe(1)
    expect(ackCount(3)).toBeLessThanOrEqual(0)
  })
})

describe('keepalives', () => {
  const report = { connection: 3, window: 20_000, inFlight: 12, rttMs: 45, naks: 6, bitrate: 750_000 }

  test('have the 38 bytes that receivers know, and room behind them', () => {
    const packet = new Uint8Array(keepaliveBytes)
    writeKeepalive(packet, 0x0102_0304, report)
    expect(packet.subarray(0, 38)).toEqual(
      hex('9000 0000000001020304 c01f 0001 00000003 00004e20 0000000c 0000002d 00000006 000b71b0'),
    )
    expect(packet.subarray(38)).toEqual(hex(`48575352 ${'00'.repeat(18)}`))
    expect(keepaliveTime(packet, 0, packet.length)).toBe(0x0102_0304)
    expect(readReport(packet, 0, packet.length)).toEqual(report)
  })

  test('that a receiver begins carry no time', () => {
    expect(keepaliveTime(shortPacket(srtlaType.keepalive), 0, 32)).toBe(0)
    expect(keepaliveTime(shortPacket(srtlaType.keepalive, 2), 0, 2)).toBe(0)
  })

  test('carry back what arrived, once a Hawser has filled it in', () => {
    const packet = new Uint8Array(keepaliveBytes)
    writeKeepalive(packet, 1000, report)
    expect(readArrived(packet, 0, packet.length)).toBeUndefined()
    const far = { packets: 1234, bytes: 1024 * 77, bitrate: 600_000, jitterMs: 1.25 }
    fillArrived(packet, 0, packet.length, far)
    expect(readArrived(packet, 0, packet.length)).toEqual(far)
    expect(keepaliveTime(packet, 0, packet.length)).toBe(1000)
  })

  test('of other lengths and senders are left as they are', () => {
    const far = { packets: 1, bytes: 1024, bitrate: 1, jitterMs: 1 }
    for (const length of [0, 2, 10, 32, 38, 42, 58, 59]) {
      const whole = new Uint8Array(keepaliveBytes)
      writeKeepalive(whole, 1, report)
      const packet = whole.slice(0, length)
      fillArrived(packet, 0, length, far)
      expect(packet).toEqual(whole.slice(0, length))
      expect(readArrived(packet, 0, length)).toBeUndefined()
    }
    const foreign = new Uint8Array(80)
    fillArrived(foreign, 0, 80, far)
    expect(foreign.every((byte) => byte === 0)).toBe(true)
  })

  test('of any numbers and bytes are read and written without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 7, maxLength: 7 }), (n) => {
        const packet = new Uint8Array(keepaliveBytes)
        const [nowMs = 0, connection = 0, window = 0, inFlight = 0, rttMs = 0, naks = 0, bitrate = 0] = n
        writeKeepalive(packet, Number.isFinite(nowMs) ? Math.min(Math.abs(nowMs), 2 ** 52) : 0, {
          connection,
          window,
          inFlight,
          rttMs,
          naks,
          bitrate,
        })
        const read = readReport(packet, 0, packet.length)
        for (const value of Object.values(read ?? {})) expect(value >= 0).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        keepaliveTime(bytes, 0, bytes.length)
        readReport(bytes, 0, bytes.length)
        readArrived(bytes, 0, bytes.length)
        fillArrived(bytes, 0, bytes.length, { packets: 1, bytes: 1, bitrate: 1, jitterMs: 1 })
      }),
    )
  })
})
