import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../support/rendezvous-in-namespace.ts', import.meta.url))
const isPossible =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && ip link add up0 type veth peer name far0'])
    .status === 0

describe.runIf(isPossible)('two machines on a cable', () => {
  test('join by a code alone, found by multicast DNS, whichever of them shows it', async () => {
    const { stdout } = await promisify(execFile)('unshare', ['-n', process.execPath, script], {
      timeout: 110_000,
    })
    expect(JSON.parse(stdout)).toEqual({ near: 'hello Near', peer: 'Far', far: 'hello from near' })
  }, 120_000)
})
