import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Conversation } from '../../../src/host/rendezvous/conversation.ts'
import type { Line } from '../../../src/host/rendezvous/line.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { cryptoIdle } from '../../support/transfer/crypto-idle.ts'

const key = randomBytes(32)
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await cryptoIdle()
}

function end(role: 'initiator' | 'responder', clock = new ManualClock()) {
  const heard: string[] = []
  const faults: string[] = []
  const conversation = new Conversation({
    role,
    key,
    clock,
    heard: (kind, text) => void heard.push(kind + text),
    failed: ({ code }) => void faults.push(code),
  })
  return { conversation, heard, faults, clock }
}

/** A line that leads to `to`, as far as `passes` lets texts through. */
function lineTo(to: Conversation, passes: (text: string) => string | undefined = (text) => text) {
  const said: string[] = []
  const line: Line = {
    send(message) {
      const { text } = message as { text: string }
      said.push(text)
      const passed = passes(text)
      if (passed !== undefined) to.take(passed)
    },
    listen: () => {},
    allow: () => {},
    check: () => {},
    closed: new Promise(() => {}),
    close: () => {},
  }
  return { line, said }
}

test('what is said while nobody is there comes when somebody is, once and in order', async () => {
  const [left, right] = [end('initiator'), end('responder')]
  for (const text of ['a', 'b', 'c']) left.conversation.send('s', text)
  await settle()
  left.conversation.attach(lineTo(right.conversation).line)
  right.conversation.attach(lineTo(left.conversation).line)
  await left.conversation.flushed()
  await settle()
  expect(right.heard).toEqual(['sa', 'sb', 'sc'])
  // Over a new line nothing comes twice.
  left.conversation.attach(lineTo(right.conversation).line)
  left.conversation.send('e', 'bye')
  await left.conversation.flushed()
  await settle()
  expect(right.heard).toEqual(['sa', 'sb', 'sc', 'ebye'])
})

test('what is lost on the way is sent again after a while', async () => {
  const [left, right] = [end('initiator'), end('responder')]
  let isLost = true
  left.conversation.attach(lineTo(right.conversation, (text) => (isLost ? undefined : text)).line)
  right.conversation.attach(lineTo(left.conversation).line)
  left.conversation.send('s', 'a')
  await settle()
  isLost = false
  await left.clock.advance(5000)
  await settle()
  expect(right.heard).toEqual(['sa'])
})

test('nobody on the way can read what is said', async () => {
  const [left, right] = [end('initiator'), end('responder')]
  const { line, said } = lineTo(right.conversation)
  left.conversation.attach(line)
  left.conversation.send('s', 'candidate:1 1 udp 192.0.2.7')
  await settle()
  expect(right.heard).toHaveLength(1)
  expect(said.join()).toMatch(/^h0,t1:[\w-]+$/)
  expect(said.join()).not.toContain(Buffer.from('candidate').toString('base64url'))
})

test.each([
  ['changes one', (text: string) => text.replace(/..$/, 'AA')],
  [
    'puts another in its place',
    (text: string) => (text.startsWith('t1:') ? undefined : text.replace('t2', 't1')),
  ],
])('somebody on the way who %s is found out', async (_, change) => {
  const [left, right] = [end('initiator'), end('responder')]
  left.conversation.attach(lineTo(right.conversation, change).line)
  left.conversation.send('s', 'a')
  left.conversation.send('s', 'b')
  await settle()
  expect([right.heard, right.faults]).toEqual([[], ['transfer-tampered']])
})

test('a text is not heard before the one that it follows', async () => {
  const [left, right] = [end('initiator'), end('responder')]
  left.conversation.attach(
    lineTo(right.conversation, (text) => (text.startsWith('t1:') ? undefined : text)).line,
  )
  left.conversation.send('s', 'a')
  left.conversation.send('s', 'b')
  await settle()
  expect([right.heard, right.faults]).toEqual([[], []])
})

test('an own text that is sent back is none of the other end', async () => {
  const left = end('initiator')
  left.conversation.attach(lineTo(left.conversation).line)
  left.conversation.send('s', 'a')
  await settle()
  expect([left.heard, left.faults]).toEqual([[], ['transfer-tampered']])
})

test('what nobody takes is kept up to a bound, and a text has a bound too', async () => {
  const { conversation } = end('initiator')
  for (let n = 0; n < 64; n++) conversation.send('s', 'x')
  expect(() => conversation.send('s', 'x')).toThrow(expect.objectContaining({ code: 'too-many' }))
  expect(() => end('initiator').conversation.send('s', 'ü'.repeat(33_000))).toThrow(
    expect.objectContaining({ code: 'invalid' }),
  )
  await settle()
})

test('whatever comes over a line, nothing throws and nothing is heard', async () => {
  const { conversation, heard } = end('initiator')
  const { line, said } = lineTo(end('responder').conversation)
  conversation.attach(line)
  const text = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('h', 't'), fc.nat(3), fc.base64String())
      .map(([kind, n, rest]) => `${kind}${n}:${rest}`),
    fc.nat().map((n) => `h${n}`),
  )
  fc.assert(fc.property(text, (each) => conversation.take(each)))
  await settle()
  expect(heard).toEqual([])
  expect(said.length).toBeLessThan(200)
})
