import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dnsQuestion, readDnsAnswer } from '../../../../src/engines/diagnose/probes/dns-message.ts'
import { iceServersOf } from '../../../../src/engines/diagnose/probes/ice-server.ts'
import { countMessages, readHead } from '../../../../src/engines/diagnose/probes/message-head.ts'
import { tracksOf } from '../../../../src/engines/diagnose/probes/rtsp.ts'
import { readSntp, sntpRequest } from '../../../../src/engines/diagnose/probes/sntp.ts'
import {
  longTermKey,
  maskedAddress,
  readAddress,
  readError,
  readMapped,
  readStun,
  stunAttributes,
  stunLength,
  writeStun,
} from '../../../../src/engines/diagnose/probes/stun-message.ts'
import { fakeContext } from '../../../support/diagnose/fake-context.ts'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')

describe('STUN', () => {
  // The test vectors of RFC 5769.
  const response4 = hex(
    `0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200008 0001a147 e112a643
     00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96`,
  )
  const response6 = hex(
    `01010048 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200014 0002a147 0113a9fa
     a5d3f179 bc25f4b5 bed2b9d9 00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c`,
  )
  const longTerm = hex(
    `00010060 2112a442 78ad3433 c6ad72c0 29da412e 00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000 0015001c
     662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341 0014000b 6578616d 706c652e 6f726700 00080014
     f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666`,
  )

  test('mapped addresses of both families are read', () => {
    expect(readMapped(readStun(response4)!)).toEqual({ address: '192.0.2.1', port: 32853 })
    expect(readMapped(readStun(response6)!)).toEqual({
      address: '2001:db8:1234:5678:11:2233:4455:6677',
      port: 32853,
    })
    expect(stunLength(response4)).toBe(response4.length)
  })

  test('a request with long-term credentials is written byte for byte', () => {
    const username = 'マトリックス'
    const written = writeStun(
      1,
      hex('78ad3433 c6ad72c0 29da412e'),
      [
        [stunAttributes.username, Buffer.from(username)],
        [stunAttributes.nonce, Buffer.from('f//499k954d6OL34oL9FSTvy64sA')],
        [stunAttributes.realm, Buffer.from('example.org')],
      ],
      longTermKey(username, 'example.org', 'TheMatrIX'),
    )
    expect(written.toString('hex')).toBe(longTerm.toString('hex'))
  })

  test.each(['192.0.2.9', '2001:db8::9', '::1', '::ffff:192.0.2.9'])('%s comes back as it was', (address) => {
    const transaction = hex('78ad3433 c6ad72c0 29da412e')
    const value = maskedAddress({ address, port: 4711 }, transaction)
    const message = readStun(writeStun(1, transaction, [[stunAttributes.xorPeerAddress, value]]))!
    expect(readAddress(message, stunAttributes.xorPeerAddress, true)).toEqual({ address, port: 4711 })
  })

  test('errors are read with their words', () => {
    const value = Buffer.concat([hex('00000401'), Buffer.from('Unauthorized')])
    const message = readStun(writeStun(0x113, Buffer.alloc(12), [[stunAttributes.errorCode, value]]))!
    expect(readError(message)).toEqual({ code: 401, reason: 'Unauthorized' })
  })

  test('nothing that arrives breaks the reader', () => {
    const changed = fc
      .tuple(fc.constantFrom(response4, response6, longTerm), fc.nat(120), fc.uint8Array({ maxLength: 40 }))
      .map(([bytes, at, put]) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + put.length)]))
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)), (bytes) => {
        const message = readStun(Buffer.from(bytes))
        if (message === undefined) return
        readMapped(message)
        readError(message)
        readAddress(message, stunAttributes.otherAddress, false)
      }),
    )
  })
})

describe('DNS', () => {
  const answer = hex(
    `1234 8180 0001 0003 0000 0000 06 63616d657261 07 6578616d706c65 03 6e6574 00 0001 0001
     c00c 0005 0001 0000012c 0006 03 63616d c013
     c02e 0001 0001 0000012c 0004 c0000207
     c02e 001c 0001 0000012c 0010 20010db8000000000000000000000007`,
  )

  test('a question holds the name in labels', () => {
    expect(dnsQuestion(0x1234, 'cam.example', 'AAAA').toString('hex')).toBe(
      hex('1234 0100 0001 0000 0000 0000 03 63616d 07 6578616d706c65 00 001c 0001').toString('hex'),
    )
    expect(dnsQuestion(1, '', 'NS').subarray(12).toString('hex')).toBe('0000020001')
  })

  test('addresses are read past aliases and compressed names', () => {
    expect(readDnsAnswer(answer)).toEqual({
      id: 0x1234,
      rcode: 0,
      truncated: false,
      addresses: ['192.0.2.7', '2001:db8:0:0:0:0:0:7'],
      answers: 3,
    })
  })

  test('questions and short datagrams are no answers', () => {
    expect(readDnsAnswer(dnsQuestion(1, 'a.example', 'A'))).toBeUndefined()
    expect(readDnsAnswer(Buffer.alloc(11))).toBeUndefined()
  })

  test('nothing that arrives breaks the reader', () => {
    const changed = fc
      .tuple(fc.nat(answer.length), fc.uint8Array({ maxLength: 20 }), fc.nat(answer.length))
      .map(([at, put, length]) => Buffer.concat([answer.subarray(0, at), put, answer.subarray(at, length)]))
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 100 }).map(Buffer.from)), (bytes) => {
        expect(readDnsAnswer(Buffer.from(bytes))?.addresses.length ?? 0).toBeLessThan(201)
      }),
    )
  })
})

