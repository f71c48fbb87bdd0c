import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../support/tunnel/tube-in-namespace.ts', import.meta.url))
const isPossible =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && ip link add up0 type veth peer name far0'])
    .status === 0

describe.runIf(isPossible)(
  'two machines with two cables, one of which is pulled under a transfer',
  { timeout: 150_000 },
  () => {
    test.concurrent.each([
      ['node-datachannel', 'told'],
      ['node-datachannel', 'untold'],
      ['werift', 'told'],
    ] as const)('go on by the other one, and no byte is lost: %s, %s', async (stack, telling) => {
      const { stdout } = await promisify(execFile)(
        'unshare',
        ['-n', process.execPath, script, stack, telling],
        {
          timeout: 140_000,
        },
      )
      const { isWhole, isSameWords, pairs, resumes } = JSON.parse(stdout)
      expect({ isWhole, isSameWords }).toEqual({ isWhole: true, isSameWords: true })
      expect(pairs[0]).not.toBe(pairs[1])
      expect(resumes).toBeGreaterThan(0)
    })
  },
)
