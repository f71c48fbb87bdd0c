import { expect, test } from 'vitest'
import { HostTube, type HostTubeOptions } from '../../../src/host/tunnels/host-tube.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'
import { engineTube, FakeCall, FakeEngine } from './fakes.ts'

function start(change: Partial<HostTubeOptions> = {}) {
  const clock = new ManualClock()
  const engine = new FakeEngine()
  const calls: FakeCall[] = []
  const events: string[] = []
  const endings: boolean[] = []
  const state = { isWanted: true, fault: undefined as Fault | undefined }
  const tube = new HostTube({
    by: 'device',
    peer: { id: 'van-1', name: 'Van' },
    clock,
    tell: engine.tell,
    prepared: async () => {},
    report: (error) => {
      throw error
    },
    call: async () => {
      if (state.fault) throw state.fault
      const call = new FakeCall()
      calls.push(call)
      return call.call
    },
    isWanted: () => state.isWanted,
    event: ({ code }) => void events.push(code),
    ended: (forGood) => void endings.push(forGood),
    ...change,
  })
  const view = () => tube.view(undefined)
  /** The engine says so, a moment later. */
  const look = async (of: Parameters<typeof engineTube>[1]) => {
    await clock.advance(100)
    tube.look(engineTube(tube.id, of), clock.now())
    await settle()
  }
  return { tube, clock, engine, calls, events, endings, state, view, look }
}

/** One that is open. */
async function opened(change: Partial<HostTubeOptions> = {}) {
  const started = start(change)
  started.tube.dial()
  await settle()
  started.calls[0]!.join()
  await settle()
  await started.look({ state: 'open' })
  return started
}

test('a device is called, and when it has taken the call the engine makes the tube', async () => {
  const { tube, engine, calls, view } = start()
  tube.dial()
  expect(view()).toMatchObject({ state: 'calling', peerName: 'Van' })
  await settle()
  expect(tube.isRinging).toBe(true)
  calls[0]!.join()
  await settle()
  expect(engine.told).toEqual([`open ${tube.id} responder for van-1`])
  expect(view()).toMatchObject({ state: 'connecting' })
  expect(tube.view(engineTube(tube.id, { rttMs: 7 }))).toMatchObject({ state: 'open', rttMs: 7 })
})

