import { expect, test } from 'vitest'
import { plainAddress } from '../../../../src/engines/diagnose/peer/addresses.ts'
import {
  answerSchema,
  encodeUdpEcho,
  isProof,
  newNonce,
  newToken,
  proofOf,
  type Request,
  readLine,
  readRequest,
  readUdpEcho,
  requestLine,
} from '../../../../src/engines/diagnose/peer/messages.ts'

const request: Request = { type: 'download', ms: 2000, bitsPerSecond: 4e8 }

test('what a connection is for is read of somebody who has the token, for this connection alone', () => {
  const [token, nonce] = [newToken(), newNonce()]
  const line = requestLine(token, nonce, request)
  expect(line).not.toContain(token)
  expect(readRequest(token, nonce, line)).toEqual(request)
  expect(readRequest(newToken(), nonce, line)).toBeUndefined()
  expect(readRequest(token, newNonce(), line)).toBeUndefined()
  expect(readRequest(token, nonce, line.replace('2000', '9000'))).toBeUndefined()
})

test('a request that asks for too much is none, whoever asks', () => {
  const [token, nonce] = [newToken(), newNonce()]
  for (const wrong of [
    { ...request, ms: 60_000 },
    { ...request, bitsPerSecond: 1e15 },
    { type: 'call-back', transport: 'tcp', port: 0, nonce },
    { type: 'shell' },
  ])
    expect(readRequest(token, nonce, requestLine(token, nonce, wrong as Request))).toBeUndefined()
})

test('a proof is of one text and one token', () => {
  const proof = proofOf('one', 'text')
  expect(isProof('one', 'text', proof)).toBe(true)
  for (const wrong of ['', 'x', `${proof}x`, proof.slice(1), proof.toUpperCase()])
    expect(isProof('one', 'text', wrong)).toBe(false)
  expect(isProof('two', 'text', proof)).toBe(false)
})

test('a datagram carries its number and shows that its sender has the token', () => {
  const token = newToken()
  const bytes = encodeUdpEcho(token, 4_000_000_000)
  expect(readUdpEcho(token, bytes)).toBe(4_000_000_000)
  expect(readUdpEcho(newToken(), bytes)).toBeUndefined()
  expect(readUdpEcho(token, bytes.subarray(1))).toBeUndefined()
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = changed[at]! ^ 1
    expect(readUdpEcho(token, changed)).toBeUndefined()
  }
})

test('whatever else is said is no message', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((seed / 2 ** 31) * below)
  }
  const [token, nonce] = [newToken(), newNonce()]
  const good = requestLine(token, nonce, request)
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(good)
    for (let change = 0; change <= random(3); change++) bytes[random(bytes.length)] = random(256)
    const line = bytes.toString()
    if (line !== good) expect(readRequest(token, nonce, line)).toBeUndefined()
    const noise = Buffer.from(Array.from({ length: random(40) }, () => random(256)))
    expect(readUdpEcho(token, noise)).toBeUndefined()
    expect(readRequest(token, nonce, noise.toString())).toBeUndefined()
    expect(readLine(answerSchema, noise.toString())).toBeUndefined()
  }
  for (const line of ['', 'null', '[]', '{"type":"__proto__"}', '{"type":"counted","bytes":-1,"ms":1}', '{'])
    expect(readLine(answerSchema, line)).toBeUndefined()
})

test('an address is spelt in one way', () => {
  expect(plainAddress('::ffff:198.51.100.7')).toBe('198.51.100.7')
  expect(plainAddress('198.51.100.7')).toBe('198.51.100.7')
  expect(plainAddress('fe80:0::0007%eth0')).toBe('fe80::7')
})
