import { expect, test } from 'vitest'
import {
  type Settings,
  settingsSchema,
  type TunnelSnapshot,
  tunnelContract,
} from '../../../src/contract/index.ts'
import type { Client } from '../../../src/contract/procedure.ts'
import { Latest } from '../../../src/host/latest.ts'
import type { Call } from '../../../src/host/rendezvous/call.ts'
import { restingSnapshot } from '../../../src/host/tunnels/seen-tubes.ts'
import { Tunnels } from '../../../src/host/tunnels/tunnels.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { serve } from '../../../src/wire/serve.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'
import { engineTube, FakeCall, wayOf } from './fakes.ts'

const never = new AbortController().signal

function start(ownId = 'studio') {
  const clock = new ManualClock()
  const read = settingsSchema.parse({ version: 1 })
  const latest = new Latest<Settings>({ ...read, peers: [{ id: 'van-1', name: 'Van' } as never] })
  const snapshots: TunnelSnapshot[] = []
  const events: string[] = []
  const forgotten: string[] = []
  const needs: boolean[] = []
  const dialled: PromiseWithResolvers<FakeCall>[] = []
  const codes: FakeCall[] = []
  const newCode = async () => {
    const call = new FakeCall({ by: 'code', state: 'waiting', code: '4821-otter', peer: null })
    codes.push(call)
    return call.call
  }
  const tunnels = new Tunnels({
    settings: {
      latest,
      change: async (next: (old: Settings) => Settings) => {
        latest.set(next(latest.value))
        return latest.value
      },
    } as never,
    peers: {
      get trusted() {
        return latest.value.peers
      },
      state: { self: { name: 'Studio' } },
      own: { id: ownId },
    } as never,
    calls: {
      open: newCode,
      join: newCode,
      call: async () => {
        const dialling = Promise.withResolvers<FakeCall>()
        dialled.push(dialling)
        return (await dialling.promise).call
      },
      take: (call: Call) => {
        const fake = call as unknown as FakeCall
        if (fake.isOver) return false
        fake.join()
        return true
      },
    },
    listener: {
      snapshot: (snapshot) => void snapshots.push(snapshot),
      event: ({ code }) => void events.push(code),
    },
    clock,
    engineNeeded: (isNeeded) => void needs.push(isNeeded),
    forgotten: (id) => void forgotten.push(id),
    report: (error) => {
      throw error
    },
  })
  const addWay = async (enabled = true) => {
    const id = `way${latest.value.tunnel.ways.length}`
    const way = wayOf(id, 'van-1', { enabled })
    await tunnels.settings.change((old) => ({
      ...old,
      tunnel: { ...old.tunnel, ways: [...old.tunnel.ways, way] },
    }))
    await tunnels.apply()
    return id
  }
  return { tunnels, clock, latest, snapshots, events, forgotten, needs, dialled, codes, addWay }
}

