import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ForkEngine } from '../../../src/host/engine-child.ts'
import { EngineProcesses } from '../../../src/host/engine-process.ts'
import { startEngineThread } from '../../../src/host/engine-thread.ts'
import { forkByNode } from '../../../src/host/fork-node.ts'
import type { EngineThread } from '../../../src/host/supervisor.ts'
import { connect } from '../../../src/wire/index.ts'
import { mortalContract } from '../../support/wire/mortal-contract.ts'

const program = new URL('../../support/wire/mortal-process.ts', import.meta.url)
const reports: string[] = []
const report = (error: unknown) => void reports.push(String(error))
const running: EngineThread[] = []

afterEach(async () => {
  for (const thread of running.splice(0)) await thread.terminate()
  reports.length = 0
})

function begin(thread: EngineThread) {
  running.push(thread)
  return { thread, client: connect(mortalContract, thread.link) }
}

const processes = (fork?: ForkEngine) => new EngineProcesses({ fork, report, now: Date.now })

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.each([
  ['a process', () => processes().start(program)],
  ['a process by means of Node alone', () => processes(forkByNode).start(program)],
  ['a thread', () => startEngineThread(program, report)],
] as const)('an engine in %s', (_, start) => {
  test('answers calls and streams, and carries what structured clones carry', async () => {
    const { client } = begin(start())
    const value = {
      bytes: new Uint8Array([1, 2, 3]),
      at: new Date(5),
      big: 2n ** 70n,
      not: Number.NaN,
      none: undefined,
    }
    expect(await client.echo(value)).toEqual(value)
    const numbers: number[] = []
    for await (const number of client.numbers()) numbers.push(number)
    expect(numbers).toHaveLength(1000)
  })

  test('tells of its defects beside the contract', async () => {
    const { client } = begin(start())
    await expect(client.defect()).rejects.toMatchObject({ code: 'internal' })
    await vi.waitFor(() => expect(reports.join()).toContain('a defect of the engine'))
  })

  test('that ends by itself says so, and what was asked is told that it is gone', async () => {
    const { client, thread } = begin(start())
    await expect(client.die('exit')).rejects.toMatchObject({ code: 'closed' })
    expect(await thread.ended).toBe('exit code 9')
  })

  test('that hangs can be ended', async () => {
    const { client, thread } = begin(start())
    await client.pid()
    const asked = client.die('hang').catch((error) => error)
    await thread.terminate()
    expect(await asked).toMatchObject({ code: 'closed' })
  })
})

describe.each([
  ['usual', undefined],
  ["Node's own", forkByNode],
])('an engine in a process of its own, by %s means', (_, fork) => {
  test('survives for others what native code does to it, and the next one is told how often that was', async () => {
    const starter = processes(fork)
    for (const ends of [0, 1, 2]) {
      const { client, thread } = begin(starter.start(program))
      expect(await client.nativeEnds()).toBe(ends)
      await expect(client.die('abort')).rejects.toMatchObject({ code: 'closed' })
      expect(await thread.ended).toBe('ended by SIGABRT')
    }
  })

  test('an error that nobody catches is no fault of native code, and what it said is reported', async () => {
    const starter = processes(fork)
    const { client, thread } = begin(starter.start(program))
    await client.die('throw')
    expect(await thread.ended).toBe('exit code 1')
    expect(reports.join()).toContain('nobody catches this')
    expect(await begin(starter.start(program)).client.nativeEnds()).toBe(0)
  })

  test('a program that is missing ends at once', async () => {
    const { thread, client } = begin(processes(fork).start(new URL('./nothing-here.ts', import.meta.url)))
    await expect(client.pid()).rejects.toMatchObject({ code: 'closed' })
    expect(await thread.ended).toBe('exit code 1')
    expect(reports.join()).toContain('nothing-here')
  })

  test('is not ended by what a terminal tells both of them, which its host decides on', async () => {
    const { client } = begin(processes(fork).start(program))
    const pid = await client.pid()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal)
    expect(await client.echo('still here')).toBe('still here')
  })

  test('ends with its host, even when that is killed', async () => {
    const host = spawn(
      process.execPath,
      [fileURLToPath(new URL('../../support/wire/mortal-host.ts', import.meta.url))],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [line] = await once(createInterface({ input: host.stdout }), 'line')
    const pid = Number(line)
    expect(isAlive(pid)).toBe(true)
    host.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 })
  })
})

test('a process that has lived long was not ended by what it does at start: the count begins anew', async () => {
  let now = 0
  let exit: (native: boolean) => void = () => {}
  const told: (string | undefined)[] = []
  const fork: ForkEngine = (_url, variables) => {
    told.push(Object.values(variables)[0])
    return {
      stderr: null,
      post() {},
      onMessage() {},
      onGone() {},
      onExit(listener) {
        exit = (isNative) => listener({ text: '', isNative })
      },
      kill() {},
    }
  }
  const starter = new EngineProcesses({ fork, report, now: () => now })
  for (const [lived, isNative] of [
    [0, true],
    [0, false],
    [0, true],
    [3_600_000, true],
    [0, true],
  ] as const) {
    starter.start(program)
    now += lived
    exit(isNative)
  }
  starter.start(program)
  expect(told).toEqual(['0', '1', '1', '2', '1', '2'])
})
