import { expect, test } from 'vitest'
import { blockBytes } from '../../../src/transfer/files.ts'
import { MemorySource, patternBytes } from '../../support/transfer/memory-files.ts'
import { SessionPair } from '../../support/transfer/session-pair.ts'

const block = blockBytes

async function opened(options?: ConstructorParameters<typeof SessionPair>[0]): Promise<SessionPair> {
  const pair = new SessionPair(options)
  await pair.open()
  return pair
}

/** That both sides know of. */
function openLanes({ left, right }: SessionPair): number {
  const open = ({ session }: typeof left) =>
    session.snapshot().lanes.filter(({ state }) => state === 'open').length
  return Math.min(open(left), open(right))
}

/** A transfer that has begun. */
async function begun(pair: SessionPair, megabytes = 30) {
  const bytes = patternBytes(megabytes * 1_000_000, 1)
  const source = new MemorySource({ 'a.bin': bytes })
  const id = pair.left.offer(source)
  await pair.until(() => (pair.right.transfer()?.bytesDone ?? 0) > 0)
  const arrived = async () => {
    await pair.until(() => pair.left.transfer(id)?.state === 'done')
    expect(Buffer.compare(pair.right.disk.files.get('a.bin')!, bytes)).toBe(0)
    expect(pair.right.sinks[0]!.writes).toBe(Math.ceil(bytes.length / block))
  }
  return { id, source, arrived }
}

test('over a long path more lanes are made, and all of them carry something', async () => {
  const pair = await opened({ network: { delayMs: 15 } })
  const { arrived } = await begun(pair, 60)
  await pair.until(() => openLanes(pair) >= 4)
  const { lanes, lanesWanted } = pair.left.session.snapshot()
  expect(lanesWanted).toBeGreaterThanOrEqual(4)
  expect(lanes.map(({ path }) => path)).toContain('host')
  await arrived()
  expect(pair.network.lanes.filter(({ offerer }) => offerer.data.sentBytes > 200_000).length).toBeGreaterThan(
    3,
  )
  await pair.close()
})

test('over a long path lanes are opened at once, while the other side still decides', async () => {
  const pair = await opened({ network: { delayMs: 15 } })
  pair.right.accepts = false
  pair.left.offer(new MemorySource({ 'a.bin': patternBytes(3_000_000, 1) }))
  await pair.until(() => openLanes(pair) === 4, 2000)
  pair.right.accept(pair.right.offers[0]!)
  await pair.until(() => pair.left.transfer()?.state === 'done')
  await pair.close()
})

test('a little file, or a path that is not long, opens no more than one', async () => {
  const far = await opened({ network: { delayMs: 15 } })
  const near = await opened({ network: { delayMs: 1 } })
  far.left.offer(new MemorySource({ 'a.bin': patternBytes(100_000, 1) }))
  near.left.offer(new MemorySource({ 'a.bin': patternBytes(3_000_000, 1) }))
  for (const pair of [far, near]) {
    await pair.until(() => pair.left.transfer()?.state === 'done')
    await pair.pass(1000)
    expect(pair.network.lanes.length).toBe(1)
    await pair.close()
  }
})

test('one that is gentle has one lane, whichever side it is', async () => {
  const pair = await opened({ network: { delayMs: 15 }, right: { gentle: true } })
  const { arrived } = await begun(pair)
  await arrived()
  expect(pair.network.lanes.length).toBe(1)
  await pair.close()
})

test('lanes that are too many are retired, without losing anything or repeating much', async () => {
  const pair = await opened({ network: { delayMs: 15 } })
  const { arrived } = await begun(pair, 60)
  await pair.until(() => pair.network.openLanes.length >= 4)
  pair.left.session.set({ gentle: true })
  await pair.until(() => pair.network.openLanes.length === 1)
  await arrived()
  const sent = pair.network.lanes.reduce((sum, { offerer }) => sum + offerer.data.sentBytes, 0)
  expect(sent).toBeLessThan(62_000_000)
  expect(pair.left.events.filter(({ code }) => code === 'lane-lost')).toEqual([])
  await pair.close()
})