test('a device that does not answer is called again, after a second, two, and never more than thirty', async () => {
  const { tube, clock, state, view, events } = start()
  state.fault = new Fault('peer-unreachable', 'Van does not answer.')
  tube.dial()
  const waits: number[] = []
  for (let tries = 0; tries < 8; tries++) {
    await settle()
    expect(view()).toMatchObject({ state: 'waiting', faultCode: 'peer-unreachable' })
    waits.push(view().retryAt - clock.now())
    await clock.advance(waits.at(-1)!)
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  // A person hears of it once.
  expect(events).toEqual(['peer-unreachable'])
})

test('it is called again at once when there is a reason to', async () => {
  const { tube, state, calls } = start()
  state.fault = new Fault('peer-unreachable', 'Van does not answer.')
  tube.dial()
  await settle()
  state.fault = undefined
  tube.hurry()
  await settle()
  expect(calls).toHaveLength(1)
  tube.hurry()
  expect(calls).toHaveLength(1)
})

test('a tube that the engine could not save is made anew over the same call', async () => {
  const { tube, engine, calls, look, view, clock, events } = await opened()
  await look({ state: 'ended', faultCode: 'tube-lost', problem: 'No path was found.' })
  expect(view()).toMatchObject({ state: 'waiting', problem: 'No path was found.' })
  engine.told.length = 0
  await clock.advance(1000)
  expect(engine.told).toEqual([`close ${tube.id}`, `open ${tube.id} responder for van-1`])
  expect(calls).toHaveLength(1)
  expect(tube.stage).toBe('met')
  expect(events).toEqual(['tube-lost'])
})

test('what the engine said before it began the tube anew is past', async () => {
  const { tube, look, clock } = await opened()
  await look({ state: 'ended', faultCode: 'tube-lost' })
  const at = clock.now()
  await clock.advance(1000)
  tube.look(engineTube(tube.id, { state: 'ended', faultCode: 'tube-lost' }), at)
  expect(tube.stage).toBe('met')
})

test('the pause begins at a second again after a minute of health', async () => {
  const { tube, look, view, clock } = await opened()
  for (const pause of [1000, 2000]) {
    await look({ state: 'ended', faultCode: 'tube-lost' })
    expect(view().retryAt - clock.now()).toBe(pause)
    await clock.advance(pause)
    await look({ state: 'open' })
  }
  await clock.advance(60_000)
  await look({ state: 'lost' })
  await look({ state: 'ended', faultCode: 'tube-lost' })
  expect(view().retryAt - clock.now()).toBe(1000)
  expect(tube.isOver).toBe(false)
})

test('what cannot get better is not tried again, and the other end is told', async () => {
  const { look, view, calls, endings, events } = await opened()
  await look({ state: 'ended', faultCode: 'transfer-unproven', problem: 'Somebody stands between.' })
  expect(view()).toMatchObject({ state: 'ended', faultCode: 'transfer-unproven' })
  expect(calls[0]!.said).toContain('@close')
  expect([endings, events]).toEqual([[true], ['transfer-unproven']])
})

test('a tube whose hosts cannot talk any more goes on, and is made by another call when it is lost', async () => {
  const { tube, calls, look, clock, view, engine } = await opened()
  calls[0]!.end('closed', 'The other side did not come back.')
  await settle()
  expect(tube.stage).toBe('met')
  expect(engine.told.at(-1)).toBe(`mute ${tube.id}`)
  await look({ state: 'ended', faultCode: 'tube-lost', problem: 'Gone.' })
  expect(view().state).toBe('waiting')
  await clock.advance(1000)
  expect(calls).toHaveLength(2)
})

test('a tube that nobody wants is not made again', async () => {
  const { calls, look, view, state, events } = await opened()
  state.isWanted = false
  calls[0]!.end('closed', '')
  await look({ state: 'ended', faultCode: 'tube-lost', problem: 'Gone.' })
  expect(view()).toMatchObject({ state: 'ended', faultCode: 'tube-lost', problem: 'Gone.' })
  expect(events).toEqual(['tube-lost'])
})

test('who closed it at the other end wants no other', async () => {
  const { calls, view, endings } = await opened()
  calls[0]!.hear('@close')
  await settle()
  calls[0]!.end('', '')
  await settle()
  expect(view()).toMatchObject({ state: 'ended', faultCode: '', problem: 'Van has closed the tunnel.' })
  expect(endings).toEqual([true])
})

test('the other end hears that it was closed by intent', async () => {
  const { tube, engine, calls, endings } = await opened()
  await tube.close('')
  expect(engine.told).toContain(`close ${tube.id}`)
  expect(calls[0]!.said).toEqual(['@close'])
  expect(calls[0]!.hungUp).toBe('')
  expect(endings).toEqual([true])
})

test('who is no longer trusted is cut off at once', async () => {
  const { tube, engine, calls, view } = await opened()
  calls[0]!.end('peer-revoked', 'Van is no longer trusted.')
  await settle()
  expect(engine.told).toContain(`close ${tube.id}`)
  expect(view()).toMatchObject({ state: 'ended', faultCode: 'peer-revoked' })
})

test('a fresh engine gets the tube anew, at both ends', async () => {
  const { tube, engine, calls } = await opened()
  engine.told.length = 0
  tube.engineStarted()
  await settle()
  expect(engine.told.at(-1)).toBe(`open ${tube.id} responder for van-1`)
  expect(calls[0]!.said).toEqual(['@1 '])
})

test('without a call a crash of the engine is the end of the tube, and another is made', async () => {
  const { tube, calls, clock, view } = await opened()
  calls[0]!.end('closed', '')
  await settle()
  tube.engineStarted()
  expect(view()).toMatchObject({ state: 'waiting', faultCode: 'tube-lost' })
  await clock.advance(1000)
  expect(calls).toHaveLength(2)
})

test('a call that comes takes the place of the one there is, and the engine is told in order', async () => {
  const { tube, engine, calls } = await opened()
  const next = new FakeCall({ role: 'initiator' })
  next.join()
  engine.told.length = 0
  tube.take(next.call)
  await settle()
  expect(calls[0]!.isOver).toBe(true)
  const order = engine.told.filter((what) => !what.startsWith('mute'))
  expect(order).toEqual([`close ${tube.id}`, `open ${tube.id} initiator for van-1`])
})

test('a call that waits is taken when the own one comes to nothing, and hung up when it does not', async () => {
  for (const fails of [true, false]) {
    const calling = Promise.withResolvers<FakeCall>()
    const { tube } = start({ call: async () => (await calling.promise).call })
    tube.dial()
    const held = new FakeCall({ state: 'incoming' })
    let isTaken = false
    tube.hold(held.call, () => {
      isTaken = true
      held.join()
      return true
    })
    if (fails) calling.reject(new Fault('peer-unreachable', 'Van does not answer.'))
    else calling.resolve(new FakeCall())
    await settle()
    expect([isTaken, held.isOver, tube.stage]).toEqual(
      fails ? [true, false, 'met'] : [false, true, 'calling'],
    )
  }
})

test('a code that nobody comes with ends, and says why', async () => {
  const { tube, view, endings } = start({ by: 'code', peer: { id: '', name: '' }, call: undefined as never })
  const call = new FakeCall({
    by: 'code',
    state: 'waiting',
    code: '4821-otter',
    link: 'hawser://',
    peer: null,
  })
  tube.take(call.call)
  expect(view()).toMatchObject({ state: 'calling', code: '4821-otter', link: 'hawser://' })
  call.end('code-unknown', 'Nobody came with the code in time.')
  await settle()
  expect(view()).toMatchObject({ state: 'ended', faultCode: 'code-unknown', code: '' })
  expect(endings).toHaveLength(1)
})

test('who comes with a code has a name, and ways and rules of his own', async () => {
  const { tube, engine, view } = start({ by: 'code', peer: { id: '', name: '' }, call: undefined as never })
  const call = new FakeCall({ by: 'code', role: 'initiator', peer: { id: '', name: 'Crew' } })
  tube.take(call.call)
  call.join()
  await settle()
  expect(view()).toMatchObject({ state: 'connecting', peerName: 'Crew' })
  expect(engine.told).toEqual([`open ${tube.id} initiator`])
})
