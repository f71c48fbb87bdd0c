import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { both, type LinkEmulator, megabits, startEmulator } from '../../support/link-emulator/index.ts'
import { BondedStream } from '../../support/srt/bonded-stream.ts'

let emulator: LinkEmulator
let bytes: Buffer

beforeAll(() => {
  emulator = startEmulator()
  bytes = randomBytes(megabits(4) * 90)
})
afterAll(() => emulator[Symbol.asyncDispose]())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const twoLinks = { '127.0.0.1': both({ delayMs: 20 }), '127.0.0.2': both({ delayMs: 30 }) }

/** Starts a stream, waits until it flows, does `harm`, and tells how long it takes until it flows again. */
async function resumesAfter(harm: (stream: BondedStream) => Promise<void>): Promise<number> {
  await using stream = await BondedStream.start(emulator, { links: twoLinks, latencyMs: 500 })
  const end = new AbortController()
  const playing = stream.caller.play(bytes, megabits(4), end.signal)
  expect(await stream.listener.has(megabits(4) * 2, 30_000)).toBe(true)
  await harm(stream)
  const harmedAt = performance.now()
  // Whatever was under way has come by then.
  await pause(600)
  const { count } = stream.listener
  const resumed = await stream.listener.has(count + megabits(4), 30_000)
  const tookMs = performance.now() - harmedAt
  const flows = await stream.listener.has(stream.listener.count + megabits(4) * 2, 20_000)
  end.abort()
  await playing
  expect(resumed, `${stream.listener.said} ${JSON.stringify(stream.bond.events)}`).toBe(true)
  expect(flows).toBe(true)
  return tookMs
}

describe.concurrent('the stream goes on by itself', { timeout: 240_000 }, () => {
  test('after all links were dead for 15 s', async ({ annotate }) => {
    const tookMs = await resumesAfter(async ({ path, uplinks, bond }) => {
      for (const uplink of uplinks) await path.change(uplink, both({ cut: true }))
      await pause(15_000)
      expect(bond.latest?.state).toBe('down')
      for (const uplink of uplinks) await path.change(uplink, both({ cut: false }))
    })
    await annotate(`a second of stream had come ${tookMs.toFixed(0)} ms after the links were back`)
  })

  test('after the receiver was killed and started again', async ({ annotate }) => {
    const tookMs = await resumesAfter(async (stream) => {
      await stream.receiver.kill()
      stream.startReceiver()
      await stream.receiver.listening()
    })
    await annotate(`a second of stream had come ${tookMs.toFixed(0)} ms after it listened`)
  })

  test('after the sender was killed and started again', async ({ annotate }) => {
    const tookMs = await resumesAfter(async (stream) => {
      await stream.bond.kill()
      stream.startBond()
      await stream.bond.listening()
    })
    await annotate(`a second of stream had come ${tookMs.toFixed(0)} ms after it listened`)
  })
})