/** An engine that says nothing of itself, and what it was told. */
function engineOf(tunnels: Tunnels) {
  const told: string[] = []
  const applied: Parameters<Client<typeof tunnelContract>['apply']>[0][] = []
  const state: { snapshot: Partial<TunnelSnapshot> } = { snapshot: {} }
  let look = () => {}
  const [near, far, cut] = memoryPair()
  const nothing = async function* (_: unknown, signal: AbortSignal) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
  serve(
    tunnelContract,
    {
      apply: (work) => void applied.push(work),
      openTube: ({ tubeId }) => void told.push(`open ${tubeId}`),
      hear: ({ tubeId, signal }) => void told.push(`hear ${tubeId} ${signal.text}`),
      async *signals(_, signal) {
        yield { tubeId: 'nobody', signal: { text: 'nothing' } }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
      mute: ({ tubeId }) => void told.push(`mute ${tubeId}`),
      closeTube: ({ tubeId }) => void told.push(`close ${tubeId}`),
      closeTunnelConnection: () => {},
      forgetRequest: ({ id }) => void told.push(`forget ${id}`),
      checkWay: () => ({ problems: [] }),
      probe: () => void told.push('probe'),
      drain: () => {},
      async *snapshots(_, signal) {
        while (!signal.aborted) {
          yield { ...restingSnapshot(2_000_000, { ways: [] }), ...state.snapshot }
          await new Promise<void>((resolve) => {
            look = resolve
          })
        }
      },
      events: nothing,
    },
    far,
    () => {},
  )
  const over = new AbortController()
  const ended = tunnels.engine.converse(near, () => {}, over.signal).catch(() => {})
  const stop = () => {
    over.abort()
    cut()
    return ended
  }
  return { told, applied, state, look: () => look(), stop }
}

const tubesOf = (snapshots: TunnelSnapshot[]) => snapshots.at(-1)!.tubes

test('a way that is on has its device called, and a tube that is called is one', async () => {
  const { tunnels, dialled, addWay } = start()
  await addWay(false)
  expect(dialled).toHaveLength(0)
  await addWay()
  expect(dialled).toHaveLength(1)
  await addWay()
  expect(dialled).toHaveLength(1)
  expect(tunnels.connect('van-1')).toMatchObject({ state: 'calling', peerId: 'van-1', peerName: 'Van' })
  expect(dialled).toHaveLength(1)
  expect(() => tunnels.connect('stranger')).toThrow(Fault)
})

test('of two that call one another at once, the call of one holds', async () => {
  // This one is to be called first: its name comes before.
  const first = start('a')
  await first.addWay()
  first.dialled[0]!.resolve(new FakeCall())
  await settle()
  const theirs = new FakeCall({ state: 'incoming' })
  first.tunnels.called(theirs.call)
  expect(theirs.isOver).toBe(true)

  const second = start('z')
  await second.addWay()
  const ours = new FakeCall()
  second.dialled[0]!.resolve(ours)
  await settle()
  const comes = new FakeCall({ state: 'incoming' })
  second.tunnels.called(comes.call)
  await settle()
  expect([ours.isOver, comes.view.state]).toEqual([true, 'joined'])
})

test('a call that comes while nobody rings yet is held until it is known what becomes of the own one', async () => {
  const { tunnels, dialled, addWay } = start('a')
  await addWay()
  const theirs = new FakeCall({ state: 'incoming' })
  tunnels.called(theirs.call)
  expect(theirs.view.state).toBe('incoming')
  dialled[0]!.reject(new Fault('peer-unreachable', 'Van does not answer.'))
  await settle()
  expect(theirs.view.state).toBe('joined')
})

test('a device that calls is taken, also when nothing is wished for from here', async () => {
  const { tunnels, snapshots, clock } = start()
  const engine = engineOf(tunnels)
  await settle()
  const call = new FakeCall({ state: 'incoming', role: 'initiator' })
  tunnels.called(call.call)
  await settle()
  expect(engine.told[0]).toMatch(/^open /)
  await clock.advance(100)
  engine.look()
  await settle()
  expect(tubesOf(snapshots)).toMatchObject([{ state: 'connecting', peerId: 'van-1', by: 'device' }])
})

test('what was closed is called no more, until a way is switched on', async () => {
  const { tunnels, dialled, addWay, latest } = start()
  await addWay()
  dialled[0]!.resolve(new FakeCall())
  await settle()
  const { id } = tunnels.connect('van-1')
  tunnels.close([id])
  await tunnels.apply()
  expect(dialled).toHaveLength(1)
  await addWay()
  expect(dialled).toHaveLength(2)
  expect(latest.value.tunnel.ways).toHaveLength(2)
  expect(() => tunnels.close(['nobody'])).toThrow('no such tube')
})

test('who is no longer trusted has no tube, and one that waits for nothing is not kept', async () => {
  const { tunnels, dialled, addWay, latest, snapshots } = start()
  engineOf(tunnels)
  await addWay()
  dialled[0]!.reject(new Fault('peer-unreachable', 'Van does not answer.'))
  await settle()
  const { tunnel } = latest.value
  latest.set({ ...latest.value, tunnel: { ...tunnel, ways: [] } })
  await tunnels.apply()
  expect(tunnels.connect('van-1').state).toBe('calling')
  latest.set({ ...latest.value, peers: [] })
  await tunnels.apply()
  expect(snapshots.length).toBeGreaterThan(0)
  expect(() => tunnels.connect('van-1')).toThrow('No paired device')
})

test('rules of a code hold for its tube, are among the settings while it lasts, and are in no file', async () => {
  const { tunnels, codes, latest } = start()
  const engine = engineOf(tunnels)
  await settle()
  const tube = await tunnels.open(5, [{ what: 'connect', target: '10.0.0.5:554' }], never)
  expect(tube).toMatchObject({ state: 'calling', code: '4821-otter' })
  await settle()
  expect(engine.applied.at(-1)?.settings.allow).toMatchObject([{ party: tube.id, target: '10.0.0.5:554' }])
  expect(tunnels.settings.value.tunnel.allow).toHaveLength(1)
  expect(latest.value.tunnel.allow).toEqual([])
  codes[0]!.end('code-unknown', 'Nobody came with the code in time.')
  await settle()
  expect(tunnels.settings.value.tunnel.allow).toEqual([])
  expect(engine.applied.at(-1)?.settings.allow).toEqual([])
})

test('a request becomes a rule for who asked, or is forgotten', async () => {
  const { tunnels, latest } = start()
  const engine = engineOf(tunnels)
  const request = (id: string, target: string) => ({
    id,
    at: 0,
    party: 'van-1',
    peerName: 'Van',
    what: 'connect' as const,
    target,
    times: 1,
  })
  engine.state.snapshot = { requests: [request('1', '10.0.0.5:554'), request('2', '10.0.0.6:22')] }
  await settle()
  await tunnels.answer('1', true)
  await tunnels.answer('2', false)
  expect(latest.value.tunnel.allow).toMatchObject([
    { party: 'van-1', what: 'connect', target: '10.0.0.5:554' },
  ])
  expect(engine.told).toEqual(['forget 1', 'forget 2'])
  await expect(tunnels.answer('3', true)).rejects.toMatchObject({ code: 'invalid' })
})

test('a fresh engine is given everything, and the tubes anew', async () => {
  const { tunnels, clock, snapshots } = start()
  const first = engineOf(tunnels)
  await settle()
  const call = new FakeCall({ state: 'incoming', role: 'initiator' })
  tunnels.called(call.call)
  await settle()
  await first.stop()
  await clock.advance(1000)
  const second = engineOf(tunnels)
  await settle()
  expect(second.applied).toHaveLength(1)
  expect(second.told.map((what) => what.split(' ')[0])).toEqual(['close', 'open'])
  expect(call.said).toEqual(['@1 '])
  expect(tubesOf(snapshots)).toMatchObject([{ state: 'connecting' }])
})

test('tubes that are over are shown for a while, or until they are taken away', async () => {
  const { tunnels, clock, codes, forgotten, snapshots } = start()
  const engine = engineOf(tunnels)
  await settle()
  const [one, other] = [await tunnels.open(5, [], never), await tunnels.open(5, [], never)]
  for (const code of codes) code.end('code-unknown', 'Nobody came.')
  await settle()
  tunnels.close([one.id])
  await clock.advance(100)
  engine.look()
  await settle()
  expect(tubesOf(snapshots)).toMatchObject([{ id: other.id, state: 'ended', faultCode: 'code-unknown' }])
  await clock.advance(5 * 60_000)
  expect(forgotten).toEqual([one.id, other.id])
})

test('what the engine says of tubes that are not ours is not shown', async () => {
  const { tunnels, snapshots } = start()
  const engine = engineOf(tunnels)
  engine.state.snapshot = { tubes: [engineTube('ghost')] }
  await settle()
  expect(snapshots.at(-1)?.tubes).toEqual([])
})

test('a host that ends tells the other ends, who may try again', async () => {
  const { tunnels } = start()
  const engine = engineOf(tunnels)
  await settle()
  const call = new FakeCall({ state: 'incoming', role: 'initiator' })
  tunnels.called(call.call)
  await settle()
  await tunnels[Symbol.asyncDispose]()
  expect(engine.told.at(-1)).toMatch(/^(close|mute) /)
  expect([call.hungUp, call.said]).toEqual(['Hawser was closed.', []])
  const late = new FakeCall({ state: 'incoming' })
  tunnels.called(late.call)
  expect(late.isOver).toBe(true)
})

test('the engine is needed as soon as there is something to do for it, and some minutes longer', async () => {
  const { tunnels, clock, needs, addWay, latest } = start()
  await tunnels.apply()
  await addWay(false)
  expect(needs).toEqual([])
  const tube = await tunnels.open(60, [], never)
  expect(needs).toEqual([true])
  tunnels.close([tube.id])
  await clock.advance(2 * 60_000)
  expect(needs).toEqual([true])
  await clock.advance(2 * 60_000)
  expect(needs).toEqual([true, false])

  const allow = { id: 'rule-1', party: '*', what: 'connect', target: '10.0.0.5:80', enabled: true } as const
  latest.set({ ...latest.value, tunnel: { ...latest.value.tunnel, allow: [allow] } })
  await tunnels.apply()
  await clock.advance(60 * 60_000)
  expect(needs).toEqual([true, false, true])
  await tunnels[Symbol.asyncDispose]()
})

test('while no engine is needed, what there is to be seen is told without one', async () => {
  const { tunnels, snapshots, addWay, needs } = start()
  await addWay(false)
  expect(snapshots.at(-1)).toMatchObject({ tubes: [], ways: [{ id: 'way0', state: 'off' }] })
  const tube = await tunnels.open(60, [], never)
  expect(tubesOf(snapshots)).toMatchObject([{ id: tube.id, state: 'calling', code: '4821-otter' }])
  const times = snapshots.map(({ at }) => at)
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))

  const engine = engineOf(tunnels)
  await settle()
  expect(tubesOf(snapshots)).toHaveLength(1)
  const before = snapshots.length
  tunnels.close([tube.id])
  await settle()
  // By the engine alone, which is asked at another pace now.
  expect(snapshots.slice(before).map(({ at }) => at)).toEqual([2_000_000])
  expect(needs).toEqual([true])
  await engine.stop()
})

