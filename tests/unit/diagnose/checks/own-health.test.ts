import { expect, test } from 'vitest'
import { createOwnHealthCheck } from '../../../../src/engines/diagnose/checks/own-health.ts'
import type { LoopDelay } from '../../../../src/engines/diagnose/tools/loop-delay.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as linux from '../recorded/linux.ts'
import * as macos from '../recorded/macos.ts'

const calm: LoopDelay = { p50Ms: 0.1, p99Ms: 1.2, maxMs: 4 }

/** Files whose text changes between the look before and the look after. */
function look(pairs: Record<string, [string, string]>, delay = calm, more: FakeContext = {}) {
  const context = fakeContext({ platform: 'linux', ...more })
  let after = false
  const read: typeof context.read = async (path) => {
    const pair = pairs[path]
    return pair ? { state: 'read', text: pair[after ? 1 : 0], mode: 0o444 } : context.read(path)
  }
  const measure = async () => {
    after = true
    return delay
  }
  return createOwnHealthCheck(measure).run({ ...context, read })
}
const idle: Record<string, [string, string]> = {
  '/proc/stat': [linux.procStat(1000, 5000), linux.procStat(1020, 5180)],
  '/proc/meminfo': [linux.meminfo(8_000_000), linux.meminfo(8_000_000)],
}

test('a machine at rest keeps up', async () => {
  expect(await look(idle)).toMatchObject({
    state: 'good',
    figures: { cpuPercent: 10, stealPercent: 0, loopP99Ms: 1.2, memoryFreePercent: 49 },
  })
})

test('processors that are busy are told', async () => {
  const stat: [string, string] = [linux.procStat(1000, 5000), linux.procStat(1197, 5003)]
  expect(await look({ ...idle, '/proc/stat': stat })).toMatchObject({
    state: 'bad',
    figures: { cpuPercent: 99 },
  })
})

test('work that comes late is told', async () => {
  expect(await look(idle, { p50Ms: 2, p99Ms: 22, maxMs: 60 })).toMatchObject({
    state: 'poor',
    summary: 'This program comes up to 22 ms late to its work.',
  })
  expect((await look(idle, { p50Ms: 2, p99Ms: 80, maxMs: 90 })).state).toBe('bad')
})

test('a hypervisor that gives the processors to others is named before what follows from it', async () => {
  const stat: [string, string] = [linux.procStat(1000, 5000, 0), linux.procStat(1010, 5100, 90)]
  const outcome = await look({ ...idle, '/proc/stat': stat }, { p50Ms: 9, p99Ms: 80, maxMs: 90 })
  expect(outcome).toMatchObject({ state: 'bad', figures: { stealPercent: 45 } })
  expect(outcome.summary).toMatch(/^The host of this virtual machine/)
})

test('the limit of a container is told', async () => {
  const held: Record<string, [string, string]> = {
    ...idle,
    '/proc/self/cgroup': ['0::/app.slice\n', '0::/app.slice\n'],
    '/sys/fs/cgroup/app.slice/cpu.stat': [linux.cpuStat(100, 10), linux.cpuStat(120, 20)],
  }
  expect(await look(held)).toMatchObject({ state: 'bad', figures: { throttledPercent: 50 } })
})

test('macOS tells its memory by its own tool', async () => {
  const tools = { '/usr/bin/memory_pressure': macos.memoryPressure }
  expect(await look({}, calm, { platform: 'darwin', tools })).toMatchObject({
    state: 'bad',
    figures: { memoryFreePercent: 2 },
  })
})

test('memory that the system does not tell of is said, not guessed', async () => {
  const { evidence, figures } = await look({}, calm, { platform: 'darwin' })
  expect(figures).not.toHaveProperty('memoryFreePercent')
  expect(evidence).toContain('the system does not tell how much memory is left')
})
