import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../../src/transfer/base64.ts'
import { fromBase32, toBase32 } from '../../../src/transfer/code/base32.ts'
import { formatCandidate, parsePlace } from '../../../src/transfer/code/candidate.ts'
import {
  kindOfPacked,
  packAnswer,
  packOffer,
  unpackAnswer,
  unpackOffer,
} from '../../../src/transfer/code/packed-offer.ts'
import { readDescription } from '../../../src/transfer/description.ts'
import type { RtcSignal } from '../../../src/transfer/rtc.ts'
import { Fault } from '../../../src/wire/fault.ts'

const fingerprint =
  'EA:02:8B:EE:98:43:3E:8E:D0:42:A7:69:5F:6D:3D:A3:69:84:1A:99:84:EC:3B:9A:CD:E7:E4:FB:D4:4F:46:93'

/** As Chromium, libdatachannel and werift write them. */
const sdps = {
  chromium: `v=0\r\no=- 2602041630198165758 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:rW1h\r\na=ice-pwd:BjGiKxm5pI2PkAqWy5n1P5cX\r\na=ice-options:trickle\r\na=fingerprint:sha-256 ${fingerprint}\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n`,
  libdatachannel: `v=0\r\no=rtc 302654703 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=msid-semantic:WMS *\r\na=ice-options:ice2,trickle\r\na=fingerprint:sha-256 ${fingerprint}\r\nm=application 58127 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.2\r\na=mid:0\r\na=sendrecv\r\na=sctp-port:5000\r\na=max-message-size:262144\r\na=setup:actpass\r\na=ice-ufrag:hpBP\r\na=ice-pwd:XycYomjnsZcc0WpHaEaTJA\r\na=candidate:2 1 UDP 2116026111 fd00::2 58127 typ host\r\na=candidate:1 1 UDP 2114977791 192.0.2.2 58127 typ host\r\na=end-of-candidates\r\n`,
  werift: `v=0\r\no=- 11872023 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=candidate:32b1715da3b0ef8ba684454eb 1 udp 2116026367 192.0.2.2 44423 typ host generation 0 ufrag 717e\r\na=ice-ufrag:717e\r\na=ice-pwd:d448b9624a599d23bf1d01\r\na=fingerprint:sha-256 ${fingerprint}\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:65536\r\n`,
}

const candidate = (candidate: string): RtcSignal => ({ type: 'candidate', candidate, mid: '0' })
const offer = (sdp = sdps.chromium, ...candidates: string[]): RtcSignal[] => [
  { type: 'offer', sdp },
  ...candidates.map(candidate),
  candidate(''),
]
const answer: RtcSignal[] = [
  { type: 'answer', sdp: sdps.chromium.replace('actpass', 'active') },
  candidate('candidate:1 1 udp 1 198.51.100.7 9 typ host'),
]
const lines = [
  'candidate:778127847 1 udp 2113937151 192.0.2.2 44863 typ host generation 0 network-cost 999',
  'candidate:689120599 1 udp 2113942271 fd00::2 34497 typ host generation 0',
  'candidate:1 1 udp 1685987071 203.0.113.9 51000 typ srflx raddr 192.0.2.2 rport 44863 generation 0',
  'candidate:2 1 udp 41885439 198.51.100.7 50001 typ relay raddr 203.0.113.9 rport 51000 generation 0',
]

