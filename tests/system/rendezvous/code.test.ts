import { expect, onTestFinished, test, vi } from 'vitest'
import { type Clock, systemClock } from '../../../src/host/clock.ts'
import { joinCodeCall, openCodeCall } from '../../../src/host/rendezvous/code-signalling.ts'
import { freePort } from '../../support/free-port.ts'
import { FakeNetwork } from '../../support/peers.ts'
import { type Caller, openCaller, signal, startRendezvous, until } from '../../support/rendezvous.ts'

// Each code is stretched on both sides, which is meant to be slow. As slow as it should be it is in the unit test of
// codes, and where whole programs meet.
vi.mock(import('../../../src/transfer/code/stretch.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    stretchCode: (code, scrypt) =>
      real.stretchCode(code, (password, salt, parameters) =>
        scrypt(password, salt, { ...parameters, N: (2 ** 10) as never }),
      ),
  }
})

/** One opens a code, the other comes with it; both by now joined. */
async function join(opener: Caller, joiner: Caller, text?: string) {
  const opened = await opener.calls.openCode({ minutes: 5 }, signal)
  const joined = await joiner.calls.joinCode({ code: text ?? opened.code }, signal)
  const there = await opener.callUntil(opened.id, 'joined')
  return { here: there, there: joined }
}

