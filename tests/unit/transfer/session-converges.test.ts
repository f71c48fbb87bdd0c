import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockBytes } from '../../../src/transfer/files.ts'
import {
  MemoryDisk,
  MemorySource,
  type MemoryTree,
  patternBytes,
} from '../../support/transfer/memory-files.ts'
import { SessionPair } from '../../support/transfer/session-pair.ts'

const sizes = fc.oneof(
  fc.nat(3000),
  fc.constantFrom(0, 1024, blockBytes - 1, blockBytes, blockBytes + 1),
  fc.integer({ min: 1, max: 6 * blockBytes }),
)

/** What befalls them, after some ms. */
const mishap = fc.record({
  afterMs: fc.integer({ min: 0, max: 60 }),
  what: fc.constantFrom(
    'cut one',
    'cut all',
    'one side loses all',
    'tamper',
    'silence',
    'pause',
    'restart left',
    'restart right',
    'lose a write',
    'change lanes',
  ),
})

/** Random files and mishaps, until all is there. */
async function converge(
  files: number[],
  mishaps: readonly { afterMs: number; what: string }[],
  options: ConstructorParameters<typeof SessionPair>[0],
): Promise<void> {
  const tree: MemoryTree = {}
  files.forEach((size, at) => {
    tree[`f${at}`] = patternBytes(size, at)
  })
  const disk = new MemoryDisk()
  const start = async () => {
    const pair = new SessionPair({ ...options, disks: { right: disk } })
    await pair.open()
    const id = pair.left.offer(new MemorySource(tree))
    return { pair, id }
  }
  let { pair, id } = await start()
  const state = () => pair.left.transfer(id)?.state
  for (const { afterMs, what } of mishaps) {
    await pair.pass(afterMs)
    const { network, left, right } = pair
    const lane = network.openLanes.at(-1)
    if (what === 'cut one' && lane) network.cut(lane)
    else if (what === 'cut all') network.cutAll()
    else if (what === 'one side loses all')
      for (const { offerer } of network.openLanes)
        offerer.end({ code: 'lane-lost', text: 'Lost here alone.' })
    else if (what === 'tamper' && left.session.snapshot().sealed) {
      // Without a seal nobody notices.
      let left = 1
      network.tamper = (message) => {
        if (left-- > 0) message[message.length - 1]! ^= 1
        return message
      }
    } else if (what === 'silence') {
      network.goDown()
      await pair.pass(12_000)
      network.goUp()
    } else if (what === 'pause' && state() === 'moving') {
      left.session.pause(id, true)
      await pair.pass(30)
      left.session.pause(id, false)
    } else if (what === 'change lanes') left.session.set({ gentle: !left.session.snapshot().lanes[1] })
    else if (what === 'lose a write') {
      const stored = [...(disk.parts.values().next().value?.values() ?? [])][0]
      if (stored) stored.bytes[0]! ^= 0xff
    } else if (what.startsWith('restart')) {
      // Nothing is said before: as when it crashes.
      network.cutAll()
      pair.signalling.initiator.isDown = true
      pair.signalling.responder.isDown = true
      await Promise.all([pair.close(), what === 'restart left' ? pair.pass(10) : undefined])
      if (right.sinks.some(({ closed }) => closed === 'open')) throw new Error('A sink was left open.')
      ;({ pair, id } = await start())
    }
  }
  await pair.until(() => !['offered', 'waiting', 'moving', 'lost', 'paused'].includes(state() ?? ''))
  expect(pair.left.transfer(id)).toMatchObject({ state: 'done', problem: '' })
  for (const [path, bytes] of Object.entries(tree))
    expect(Buffer.compare(disk.files.get(path)!, bytes), path).toBe(0)
  await pair.until(() => pair.right.transfer()!.state === 'done')
  const { left, right } = pair
  await pair.close()
  for (const { session } of [left, right])
    expect(session.snapshot()).toMatchObject({ memory: 0, faultCode: '' })
}

test('whatever becomes of lanes and ends, all files arrive as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sizes, { minLength: 1, maxLength: 8 }),
      fc.array(mishap, { maxLength: 6 }),
      fc.constantFrom(0, 3, 12),
      fc.boolean(),
      (files, mishaps, delayMs, seal) => converge(files, mishaps, { network: { delayMs }, both: { seal } }),
    ),
    { numRuns: 60 },
  )
}, 120_000)
