import { connect } from 'node:net'
import { expect, test } from 'vitest'
import {
  type Device,
  FakeNetwork,
  openDevice,
  pairByCode,
  pairingUntil,
  placeOf,
  stateUntil,
} from '../../support/peers.ts'

const peersOf = ({ settings }: Device) => settings.latest.value.peers

async function two(network = new FakeNetwork()): Promise<[Device, Device]> {
  return [await openDevice({ name: 'Studio', network }), await openDevice({ name: 'Van', network })]
}

test('two devices pair by code, and each keeps the certificate and address of the other', async () => {
  const [studio, van] = await two()
  await pairByCode(studio, van)
  expect(peersOf(studio)).toMatchObject([
    {
      id: van.peers.identity.id,
      name: 'Van',
      certificate: van.peers.identity.certificate,
      addresses: [{ host: '127.0.0.1', port: 8741 }],
    },
  ])
  expect(peersOf(van)).toMatchObject([{ id: studio.peers.identity.id, name: 'Studio' }])
  expect(studio.peers.trusted).toHaveLength(1)
  expect([studio.changes(), van.changes()]).toEqual([1, 1])
  expect(studio.events).toMatchObject([{ code: 'peer-paired', peerId: van.peers.identity.id }])
})

test('a code is enough where the other device is found on the network', async () => {
  const [studio, van] = await two()
  const { code } = await studio.peers.openPairing(5)
  van.peers.pair(` ${code.toUpperCase().replaceAll('-', ' ')} `, undefined)
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({
    state: 'done',
    device: { name: 'Studio' },
  })
})

test('a link is enough by itself', async () => {
  const [studio, van] = await two()
  const { link } = await studio.peers.openPairing(5)
  van.peers.pair(link, undefined)
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ state: 'done' })
  expect(await pairingUntil(studio, 'done', 'failed')).toMatchObject({ state: 'done', code: '', link: '' })
})

test('a wrong code is refused, and the third closes pairing', async () => {
  const [studio, van] = await two()
  const { code, link } = await studio.peers.openPairing(5)
  const wrong = code.replace(/\d{4}$/, (digits) => String(1000 + ((Number(digits) + 1) % 9000)))
  for (const attempt of [1, 2, 3]) {
    expect(studio.peers.state.pairing.state, `attempt ${attempt}`).toBe('open')
    van.peers.pair(wrong, placeOf(link))
    expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({
      state: 'failed',
      faultCode: 'pairing-refused',
    })
  }
  expect(await pairingUntil(studio, 'done', 'failed')).toMatchObject({
    faultCode: 'pairing-refused',
    code: '',
  })
  van.peers.pair(code, placeOf(link))
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ faultCode: 'peer-unreachable' })
  expect([...peersOf(studio), ...peersOf(van)]).toEqual([])
})

test('somebody in between with a code of his own gets neither side', async () => {
  const [studio, van] = await two()
  const middle = await openDevice({ name: 'Mallory' })
  const shown = await studio.peers.openPairing(5)
  const his = await middle.peers.openPairing(5)
  van.peers.pair(shown.code, placeOf(his.link))
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ faultCode: 'pairing-refused' })
  middle.peers.pair(his.code, placeOf(shown.link))
  expect(await pairingUntil(middle, 'done', 'failed')).toMatchObject({ faultCode: 'pairing-refused' })
  expect([...peersOf(studio), ...peersOf(van), ...peersOf(middle)]).toEqual([])
})

test('a link to another device than it names is refused', async () => {
  const [studio, van] = await two()
  const { link } = await studio.peers.openPairing(5)
  van.peers.pair(link.replace(studio.peers.identity.id, van.peers.identity.id.replace(/^./, 'B')), undefined)
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ faultCode: 'pairing-refused' })
  expect([...peersOf(studio), ...peersOf(van)]).toEqual([])
})

test('a device that was found is paired by words that both screens show, once both people say so', async () => {
  const [studio, van] = await two()
  await studio.peers.openPairing(5)
  await stateUntil(van, ({ found }) => found.some(({ pairingPort }) => pairingPort > 0))
  van.peers.pairFound(studio.peers.identity.id)
  const [left, right] = await Promise.all([pairingUntil(studio, 'confirm'), pairingUntil(van, 'confirm')])
  expect(left.words).toMatch(/^[a-z]+ [a-z]+ [a-z]+$/)
  expect(right.words).toBe(left.words)
  expect(left.device).toMatchObject({ name: 'Van' })
  van.peers.confirmPairing(true)
  expect(peersOf(van)).toEqual([])
  studio.peers.confirmPairing(true)
  await Promise.all([pairingUntil(studio, 'done'), pairingUntil(van, 'done')])
  expect([peersOf(studio)[0]?.name, peersOf(van)[0]?.name]).toEqual(['Van', 'Studio'])
})