test('a tube that is there before its engine is begun once, by the first that comes', async () => {
  const { tunnels, codes } = start()
  const tube = await tunnels.join('4821-otter', undefined, never)
  codes[0]!.join()
  await settle()
  const engine = engineOf(tunnels)
  await settle()
  expect(engine.told).toEqual([`open ${tube.id}`])
  await engine.stop()
})

test('a question to the engine wakes it', async () => {
  const { tunnels, needs, clock } = start()
  const answer = tunnels.ask((client) => client.forgetRequest({ id: 'none' }))
  await settle()
  expect(needs).toEqual([true])
  const engine = engineOf(tunnels)
  await answer
  expect(engine.told).toEqual(['forget none'])
  await clock.advance(4 * 60_000)
  expect(needs).toEqual([true, false])
  await engine.stop()
})

test('a question to an engine that does not come about is answered so', async () => {
  const { tunnels } = start()
  const answer = tunnels.ask((client) => client.forgetRequest({ id: 'none' }))
  tunnels.engineIs('starting')
  tunnels.engineIs('waiting')
  await expect(answer).rejects.toMatchObject({ code: 'engine-unavailable' })
})

test('an engine that nobody waits for any more ends, once the last request is answered', async () => {
  const { tunnels, clock, needs } = start()
  const tube = await tunnels.open(60, [], never)
  const engine = engineOf(tunnels)
  const request = {
    id: 'r1',
    at: 0,
    party: 'van-1',
    peerName: 'Van',
    what: 'connect',
    target: 'a:80',
    times: 1,
  } as const
  engine.state.snapshot = { requests: [request] }
  await settle()
  engine.look()
  await settle()
  await clock.advance(100)
  tunnels.close([tube.id])
  await clock.advance(30 * 60_000)
  expect(needs).toEqual([true])
  engine.state.snapshot = { requests: [] }
  engine.look()
  await settle()
  await clock.advance(4 * 60_000)
  expect(needs).toEqual([true, false])
  await engine.stop()
})
