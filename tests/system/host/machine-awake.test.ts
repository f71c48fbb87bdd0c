import { expect, test } from 'vitest'
import { eventsUntil, open, running, telemetryUntil, temporaryFolder } from './opened.ts'

test('a machine that has just woken up has everything tried again', async () => {
  const host = await open(await temporaryFolder())
  await telemetryUntil(host, running)
  await eventsUntil(host, 'engine-told')
  host.awake()
  expect((await eventsUntil(host, 'engine-probed')).at(-1)?.source).toBe('forward')
})
