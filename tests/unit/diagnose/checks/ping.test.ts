import { describe, expect, test } from 'vitest'
import { createPingCheck } from '../../../../src/engines/diagnose/checks/ping.ts'
import type { TcpAnswer } from '../../../../src/engines/diagnose/tools/tcp-answer.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import { quickClock } from '../../../support/diagnose/quick-clock.ts'
import * as recorded from '../recorded/network-tools.ts'

const target = { host: '192.0.2.7', port: 554 }
const routes = { routes: { figures: { defaultGateway: '192.168.1.1' } } }

/** What ping of Linux prints of so many requests, with these round trips. */
const linux = (rttsMs: readonly number[], sent = rttsMs.length) =>
  `PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.
${rttsMs.map((rtt, place) => `64 bytes from 192.0.2.7: icmp_seq=${place + 1} ttl=54 time=${rtt} ms`).join('\n')}

--- 192.0.2.7 ping statistics ---
${sent} packets transmitted, ${rttsMs.length} received, ${((1 - rttsMs.length / sent) * 100).toFixed(0)}% packet loss, time 7962ms
`
const steady = (count: number) => Array<number>(count).fill(20)

function run(tools: FakeContext['tools'], given: FakeContext = {}, answer: TcpAnswer = 'silent') {
  const check = createPingCheck(
    async () => answer,
    async (host) => [host],
  )
  return check.run(fakeContext({ target, clock: quickClock, ...(tools ? { tools } : {}), ...given }))
}

describe('the way to the target', () => {
  test('a steady one without loss is good', async () => {
    expect(await run({ ping: linux(steady(40)) })).toMatchObject({
      state: 'good',
      figures: { sent: 240, received: 240, lossPercent: 0, rttMs: 20, jitterMs: 0, filtered: false },
    })
  })

  test.each<[string, string, string]>([
    ['2 in 100 lost', 'poor', linux(steady(49), 50)],
    ['5 in 100 lost', 'bad', linux(steady(38), 40)],
    ['20 ms from one to the next', 'poor', linux(Array.from({ length: 40 }, (_, n) => (n % 2 ? 40 : 20)))],
    ['half a second', 'bad', linux(Array<number>(40).fill(500))],
  ])('%s is %s', async (_, state, output) => {
    expect((await run({ ping: output })).state).toBe(state)
  })

  test('one packet of many that is lost by chance is no loss', async () => {
    let isFirst = true
    const context = fakeContext({ target, clock: quickClock })
    const check = createPingCheck(undefined, async (host) => [host])
    const outcome = await check.run({
      ...context,
      tool: async () => {
        const stdout = isFirst ? linux(steady(39), 40) : linux(steady(40))
        isFirst = false
        return { state: 'ran', code: 0, stdout, stderr: '' }
      },
    })
    expect(outcome).toMatchObject({ state: 'good', figures: { sent: 240, received: 239 } })
  })

  test('loss that begins before the gateway is told to', async () => {
    const lossy = linux(steady(36), 40)
    const outcome = await run({ ping: lossy }, { results: routes })
    expect(outcome).toMatchObject({ state: 'bad', figures: { gatewayAnswers: true, gatewayLossPercent: 10 } })
    expect(outcome.summary).toContain('on the way to the gateway')
  })

  test('a gateway that answers no ping says nothing of the path', async () => {
    const command = 'ping -n -c 25 -i 0.2 -W 1'
    const tools = {
      [`${command} 192.0.2.7`]: linux(steady(40)),
      [`${command} 192.168.1.1`]: recorded.linuxPingSilent,
    }
    expect(await run(tools, { results: routes })).toMatchObject({
      state: 'good',
      figures: { gateway: '192.168.1.1', gatewayAnswers: false },
    })
  })
})

describe('silence', () => {
  test('a target that takes connections filters ping, which is no fault', async () => {
    expect(await run({ ping: recorded.linuxPingSilent }, {}, 'answered')).toMatchObject({
      state: 'unknown',
      figures: { filtered: true },
    })
  })

  test('one that takes none either is bad', async () => {
    expect(await run({ ping: recorded.linuxPingSilent })).toMatchObject({
      state: 'bad',
      figures: { lossPercent: 100 },
    })
    expect((await run({ ping: recorded.linuxPingUnreachable })).summary).toContain('no way')
  })

  test('a program that is ended before it says anything has heard nothing', async () => {
    expect((await run({ ping: { state: 'timeout', code: -1 } })).state).toBe('bad')
  })
})

describe('other systems', () => {
  test('macOS', async () => {
    const given: FakeContext = { platform: 'darwin' }
    expect(await run({ '/sbin/ping': recorded.macosPing }, given)).toMatchObject({
      state: 'bad',
      figures: { sent: 18, received: 12 },
    })
  })

  test('Windows in any language', async () => {
    const given: FakeContext = { platform: 'win32' }
    for (const ping of [recorded.windowsPingFrench, recorded.windowsPing6])
      expect(await run({ ping }, given)).toMatchObject({
        figures: { sent: 16, received: 16, lossPercent: 0 },
      })
  })

  test('what is not there or not allowed is said', async () => {
    expect(await run({})).toMatchObject({
      state: 'unknown',
      summary: expect.stringContaining('iputils-ping'),
    })
    expect((await run({ ping: { state: 'denied', code: -1 } })).state).toBe('unknown')
    const socket = { code: 2, stderr: 'ping: socket: Operation not permitted\n' }
    expect((await run({ ping: socket })).summary).toContain('does not let')
  })
})

test('without a target the gateway is judged; without either there is nothing to do', async () => {
  const given: FakeContext = { target: undefined, results: routes }
  expect(await run({ ping: linux(steady(40)) }, given)).toMatchObject({ state: 'good' })
  expect((await run({ ping: recorded.linuxPingSilent }, given)).state).toBe('unknown')
  expect((await run({}, { target: undefined })).state).toBe('skipped')
})
