import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Description,
  readCandidate,
  readDescription,
  writeDescription,
} from '../../../src/transfer/description.ts'
import { Fault } from '../../../src/wire/fault.ts'

/** As Chromium writes it. */
const offer = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=candidate:3116084931 1 udp 2113937151 0f6ac4e5-3f5d-4a2c-8f2e-000000000000.local 51000 typ host generation 0',
  'a=ice-ufrag:Qf3/',
  'a=ice-pwd:1A+cdefGHIJKLmnopqrstuvw',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, byte) => (byte + 200).toString(16).slice(-2).toUpperCase()).join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sctp-port:5000',
  'a=max-message-size:262144',
  '',
].join('\r\n')

const faultOf = (step: () => unknown): unknown => {
  try {
    step()
  } catch (error) {
    return error instanceof Fault ? error.code : error
  }
  return undefined
}

test('of a description everything is read that data channels need', () => {
  expect(readDescription('offer', offer)).toMatchObject({
    type: 'offer',
    ufrag: 'Qf3/',
    pwd: '1A+cdefGHIJKLmnopqrstuvw',
    setup: 'actpass',
    mid: '0',
    sctpPort: 5000,
    maxMessageBytes: 262_144,
    candidates: [expect.stringContaining('.local 51000 typ host')],
  })
})

test('a description that is written is read as it was', () => {
  const description: Description = { ...readDescription('offer', offer), candidates: [] }
  expect(readDescription('offer', writeDescription(description))).toEqual(description)
})

test('a receiver that does not say takes 64 KiB, one that takes any length 256 KiB', () => {
  expect(readDescription('offer', offer.replace(/a=max-message-size.*\r\n/, '')).maxMessageBytes).toBe(65_536)
  expect(readDescription('offer', offer.replace('size:262144', 'size:0')).maxMessageBytes).toBe(262_144)
  expect(readDescription('offer', offer.replace('size:262144', 'size:99999999')).maxMessageBytes).toBe(
    262_144,
  )
})

test.each([
  ['nothing', ''],
  ['something else', 'hello'],
  ['audio', offer.replace('m=application', 'm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nm=application')],
  ['no media', offer.replace(/m=application.*\r\n/, '')],
  ['no certificate', offer.replace(/a=fingerprint.*\r\n/, '')],
  ['a certificate by a weak hash', offer.replace('sha-256', 'sha-1')],
  ['a certificate cut short', offer.replace(/(a=fingerprint:.*):..\r\n/, '$1\r\n')],
  ['no password', offer.replace(/a=ice-pwd.*\r\n/, '')],
  ['a password with a line in it', offer.replace('a=ice-pwd:', 'a=ice-pwd:a\ra=evil:')],
  ['an answer of no role', offer.replace('actpass', 'holdconn')],
  ['a port that is none', offer.replace('sctp-port:5000', 'sctp-port:65536')],
  ['a wrong candidate', offer.replace('typ host', 'typ ghost')],
  ['endless text', offer + 'a=x\r\n'.repeat(20_000)],
  ['endless candidates', offer + 'a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n'.repeat(300)],
])('a description with %s is refused', (_what, text) => {
  expect(faultOf(() => readDescription('offer', text))).toBe('rtc-failed')
})

test('an answer chooses its role', () => {
  expect(faultOf(() => readDescription('answer', offer))).toBe('rtc-failed')
  expect(readDescription('answer', offer.replace('actpass', 'active')).setup).toBe('active')
})

test('whatever is read, no text of the other side gets to a stack but what was understood', () => {
  const mutated = fc
    .tuple(fc.nat(offer.length - 1), fc.nat(40), fc.string({ maxLength: 40, unit: 'binary' }))
    .map(([at, cut, put]) => offer.slice(0, at) + put + offer.slice(at + cut))
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string({ maxLength: 400 })), (text) => {
      let description: Description
      try {
        description = readDescription('offer', text)
      } catch (error) {
        expect(error).toBeInstanceOf(Fault)
        return
      }
      const lines = writeDescription(description).split('\r\n')
      expect(lines).toHaveLength(17)
      for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[vostamc]=[\x20-\x7e]*$/)
    }),
    { numRuns: 2000 },
  )
})

test('candidates are read, and nothing else is taken for one', () => {
  expect(readCandidate('a=candidate:1 1 UDP 2114977791 192.0.2.2 56147 typ host 0')).toEqual({
    transport: 'udp',
    address: '192.0.2.2',
    port: 56147,
    kind: 'host',
  })
  expect(
    readCandidate('candidate:7 1 tcp 10 fd00::2 9 typ relay raddr 192.0.2.2 rport 5 tcptype active').kind,
  ).toBe('relay')
  fc.assert(
    fc.property(fc.string({ maxLength: 600, unit: 'binary' }), (text) => {
      for (const each of [
        text,
        `candidate:1 1 udp 1 ${text}`,
        `candidate:1 1 udp 1 192.0.2.1 9 typ host ${text}`,
      ])
        expect([undefined, 'rtc-failed']).toContain(faultOf(() => readCandidate(each)))
    }),
  )
})