describe('SNTP', () => {
  const cookie = hex('0123456789abcdef')
  const sentAt = Date.UTC(2026, 5, 1, 12)
  const time = (ms: number) => {
    const bytes = Buffer.alloc(8)
    const seconds = ms / 1000 + 2_208_988_800
    bytes.writeUInt32BE(Math.floor(seconds) % 2 ** 32, 0)
    bytes.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 4)
    return bytes
  }
  const answer = (stratum: number, arrived: number, left: number, first = 0x24) =>
    Buffer.concat([
      Buffer.from([first, stratum, 0, 0]),
      Buffer.alloc(8),
      Buffer.from(stratum === 0 ? 'RATE' : '\0\0\0\0'),
      Buffer.alloc(8),
      cookie,
      time(arrived),
      time(left),
    ])

  test('the offset leaves the way there and back out', () => {
    const reply = readSntp(answer(2, sentAt + 2020, sentAt + 2021), cookie, sentAt, sentAt + 41)
    expect(reply).toMatchObject({ state: 'answered', stratum: 2 })
    if (reply?.state !== 'answered') return
    expect(reply.offsetMs).toBeCloseTo(2000, 1)
    expect(reply.delayMs).toBeCloseTo(40, 1)
  })

  test('times after 2036, when the seconds begin anew, are read', () => {
    const later = Date.UTC(2040, 0, 1)
    const reply = readSntp(answer(1, later, later), cookie, later, later)
    expect(reply?.state === 'answered' && Math.abs(reply.offsetMs) < 1).toBe(true)
  })

  test('who does not know the time, or does not want to be asked, tells none', () => {
    expect(readSntp(answer(0, sentAt, sentAt), cookie, sentAt, sentAt)).toEqual({
      state: 'unsynchronised',
      code: 'RATE',
    })
    expect(readSntp(answer(3, sentAt, sentAt, 0xe4), cookie, sentAt, sentAt)?.state).toBe('unsynchronised')
  })

  test('an answer to another request is none', () => {
    expect(readSntp(answer(2, sentAt, sentAt), Buffer.alloc(8), sentAt, sentAt)).toBeUndefined()
    expect(readSntp(sntpRequest(cookie), cookie, sentAt, sentAt)).toBeUndefined()
  })

  test('nothing that arrives breaks the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const own = Buffer.concat([Buffer.from([0x24, 2]), Buffer.alloc(22), cookie, bytes])
        for (const each of [own, Buffer.from(bytes)]) {
          const reply = readSntp(each, cookie, sentAt, sentAt)
          if (reply?.state === 'answered') expect(Number.isFinite(reply.offsetMs)).toBe(true)
        }
      }),
    )
  })
})

describe('heads of HTTP and RTSP', () => {
  const unauthorized =
    'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="cam"\r\nWWW-Authenticate: Basic realm="cam"\r\n\r\n'

  test('status and headers are read; of headers alike, all', () => {
    const head = readHead(Buffer.from(unauthorized))
    expect(head).toMatchObject({
      protocol: 'RTSP',
      status: 401,
      reason: 'Unauthorized',
      bodyAt: unauthorized.length,
    })
    expect(head?.headers.get('www-authenticate')).toBe('Digest realm="cam", Basic realm="cam"')
  })

  test('what is not there as a whole, or is something else, is no head', () => {
    expect(readHead(Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 1\r\n'))).toBeUndefined()
    expect(readHead(Buffer.from('SSH-2.0-OpenSSH_9.2\r\n\r\n'))).toBeUndefined()
  })

  test('answers one after another are counted with their bodies', () => {
    const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'
    expect(countMessages(Buffer.from(whole + whole + whole.slice(0, -1)))).toBe(2)
  })

  test('nothing that arrives breaks the reader', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.uint8Array({ maxLength: 60 }), (at, inserted) => {
        const put = Buffer.from(inserted).toString('latin1')
        const bytes = Buffer.from(unauthorized.slice(0, at) + put + unauthorized.slice(at), 'latin1')
        countMessages(bytes)
        tracksOf(bytes.toString('latin1'))
      }),
    )
  })

  test('tracks are told with their codecs', () => {
    const sdp =
      'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio 0 RTP/AVP 0\r\nm=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\n'
    expect(tracksOf(sdp)).toEqual(['video H264', 'audio', 'application vnd.onvif.metadata'])
  })
})

test('servers of the settings and of transfers are asked once each', () => {
  const { context } = fakeContext({
    settings: { stunServers: [{ url: 'stun:a.example' }, { url: 'turns:[2001:db8::1]' }] },
    context: {
      iceServers: [
        { url: 'stun:a.example' },
        { url: 'turn:b.example:99?transport=tcp', username: 'u' },
        { url: 'stun:-f' },
      ],
    },
  })
  expect(iceServersOf(context).map(({ host, port, transport }) => `${host} ${port} ${transport}`)).toEqual([
    'a.example 3478 udp',
    '2001:db8::1 5349 tls',
    'b.example 99 tcp',
  ])
})
