import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../support/tunnel/hosts-in-namespace.ts', import.meta.url))
const isPossible =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && ip link add up0 type veth peer name far0'])
    .status === 0

describe.runIf(isPossible)('two machines that are paired, with two cables between them', () => {
  test('the one that a tunnel goes by is pulled under a transfer, and no byte of it is lost', async () => {
    const { stdout } = await promisify(execFile)('unshare', ['-n', process.execPath, script], {
      timeout: 140_000,
    })
    const { isWhole, pairs, resumes } = JSON.parse(stdout)
    expect(isWhole).toBe(true)
    expect(pairs[0]).not.toBe(pairs[1])
    expect(resumes).toBeGreaterThan(0)
  }, 150_000)
})
