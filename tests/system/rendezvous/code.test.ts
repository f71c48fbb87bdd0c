import { expect, test } from 'vitest'
import { FakeNetwork } from '../../support/peers.ts'
import { type Caller, openCaller, signal, startRendezvous } from '../../support/rendezvous.ts'

/** One opens a code, the other comes with it; both by now joined. */
async function join(opener: Caller, joiner: Caller, text?: string) {
  const opened = await opener.calls.openCode({ minutes: 5 }, signal)
  const joined = await joiner.calls.joinCode({ code: text ?? opened.code }, signal)
  const there = await opener.callUntil(opened.id, 'joined')
  return { here: there, there: joined }
}

test('two hosts that know the same code talk through a rendezvous, which sees neither words nor texts', async () => {
  const rendezvous = await startRendezvous()
  const studio = await openCaller({ name: 'Studio', rendezvous: rendezvous.at })
  const van = await openCaller({ name: 'Van', rendezvous: rendezvous.at })
  const { here, there } = await join(studio, van)
  expect(here).toMatchObject({
    role: 'initiator',
    by: 'code',
    peer: { id: '', name: 'Van' },
    code: '',
    problem: '',
  })
  expect(there).toMatchObject({ role: 'responder', by: 'code', peer: { id: '', name: 'Studio' } })
  expect(Buffer.from(here.secret, 'base64')).toHaveLength(32)
  expect(here.secret).toBe(there.secret)
  studio.say(here.id, 'offer')
  expect(await van.hear(there.id)).toBe('offer')
  for (const text of ['answer', 'candidate', 'ü'.repeat(30_000)]) van.say(there.id, text)
  expect([await studio.hear(here.id), await studio.hear(here.id), await studio.hear(here.id)]).toEqual([
    'answer',
    'candidate',
    'ü'.repeat(30_000),
  ])
  expect(rendezvous.counters()).toMatchObject({ waiting: 0, calls: 1, opened: 1, claimed: 1, wrong: 0 })
  studio.calls.endCall({ callId: here.id, reason: 'Enough.' }, signal)
  expect(await van.callUntil(there.id, 'ended')).toMatchObject({
    problem: 'Enough.',
    faultCode: '',
    secret: '',
  })
})

test('without a rendezvous a code works on the network', async () => {
  const network = new FakeNetwork()
  const studio = await openCaller({ name: 'Studio', network })
  const van = await openCaller({ name: 'Van', network })
  const { here, there } = await join(studio, van)
  expect(here.secret).toBe(there.secret)
  van.say(there.id, 'hello')
  expect(await studio.hear(here.id)).toBe('hello')
})
