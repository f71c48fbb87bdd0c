import { expect, test } from 'vitest'
import { startRelay } from '../../support/cuttable-relay.ts'
import { FakeNetwork, pairByCode } from '../../support/peers.ts'
import { type Caller, openCaller, signal, until } from '../../support/rendezvous.ts'

/** Two that are paired, and within reach. */
async function pairedCallers() {
  const network = new FakeNetwork()
  const studio = await openCaller({ name: 'Studio', network })
  const van = await openCaller({ name: 'Van', network })
  await pairByCode(studio, van)
  const [studioId, vanId] = [studio.peers.state.self.id, van.peers.state.self.id]
  await until(
    () => studio.peers.transferPlaces(vanId).length > 0 && van.peers.transferPlaces(studioId).length > 0,
  )
  return { studio, van, studioId, vanId, network }
}

/** The call that comes in. */
const incoming = async (caller: Caller) =>
  (await caller.until((calls) => calls.some(({ state }) => state === 'incoming'))).find(
    ({ state }) => state === 'incoming',
  )!

test('a paired device is called, rings, is taken by one window alone, and both talk', async () => {
  const { studio, van, studioId, vanId } = await pairedCallers()
  const calling = await studio.calls.callDevice({ id: vanId }, signal)
  expect(calling).toMatchObject({
    state: 'ringing',
    by: 'device',
    peer: { id: vanId, name: 'Van' },
    secret: '',
  })
  const call = await incoming(van)
  expect(call).toMatchObject({ by: 'device', peer: { id: studioId, name: 'Studio' }, secret: '' })
  expect(van.events.at(-1)).toMatchObject({ code: 'call-incoming', peerId: studioId })
  expect(van.calls.takeCall({ callId: call.id }, signal)).toEqual({ taken: true })
  expect(van.calls.takeCall({ callId: call.id }, signal)).toEqual({ taken: false })
  const [here, there] = await Promise.all([
    studio.callUntil(calling.id, 'joined'),
    van.callUntil(call.id, 'joined'),
  ])
  expect(Buffer.from(here.secret, 'base64')).toHaveLength(32)
  expect(here.secret).toBe(there.secret)
  expect([here.role, there.role].sort()).toEqual(['initiator', 'responder'])
  van.say(call.id, 'offer')
  studio.say(calling.id, 'answer')
  expect([await studio.hear(calling.id), await van.hear(call.id)]).toEqual(['offer', 'answer'])
  studio.calls.endCall({ callId: calling.id, reason: 'Done.' }, signal)
  expect(await van.callUntil(call.id, 'ended')).toMatchObject({ problem: 'Done.', faultCode: '' })
})

test('a call for a tunnel is taken by the host, and rings in no window', async () => {
  const { studio, van, studioId, vanId } = await pairedCallers()
  const calling = await studio.calls.call('tunnel', vanId, signal)
  await until(() => van.tunnelCalls.length === 1)
  const [call] = van.tunnelCalls
  expect(call?.view).toMatchObject({ purpose: 'tunnel', state: 'incoming', peer: { id: studioId } })
  expect(van.calls.take(call!)).toBe(true)
  await until(() => calling.isJoined)
  expect(calling.view.secret).toBe(call?.view.secret)
  for (const caller of [studio, van]) {
    expect(await caller.until(() => true)).toEqual([])
    expect(caller.events.some(({ code }) => code === 'call-incoming')).toBe(false)
  }
})

test('a no is told as one, and so is hanging up before anybody answers', async () => {
  const { studio, van, vanId } = await pairedCallers()
  const first = await studio.calls.callDevice({ id: vanId }, signal)
  van.calls.endCall({ callId: (await incoming(van)).id, reason: 'On air.' }, signal)
  expect(await studio.callUntil(first.id, 'ended')).toMatchObject({
    faultCode: 'call-declined',
    problem: 'On air.',
  })
  const second = await studio.calls.callDevice({ id: vanId }, signal)
  const call = await incoming(van)
  studio.calls.endCall({ callId: second.id, reason: '' }, signal)
  expect(await van.callUntil(call.id, 'ended')).toMatchObject({ faultCode: '' })
})

test('whoever is no longer trusted is cut off at once, and does not get in again', async () => {
  const { studio, van, studioId, vanId } = await pairedCallers()
  const calling = await studio.calls.callDevice({ id: vanId }, signal)
  const { id } = await incoming(van)
  van.calls.takeCall({ callId: id }, signal)
  await studio.callUntil(calling.id, 'joined')
  const places = studio.peers.transferPlaces(vanId)
  await van.peers.revoke([studioId])
  expect(await van.callUntil(id, 'ended')).toMatchObject({ faultCode: 'peer-revoked', secret: '' })
  expect(await studio.callUntil(calling.id, 'ended')).toMatchObject({ faultCode: 'call-declined' })
  expect(places).toHaveLength(1)
  await expect(studio.calls.callDevice({ id: vanId }, signal)).rejects.toMatchObject({
    code: expect.stringMatching(/peer-(unreachable|refused)/),
  })
  await expect(van.calls.callDevice({ id: studioId }, signal)).rejects.toMatchObject({ code: 'peer-unknown' })
})

test('nobody listens without a paired device or a code', async () => {
  const network = new FakeNetwork()
  const studio = await openCaller({ name: 'Studio', network })
  const ports = () => network.announced.map(({ txt }) => txt['t'])
  const { id } = await studio.calls.openCode({ minutes: 5 }, signal)
  await until(() => Number(ports()[0]) > 0)
  studio.calls.endCall({ callId: id, reason: '' }, signal)
  await until(() => network.announced.length === 0)
})

test('a call goes on when its connection breaks, also one that rings', async () => {
  const { studio, van, studioId, vanId, network } = await pairedCallers()
  const [at] = studio.peers.transferPlaces(vanId)
  const relay = await startRelay(at!)
  const [shown] = network.announced.filter(({ name }) => name === vanId)
  const { txt } = shown!
  network.inject({
    ...shown,
    txt: { ...txt, t: String(relay.at.port) },
    referer: { address: '127.0.0.1' },
    addresses: [],
  })
  expect(studio.peers.transferPlaces(vanId)).toEqual([relay.at])
  const calling = await studio.calls.callDevice({ id: vanId }, signal)
  const call = await incoming(van)
  relay.cut()
  expect(van.calls.takeCall({ callId: call.id }, signal)).toEqual({ taken: true })
  van.say(call.id, 'offer')
  await studio.callUntil(calling.id, 'joined')
  expect(await studio.hear(calling.id)).toBe('offer')
  relay.cut()
  studio.say(calling.id, 'answer')
  van.say(call.id, 'candidate')
  expect([await van.hear(call.id), await studio.hear(calling.id)]).toEqual(['answer', 'candidate'])
  // Nobody is told that nothing gets through: it is found out when there is something to say.
  relay.swallow()
  studio.say(calling.id, 'are you there')
  expect(await van.hear(call.id)).toBe('are you there')
  expect((await van.callUntil(call.id, 'joined')).peer?.id).toBe(studioId)
})
