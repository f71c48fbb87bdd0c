import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { destinationKey, idBytes, idKey } from '../../../../src/engines/sync/quic/connection-id.ts'
import { carriesShortHeader, readLongHeader } from '../../../../src/engines/sync/quic/packet.ts'

/** The client's Initial of RFC 9001, A.2, up to its packet number, its length made that of what follows. */
const initial = (rest: number) =>
  Buffer.concat([
    Buffer.from('c300000001088394c8f03e5157080000', 'hex'),
    Buffer.of(0x40 | (rest >> 8), rest & 0xff),
    Buffer.alloc(rest),
  ])
const handshake = (rest: number) =>
  Buffer.concat([
    Buffer.from('e0000000010411223344020102', 'hex'),
    Buffer.of(0x40 | (rest >> 8), rest & 0xff),
    Buffer.alloc(rest),
  ])

describe('long headers', () => {
  test('of an Initial are read whole', () => {
    const header = readLongHeader(initial(300))!
    expect(header).toMatchObject({ type: 'initial', version: 1, end: 318 })
    expect(Buffer.from(header.destination).toString('hex')).toBe('8394c8f03e515708')
    expect(header.source.length).toBe(0)
    expect(header.token.length).toBe(0)
  })

  test('carry the token of a Retry', () => {
    const bytes = Buffer.concat([Buffer.from('c0000000010100000548656c6c6f05', 'hex'), Buffer.alloc(5)])
    expect(Buffer.from(readLongHeader(bytes)!.token).toString()).toBe('Hello')
  })

  test('that are cut off anywhere are none', () => {
    const whole = initial(20)
    for (let length = 0; length < whole.length; length++)
      expect(readLongHeader(whole.subarray(0, length))).toBeUndefined()
    expect(readLongHeader(whole)).toBeDefined()
  })

  test('with ids longer than version 1 allows are none', () => {
    const bytes = Buffer.concat([Buffer.from('c000000001ff', 'hex'), Buffer.alloc(600)])
    expect(readLongHeader(bytes)).toBeUndefined()
    expect(destinationKey(bytes)).toBe('')
  })
})

describe('a packet with a short header', () => {
  const short = Buffer.concat([Buffer.of(0x41), Buffer.alloc(30, 9)])

  test('is found alone and behind others', () => {
    expect(carriesShortHeader(short)).toBe(true)
    expect(carriesShortHeader(Buffer.concat([initial(30), handshake(40), short]))).toBe(true)
  })

  test('is not mistaken for the padding of a datagram', () => {
    expect(carriesShortHeader(Buffer.concat([initial(30), Buffer.alloc(900)]))).toBe(false)
    expect(carriesShortHeader(Buffer.concat([initial(30), handshake(40)]))).toBe(false)
  })

  test('names an id of our own length', () => {
    expect(destinationKey(short)).toBe(idKey(Buffer.alloc(idBytes, 9)))
    expect(destinationKey(short.subarray(0, 20))).toBe('')
  })
})

test('packets of a datagram name the same id, as a key of the table', () => {
  expect(destinationKey(initial(9))).toBe(idKey(Buffer.from('8394c8f03e515708', 'hex')))
})

test('bytes of any kind are read without a throw, within the datagram', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(210), (bytes, start) => {
      const datagram = Buffer.from(bytes)
      destinationKey(datagram)
      carriesShortHeader(datagram)
      const header = readLongHeader(datagram, start)
      if (header === undefined) return
      expect(header.end).toBeGreaterThan(start)
      expect(header.end).toBeLessThanOrEqual(datagram.length)
    }),
    { numRuns: 3000 },
  )
})
