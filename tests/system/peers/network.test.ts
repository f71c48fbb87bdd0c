import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/host/clock.ts'
import { Discovery } from '../../../src/host/peers/discovery.ts'
import { openMulticast } from '../../../src/host/peers/multicast.ts'

const script = fileURLToPath(new URL('../../support/peers-in-namespace.ts', import.meta.url))
const isPossible =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && ip link add up0 type veth peer name far0'])
    .status === 0

describe.runIf(isPossible)('two devices on a cable, one of which has another network too', () => {
  test('find each other by multicast DNS and pair by code alone; one that goes says goodbye', async () => {
    const { stdout } = await promisify(execFile)('unshare', ['-n', process.execPath, script], {
      timeout: 110_000,
    })
    expect(JSON.parse(stdout)).toEqual({
      near: { state: 'done', name: 'Far', host: '10.77.0.2', notices: [] },
      far: { state: 'done', problem: '', name: 'Near', host: '10.77.0.1', notices: [] },
    })
  }, 120_000)
})

test('an interface that has no multicast is told, and nothing breaks', async () => {
  const told = Promise.withResolvers<string>()
  const discovery = new Discovery({
    ownId: 'none',
    open: openMulticast(() => ['203.0.113.77']),
    kept: () => false,
    changed: () => {},
    failed: (reason) => void (reason !== undefined && told.resolve(reason)),
    clock: systemClock,
  })
  discovery.set(true, undefined)
  expect(await told.promise).not.toBe('')
  await discovery.find(() => false, 50, new AbortController().signal)
  await discovery.close()
})
