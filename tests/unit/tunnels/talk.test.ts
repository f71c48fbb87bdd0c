import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTalkText, writeTalkText } from '../../../src/host/tunnels/talk-text.ts'
import { TubeTalk } from '../../../src/host/tunnels/tube-talk.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'
import { FakeEngine, FakeSignalling, signallings } from './fakes.ts'

function talkOver(signalling: FakeSignalling, clock = new ManualClock()) {
  const engine = new FakeEngine()
  const problems: unknown[] = []
  const talk = new TubeTalk({
    tubeId: 'tube',
    party: 'tube',
    by: 'code',
    peer: { id: '', name: 'Van' },
    signalling,
    tell: engine.tell,
    clock,
    report: (error) => void problems.push(error),
  })
  return { talk, engine, signalling, clock, problems }
}

/** Two hosts that talk about one tube. */
async function two() {
  const [one, other] = signallings()
  const ends = [talkOver(one), talkOver(other)] as const
  for (const { talk } of ends) talk.start()
  await settle()
  for (const { engine } of ends) engine.told.length = 0
  return ends
}

test('whatever hosts say is read as it was written, and nothing that is said throws', () => {
  fc.assert(
    fc.property(fc.nat(999_999), fc.json(), (making, signal) => {
      const text = { kind: 'signal', making, signal } as const
      expect(readTalkText(writeTalkText(text))).toEqual(text)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => void readTalkText(text)))
  expect(readTalkText(writeTalkText({ kind: 'close' }))).toEqual({ kind: 'close' })
})

test('signals of the first making go as they are', () => {
  expect(writeTalkText({ kind: 'signal', making: 0, signal: '{"lane":0}' })).toBe('{"lane":0}')
})

test('the engine begins the tube before it hears anything, and says what it has to say', async () => {
  const { talk, engine, signalling } = talkOver(new FakeSignalling('responder'))
  talk.start()
  signalling.onMessage('offer')
  talk.say('answer')
  await settle()
  expect(engine.told).toEqual(['open tube responder', 'hear tube offer'])
  expect(signalling.said).toEqual(['answer'])
})

test('one host has the tube made anew, and the other begins it anew too', async () => {
  const [here, there] = await two()
  here.talk.anew()
  await settle()
  expect(here.engine.told).toEqual(['close tube', 'open tube initiator'])
  expect(there.engine.told).toEqual(['close tube', 'open tube responder'])
  here.talk.say('offer')
  await settle()
  expect(there.engine.told.at(-1)).toBe('hear tube offer')
})

test('when both have it made anew at once, it is made once', async () => {
  const [here, there] = await two()
  here.talk.anew()
  there.talk.anew()
  await settle()
  expect(here.engine.told).toEqual(['close tube', 'open tube initiator'])
  expect(there.engine.told).toEqual(['close tube', 'open tube responder'])
})

test('what was said of an earlier making is past', async () => {
  const [here, there] = await two()
  here.talk.anew()
  there.talk.say('an old answer')
  await settle()
  expect(here.engine.told).not.toContain('hear tube an old answer')
})

test('what an engine said before it closed the last tube is not taken for the next', async () => {
  const { talk, engine, signalling } = talkOver(new FakeSignalling())
  talk.start()
  await settle()
  const gate = Promise.withResolvers<void>()
  engine.gate = gate.promise
  talk.anew()
  await settle()
  talk.say('of the last')
  gate.resolve()
  await settle()
  talk.say('of the next')
  expect(signalling.said).toEqual(['@1 ', 'of the last', '@1 of the next'])
})

test('it is begun when the engine has said so', async () => {
  const { talk, engine, clock } = talkOver(new FakeSignalling())
  const gate = Promise.withResolvers<void>()
  engine.gate = gate.promise
  talk.start()
  await settle()
  expect(talk.begunAt).toBe(Number.POSITIVE_INFINITY)
  gate.resolve()
  await settle()
  expect(talk.begunAt).toBe(clock.now())
})

test('who closes the tube says so, so that the other end does not try again', async () => {
  const [here, there] = await two()
  void here.talk.close('Enough.', true)
  await settle()
  expect(await there.talk.over).toEqual({ isByIntent: true, code: '', text: 'Enough.' })
  expect(here.engine.told).toEqual(['close tube', 'mute tube'])
  expect(there.engine.told).toEqual(['mute tube'])
})

test('a host that ends does not say so', async () => {
  const [here, there] = await two()
  void here.talk.close('Hawser was closed.', false)
  await settle()
  expect(await there.talk.over).toMatchObject({ isByIntent: false, text: 'Hawser was closed.' })
})

test('who says more than the engine takes is heard no more', async () => {
  const { talk, engine, signalling, problems } = talkOver(new FakeSignalling('responder'))
  const gate = Promise.withResolvers<void>()
  engine.gate = gate.promise
  talk.start()
  for (let n = 0; n <= 1000; n++) signalling.onMessage(`candidate ${n}`)
  expect(problems).toMatchObject([{ code: 'tunnel-protocol' }])
  expect(talk.isOver).toBe(true)
  gate.resolve()
})

test('who begins the tube again and again is heard no more', async () => {
  const { talk, signalling, problems } = talkOver(new FakeSignalling())
  talk.start()
  for (let making = 1; making <= 30; making++) signalling.onMessage(`@${making} `)
  await settle()
  expect(problems).toMatchObject([{ code: 'tunnel-protocol' }])
  expect(talk.isOver).toBe(true)
})

test('who has it made anew now and then is welcome', async () => {
  const { talk, signalling, clock, problems } = talkOver(new FakeSignalling())
  talk.start()
  for (let making = 1; making <= 100; making++) {
    signalling.onMessage(`@${making} `)
    await clock.advance(2000)
  }
  expect([problems, talk.isOver]).toEqual([[], false])
})

test('a talk waits until the engine has been told the end of the one before', async () => {
  const engine = new FakeEngine()
  const before = Promise.withResolvers<void>()
  const talk = new TubeTalk({
    tubeId: 'tube',
    party: 'van',
    by: 'device',
    peer: { id: 'van', name: 'Van' },
    signalling: new FakeSignalling(),
    tell: engine.tell,
    clock: new ManualClock(),
    after: before.promise,
    report: () => {},
  })
  talk.start()
  await settle()
  expect(engine.told).toEqual([])
  before.resolve()
  await settle()
  expect(engine.told).toEqual(['open tube initiator for van'])
})