describe('a packed offer', () => {
  test('is 120 to 300 letters for a QR code, and says all that is needed', () => {
    const text = packOffer(offer(sdps.chromium, ...lines))
    expect(text).toMatch(/^HAWSER-OFFER:[A-Z2-7]+\.$/)
    expect(text.length).toBeGreaterThan(120)
    expect(text.length).toBeLessThan(300)
    const [description, ...candidates] = unpackOffer(text)
    expect(description).toMatchObject({ type: 'offer' })
    const { sdp } = description as { sdp: string }
    for (const line of [
      'a=ice-ufrag:rW1h',
      'a=ice-pwd:BjGiKxm5pI2PkAqWy5n1P5cX',
      `a=fingerprint:sha-256 ${fingerprint}`,
      'a=setup:actpass',
      'a=mid:0',
      'a=sctp-port:5000',
      'a=max-message-size:262144',
    ])
      expect(sdp.split('\r\n')).toContain(line)
    expect(candidates).toHaveLength(5)
    expect(candidates.at(-1)).toEqual(candidate(''))
  })

  test.each(Object.entries(sdps))('comes through twice as it did once: %s', (_, sdp) => {
    const text = packOffer(offer(sdp, ...lines))
    expect(packOffer(unpackOffer(text))).toBe(text)
  })

  test('takes each candidate once, in order, and leaves out TCP and names', () => {
    const signals = unpackOffer(
      packOffer(
        offer(
          sdps.libdatachannel,
          'candidate:1 1 UDP 5 192.0.2.2 58127 typ host',
          'candidate:3 1 tcp 1518280447 192.0.2.2 9 typ host tcptype active',
          'candidate:4 1 udp 1 evil.example.org 80 typ host',
          'candidate:5 1 udp 1 0af1c2d3-1111-4222-8333-0123456789ab.local 4000 typ host',
        ),
      ),
    )
    const places = signals.flatMap((signal) =>
      signal.type === 'candidate' ? [parsePlace(signal.candidate)] : [],
    )
    expect(places.map((place) => place?.address)).toEqual([
      'fd00::2',
      '192.0.2.2',
      '0af1c2d3-1111-4222-8333-0123456789ab.local',
      undefined,
    ])
  })

  test('is found in whatever stands around it, with broken lines', () => {
    const text = packOffer(offer(sdps.chromium, ...lines))
    const mail = `Hi,\n> ${text.toLowerCase().replace(/(.{40})/g, '$1\n> ')}\n\nRegards, Bob.`
    expect(unpackOffer(mail)).toEqual(unpackOffer(text))
    expect(kindOfPacked(mail)).toBe('offer')
    expect(kindOfPacked('hello')).toBeUndefined()
  })

  test('of which a part is missing or changed is refused', () => {
    const text = packOffer(offer(sdps.chromium, ...lines))
    for (let cut = 0; cut < text.length; cut++)
      expect(() => unpackOffer(text.slice(0, cut))).toThrow(
        expect.objectContaining({ code: 'offer-invalid' }),
      )
    for (let at = 'HAWSER-OFFER:'.length; at < text.length - 1; at++) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
      expect(() => unpackOffer(changed)).toThrow(expect.objectContaining({ code: 'offer-invalid' }))
    }
  })

  test('lacks nothing: a description without a part is not packed', () => {
    for (const part of ['a=fingerprint', 'a=ice-ufrag', 'a=ice-pwd', 'a=setup']) {
      const sdp = sdps.chromium.replace(new RegExp(`${part}:.*\r\n`), '')
      expect(() => packOffer(offer(sdp))).toThrow(expect.objectContaining({ code: 'offer-invalid' }))
    }
    expect(() => packOffer([])).toThrow(expect.objectContaining({ code: 'offer-invalid' }))
  })

  test('brings no line into the description that is not its own, whoever has made it', () => {
    const letters = packOffer(offer(sdps.chromium, ...lines)).slice('HAWSER-OFFER:'.length, -1)
    const honest = fromBase32(letters)!
    const change = fc.tuple(fc.nat(honest.length - 5), fc.constantFrom(10, 13, 0, 255, 1, 2, 16, 48))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const body = honest.slice(0, -4)
        for (const [at, byte] of changes) body[at] = byte
        const checksum = Buffer.alloc(4)
        checksum.writeUInt32BE(crc32(body))
        const text = `HAWSER-OFFER:${toBase32(Buffer.concat([body, checksum]))}.`
        try {
          const [first] = unpackOffer(text) as unknown as [{ sdp: string }]
          expect(first.sdp.split(/\r\n|\r|\n/)).toHaveLength(17)
          readDescription('offer', first.sdp)
        } catch (error) {
          expect(error).toMatchObject({ code: 'offer-invalid' })
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('is read from nothing else, whatever it is', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map(toBase32)
    const any = fc.oneof(
      fc.string(),
      bytes.map((letters) => `hawser-offer:${letters}.`),
    )
    fc.assert(
      fc.property(any, (text) => {
        try {
          unpackOffer(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Fault)
          expect(error).toMatchObject({ code: 'offer-invalid' })
        }
      }),
    )
    expect(() => unpackOffer(`hawser-offer:${'A'.repeat(1_000_000)}.`)).toThrow(
      expect.objectContaining({ code: 'offer-invalid' }),
    )
  })
})

describe('a packed answer', () => {
  const theOffer = packOffer(offer(sdps.chromium, ...lines))
  const theAnswer = packAnswer(answer, theOffer)

  test('is taken for the offer that it answers', () => {
    expect(theAnswer).toMatch(/^HAWSER-ANSWER:/)
    const [description] = unpackAnswer(theAnswer, theOffer)
    expect(description).toMatchObject({ type: 'answer', sdp: expect.stringContaining('a=setup:active') })
  })

  test('is not taken for another offer', () => {
    const other = packOffer(offer(sdps.werift))
    expect(() => unpackAnswer(theAnswer, other)).toThrow('belongs to another offer')
  })

  test('is not taken for an offer, nor an offer for an answer', () => {
    expect(() => unpackOffer(theAnswer)).toThrow('This is an answer')
    expect(() => unpackAnswer(theOffer, theOffer)).toThrow('This is an offer')
    const disguised = theAnswer.replace('ANSWER', 'OFFER')
    expect(() => unpackOffer(disguised)).toThrow(expect.objectContaining({ code: 'offer-invalid' }))
  })
})

describe('a candidate', () => {
  test.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::1', '::1'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['FE80::1', 'fe80::1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['::', '::'],
  ])('has its address in one spelling: %s', (written, canonical) => {
    const read = parsePlace(`candidate:1 1 udp 1 ${written} 80 typ host`)
    expect(read).toMatchObject({ addressKind: 'ipv6', address: canonical })
    expect(parsePlace(formatCandidate(read!, 0))).toEqual(read)
  })

  test.each(['fe80::1%eth0', '1.2.3.256', 'example.org', ':::', '1.2.3', 'x.local'])(
    'is not taken with the address %s',
    (address) => {
      expect(parsePlace(`candidate:1 1 udp 1 ${address} 80 typ host`)).toBeUndefined()
    },
  )
})

test('letters of base32 and base64 hold any bytes, and are read in one way only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.string({ maxLength: 40 }), (bytes, text) => {
      expect(fromBase32(toBase32(bytes))).toEqual(Uint8Array.from(bytes))
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(Uint8Array.from(bytes))
      const read = fromBase32(text)
      if (read !== undefined) expect(toBase32(read)).toBe(text.toUpperCase())
    }),
  )
  expect(toBase32(new TextEncoder().encode('foobar'))).toBe('MZXW6YTBOI')
})
