import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { whyNotNative } from '../../../src/engines/kit/datagram/open-io.ts'

const script = fileURLToPath(new URL('../../support/datagram/in-namespace.ts', import.meta.url))
/** A user that is not root is root in a namespace of its own, where the system allows that. */
const unshare = ['unshare', ...(process.getuid?.() === 0 ? ['-n'] : ['-r', '-n'])]
const possible = (command: string) =>
  spawnSync(unshare[0]!, [...unshare.slice(1), 'sh', '-c', command]).status === 0

const namespaces = possible('ip link set lo up')
const devices = namespaces && possible('ip link add up0 type veth peer name far0')
const shaping =
  devices &&
  possible(
    'ip link add up0 type veth peer name far0 && tc qdisc add dev up0 root tbf rate 8kbit burst 2000 limit 9000',
  )

const kinds = whyNotNative() === '' ? ['native', 'dgram'] : ['dgram']
const scenarios = ['segments', 'small-mtu', 'no-way', ...(process.getuid?.() === 0 ? ['buffers'] : [])]
if (devices) scenarios.push('interface', 'route-lost')
if (shaping) scenarios.push('full-buffer')

describe.runIf(namespaces).for(kinds)('datagrams by %s in a network of their own', (kind) => {
  const whole = { kind, arrived: 220, same: true, failed: 0, dropped: 0 }
  let seen: Record<string, unknown>
  beforeAll(async () => {
    const args = [...unshare.slice(1), process.execPath, script, kind, ...scenarios]
    const { stdout } = await promisify(execFile)(unshare[0]!, args, { timeout: 110_000 })
    seen = JSON.parse(stdout)
  }, 120_000)

  test('runs of equal length arrive byte for byte', () => {
    expect(seen['segments']).toEqual(whole)
  })

  test('where the device refuses segments, the same arrives and nothing is lost', () => {
    expect(seen['small-mtu']).toEqual(whole)
  })

  test.runIf(process.getuid?.() === 0)('the system is asked for 4 MiB each way', () => {
    const granted = 2 * 4 * 1024 * 1024
    expect(seen['buffers']).toEqual({ kind, open: true, receive: granted, send: granted })
  })

  test('a peer to whom there is no way is a fault', () => {
    expect(seen['no-way']).toEqual({ kind, code: 'address-unavailable' })
  })

  test.runIf(shaping)('a full send buffer drops and counts; nothing piles up, and the socket goes on', () => {
    const { full, sentWhenFreed, droppedWhenFreed } = seen['full-buffer'] as {
      full: { sent: number; dropped: number; failed: number; fault: string }
      sentWhenFreed: number
      droppedWhenFreed: number
    }
    expect(full).toMatchObject({ failed: 0, fault: '' })
    expect(full.dropped).toBeGreaterThan(1000)
    // 10,000 were forwarded; no more than a queue of 256 may be waiting for an answer.
    expect(full.sent + full.dropped).toBeGreaterThanOrEqual(10_000 - 256)
    expect(sentWhenFreed).toBeGreaterThanOrEqual(10_000)
    expect(droppedWhenFreed).toBe(0)
  })

  test.runIf(devices)('a socket bound to an interface leaves by no other', () => {
    expect(seen['interface']).toEqual({ kind, arrived: ['lo'] })
  })

  test.runIf(devices)('a route that is lost is counted, and used again when it is back', () => {
    const { failedForwards, ...rest } = seen['route-lost'] as { failedForwards: number }
    // Plain dgram follows every 16th until one fails.
    expect(failedForwards).toBeGreaterThanOrEqual(kind === 'native' ? 100 : 100 - 15)
    expect(rest).toEqual({
      kind,
      lost: { failed: 1, fault: 'ENETUNREACH' },
      sent: 1,
    })
  })
})