test('what was on a lane that is lost goes by others, and the lane is replaced', async () => {
  const pair = await opened({ network: { delayMs: 15 } })
  const { arrived } = await begun(pair, 60)
  await pair.until(() => openLanes(pair) >= 4)
  // The oldest carries what is said, too.
  pair.network.cut(pair.network.openLanes[0]!)
  await pair.until(() => openLanes(pair) === 3)
  await pair.until(() => openLanes(pair) >= 4)
  expect(pair.left.session.snapshot().state).toBe('open')
  await arrived()
  await pair.close()
})

test('when all lanes are lost, one is made anew through the signalling, and everything goes on', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  const { arrived } = await begun(pair)
  const words = pair.left.session.snapshot().words
  pair.network.cutAll()
  await pair.until(() => pair.left.transfer()!.state === 'lost')
  expect(pair.left.session.snapshot().state).toBe('lost')
  let isHeard = false
  void pair.right.session.sendText('still there').then(() => {
    isHeard = true
  })
  await pair.until(() => isHeard)
  expect(pair.left.texts).toEqual(['still there'])
  expect(pair.left.session.snapshot()).toMatchObject({ state: 'open', words })
  await arrived()
  await pair.close()
})

test('a network that is silent for long is noticed, and left behind once it works again', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  const { arrived } = await begun(pair)
  pair.network.goDown()
  await pair.until(() => pair.left.session.snapshot().state === 'lost', 15_000)
  await pair.pass(10_000)
  pair.network.goUp()
  await arrived()
  await pair.close()
})

test('a network that is silent for a short time costs nothing but that time', async () => {
  const pair = await opened({ network: { delayMs: 5 }, both: { gentle: true } })
  const { arrived } = await begun(pair)
  pair.network.goDown()
  await pair.pass(5000)
  pair.network.goUp()
  await arrived()
  expect(pair.network.lanes.length).toBe(1)
  await pair.close()
})

test('only one side notices that the lanes are gone: the other is told through the signalling', async () => {
  for (const side of ['offerer', 'answerer'] as const) {
    const pair = await opened({ network: { delayMs: 5 } })
    const { arrived } = await begun(pair)
    pair.network.lanes[0]![side].end({ code: 'lane-lost', text: 'One side alone lost it.' })
    await arrived()
    await pair.close()
  }
})

test('without signalling a session lives on its lanes, and ends with them', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  await begun(pair)
  pair.signalling.initiator.end('The rendezvous is gone.')
  pair.signalling.responder.end('The rendezvous is gone.')
  await pair.pass(100)
  expect(pair.left.session.snapshot().state).toBe('open')
  pair.network.cutAll()
  await pair.until(() => pair.left.session.snapshot().state === 'ended')
  expect(pair.left.transfer()).toMatchObject({ state: 'failed', faultCode: 'transfer-lost' })
  await pair.close()
  expect(pair.right.sinks[0]!.closed).toBe('kept')
})

test('an end that does not come back is given up after a while, and what is there is kept', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  await begun(pair)
  pair.signalling.initiator.isDown = true
  pair.signalling.responder.isDown = true
  pair.network.cutAll()
  await pair.until(() => pair.right.session.snapshot().state === 'ended', 20 * 60_000, 5000)
  expect(pair.right.session.snapshot().faultCode).toBe('transfer-lost')
  await pair.close()
  expect(pair.right.sinks[0]!.closed).toBe('kept')
})

test('no lane at all: the session says why', async () => {
  const pair = new SessionPair()
  pair.signalling.initiator.end('Nobody came.')
  await pair.until(() => pair.left.session.snapshot().state === 'ended')
  await expect(pair.left.session.opened).rejects.toMatchObject({
    code: 'transfer-lost',
    message: 'Nobody came.',
  })
  await pair.close()
})

