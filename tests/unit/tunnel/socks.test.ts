import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SocksConversation, type SocksLogin } from '../../../src/engines/tunnel/socks/conversation.ts'
import {
  largestHeaderBytes,
  readDatagram,
  writeDatagramHeader,
} from '../../../src/engines/tunnel/socks/datagram-header.ts'
import { replies, replyBytes, replyOf } from '../../../src/engines/tunnel/socks/reply.ts'

const nobody: SocksLogin = { user: '', password: '' }
const operator: SocksLogin = { user: 'operator', password: 'pässword' }

/** Everything that a conversation does, in words. */
function converse(pieces: readonly Uint8Array[], login = nobody): { done: string[]; rest: string } {
  const done: string[] = []
  const conversation = new SocksConversation(login, {
    answer: (bytes) => done.push(`answer ${Buffer.from(bytes).toString('hex')}`),
    connect: ({ host, port }) => done.push(`connect ${host} ${port}`),
    associate: ({ host, port }) => done.push(`associate ${host} ${port}`),
    refuse: ({ code }) => done.push(`refuse ${code}`),
  })
  const after: Uint8Array[] = []
  for (const piece of pieces)
    if (conversation.isOver) after.push(piece)
    else conversation.push(piece)
  return { done, rest: Buffer.concat([conversation.rest, ...after]).toString() }
}

const bytes = (...parts: (string | number | Uint8Array)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))))
const text = (words: string) => bytes(Buffer.byteLength(words), words)
const greeting = bytes(5, 1, 0)
const connectTo = (name: string, port: number) => bytes(5, 1, 0, 3, text(name), port >> 8, port & 255)

/** Each cut into two, and into single bytes. */
function splits(whole: Uint8Array): Uint8Array[][] {
  const two = Array.from(whole, (_, at) => [whole.subarray(0, at), whole.subarray(at)])
  return [[whole], ...two, Array.from(whole, (byte) => Uint8Array.of(byte))]
}

