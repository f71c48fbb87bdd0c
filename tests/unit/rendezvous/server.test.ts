import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Line } from '../../../src/host/rendezvous/line.ts'
import { memoryLines } from '../../../src/host/rendezvous/memory-line.ts'
import type { Answer, Question } from '../../../src/host/rendezvous/messages.ts'
import { RendezvousServer, type ServerOptions } from '../../../src/host/rendezvous/server.ts'
import { Sources } from '../../../src/host/rendezvous/sources.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'

const token = 'a'.repeat(22)
const otherToken = 'b'.repeat(22)
const room = 'r'.repeat(22)

function start(given: Partial<ServerOptions> = {}) {
  const clock = new ManualClock()
  const sources = new Sources(
    { connections: 100, connectionsOfSource: 100, tries: 3, tryMs: 1000, remembered: 100 },
    clock.now,
  )
  const server = new RendezvousServer({
    clock,
    sources,
    isPublic: true,
    waiting: 10,
    waitingOfSource: 4,
    changed: () => {},
    ...given,
  })
  let hosts = 0
  const come = (source = `10.0.0.${++hosts}`, own?: Line) => {
    const [near, far] = memoryLines()
    const answers: (Answer | 'closed')[] = []
    const line = own ?? near
    line.listen((answer) => void answers.push(answer as Answer))
    void line.closed.then(() => answers.push('closed'))
    if (own === undefined) server.accept(far, source)
    const say = async (question: Question) => {
      line.send(question)
      await settle()
    }
    return { say, answers, line }
  }
  return { server, clock, come }
}

const open = (nameplate = '4821', given = {}) =>
  ({ type: 'open', nameplate, token, minutes: 5, ...given }) as const
const claim = (nameplate = '4821') => ({ type: 'claim', nameplate }) as const
const text = (what: string) => ({ type: 'text', text: what }) as const

test('who waits and who comes are told, and texts go from one to the other', async () => {
  const { server, come } = start()
  const [opener, joiner] = [come(), come()]
  await opener.say(open())
  await joiner.say(claim())
  await opener.say(text('hello'))
  await joiner.say(text('hi'))
  expect(opener.answers).toEqual([{ type: 'opened' }, { type: 'claimed' }, text('hi')])
  expect(joiner.answers).toEqual([{ type: 'claimed' }, text('hello')])
  expect(server.counters).toMatchObject({ connections: 2, waiting: 1, opened: 1, claimed: 1, texts: 2 })
})

test('in a room both go on, and the number can be used by others', async () => {
  const { server, come } = start()
  const [opener, joiner, other] = [come(), come(), come()]
  await opener.say(open())
  await joiner.say(claim())
  await opener.say({ type: 'meet', room, side: 'opener' })
  expect(opener.answers.at(-1)).toEqual({ type: 'peer', there: false })
  await other.say(open('4821', { token: otherToken }))
  expect(other.answers).toEqual([{ type: 'opened' }])
  await joiner.say({ type: 'meet', room, side: 'joiner' })
  await joiner.say(text('x'))
  expect(opener.answers.slice(-2)).toEqual([{ type: 'peer', there: true }, text('x')])
  joiner.line.close()
  await settle()
  expect(opener.answers.at(-1)).toEqual({ type: 'peer', there: false })
  // Nobody is there: it is not kept.
  await opener.say(text('lost'))
  const again = come()
  await again.say({ type: 'meet', room, side: 'joiner' })
  expect(again.answers).toEqual([{ type: 'peer', there: true }])
  expect(server.counters).toMatchObject({ calls: 1, waiting: 1 })
})

test('who comes back to a room takes the place of a connection that may be dead', async () => {
  const { come } = start()
  const [first, other, second] = [come(), come(), come()]
  await first.say({ type: 'meet', room, side: 'opener' })
  await other.say({ type: 'meet', room, side: 'joiner' })
  await second.say({ type: 'meet', room, side: 'opener' })
  await other.say(text('x'))
  expect(first.answers.at(-1)).toBe('closed')
  expect(second.answers).toEqual([{ type: 'peer', there: true }, text('x')])
  expect(other.answers.at(-1)).toEqual({ type: 'peer', there: true })
})

test('a number is kept a while for who waits there and loses the connection, and for nobody else', async () => {
  const { server, clock, come } = start()
  const first = come()
  await first.say(open())
  first.line.close()
  await settle()
  const stranger = come()
  await stranger.say(open('4821', { token: otherToken }))
  expect(stranger.answers).toEqual([{ type: 'taken' }])
  const second = come()
  await second.say(open())
  expect(second.answers).toEqual([{ type: 'opened' }])
  await clock.advance(60_000)
  expect(server.counters.waiting).toBe(1)
  second.line.close()
  await clock.advance(30_000)
  expect(server.counters.waiting).toBe(0)
})

