import { expect, test } from 'vitest'
import { readIceUrl } from '../../../src/transfer/peer/ice-url.ts'
import { KnownCandidates, type PairEnd, pairText } from '../../../src/transfer/peer/path.ts'

const end = (kind: string, address: string, port = 50_000): PairEnd => ({ kind, address, port })

test('a relay at either end makes a relayed path', () => {
  const known = new KnownCandidates()
  const host = end('host', '192.0.2.2')
  expect(known.pathOf(end('relay', '198.51.100.7'), host)).toBe('relay')
  expect(known.pathOf(host, end('relay', '198.51.100.7'))).toBe('relay')
  expect(known.pathOf(host, end('srflx', '203.0.113.9'))).toBe('reflexive')
  expect(known.pathOf(host, host)).toBe('host')
})

test('an end that was found before its candidate came is what its candidate says', () => {
  const known = new KnownCandidates()
  known.add('candidate:1 1 udp 1 203.0.113.9 50000 typ host')
  known.add('candidate:2 1 udp 1 203.0.113.9 50001 typ relay raddr 0.0.0.0 rport 0')
  const host = end('host', '192.0.2.2')
  expect(known.pathOf(host, end('prflx', '203.0.113.9', 50_000))).toBe('host')
  expect(known.pathOf(host, end('prflx', '203.0.113.9', 50_001))).toBe('relay')
  expect(known.pathOf(host, end('prflx', '203.0.113.9', 50_002))).toBe('reflexive')
})

test.each(['10.1.2.3', '172.20.0.1', '192.168.1.9', '169.254.7.7', 'fd00::2', 'fe80::1'])(
  'an end behind a name of mDNS, at %s, is within the network',
  (address) => {
    expect(new KnownCandidates().pathOf(end('host', '192.0.2.2'), end('prflx', address))).toBe('host')
  },
)

test('a pair is told in words', () => {
  expect(pairText(end('host', 'fd00::2'), end('relay', '198.51.100.7', 3478), 'UDP', 'relay')).toBe(
    '[fd00::2]:50000 → 198.51.100.7:3478 (udp, relay)',
  )
})

test.each([
  ['stun:stun.example.net', { kind: 'stun', host: 'stun.example.net', port: 3478, transport: 'udp' }],
  ['turn:192.0.2.9:34780', { kind: 'turn', host: '192.0.2.9', port: 34780, transport: 'udp' }],
  ['turn:relay.example.net?transport=tcp', { kind: 'turn', port: 3478, transport: 'tcp' }],
  ['turns:[2001:db8::1]:443', { kind: 'turn', host: '2001:db8::1', port: 443, transport: 'tls' }],
])('the address of a server, %s, is understood', (url, address) => {
  expect(readIceUrl({ url })).toMatchObject(address)
})

test.each([
  '',
  'http://example.net',
  'turn:',
  'turn:a b',
  'turn:x:99999',
  'stun:x?transport=sctp',
  'turn:u@x',
])('what is no address of a server, %j, is refused', (url) => {
  expect(() => readIceUrl({ url })).toThrow(/STUN or TURN/)
})
