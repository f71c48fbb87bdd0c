import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  closeReasonOf,
  closeReasons,
  closeReasonText,
  faultOfReason,
  graverReason,
  isCritical,
  isRetryable,
  reasonOfFault,
} from '../../../src/engines/tunnel/frame/close-reason.ts'
import type { ControlMessage, Range } from '../../../src/engines/tunnel/frame/control-message.ts'
import { FrameDecoder } from '../../../src/engines/tunnel/frame/decoder.ts'
import { readControl } from '../../../src/engines/tunnel/frame/read-control.ts'
import {
  controlBytes,
  controlFrame,
  type SentControl,
  writeControl,
} from '../../../src/engines/tunnel/frame/write-control.ts'
import { codeOf } from '../../support/code-of.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const range = (bytes: Uint8Array): Range => ({ bytes, from: 0, to: bytes.length })
const read = (bytes: Uint8Array) => readControl(bytes, 0, bytes.length)
const write = (message: SentControl) => {
  const into = new Uint8Array(controlBytes(message))
  return into.slice(0, writeControl(into, 0, message))
}
/** With the bytes that it refers to in place of where they lie. */
const plain = (message: ControlMessage) =>
  JSON.parse(
    JSON.stringify(message, (_key, value) =>
      value !== null && typeof value === 'object' && 'bytes' in value
        ? {
            ...value,
            bytes: [...value.bytes.slice(value.from, value.to)],
            from: 0,
            to: value.to - value.from,
          }
        : value,
    ),
  )

const golden: [string, string, SentControl][] = [
  ['a ping of the channel', '0001 00000000', { kind: 'ping', connection: 0, ...range(hex('')) }],
  ['a ping with timing', '0001 00000003 aabb', { kind: 'ping', connection: 3, ...range(hex('aabb')) }],
  ['a pong', '0002 00000003 aabb', { kind: 'pong', connection: 3, ...range(hex('aabb')) }],
  ['an opening', '0065 00000001', { kind: 'open', connection: 1, target: null }],
  [
    'an opening with a host',
    '0065 00000003 0000000b 6578616d706c652e636f6d 01bb',
    { kind: 'open', connection: 3, target: { host: 'example.com', port: 443 } },
  ],
  [
    'a normal close',
    '0066 00000001 00',
    { kind: 'close', connection: 1, reason: closeReasons.normal, text: '' },
  ],
  [
    'a close with a text',
    '0066 00000001 13 0003 626164',
    { kind: 'close', connection: 1, reason: closeReasons.protocolError, text: 'bad' },
  ],
  ['opened', '0067 00000001', { kind: 'opened', connection: 1 }],
  ['an end of one way', '0068 00000001', { kind: 'eof', connection: 1 }],
  ['an association', '00c9 00000005', { kind: 'associate', connection: 5 }],
  ['an association that was made', '00ca 00000005', { kind: 'associated', connection: 5 }],
  [
    'a datagram',
    '00cb 00000005 0000 00 01 0a000005 0035 01',
    { kind: 'datagram', connection: 5, ...range(hex('0000 00 01 0a000005 0035 01')) },
  ],
  ['an association that ended', '00cc 00000005', { kind: 'dissociated', connection: 5 }],
  ['a request for sums', '012d 00', { kind: 'metricsRequest', type: 0, connection: 0 }],
  ['a request for a connection', '012d 01 00000007', { kind: 'metricsRequest', type: 1, connection: 7 }],
  ['metrics', '012e 6e756c6c', { kind: 'metricsResponse', text: 'null' }],
  ['what is to be measured', '012f 7b7d', { kind: 'metricsConfig', text: '{}' }],
]