test('one person who says no ends it on both sides', async () => {
  const [studio, van] = await two()
  await studio.peers.openPairing(5)
  await stateUntil(van, ({ found }) => found.some(({ pairingPort }) => pairingPort > 0))
  van.peers.pairFound(studio.peers.identity.id)
  await Promise.all([pairingUntil(studio, 'confirm'), pairingUntil(van, 'confirm')])
  van.peers.confirmPairing(true)
  studio.peers.confirmPairing(false)
  const ends = await Promise.all([
    pairingUntil(studio, 'failed', 'done'),
    pairingUntil(van, 'failed', 'done'),
  ])
  expect(ends).toMatchObject([{ faultCode: 'pairing-refused' }, { faultCode: 'pairing-refused' }])
  expect([...peersOf(studio), ...peersOf(van)]).toEqual([])
})

test('a second pairing is told that there is one already, and one that only waits gives way', async () => {
  const [studio, van] = await two()
  const { code, link } = await studio.peers.openPairing(5)
  await expect(studio.peers.openPairing(5)).rejects.toMatchObject({ code: 'pairing-busy' })
  await van.peers.openPairing(5)
  van.peers.pair(code, placeOf(link))
  expect(() => van.peers.pair(code, placeOf(link))).toThrowError(/under way/)
  await Promise.all([pairingUntil(studio, 'done'), pairingUntil(van, 'done')])
})

test('whoever comes while another is being served waits his turn', async () => {
  const [studio, van] = await two()
  const { code, link } = await studio.peers.openPairing(5)
  const silent = connect(placeOf(link))
  await new Promise((resolve) => silent.once('data', resolve))
  van.peers.pair(code, placeOf(link))
  setTimeout(() => silent.destroy(), 300)
  expect(await pairingUntil(van, 'done', 'failed')).toMatchObject({ state: 'done' })
})

test('cancelling closes the port and tells the other side', async () => {
  const [studio, van] = await two()
  const { link } = await studio.peers.openPairing(5)
  await stateUntil(van, ({ found }) => found.some(({ pairingPort }) => pairingPort > 0))
  van.peers.pairFound(studio.peers.identity.id)
  await Promise.all([pairingUntil(studio, 'confirm'), pairingUntil(van, 'confirm')])
  studio.peers.cancelPairing()
  expect(await pairingUntil(van, 'failed')).toMatchObject({ faultCode: 'pairing-refused' })
  expect(studio.peers.state.pairing.state).toBe('idle')
  const closed = await new Promise((resolve) => connect(placeOf(link)).on('error', resolve))
  expect(closed).toMatchObject({ code: 'ECONNREFUSED' })
})

test('clocks that are decades apart are no matter', async () => {
  const real = {
    after: (ms: number, then: () => void) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  }
  const past = await openDevice({ name: 'Past', clock: { ...real, now: () => 1000 } })
  const future = await openDevice({ name: 'Future', clock: { ...real, now: () => Date.UTC(2160, 0) } })
  await pairByCode(past, future)
  expect(peersOf(past)).toHaveLength(1)
})

test('a revoked device is trusted no more and leaves the folders; pairing again gives none of them back', async () => {
  const [studio, van] = await two()
  await pairByCode(studio, van)
  const { id } = van.peers.identity
  await studio.settings.change((old) => ({
    ...old,
    folders: [{ id: 'dailies', name: 'Dailies', path: '/nowhere', peers: [id] } as never],
  }))
  await studio.peers.revoke([id])
  expect(studio.peers.trusted).toEqual([])
  expect(studio.settings.latest.value.folders[0]?.peers).toEqual([])
  expect(studio.changes()).toBe(2)
  await pairByCode(studio, van)
  expect(studio.peers.trusted).toHaveLength(1)
  expect(studio.settings.latest.value.folders[0]?.peers).toEqual([])
})

test('a name that would spoil a terminal or a page is cleaned', async () => {
  const studio = await openDevice()
  const van = await openDevice({ name: '\u001b[31mVan\u202e\u0007 1' })
  await pairByCode(studio, van)
  expect(peersOf(studio)[0]?.name).toBe('[31mVan 1')
})