describe('a SOCKS5 conversation', () => {
  test('asks for no login and hands on where to, wherever the bytes are cut', () => {
    const whole = bytes(greeting, connectTo('camera.lan', 554), 'OPTIONS')
    for (const pieces of splits(whole))
      expect(converse(pieces)).toEqual({ done: ['answer 0500', 'connect camera.lan 554'], rest: 'OPTIONS' })
  })

  test('takes IPv4, IPv6, and addresses that are written as names', () => {
    const four = bytes(5, 1, 0, 1, Buffer.of(10, 0, 0, 5), 0, 80)
    const six = bytes(5, 1, 0, 4, Buffer.from(`fd00${'00'.repeat(13)}05`, 'hex'), 0x1f, 0x90)
    expect(converse([greeting, four]).done[1]).toBe('connect 10.0.0.5 80')
    expect(converse([greeting, six]).done[1]).toBe('connect fd00::5 8080')
    expect(converse([greeting, connectTo('fd00::7', 80)]).done[1]).toBe('connect fd00::7 80')
  })

  test('a login must fit in both parts, wherever it is cut', () => {
    const hello = bytes(5, 2, 0, 2)
    const good = bytes(hello, 1, text('operator'), text('pässword'), connectTo('a', 1))
    for (const pieces of splits(good))
      expect(converse(pieces, operator).done).toEqual(['answer 0502', 'answer 0100', 'connect a 1'])
    for (const [user, password] of [
      ['operator', 'wrong'],
      ['operato', 'pässword'],
      ['', ''],
    ] as const)
      expect(converse([hello, bytes(1, text(user), text(password))], operator).done).toEqual([
        'answer 0502',
        'answer 0101',
        'refuse socks-refused',
      ])
  })

  test('a client without any way to log in that is asked for is let go', () => {
    expect(converse([greeting], operator).done).toEqual(['answer 05ff', 'refuse socks-refused'])
    expect(converse([bytes(5, 1, 2)]).done).toEqual(['answer 05ff', 'refuse socks-refused'])
    expect(converse([bytes(5, 0)]).done).toEqual(['answer 05ff', 'refuse socks-refused'])
  })

  test('UDP is asked for with any address and port', () => {
    const request = bytes(5, 3, 0, 1, Buffer.of(0, 0, 0, 0), 0, 0)
    expect(converse([greeting, request]).done).toEqual(['answer 0500', 'associate 0.0.0.0 0'])
  })

  test('what it cannot do is answered with the code for it', () => {
    const outcome = (request: Uint8Array) => converse([greeting, request]).done.slice(1)
    const refusal = (reply: number) => [`answer 050${reply}0001000000000000`, 'refuse socks-invalid']
    expect(outcome(bytes(4, 1, 0, 1))).toEqual(refusal(1))
    expect(outcome(bytes(5, 2, 0, 1, Buffer.alloc(6)))).toEqual(refusal(7))
    expect(outcome(bytes(5, 9, 0, 1, Buffer.alloc(6)))).toEqual(refusal(7))
    expect(outcome(bytes(5, 1, 0, 2, Buffer.alloc(6)))).toEqual(refusal(8))
    expect(outcome(connectTo('a', 0))).toEqual(refusal(1))
    for (const name of ['', '-x', 'http://a', 'a b', 'a\0b', 'x'.repeat(255), '../a', 'ünï'])
      expect(outcome(connectTo(name, 80)), name).toEqual(refusal(4))
    expect(outcome(bytes(5, 1, 0, 3, 2, Buffer.of(0xc3, 0x28), 0, 80))).toEqual(refusal(4))
  })

  test('other protocols are let go with the first byte', () => {
    for (const other of ['GET / HTTP/1.1\r\n\r\n', bytes(4, 1, 0, 80), bytes(22, 3, 1)])
      expect(converse([bytes(other)]).done).toEqual(['answer 05ff', 'refuse socks-invalid'])
  })

  test('whatever comes, in whatever pieces, it ends once or waits, and never throws', () => {
    const mostlyRight = fc.tuple(
      fc.constantFrom(greeting, bytes(5, 2, 0, 2), bytes()),
      fc.uint8Array({ maxLength: 600 }),
    )
    fc.assert(
      fc.property(mostlyRight, fc.array(fc.nat(30)), fc.boolean(), ([start, rest], cuts, asks) => {
        const whole = bytes(start, rest)
        const pieces: Uint8Array[] = []
        let at = 0
        for (const cut of cuts) {
          pieces.push(whole.subarray(at, at + cut))
          at += cut
        }
        pieces.push(whole.subarray(at))
        const login = asks ? operator : nobody
        const { done } = converse(pieces, login)
        expect(done).toEqual(converse([whole], login).done)
        expect(done.filter((what) => !what.startsWith('answer')).length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('replies', () => {
  test('say where a socket is bound', () => {
    expect(Buffer.from(replyBytes(replies.ok)).toString('hex')).toBe('05000001000000000000')
    expect(Buffer.from(replyBytes(replies.ok, { host: '::1', port: 1080 })).toString('hex')).toBe(
      `05000004${'00'.repeat(15)}010438`,
    )
  })

  test('each fault has its code', () => {
    const codes = {
      'tunnel-denied': 2,
      'network-unreachable': 3,
      'target-unreachable': 4,
      'host-not-found': 4,
      'target-refused': 5,
      'target-timeout': 6,
      'tube-lost': 1,
    } as const
    for (const [code, reply] of Object.entries(codes)) expect(replyOf(code as keyof typeof codes)).toBe(reply)
  })
})

describe('the header of datagrams', () => {
  test('is what RFC 1928 says', () => {
    const header = new Uint8Array(largestHeaderBytes)
    const end = writeDatagramHeader(header, 0, { host: '10.0.0.5', port: 53 })
    expect(Buffer.from(header.subarray(0, end)).toString('hex')).toBe('000000010a0000050035')
    expect(writeDatagramHeader(header, 0, { host: 'x'.repeat(255), port: 1 })).toBe(largestHeaderBytes)
  })

  test('what was written is read again', () => {
    const hosts = fc.oneof(fc.ipV4(), fc.constantFrom('fd00::1', 'dns.lan', 'a'))
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 65_535 }), fc.nat(20), (host, port, at) => {
        const datagram = new Uint8Array(400)
        const dataAt = writeDatagramHeader(datagram, at, { host, port })
        expect(readDatagram(datagram, at, dataAt)).toEqual({ host, port, dataAt })
        for (let end = at; end < dataAt; end++) expect(readDatagram(datagram, at, end)).toBeUndefined()
      }),
    )
  })

  test('fragments and malformed ones are none', () => {
    const good = Buffer.from('000000010a0000050035', 'hex')
    expect(readDatagram(good)).toBeDefined()
    for (const [at, value] of [
      [0, 1],
      [2, 1],
      [3, 2],
      [9, 0],
    ] as const) {
      const bad = Buffer.from(good)
      bad[at] = value
      expect(readDatagram(bad)).toBeUndefined()
    }
  })

  test('no bytes make it throw or read beyond their end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(3), (noise, type) => {
        const datagram = bytes(0, 0, 0, type + 1, noise)
        const read = readDatagram(datagram)
        if (read) expect(read.dataAt).toBeLessThanOrEqual(datagram.length)
      }),
    )
  })
})
