import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import type { RtcStack } from '../../../src/transfer/rtc.ts'
import { openBrowserStack } from '../../support/rtc/browser-stack.ts'
import { openPair, type PairOptions, pairOf } from '../../support/rtc/pair.ts'
import { ownAddress, startTurnServer, type TurnServer } from '../../support/rtc/turn-server.ts'

const host = ownAddress()
const isMissing = spawnSync('turnserver', ['--version']).error !== undefined

/** werift's search between two relays ends in silence now and then; whoever opens lanes tries again after a while. */
async function openWithin(offers: RtcStack, answers: RtcStack, options: PairOptions) {
  for (const limitMs of [8000, 12_000, 18_000])
    try {
      return await openPair(offers, answers, { ...options, signal: AbortSignal.timeout(limitMs) })
    } catch {
      // Once more.
    }
  return openPair(offers, answers, { ...options, signal: AbortSignal.timeout(27_000) })
}

describe.skipIf(isMissing || host === undefined)('through a relay alone', { timeout: 120_000 }, () => {
  let server: TurnServer
  const stacks = new Map<RtcStack['name'], RtcStack>()

  beforeAll(async () => {
    server = await startTurnServer(host!)
    for (const prefer of ['node-datachannel', 'werift'] as const)
      stacks.set(prefer, (await openRtcStack({ prefer })).stack)
    stacks.set('browser', await openBrowserStack())
  })

  afterAll(async () => {
    for (const stack of stacks.values()) await stack.close()
    await server[Symbol.asyncDispose]()
  })

  test.each([
    ['werift', true, 'werift', true],
    ['werift', true, 'node-datachannel', false],
    ['node-datachannel', false, 'browser', true],
    ['werift', true, 'browser', true],
  ] as const)(
    '%s (relay only: %s) and %s (%s) find one another, and say so',
    async (offers, first, answers, second) => {
      const { iceServers } = server
      const relayOnly = [first, second] as const
      const [a, b] = await openWithin(stacks.get(offers)!, stacks.get(answers)!, { iceServers, relayOnly })
      const received = new Promise<Uint8Array>((resolve) => {
        b.data.onMessage = resolve
      })
      a.data.send(new Uint8Array(20_000).fill(7))
      expect(await received).toHaveLength(20_000)
      expect((await a.stats()).path).toBe('relay')
      expect((await b.stats()).path).toBe('relay')
      a.close()
      await b.closed
    },
  )

  test('without a relay it is said what is missing', async () => {
    const stack = stacks.get('werift')!
    const iceServers = [{ url: 'stun:192.0.2.1' }]
    for (const { opened } of pairOf(stack, stack, { relayOnly: [true, true], iceServers }))
      await expect(opened).rejects.toMatchObject({ code: 'rtc-failed', message: /TURN/ })
  })

  test('a stack that would not keep to relays is neither chosen nor used for them', async () => {
    const { stack } = await openRtcStack({ relayOnly: true })
    expect(stack.name).toBe('werift')
    await stack.close()
    const wish = { prefer: 'node-datachannel', relayOnly: true } as const
    await expect(openRtcStack(wish)).rejects.toMatchObject({ code: 'rtc-failed' })
    const native = stacks.get('node-datachannel')!
    expect(() => pairOf(native, native, { relayOnly: [true, true] })).toThrow(/relays/)
  })
})