describe('control messages', () => {
  for (const [name, bytes, message] of golden)
    test(`${name} has the bytes of the protocol, both ways`, () => {
      expect(write(message)).toEqual(hex(bytes))
      expect(plain(read(hex(bytes)))).toEqual(plain(message))
    })

  test('what others leave out is taken', () => {
    expect(read(hex('0001'))).toMatchObject({ kind: 'ping', connection: 0 })
    expect(read(hex('0066 00000002'))).toMatchObject({ connection: 2, reason: closeReasons.normal, text: '' })
  })

  test('a session in the name of another is told apart from a host', () => {
    const message: SentControl = {
      kind: 'openAs',
      connection: 1,
      publicKey: range(new Uint8Array(65).fill(4)),
      nonce: range(new Uint8Array(12).fill(5)),
      sealed: range(new Uint8Array(30).fill(6)),
    }
    expect(plain(read(write(message)))).toEqual(plain(message))
  })

  test('codes that do not exist are told, not thrown', () => {
    expect(read(hex('0000'))).toEqual({ kind: 'unknown', code: 0 })
    expect(read(hex('ffff 0102'))).toEqual({ kind: 'unknown', code: 0xffff })
  })

  test('what is cut off or does not fit is a fault', () => {
    const bad = [
      '',
      '00',
      '0065',
      '0065 000000',
      '0065 00000001 00',
      '0065 00000001 00000003 6162 0050',
      '0068 00',
    ]
    const worse = [
      '0065 00000001 00000000 0050',
      '0065 00000001 00000001 ff 0050',
      '0065 00000001 00000001 00 0050',
    ]
    const texts = [
      '0066 00000001 00 00',
      '0066 00000001 00 0002 61',
      '0066 00000001 00 0001 ff',
      '012d',
      '012d 01 00',
    ]
    const tooLong = `0066 00000001 00 0401 ${'61'.repeat(1025)}`
    const longHost = `0065 00000001 00000100 ${'61'.repeat(256)} 0050`
    for (const bytes of [...bad, ...worse, ...texts, tooLong, longHost])
      expect([bytes.slice(0, 40), codeOf(() => read(hex(bytes)))]).toEqual([
        bytes.slice(0, 40),
        'tunnel-protocol',
      ])
  })

  test('a host name that is too long is not sent', () => {
    const message = { kind: 'open', connection: 1, target: { host: 'ä'.repeat(128), port: 1 } } as const
    expect(codeOf(() => write(message))).toBe('tunnel-limit')
  })

  test('a long text of a close is cut between characters', () => {
    const close = (text: string) =>
      read(write({ kind: 'close', connection: 1, reason: closeReasons.error, text })) as { text: string }
    expect(close('😀'.repeat(300)).text).toBe('😀'.repeat(256))
    expect(close(`a${'😀'.repeat(300)}`).text).toBe(`a${'😀'.repeat(255)}`)
  })

  test('a message goes in a frame of connection 0', () => {
    const seen: ControlMessage[] = []
    const decoder = new FrameDecoder({
      frame(connection, { timestampMs }, bytes, start, end) {
        expect([connection, timestampMs]).toEqual([0, 12])
        seen.push(readControl(bytes, start, end))
      },
    })
    decoder.push(controlFrame(12, { kind: 'eof', connection: 9 }))
    expect(seen).toEqual([{ kind: 'eof', connection: 9 }])
  })

  const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
  const ranges = fc.uint8Array({ maxLength: 60 }).map(range)
  const messages: fc.Arbitrary<SentControl> = fc.oneof(
    fc
      .record({ kind: fc.constantFrom('ping' as const, 'pong' as const), connection: u32, own: ranges })
      .map(({ kind, connection, own }) => ({ kind, connection, ...own })),
    fc.record({
      kind: fc.constant('open' as const),
      connection: u32,
      target: fc.record({
        host: fc.stringMatching(/^[a-zäöü0-9.:-]{1,60}$/),
        port: fc.nat(65_535),
      }),
    }),
    fc.record({
      kind: fc.constant('close' as const),
      connection: u32,
      reason: fc.constantFrom(...Object.values(closeReasons)),
      text: fc.string({ unit: 'grapheme', maxLength: 60 }),
    }),
  )
  test('what is written is read again', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(plain(read(write(message)))).toEqual(plain(message))
      }),
    )
  })

  test('any bytes are a message or a fault of the protocol', () => {
    const codes = golden.map(([, bytes]) => hex(bytes).slice(0, 2))
    const noise = fc.tuple(fc.constantFrom(...codes), fc.uint8Array({ maxLength: 60 }))
    fc.assert(
      fc.property(noise, fc.nat(5), ([code, rest], lead) => {
        const bytes = Uint8Array.from([...new Array(lead).fill(0xff), ...code, ...rest, 0xff])
        const seen = codeOf(() => readControl(bytes, lead, bytes.length - 1))
        expect([undefined, 'tunnel-protocol']).toContain(seen)
      }),
      { numRuns: 500 },
    )
  })
})

describe('reasons of a close', () => {
  test('numbers that do not exist are unknown', () => {
    for (const value of [3, 24, 255, 0xffff, -1, 1.5, Number.NaN])
      expect(closeReasonOf(value)).toBe(closeReasons.unknown)
    for (const value of Object.values(closeReasons)) expect(closeReasonOf(value)).toBe(value)
  })

  test('which are critical and which may be tried again is as in the protocol', () => {
    const all = Object.values(closeReasons)
    expect(all.filter(isCritical)).toEqual([1, 13, 14, 17, 18, 19, 21])
    expect(all.filter(isRetryable)).toEqual([2, 4, 9, 10, 16])
  })

  test('a critical one is not replaced by one that is not', () => {
    expect(graverReason(closeReasons.protocolError, closeReasons.normal)).toBe(closeReasons.protocolError)
    expect(graverReason(closeReasons.protocolError, closeReasons.error)).toBe(closeReasons.error)
    expect(graverReason(closeReasons.normal, closeReasons.timeout)).toBe(closeReasons.timeout)
  })

  test('each has a text; faults of connecting come through them', () => {
    for (const reason of Object.values(closeReasons)) expect(closeReasonText(reason)).toMatch(/\.$/)
    for (const code of [
      'tunnel-denied',
      'host-not-found',
      'target-refused',
      'target-timeout',
      'target-unreachable',
      'target-lost',
      'tunnel-protocol',
      'guacd-refused',
      'instruction-invalid',
    ] as const)
      expect(faultOfReason(reasonOfFault(code))).toBe(code)
    expect(faultOfReason(closeReasons.normal)).toBeUndefined()
    expect(reasonOfFault('usage')).toBe(closeReasons.error)
  })
})