test('two hosts that know the same code talk through a rendezvous', async () => {
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

test('a wrong code is told on both sides, and the right one still works', async () => {
  const rendezvous = await startRendezvous()
  const studio = await openCaller({ rendezvous: rendezvous.at })
  const van = await openCaller({ rendezvous: rendezvous.at })
  const { id, code } = await studio.calls.openCode({ minutes: 5 }, signal)
  const [nameplate, ...words] = code.split('-')
  const wrong = [nameplate, ...words.reverse()].join('-')
  await expect(van.calls.joinCode({ code: wrong }, signal)).rejects.toMatchObject({ code: 'code-refused' })
  await until(() => studio.events.some((event) => event.code === 'code-refused'))
  expect(await studio.callUntil(id, 'waiting')).toMatchObject({ code, wrongTries: 1 })
  expect(await van.until((calls) => calls.length === 0)).toEqual([])
  const joined = await van.calls.joinCode({ code }, signal)
  expect(joined.state).toBe('joined')
  expect((await studio.callUntil(id, 'joined')).secret).toBe(joined.secret)
  expect(rendezvous.counters()).toMatchObject({ wrong: 1, unknown: 0, waiting: 0 })
  // It is used up.
  await expect(van.calls.joinCode({ code, at: rendezvous.at }, signal)).rejects.toMatchObject({
    code: 'code-unknown',
  })
})

test('a code for a tunnel is none for files, is told as one, and is not used up by it', async () => {
  const rendezvous = await startRendezvous()
  const studio = await openCaller({ name: 'Studio', rendezvous: rendezvous.at })
  const van = await openCaller({ name: 'Van', rendezvous: rendezvous.at })
  const opened = await studio.calls.open('tunnel', { minutes: 5 }, signal)
  const { code, link } = opened.view
  expect(link).toMatch(/^hawser:\/\/tunnel\?/)
  for (const text of [code, link])
    await expect(van.calls.joinCode({ code: text }, signal)).rejects.toMatchObject({
      code: 'code-purpose',
      message: expect.stringContaining('for a tunnel'),
    })
  const joined = await van.calls.join('tunnel', { code }, signal)
  expect(joined.view.peer).toEqual({ id: '', name: 'Studio' })
  await until(() => opened.isJoined)
  expect(opened.view.secret).toBe(joined.view.secret)
  // No window sees it, nor can end it.
  expect(await van.until((calls) => calls.length === 0)).toEqual([])
  expect(() => van.calls.endCall({ callId: joined.id, reason: '' }, signal)).toThrow('no such call')
})

test('numbers that nobody waits with are refused, then not even looked at for a while', async () => {
  const rendezvous = await startRendezvous({ limits: { tries: 2, tryMs: 60_000 } })
  const van = await openCaller()
  const code = '4821-otter-lamp-magnet-maple-stone-acorn'
  const join = () => van.calls.joinCode({ code, at: rendezvous.at }, signal)
  await expect(join()).rejects.toMatchObject({ code: 'code-unknown' })
  await expect(join()).rejects.toMatchObject({ code: 'code-unknown' })
  const stop = new AbortController()
  const third = van.calls.joinCode({ code, at: rendezvous.at }, stop.signal)
  await until(() => rendezvous.counters().busy > 0)
  stop.abort()
  await expect(third).rejects.toMatchObject({ code: 'closed' })
  expect(rendezvous.counters()).toMatchObject({ unknown: 2 })
})

test('a link alone is enough: it names words and places', async () => {
  const studio = await openCaller()
  const van = await openCaller()
  const { id, link } = await studio.calls.openCode({ minutes: 5 }, signal)
  expect(link).toMatch(/^hawser:\/\/receive\?code=\d{4}-.*&at=127\.0\.0\.1%3A\d+$/)
  await van.calls.joinCode({ code: link }, signal)
  expect(await studio.callUntil(id, 'joined')).toMatchObject({ state: 'joined' })
})

test('nobody else waits with a code at a host that serves its own', async () => {
  const studio = await openCaller()
  const van = await openCaller()
  const { link } = await studio.calls.openCode({ minutes: 5 }, signal)
  const port = Number(/%3A(\d+)$/.exec(link)?.[1])
  await van.settings.change((old) => ({
    ...old,
    transfer: { ...old.transfer, rendezvous: { host: '127.0.0.1', port } },
  }))
  await expect(van.calls.openCode({ minutes: 5 }, signal)).rejects.toMatchObject({ code: 'call-declined' })
  expect((await van.until(() => true)).length).toBe(0)
})

test('where the rendezvous does not answer, that is told, and codes work on the network', async () => {
  const network = new FakeNetwork()
  const rendezvous = { host: '127.0.0.1', port: await freePort() }
  const studio = await openCaller({ name: 'Studio', network, rendezvous })
  const van = await openCaller({ name: 'Van', network, rendezvous })
  await join(studio, van)
  expect(studio.events).toMatchObject([
    { code: 'rendezvous-unreachable', level: 'warning' },
    { code: 'call-joined' },
  ])
  await expect(
    van.calls.joinCode({ code: '4821-otter-lamp-magnet-maple-stone-acorn', at: rendezvous }, signal),
  ).rejects.toMatchObject({ code: 'rendezvous-unreachable' })
  expect(await van.until(() => true)).toHaveLength(1)
})

test('a rendezvous that is started again is found again, by who waits and by who talks', async () => {
  // Nobody takes the port while it is away.
  const first = await startRendezvous({ port: await freePort() })
  const studio = await openCaller({ rendezvous: first.at })
  const van = await openCaller({ rendezvous: first.at })
  const { here, there } = await join(studio, van)
  const { id, code } = await studio.calls.openCode({ minutes: 5 }, signal)
  first.close()
  studio.say(here.id, 'said while it is away')
  const second = await startRendezvous({ port: first.at.port })
  van.say(there.id, 'said when it is back')
  expect(await van.hear(there.id)).toBe('said while it is away')
  expect(await studio.hear(here.id)).toBe('said when it is back')
  await until(() => second.counters().waiting === 1)
  await van.calls.joinCode({ code }, signal)
  await studio.callUntil(id, 'joined')
})

test('a code that is taken back is known to nobody', async () => {
  const rendezvous = await startRendezvous()
  const studio = await openCaller({ rendezvous: rendezvous.at })
  const { id } = await studio.calls.openCode({ minutes: 5 }, signal)
  expect(rendezvous.counters().waiting).toBe(1)
  studio.calls.endCall({ callId: id, reason: '' }, signal)
  await until(() => rendezvous.counters().connections === 0)
  expect(rendezvous.counters().waiting).toBe(0)
  expect(() => studio.say(id, 'x')).toThrow(expect.objectContaining({ code: 'call-unknown' }))
  expect(await studio.callUntil(id, 'ended')).toMatchObject({ problem: '', faultCode: '', code: '' })
})

test('a host that ends says goodbye', async () => {
  const rendezvous = await startRendezvous()
  const studio = await openCaller({ rendezvous: rendezvous.at })
  const van = await openCaller({ rendezvous: rendezvous.at })
  const { there } = await join(studio, van)
  await studio.close()
  expect(await van.callUntil(there.id, 'ended')).toMatchObject({
    problem: 'Hawser was closed.',
    faultCode: '',
  })
})

test('two programs without a host join by a code, through a rendezvous and on their network', async () => {
  const rendezvous = await startRendezvous()
  const network = new FakeNetwork()
  for (const at of [rendezvous.at, null]) {
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    const common = {
      rendezvous: at,
      signal: stop.signal,
      multicast: network.open(),
      listen: { host: '127.0.0.1', port: await freePort() },
    }
    const opened = await openCodeCall({ ...common, name: 'Camera', minutes: 5 })
    const there = await joinCodeCall({ ...common, name: 'Truck', code: opened.code })
    const here = await opened.joined
    expect([here.peer, there.peer]).toEqual(['Truck', 'Camera'])
    expect(here.signalling.secret).toEqual(there.signalling.secret)
    expect([here.signalling.role, there.signalling.role]).toEqual(['initiator', 'responder'])
    here.signalling.send('one')
    here.signalling.send('two')
    const heard: string[] = []
    await new Promise<void>((resolve) => {
      there.signalling.onMessage = (text) => {
        heard.push(text)
        if (heard.length === 2) resolve()
      }
    })
    expect(heard).toEqual(['one', 'two'])
    there.signalling.close()
    expect(await here.signalling.closed).toMatchObject({ code: 'closed' })
    expect(await there.signalling.closed).toMatchObject({ code: 'closed' })
  }
})

test('a program without a host tells a wrong code, and that it was stopped', async () => {
  const rendezvous = await startRendezvous()
  const stop = new AbortController()
  const events: unknown[] = []
  const event = ({ code, wrongTries }: { code: string; wrongTries?: number }) =>
    void events.push({ code, wrongTries })
  const common = { rendezvous: rendezvous.at, name: 'Camera', event }
  const { code, joined } = await openCodeCall({ ...common, minutes: 5, signal: stop.signal })
  const wrong = code.replace(/-(\w+)-(\w+)$/, '-$2-$1')
  await expect(joinCodeCall({ ...common, code: wrong, at: rendezvous.at })).rejects.toMatchObject({
    code: 'code-refused',
  })
  await until(() => events.length > 0)
  expect(events).toEqual([{ code: 'code-refused', wrongTries: 1 }])
  stop.abort()
  await expect(joined).rejects.toMatchObject({ code: 'closed' })
  await expect(joinCodeCall({ ...common, code: 'x' })).rejects.toMatchObject({ code: 'invalid' })
})

test('a page that wants a code and leaves before it is shown leaves no timer behind that keeps the program', async () => {
  const pending = new Map<object, number>()
  const clock: Clock = {
    now: systemClock.now,
    after(ms, then) {
      const timer = {}
      pending.set(timer, ms)
      const cancel = systemClock.after(ms, then)
      return () => {
        pending.delete(timer)
        cancel()
      }
    },
  }
  const studio = await openCaller({ clock })
  const page = new AbortController()
  const asked = studio.calls.openCode({ minutes: 37 }, page.signal)
  page.abort()
  await Promise.resolve(asked).catch(() => {})
  await studio.close()
  expect([...pending.values()]).not.toContain(37 * 60_000)
})
