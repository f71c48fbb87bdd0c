import { expect, test } from 'vitest'
import { askThrough, startEcho } from './echo.ts'
import { openTunnelHost } from './hosts.ts'

test('who comes with a code reaches what was allowed with it, and nothing else', async () => {
  const studio = await openTunnelHost('Studio')
  const van = await openTunnelHost('Van')
  const echo = await startEcho()
  const opened = await studio.client.openTunnelCode({
    allow: [{ what: 'connect', target: `127.0.0.1:${echo.port}` }],
  })
  expect(opened).toMatchObject({ state: 'calling', by: 'code', peerId: '' })
  const joined = await van.client.joinTunnelCode({ code: opened.code, at: studio.at })
  const [here, there] = await Promise.all([
    studio.tubeUntil(opened.id, 'open'),
    van.tubeUntil(joined.id, 'open'),
  ])
  expect(here).toMatchObject({ peerName: 'Van', proven: true, code: '' })
  expect(there).toMatchObject({ peerName: 'Studio', proven: true })
  expect(here.words).not.toBe('')
  expect(here.words).toBe(there.words)

  const way = await van.client.addWay({
    way: {
      name: 'Camera',
      party: joined.id,
      listen: { host: '127.0.0.1', port: 0 },
      target: { host: '127.0.0.1', port: echo.port },
    },
  })
  const { listening } = await van.wayUntil(way.id, 'listening')
  expect(await askThrough(listening, 'hello')).toBe('hello')
})
