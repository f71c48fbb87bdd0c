import { expect, test } from 'vitest'
import { freePort } from '../../support/forward-engine.ts'
import { askThrough, startEcho } from './echo.ts'
import { openTunnelHost, wayTo } from './hosts.ts'

test('an engine that is killed comes back, and so does the tube, whichever end it was', async () => {
  const studio = await openTunnelHost('Studio')
  const van = await openTunnelHost('Van')
  const echo = await startEcho()
  const target = `127.0.0.1:${echo.port}`
  const { id, code } = await studio.client.openTunnelCode({ allow: [{ what: 'connect', target }] })
  const come = await van.client.joinTunnelCode({ code, at: studio.at })
  const first = await van.tubeUntil(come.id, 'open')
  const listen = { host: '127.0.0.1', port: await freePort() }
  const listening = `127.0.0.1:${listen.port}`
  const way = await van.client.addWay({ way: { ...wayTo(echo.port, come.id), listen } })
  await van.wayUntil(way.id, 'listening')
  expect(await askThrough(listening, 'one')).toBe('one')

  for (const killed of [studio, van]) {
    const pid = await killed.enginePid()
    process.kill(pid, 'SIGKILL')
    await killed.eventsUntil('engine-crashed')
    await expect.poll(() => killed.enginePid(), { timeout: 60_000 }).not.toBe(pid)
    await killed.tubeUntil(killed === studio ? id : come.id, 'open')
    // The other end may hear of it a little later.
    await van.tunnelUntil(({ tubes, ways }) => tubes[0]?.state === 'open' && ways[0]?.state === 'listening')
    await expect.poll(() => askThrough(listening, 'two').catch(() => ''), { timeout: 60_000 }).toBe('two')
  }
  expect((await van.tubeUntil(come.id, 'open')).since).toBeGreaterThanOrEqual(first.since)
})
