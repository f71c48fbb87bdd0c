import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ManualClock } from '../../support/manual-clock.ts'
import { openDevice, pairingUntil, placeOf } from '../../support/peers.ts'

const closed = (socket: Socket) => new Promise((resolve) => socket.on('close', resolve).on('error', () => {}))
const heard = (socket: Socket) => new Promise<Buffer>((resolve) => socket.once('data', resolve))

test('pairing that nobody uses is closed after its time, with its port', async () => {
  const clock = new ManualClock()
  const studio = await openDevice({ clock })
  const { link, until } = await studio.peers.openPairing(5)
  expect(until).toBe(clock.now() + 300_000)
  await clock.advance(299_000)
  expect(studio.peers.state.pairing.state).toBe('open')
  await clock.advance(1000)
  expect(studio.peers.state.pairing).toMatchObject({
    state: 'failed',
    faultCode: 'pairing-expired',
    code: '',
  })
  const refused = await new Promise((resolve) => connect(placeOf(link)).on('error', resolve))
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' })
})

test('one that says nothing is put out, and pairing goes on', async () => {
  const clock = new ManualClock()
  const studio = await openDevice({ clock })
  const van = await openDevice({ name: 'Van' })
  const { code, link } = await studio.peers.openPairing(5)
  const silent = connect(placeOf(link))
  await heard(silent)
  const gone = closed(silent)
  await clock.advance(15_000)
  await gone
  van.peers.pair(code, placeOf(link))
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ state: 'done' })
})

test('one that still holds the line when the time is up does not keep pairing open', async () => {
  const clock = new ManualClock()
  const studio = await openDevice({ clock })
  const { link } = await studio.peers.openPairing(1)
  await clock.advance(55_000)
  const silent = connect(placeOf(link))
  await heard(silent)
  const gone = closed(silent)
  await clock.advance(15_000)
  await gone
  expect(await pairingUntil(studio, 'failed')).toMatchObject({ faultCode: 'pairing-expired' })
})

test('words that nobody confirms end on both sides', async () => {
  const [one, two] = [new ManualClock(), new ManualClock()]
  const studio = await openDevice({ clock: one, name: 'Studio' })
  const van = await openDevice({ clock: two, name: 'Van' })
  const { link } = await studio.peers.openPairing(5)
  const find = () => Promise.resolve([placeOf(link)])
  // The two know of each other by the network in this test's stead.
  const { Pairings } = await import('../../../src/host/peers/pairing.ts')
  const states: string[] = []
  const caller = new Pairings({
    self: () => ({ ...van.peers.own!, port: 8741 }),
    listen: () => ({ host: '127.0.0.1', port: 0 }),
    addresses: () => [],
    freeChannel: () => 1,
    find,
    trust: async () => {},
    changed: ({ state }) => void states.push(state),
    clock: two,
  })
  caller.pairFound(studio.peers.identity.id)
  await pairingUntil(studio, 'confirm')
  await one.advance(120_000)
  expect(await pairingUntil(studio, 'failed')).toMatchObject({ faultCode: 'pairing-expired' })
  while (!states.includes('failed')) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(studio.settings.latest.value.peers).toEqual([])
})

test('noise at the port ends connections and nothing else, and memory stays where it is', async () => {
  const studio = await openDevice({ name: 'Studio' })
  const van = await openDevice({ name: 'Van' })
  const { code, link } = await studio.peers.openPairing(5)
  const noise = fc.sample(
    fc.oneof(
      fc.uint8Array({ maxLength: 4000 }),
      fc.constant(Uint8Array.from([0xff, 0xff])),
      fc.constant(new Uint8Array(65_000)),
    ),
    120,
  )
  const before = process.memoryUsage()
  for (const bytes of noise) {
    const socket = connect(placeOf(link))
    const gone = closed(socket)
    socket.on('data', () => {})
    socket.end(bytes)
    await gone
  }
  const after = process.memoryUsage()
  expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(40_000_000)
  expect(studio.peers.state.pairing.state).toBe('open')
  van.peers.pair(code, placeOf(link))
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ state: 'done' })
})

test('one that sends without end is not read without end', async () => {
  const clock = new ManualClock()
  const studio = await openDevice({ clock })
  const { link } = await studio.peers.openPairing(5)
  const socket = connect(placeOf(link))
  const gone = closed(socket)
  await heard(socket)
  // Begins well, then floods: messages that are of no kind end it at the first.
  const flood = Buffer.alloc(64 * 1024, 0x01)
  let taken = 0
  const push = () => {
    while (!socket.destroyed && socket.write(flood)) taken += flood.length
  }
  socket.on('drain', push)
  push()
  await gone
  expect(taken).toBeLessThan(16_000_000)
  expect(studio.peers.state.pairing.state).toBe('open')
})

test('a hundred at once are turned away while one is served', async () => {
  const studio = await openDevice({ name: 'Studio' })
  const { link } = await studio.peers.openPairing(5)
  const first = connect(placeOf(link))
  await heard(first)
  const others = Array.from({ length: 100 }, () => connect(placeOf(link)))
  await Promise.all(others.map((socket) => closed(socket.resume())))
  expect(studio.peers.state.pairing.state).toBe('open')
  first.destroy()
})
