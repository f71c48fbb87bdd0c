import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import { openPair, pairOf } from '../../support/rtc/pair.ts'

const program = resolve(import.meta.dirname, '../../support/rtc/ending-process.ts')
const hooks = resolve(import.meta.dirname, '../../support/rtc/without-node-datachannel.mjs')

async function run(args: string[], nodeArgs: string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 50_000)
  const [out, err, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  clearTimeout(limit)
  return { out, err, status, signal }
}

describe.each(['node-datachannel', 'werift'])('a process that uses %s', (name) => {
  test.concurrent.each(['closed', 'exit-while-open', 'given-up'])(
    'ends by itself, without a complaint: %s',
    async (way) => {
      expect(await run([way, name])).toMatchObject({ status: 0, signal: null, err: '' })
    },
  )
})

test('where node-datachannel is not installed, werift serves, and why is said', async () => {
  const { out } = await run(['which'], ['--import', hooks])
  expect(JSON.parse(out)).toMatchObject({
    stack: 'werift',
    why: expect.stringContaining('Cannot find package'),
  })
  expect(await run(['which', 'node-datachannel'], ['--import', hooks])).toMatchObject({
    status: 1,
    err: expect.stringContaining('rtc-failed'),
  })
})

describe.each([
  ['node-datachannel', { givenUp: 2000, opened: 60 }],
  ['werift', { givenUp: 60, opened: 40 }],
] as const)('connections by %s that come and go', { timeout: 150_000 }, (name, counts) => {
  test('leave nothing behind', async () => {
    const { stack } = await openRtcStack({ prefer: name })
    const giveUp = async (count: number) => {
      for (let at = 0; at < count; at++) {
        const control = new AbortController()
        const peers = pairOf(stack, stack, { signal: control.signal })
        await new Promise(setImmediate)
        control.abort(new Error('enough'))
        await Promise.allSettled(peers.map((peer) => peer.opened))
      }
    }
    const openAndClose = async (count: number) => {
      for (let at = 0; at < count; at += 10)
        await Promise.all(
          Array.from({ length: 10 }, async () => {
            const [a, b] = await openPair(stack, stack)
            a.data.send(new Uint8Array(1000))
            a.close()
            await b.closed
          }),
        )
    }
    await giveUp(counts.givenUp / 10)
    await openAndClose(10)
    await sleep(200)
    const before = process.memoryUsage().rss
    await giveUp(counts.givenUp)
    await openAndClose(counts.opened)
    await stack.close()
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
  })
})
