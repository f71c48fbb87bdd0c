import { execFileSync } from 'node:child_process'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CheckResult } from '../../../src/contract/diagnose.ts'
import type { CheckContext } from '../../../src/engines/diagnose/check.ts'
import { createInboundCheck } from '../../../src/engines/diagnose/checks/inbound.ts'
import { PeerAnswers } from '../../../src/engines/diagnose/peer/answers.ts'
import { load } from '../../../src/engines/diagnose/peer/load.ts'
import { peerSession } from '../../../src/engines/diagnose/peer/session.ts'
import { patientClock } from '../../../src/engines/kit/clock.ts'
import { fakeContext } from '../../support/diagnose/fake-context.ts'
import {
  canMakeNamespaces,
  makeNamespace,
  type Namespace,
  sourceOf,
} from '../../support/network-namespace.ts'

function startAnswers(): PeerAnswers {
  const answers = new PeerAnswers(patientClock)
  onTestFinished(() => answers[Symbol.asyncDispose]())
  return answers
}

/** One that measures against a device on this machine; its run ends with the test. */
function measuring({ port, token }: { port: number; token: string }, host = '127.0.0.1') {
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const peer = { name: 'Studio', host, port, token }
  const context: CheckContext = fakeContext({ context: { peer }, signal: over.signal })
  return { context, end: () => over.abort() }
}

async function sessionOf(context: CheckContext) {
  const session = await peerSession(context)
  if (session.state !== 'open') throw new Error(session.state)
  return session
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('a device that was let gets in, is seen with its address, and the port is closed when it is done', async () => {
  const answers = startAnswers()
  const way = await answers.answer('van')
  const { context, end } = measuring(way)
  expect(await sessionOf(context)).toMatchObject({ seen: '127.0.0.1', local: '127.0.0.1', name: 'Studio' })
  expect(answers.count).toBe(1)
  end()
  await until(() => answers.count === 0)
  expect(await peerSession(measuring(way).context)).toEqual({ state: 'refused' })
})

test('without the token nobody gets in, and silence is no way to stay', async () => {
  const answers = startAnswers()
  const way = await answers.answer('van')
  const stranger = measuring({ ...way, token: 'T'.repeat(43) })
  expect(await peerSession(stranger.context)).toEqual({ state: 'ended' })
  for (const noise of ['GET / HTTP/1.1\r\n\r\n', 'x'.repeat(5000), '\n\n\n', '\0'.repeat(70_000)]) {
    const socket = connect({ host: '127.0.0.1', port: way.port })
    const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}))
    socket.resume()
    socket.write(noise)
    await closed
  }
  // Who has it still does.
  expect((await peerSession(measuring(way).context)).state).toBe('open')
})

test('a device that asks again has the newest port alone, and there is room for a few', async () => {
  const answers = startAnswers()
  const first = await answers.answer('van')
  const second = await answers.answer('van')
  expect(await peerSession(measuring(first).context)).toEqual({ state: 'refused' })
  expect((await peerSession(measuring(second).context)).state).toBe('open')
  for (const name of ['a', 'b', 'c']) await answers.answer(name)
  await expect(answers.answer('d')).rejects.toMatchObject({ code: 'too-many' })
})

test('what goes each way is counted, and no faster than the limit', async () => {
  const { context } = measuring(await startAnswers().answer('van'))
  const session = await sessionOf(context)
  for (const direction of ['up', 'down'] as const) {
    const options = { direction, connections: 2, ms: 900, skipMs: 300, bitsPerSecond: 20e6 }
    const loaded = await load(context, session, options)
    if (loaded.state !== 'measured') throw new Error(loaded.state)
    expect(loaded.bitsPerSecond).toBeGreaterThan(2e6)
    expect(loaded.bitsPerSecond).toBeLessThan(30e6)
  }
})

