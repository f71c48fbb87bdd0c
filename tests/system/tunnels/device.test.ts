import { expect, test } from 'vitest'
import { askThrough, startEcho } from './echo.ts'
import { openTunnelHost, pairHosts, type TunnelHost, wayTo } from './hosts.ts'

/** The tube of a host to the one device that it is paired with, in one of these states. */
async function onlyTube(host: TunnelHost, ...states: string[]) {
  const fits = ({ state }: { state: string }) => states.includes(state)
  const { tubes } = await host.tunnelUntil((tunnel) => tunnel.tubes.some(fits))
  return tubes.find(fits)!
}

async function paired() {
  const studio = await openTunnelHost('Studio')
  const van = await openTunnelHost('Van')
  const [studioId, vanId] = await pairHosts(studio, van)
  return { studio, van, studioId, vanId }
}

test('a way to a paired device makes its tube by itself, needs no code, and comes back with the other end', async () => {
  const { studio, van, studioId, vanId } = await paired()
  const echo = await startEcho()
  await studio.client.addAllow({ allow: { party: vanId, target: `127.0.0.1:${echo.port}` } })
  const way = await van.client.addWay({ way: wayTo(echo.port, studioId) })
  const { listening } = await van.wayUntil(way.id, 'listening')
  expect(await askThrough(listening, 'hello')).toBe('hello')
  expect(await onlyTube(studio, 'open')).toMatchObject({
    by: 'device',
    peerId: vanId,
    peerName: 'Van',
    proven: true,
  })

  await studio.close()
  expect(await onlyTube(van, 'waiting')).toMatchObject({ peerId: studioId, retryAt: expect.any(Number) })
  const again = await openTunnelHost('Studio', studio)
  await onlyTube(van, 'open')
  const { listening: anew } = await van.wayUntil(way.id, 'listening')
  expect(anew).toBe(listening)
  expect(await askThrough(listening, 'again')).toBe('again')
  await onlyTube(again, 'open')
})

test('two that call one another at the same time have one tube, and its figures are remembered', async () => {
  const { studio, van, studioId, vanId } = await paired()
  const [here, there] = [await startEcho(), await startEcho()]
  await studio.client.addAllow({ allow: { party: vanId, target: `127.0.0.1:${here.port}` } })
  await van.client.addAllow({ allow: { party: studioId, target: `127.0.0.1:${there.port}` } })
  const [out, back] = await Promise.all([
    studio.client.addWay({ way: wayTo(there.port, vanId) }),
    van.client.addWay({ way: wayTo(here.port, studioId) }),
  ])
  const [{ listening: fromHere }, { listening: fromThere }] = await Promise.all([
    studio.wayUntil(out.id, 'listening'),
    van.wayUntil(back.id, 'listening'),
  ])
  const answers = await Promise.all([askThrough(fromHere, 'out'), askThrough(fromThere, 'back')])
  expect(answers).toEqual(['out', 'back'])
  for (const host of [studio, van]) {
    const { tubes } = await host.tunnelUntil(
      ({ tubes: [tube] }) => tube?.bytesIn === 7 && tube.bytesOut === 7,
    )
    expect(tubes).toMatchObject([{ state: 'open', opened: 2 }])
    const sum = async () => {
      const to = Date.now()
      const ids = [tubes[0]!.peerId]
      const { series } = await host.client.series({ kind: 'tube', ids, from: to - 60_000, to })
      const bytes = series[0]?.parts[0]?.columns['bytesIn'] ?? []
      return bytes.reduce<number>((all, each) => all + (each ?? 0), 0)
    }
    await expect.poll(sum).toBe(7)
  }
})

test('both may have ways, also such that listen at the other end; what was closed stays closed until it is wanted', async () => {
  const { studio, van, studioId, vanId } = await paired()
  const echo = await startEcho()
  await van.client.addAllow({ allow: { party: '*', what: 'listen', target: '127.0.0.1:*' } })
  const reverse = await studio.client.addWay({
    way: { ...wayTo(echo.port, vanId), kind: 'reverse', name: 'Back' },
  })
  const { listening } = await studio.wayUntil(reverse.id, 'listening')
  expect(await askThrough(listening, 'from the van')).toBe('from the van')

  const tube = await onlyTube(studio, 'open')
  await studio.client.closeTunnels({ ids: [tube.id] })
  expect(await onlyTube(van, 'ended')).toMatchObject({ problem: 'Studio has closed the tunnel.' })
  expect(await studio.wayUntil(reverse.id, 'waiting')).toMatchObject({ listening: '' })

  const shown = await van.client.connectTunnel({ id: studioId })
  expect(shown).toMatchObject({ peerName: 'Studio', by: 'device' })
  await onlyTube(studio, 'open')
  await studio.wayUntil(reverse.id, 'listening')

  // Who is no longer trusted is cut off.
  await studio.client.revokePeers({ ids: [vanId] })
  expect(await onlyTube(studio, 'ended')).toMatchObject({ faultCode: 'peer-revoked' })
  await expect(studio.client.connectTunnel({ id: vanId })).rejects.toMatchObject({ code: 'peer-unknown' })
})
