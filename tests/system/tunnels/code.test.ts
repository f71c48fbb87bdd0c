import { expect, test } from 'vitest'
import { askThrough, connectTo, startEcho } from './echo.ts'
import { openTunnelHost, type TunnelHost, wayTo } from './hosts.ts'

/** Two that a code has brought together. */
async function joined(studio: TunnelHost, van: TunnelHost, targets: string[] = []) {
  const allow = targets.map((target) => ({ what: 'connect' as const, target }))
  const opened = await studio.client.openTunnelCode({ allow })
  const come = await van.client.joinTunnelCode({ code: opened.code, at: studio.at })
  const [here, there] = await Promise.all([
    studio.tubeUntil(opened.id, 'open'),
    van.tubeUntil(come.id, 'open'),
  ])
  return { opened, here, there }
}

test('who comes with a code reaches what was allowed with it, asks for the rest, and is gone with the tube', async () => {
  const studio = await openTunnelHost('Studio')
  const van = await openTunnelHost('Van')
  const [camera, other] = [await startEcho(), await startEcho()]
  const { opened, here, there } = await joined(studio, van, [`127.0.0.1:${camera.port}`])
  expect(opened).toMatchObject({ state: 'calling', by: 'code', peerId: '', peerName: '' })
  expect(opened.link).toMatch(/^hawser:\/\/tunnel\?/)
  expect(here).toMatchObject({ peerName: 'Van', proven: true, code: '', link: '' })
  expect(there).toMatchObject({ peerName: 'Studio', proven: true })
  expect(here.words).not.toBe('')
  expect(here.words).toBe(there.words)

  const way = await van.client.addWay({ way: wayTo(camera.port, there.id) })
  const { listening } = await van.wayUntil(way.id, 'listening')
  expect(await askThrough(listening, 'hello')).toBe('hello')

  // What nobody has allowed is asked for, and works when it has been.
  const second = await van.client.addWay({ way: wayTo(other.port, there.id) })
  const { listening: refusing } = await van.wayUntil(second.id, 'listening')
  expect(await askThrough(refusing, 'hello')).toBe('')
  const { requests } = await studio.tunnelUntil((tunnel) => tunnel.requests.length > 0)
  expect(requests).toMatchObject([
    { party: here.id, peerName: 'Van', what: 'connect', target: `127.0.0.1:${other.port}`, times: 1 },
  ])
  await studio.client.answerTunnelRequest({ id: requests[0]!.id, allow: true })
  expect(await askThrough(refusing, 'hello')).toBe('hello')
  await studio.tunnelUntil((tunnel) => tunnel.requests.length === 0)

  // Nothing of it is written down, and nothing is left of it.
  const settings = async (host: TunnelHost) => {
    for await (const { tunnel } of host.client.settings(undefined)) return tunnel
    throw new Error('the settings ended')
  }
  expect((await settings(studio)).allow).toHaveLength(2)
  expect((await settings(van)).ways).toHaveLength(2)
  expect(await van.savedText()).not.toContain(String(camera.port))
  await van.client.closeTunnels({ ids: [there.id] })
  expect(await studio.tubeUntil(here.id, 'ended')).toMatchObject({
    faultCode: '',
    problem: 'Van has closed the tunnel.',
  })
  expect((await settings(studio)).allow).toEqual([])
  expect((await settings(van)).ways).toEqual([])
  await van.tunnelUntil(({ ways }) => ways.length === 0)
  await expect(connectTo(listening)).rejects.toMatchObject({ code: 'ECONNREFUSED' })

  // Windows that come later hear what it was about.
  const told = (await studio.eventsUntil('tube-closed')).filter(({ source }) => source === 'tunnel')
  expect(told.map(({ code, tubeId }) => [code, tubeId])).toEqual(
    ['tube-open', 'tunnel-denied', 'tube-closed'].map((code) => [code, here.id]),
  )
  for (const event of told) expect(studio.events).toContainEqual(event)
})

test('a code for files is told to be none for a tunnel', async () => {
  const studio = await openTunnelHost('Studio')
  const van = await openTunnelHost('Van')
  const { code } = await studio.client.openCode({})
  await expect(van.client.joinTunnelCode({ code, at: studio.at })).rejects.toMatchObject({
    code: 'code-purpose',
  })
  const tunnel = await studio.client.openTunnelCode({})
  await expect(van.client.joinCode({ code: tunnel.code, at: studio.at })).rejects.toMatchObject({
    code: 'code-purpose',
  })
  // Taken back by whoever made it, it is known to nobody.
  await studio.client.closeTunnels({ ids: [tunnel.id] })
  await expect(van.client.joinTunnelCode({ code: tunnel.code, at: studio.at })).rejects.toMatchObject({
    code: 'code-unknown',
  })
})
