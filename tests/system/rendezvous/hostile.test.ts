import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { makeKeyPair } from '../../../src/host/peers/certificate.ts'
import { encodeFrame } from '../../../src/host/rendezvous/frames.ts'
import { protocols } from '../../../src/host/rendezvous/messages.ts'
import { FakeNetwork, pairByCode } from '../../support/peers.ts'
import { openCaller, signal, startRendezvous, until } from '../../support/rendezvous.ts'

type Place = { host: string; port: number }

async function come(
  at: Place,
  given: object = { ALPNProtocols: [protocols.rendezvous] },
): Promise<TLSSocket> {
  const socket = connect({ ...at, rejectUnauthorized: false, ...given })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

/** Until the other side has ended it. */
async function cut(socket: TLSSocket): Promise<void> {
  socket.resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
}

test('connections over the limit of a source are cut, and the others go on', async () => {
  const rendezvous = await startRendezvous({ limits: { connectionsOfSource: 4 } })
  const studio = await openCaller({ rendezvous: rendezvous.at })
  const { id } = await studio.calls.openCode({ minutes: 5 }, signal)
  const flood = Array.from({ length: 50 }, () => connectTcp(rendezvous.at).on('error', () => {}))
  onTestFinished(() => {
    for (const socket of flood) socket.destroy()
  })
  await until(() => rendezvous.counters().turnedAway >= 40)
  expect(rendezvous.counters()).toMatchObject({ connections: 1, waiting: 1 })
  for (const socket of flood) socket.destroy()
  const van = await openCaller({ rendezvous: rendezvous.at })
  const [call] = await studio.until((calls) => calls.some((each) => each.id === id))
  await van.calls.joinCode({ code: call!.code }, signal)
  await studio.callUntil(id, 'joined')
})

test.each([
  ['random bytes', randomBytes(2000)],
  ['a frame that is announced too long', Buffer.from([0, 1, 0, 0])],
  ['no JSON', Buffer.from([0, 0, 0, 3, 0x7b, 0x7b, 0x7b])],
  ['a question that is none', encodeFrame({ type: 'delete' })],
  [
    'a question with a prototype',
    Buffer.concat([Buffer.from([0, 0, 0, 30]), Buffer.from('{"__proto__":{"type":"claim"}}')]),
  ],
])('who says %s is cut off, and nobody else notices', async (_, bytes) => {
  const rendezvous = await startRendezvous()
  const socket = await come(rendezvous.at)
  socket.write(bytes)
  await cut(socket)
  await until(() => rendezvous.counters().connections === 0)
  await come(rendezvous.at)
  await until(() => rendezvous.counters().connections === 1)
})

test('who floods one that does not read is slowed down, and takes no room without end', async () => {
  const rendezvous = await startRendezvous()
  const [deaf, loud] = [await come(rendezvous.at), await come(rendezvous.at)]
  const room = 'r'.repeat(22)
  deaf.pause()
  deaf.write(encodeFrame({ type: 'meet', room, side: 'opener' }))
  loud.resume()
  loud.write(encodeFrame({ type: 'meet', room, side: 'joiner' }))
  const text = encodeFrame({ type: 'text', text: 'x'.repeat(80_000) })
  const before = process.memoryUsage().rss
  const began = performance.now()
  for (let n = 0; n < 200; n++) loud.write(text)
  // It is taken at a pace: what is left waits on the sender's side.
  await until(() => rendezvous.counters().textBytes > 512 * 1024)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const seconds = (performance.now() - began) / 1000
  expect(rendezvous.counters().textBytes).toBeLessThan((4 + seconds / 8) * 1024 * 1024)
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
})

test('other protocols than the two are not spoken', async () => {
  const rendezvous = await startRendezvous()
  for (const given of [{ ALPNProtocols: ['h2'] }, { ALPNProtocols: [protocols.call] }]) {
    const socket = connect({ ...rendezvous.at, rejectUnauthorized: false, ...given }).on('error', () => {})
    await new Promise((resolve) => socket.once('close', resolve))
  }
  await cut(await come(rendezvous.at, {}))
  await until(() => rendezvous.counters().connections === 0)
})

test('a device that is not paired, shows no certificate, or one of another, does not get through', async () => {
  const network = new FakeNetwork()
  const studio = await openCaller({ name: 'Studio', network })
  const van = await openCaller({ name: 'Van', network })
  await pairByCode(studio, van)
  await until(() => studio.peers.transferPlaces(van.peers.state.self.id).length > 0)
  const [at] = studio.peers.transferPlaces(van.peers.state.self.id) as [Place]
  const stranger = await makeKeyPair()
  const call = encodeFrame({
    type: 'call',
    id: 'a'.repeat(22),
    number: 'b'.repeat(43),
    joined: false,
  })
  for (const own of [{}, { cert: stranger.certificate, key: stranger.privateKey }]) {
    const socket = await come(at, { ALPNProtocols: [protocols.call], ...own })
    socket.write(call)
    await cut(socket)
  }
  // The certificate of a friend without its key is not even a connection.
  expect(() =>
    connect({
      ...at,
      ALPNProtocols: [protocols.call],
      cert: studio.peers.identity.certificate,
      key: stranger.privateKey,
    }),
  ).toThrow()
  expect(await van.until(() => true)).toEqual([])
})

test('a paired device that floods with calls has four at most', async () => {
  const network = new FakeNetwork()
  const studio = await openCaller({ name: 'Studio', network })
  const van = await openCaller({ name: 'Van', network })
  await pairByCode(studio, van)
  const id = van.peers.state.self.id
  await until(() => studio.peers.transferPlaces(id).length > 0)
  const calls = await Promise.allSettled(
    Array.from({ length: 8 }, () => studio.calls.callDevice({ id }, signal)),
  )
  expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  expect(calls.filter(({ status }) => status === 'rejected')).toMatchObject(
    Array.from({ length: 4 }, () => ({ reason: { code: 'too-many' } })),
  )
})