test('a message that was changed on its way costs its lane, is named, and nothing else', async () => {
  for (const kind of ['data', 'control'] as const) {
    const pair = await opened({ network: { delayMs: 5 } })
    const { arrived } = await begun(pair)
    let left = 1
    pair.network.tamper = (message, channel) => {
      if (channel === kind && left-- > 0) message[message.length >> 1]! ^= 1
      return message
    }
    await arrived()
    const events = [...pair.left.events, ...pair.right.events]
    expect(events.map(({ code }) => code)).toContain('transfer-tampered')
    await pair.close()
  }
})

test('a message that is repeated costs its lane and nothing else', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  const { arrived } = await begun(pair)
  let kept: Uint8Array<ArrayBuffer> | undefined
  pair.network.tamper = (message, channel) => {
    if (channel !== 'data' || message.length < 1000) return message
    if (kept?.length === message.length) return kept.slice()
    kept ??= message.slice()
    return message
  }
  await pair.until(() => pair.right.events.some(({ code }) => code === 'transfer-tampered'))
  pair.network.tamper = (message) => message
  await arrived()
  await pair.close()
})

test('nonsense in the signalling disturbs nobody', async () => {
  const pair = await opened()
  for (const text of [
    '',
    '{}',
    '{"lane":0,"attempt":99,"reliable":true,"signal":{"type":"answer","sdp":""}}',
    'x',
  ])
    for (const end of [pair.signalling.initiator, pair.signalling.responder]) end.take(text)
  let isHeard = false
  void pair.left.session.sendText('still there').then(() => {
    isHeard = true
  })
  await pair.until(() => isHeard)
  await pair.close()
})

test('over channels that lose messages everything arrives as it was', async () => {
  const pair = await opened({ network: { delayMs: 5, loss: 0.05 }, left: { mode: 'unreliable' } })
  const { arrived } = await begun(pair, 4)
  expect(pair.left.session.snapshot().mode).toBe('unreliable')
  await arrived()
  expect(pair.network.lanes.every(({ reliable }) => !reliable)).toBe(true)
  expect(pair.left.session.snapshot().lanes[0]!.retransmits).toBeGreaterThan(0)
  await pair.close()
})

test('the mode can be changed while something moves', async () => {
  const pair = await opened({ network: { delayMs: 5, loss: 0.02 }, both: { gentle: true } })
  const { arrived } = await begun(pair, 20)
  pair.left.session.set({ mode: 'unreliable' })
  await pair.until(() => pair.network.openLanes.some(({ reliable }) => !reliable))
  await pair.until(() => pair.network.openLanes.length === 1)
  await arrived()
  expect(pair.network.openLanes.map(({ reliable }) => reliable)).toEqual([false])
  await pair.close()
})

test('when the network has changed, every lane looks for a new path at once', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  const { arrived } = await begun(pair)
  pair.left.session.networkChanged()
  expect(pair.network.restarts).toBeGreaterThan(0)
  await arrived()
  await pair.close()
})

test('when the network has changed while all lanes are lost, the next try is made at once', async () => {
  const pair = await opened({ network: { delayMs: 5 } })
  await begun(pair)
  pair.network.goDown()
  await pair.until(() => pair.left.session.snapshot().state === 'lost', 15_000)
  await pair.pass(60_000)
  pair.network.goUp()
  pair.left.session.networkChanged()
  await pair.until(() => pair.left.session.snapshot().state === 'open', 1000)
  await pair.close()
})

test('an end that stood still for long does not take the others for dead', async () => {
  const pair = await opened({ network: { delayMs: 5 }, both: { gentle: true } })
  const { arrived } = await begun(pair)
  pair.sleep(60_000)
  await arrived()
  expect(pair.network.lanes.length).toBe(1)
  await pair.close()
})

test('what is said does not wait for a lane that is silent, while others are heard', async () => {
  const pair = await opened({ network: { delayMs: 15 } })
  const { arrived } = await begun(pair, 60)
  await pair.until(() => openLanes(pair) >= 4)
  const [oldest] = pair.network.openLanes
  oldest!.offerer.isMute = true
  oldest!.answerer.isMute = true
  await pair.pass(4000)
  let isHeard = false
  void pair.left.session.sendText('by another way').then(() => {
    isHeard = true
  })
  await pair.until(() => isHeard, 1000)
  await arrived()
  await pair.close()
})
