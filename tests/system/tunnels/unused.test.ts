import { expect, test } from 'vitest'
import { openTunnelHost } from './hosts.ts'

test('a host whose tunnels nobody uses runs no engine for them, and starts it with the first code', async () => {
  const host = await openTunnelHost('Studio')
  const engineIs = async (wanted: string) => {
    for await (const { engines } of host.client.telemetry({ look: [] }))
      if (engines.some(({ name, state }) => name === 'tunnel' && state === wanted)) return
  }
  await engineIs('idle')
  expect(await host.tunnelUntil(() => true)).toMatchObject({ tubes: [], ways: [] })
  await expect(host.enginePid()).rejects.toMatchObject({ code: 'ENOENT' })

  const { id } = await host.client.openTunnelCode({ allow: [] })
  await host.tubeUntil(id, 'calling')
  await engineIs('running')
  expect(await host.enginePid()).toBeGreaterThan(0)
  expect(host.events.filter(({ level }) => level === 'error')).toHaveLength(0)
})