test('a peer that goes away in the middle is no path that carries nothing', async () => {
  const answers = startAnswers()
  const { context } = measuring(await answers.answer('van'))
  const session = await sessionOf(context)
  const loading = load(context, session, {
    direction: 'up',
    connections: 1,
    ms: 10_000,
    skipMs: 0,
    bitsPerSecond: 5e6,
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  await answers[Symbol.asyncDispose]()
  expect((await loading).state).toMatch(/ended|refused/)
})

test('on one machine the way back is open', async () => {
  const { context } = measuring(await startAnswers().answer('van'))
  expect(await createInboundCheck().run(context)).toMatchObject({
    state: 'good',
    figures: { tcp: 'reached', udp: 'reached', isBehindNat: false, udpEchoSent: 75, udpEchoAnswered: 75 },
  })
})

test('by IPv6 too, where this machine has it', async () => {
  const { context } = measuring(await startAnswers().answer('van'), '::1')
  const session = await peerSession(context)
  if (session.state === 'open') expect((await createInboundCheck().run(context)).state).toBe('good')
  else expect(session.state).toMatch(/unreachable|refused/)
})

const engine = (file: string) => JSON.stringify(sourceOf(`engines/diagnose/${file}`))
const clock = `{ now: () => performance.now(), after: (ms, then) => { const t = setTimeout(then, ms); return () => clearTimeout(t) } }`

/** Runs checks in a namespace, against a doctor in the one that its cable leads to. */
async function measure(space: Namespace, host: string, checks: string[]): Promise<CheckResult[]> {
  using answering = space.node(
    `
import { PeerAnswers } from ${engine('peer/answers.ts')}
console.log(JSON.stringify(await new PeerAnswers(${clock}).answer('van')))`,
    space.far,
  )
  await answering.until((lines) => lines.length > 0, 40_000)
  const way = answering.lines[0] as { port: number; token: string }
  using running = space.node(`
import { createInboundCheck } from ${engine('checks/inbound.ts')}
import { createThroughputCheck } from ${engine('checks/throughput.ts')}
import { createLatencyUnderLoadCheck } from ${engine('checks/latency-under-load.ts')}
const over = new AbortController()
const context = {
  context: { needs: [], peer: ${JSON.stringify({ name: 'Studio', host, ...way })} },
  deep: false, signal: over.signal, platform: 'linux', clock: ${clock},
}
const results = []
for (const check of [${checks.map((name) => `${name}()`).join(', ')}]) results.push(await check.run(context))
over.abort()
console.log(JSON.stringify(results))`)
  await running.until((lines) => lines.length > 0, 100_000)
  return running.lines[0] as CheckResult[]
}

/** A cable to the peer, each way of which carries 8 Mbit/s and has room for so many bytes that wait. */
function plugNarrow(space: Namespace, queueBytes: number): void {
  space.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
  const shape = `root tbf rate 8mbit burst 8kb limit ${queueBytes}`
  space.command(`tc qdisc add dev wan0 ${shape}`)
  const links = execFileSync('ip', ['-netns', space.far, '-o', 'link'], { encoding: 'utf8' })
  const [end = ''] = /far[0-9a-f]{6}/.exec(links) ?? []
  space.command(`tc -netns ${space.far} qdisc add dev ${end} ${shape}`)
}

describe.runIf(canMakeNamespaces)('on a path of its own', { concurrent: true, timeout: 220_000 }, () => {
  test('the rate that a path has is measured each way, and queues that are short are no fault', async () => {
    using space = makeNamespace()
    plugNarrow(space, 24_000)
    const [throughput, underLoad] = await measure(space, '10.71.0.1', [
      'createThroughputCheck',
      'createLatencyUnderLoadCheck',
    ])
    expect(throughput).toMatchObject({ state: 'good' })
    // The path has 8 Mbit/s.
    for (const key of ['upBitsPerSecond', 'downBitsPerSecond']) {
      expect(throughput?.figures[key]).toBeGreaterThan(6e6)
      expect(throughput?.figures[key]).toBeLessThan(9.5e6)
    }
    // The queue holds 24 ms; the rest is what a busy machine adds.
    for (const key of ['upMoreMs', 'downMoreMs']) expect(underLoad?.figures[key]).toBeLessThan(200)
  })

  test('a router that queues too much is found', async () => {
    using space = makeNamespace()
    plugNarrow(space, 500_000)
    const [underLoad] = await measure(space, '10.71.0.1', ['createLatencyUnderLoadCheck'])
    expect(underLoad?.state).toMatch(/poor|bad/)
    expect(underLoad?.figures['upMoreMs']).toBeGreaterThan(200)
  })

  test('a way on which large packets vanish carries nothing', async () => {
    using space = makeNamespace()
    space.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
    space.command('nft add table inet wall')
    space.command('nft add chain inet wall in { type filter hook input priority 0 ; }')
    space.command('nft add rule inet wall in meta length > 600 drop')
    const [throughput] = await measure(space, '10.71.0.1', ['createThroughputCheck'])
    expect(throughput).toMatchObject({ state: 'bad', figures: { downBitsPerSecond: 0 } })
    expect(throughput?.summary).toMatch(/^Nothing arrives from Studio/)
  })

  test('a firewall that lets nobody in, and one that drops UDP, are told apart', async () => {
    using space = makeNamespace()
    space.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
    space.command('nft add table inet wall')
    space.command('nft add chain inet wall in { type filter hook input priority 0 ; }')
    space.command('nft add rule inet wall in iifname wan0 ct state new drop')
    const [closed] = await measure(space, '10.71.0.1', ['createInboundCheck'])
    expect(closed).toMatchObject({
      state: 'poor',
      figures: { tcp: 'silent', udp: 'lost', isBehindNat: false, udpEchoAnswered: 75 },
    })
    space.command('nft flush chain inet wall in')
    space.command('nft add rule inet wall in meta l4proto udp drop')
    const [noUdp] = await measure(space, '10.71.0.1', ['createInboundCheck'])
    expect(noUdp).toMatchObject({
      state: 'poor',
      figures: { tcp: 'reached', udp: 'lost', udpEchoAnswered: 0 },
    })
  })
})