test('one comes at a time, and after a wrong one there is a rest', async () => {
  const { server, clock, come } = start()
  const [opener, first, second] = [come(), come(), come()]
  await opener.say(open())
  await first.say(claim())
  await second.say(claim())
  expect(second.answers).toEqual([{ type: 'refused', code: 'rendezvous-busy' }, 'closed'])
  await opener.say({ type: 'dismiss', wrong: true })
  expect(first.answers).toEqual([{ type: 'claimed' }, 'closed'])
  const third = come()
  await third.say(claim())
  expect(third.answers[0]).toEqual({ type: 'refused', code: 'rendezvous-busy' })
  await clock.advance(1000)
  const fourth = come()
  await fourth.say(claim())
  expect(fourth.answers).toEqual([{ type: 'claimed' }])
  fourth.line.close()
  await settle()
  expect(opener.answers.at(-1)).toEqual({ type: 'left' })
  expect(server.counters.wrong).toBe(1)
})

test('who guesses numbers is not answered any more, wherever he connects from in his network', async () => {
  const { server, clock, come } = start()
  await come().say(open())
  const guess = async (nameplate: string, source: string) => {
    const visitor = come(source)
    await visitor.say(claim(nameplate))
    return visitor.answers[0]
  }
  for (let n = 0; n < 3; n++)
    expect(await guess(`900${n}`, `2001:db8::${n}`)).toEqual({ type: 'refused', code: 'code-unknown' })
  // Not even whether he is right.
  expect(await guess('4821', '2001:db8::9')).toEqual({ type: 'refused', code: 'rendezvous-busy' })
  await clock.advance(1000)
  expect(await guess('4821', '2001:db8::9')).toEqual({ type: 'claimed' })
  expect(server.counters).toMatchObject({ unknown: 3, busy: 1 })
})

test('codes that wait have bounds, of each source and of all, and a time', async () => {
  const { server, clock, come } = start()
  for (let n = 0; n < 4; n++) await come('10.9.9.9').say(open(`100${n}`))
  const fifth = come('10.9.9.9')
  await fifth.say(open('1009'))
  expect(fifth.answers[0]).toEqual({ type: 'refused', code: 'rendezvous-busy' })
  for (let n = 0; n < 6; n++) await come().say(open(`200${n}`))
  const last = come()
  await last.say(open('3000'))
  expect(last.answers[0]).toEqual({ type: 'refused', code: 'rendezvous-busy' })
  await clock.advance(5 * 60_000)
  expect(server.counters).toMatchObject({ waiting: 0, connections: 0 })
})

test('who says nothing is sent away', async () => {
  const { server, clock, come } = start()
  const silent = come()
  await clock.advance(15_000)
  expect(silent.answers).toEqual(['closed'])
  expect(server.counters.connections).toBe(0)
})

test('a host that serves its own codes lets others come with them, and wait or meet with nothing else', async () => {
  const { server, come } = start({ isPublic: false })
  const stranger = come()
  await stranger.say(open())
  expect(stranger.answers).toEqual([{ type: 'refused', code: 'call-declined' }, 'closed'])
  const lost = come()
  await lost.say({ type: 'meet', room, side: 'joiner' })
  expect(lost.answers[0]).toEqual({ type: 'refused', code: 'code-unknown' })
  const own = come('', server.own())
  await own.say(open())
  const joiner = come()
  await joiner.say(claim())
  await own.say({ type: 'meet', room, side: 'opener' })
  await joiner.say({ type: 'meet', room, side: 'joiner' })
  await own.say(text('x'))
  expect(joiner.answers.at(-1)).toEqual(text('x'))
})

test('whatever visitors say in whatever order, it holds no more than who is there', async () => {
  const nameplate = fc.constantFrom('1000', '1001', '10', 'x')
  const question = fc.oneof(
    fc.record({
      type: fc.constant('open'),
      nameplate,
      token: fc.constantFrom(token, otherToken),
      minutes: fc.nat(3),
    }),
    fc.record({ type: fc.constant('claim'), nameplate }),
    fc.record({ type: fc.constant('dismiss'), wrong: fc.boolean() }),
    fc.record({
      type: fc.constant('meet'),
      room: fc.constantFrom(room, token),
      side: fc.constantFrom('opener', 'joiner', 'x'),
    }),
    fc.record({ type: fc.constant('text'), text: fc.string() }),
    fc.constant({ type: 'leave' }),
    fc.constant('gone' as const),
    fc.constant('time' as const),
    fc.dictionary(fc.string(), fc.anything()),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), question), { maxLength: 40 }), async (steps) => {
      const { server, clock, come } = start()
      const visitors = Array.from({ length: 5 }, () => come())
      for (const [index, step] of steps) {
        const visitor = visitors[index]!
        if (visitor.answers.at(-1) === 'closed') visitors[index] = come()
        else if (step === 'gone') visitor.line.close()
        else if (step === 'time') await clock.advance(5000)
        else await visitor.say(step as Question)
        await settle()
        const { connections, waiting, calls } = server.counters
        expect(connections).toBeLessThanOrEqual(5)
        expect(waiting).toBeLessThanOrEqual(5)
        expect(calls).toBeLessThanOrEqual(connections)
      }
      for (const { line } of visitors) line.close()
      await clock.advance(4 * 60_000)
      expect(server.counters).toMatchObject({ connections: 0, waiting: 0, calls: 0 })
    }),
    { numRuns: 60 },
  )
})
