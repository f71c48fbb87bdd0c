import { once } from 'node:events'
import { expect, test } from 'vitest'
import { dial, EngineHarness, listen } from '../../support/forward-engine.ts'
import { describeAnswer, rtspFrames } from '../../support/streams/rtsp.ts'

const frameMs = 20

/** A camera of 16 Mbit/s: a frame of 40 kB every 20 ms, each fiftieth a keyframe. */
const camera = () =>
  listen((socket) => {
    socket.once('data', () => {
      const frames = rtspFrames({ frames: 1000, frameBytes: 40_000, keyframeEvery: 50 })
      socket.write(describeAnswer)
      const started = performance.now()
      let next = 0
      const timer = setInterval(() => {
        for (; next < frames.length && next * frameMs < performance.now() - started; next++)
          socket.write(frames[next]!)
      }, 5)
      socket.on('close', () => clearInterval(timer))
    })
  })

async function play(port: number) {
  const viewer = await dial(port)
  viewer.write('DESCRIBE rtsp://camera/ RTSP/1.0\r\nCSeq: 2\r\n\r\n')
  return viewer
}

test('drop-to-keyframe: a viewer that was stuck goes on with whole blocks, from a keyframe', async () => {
  await using source = await camera()
  await using engine = new EngineHarness()
  const rule = await engine.add(source, { slowViewer: 'drop-to-keyframe', stallLimitMs: 60_000 })
  const viewer = await play(rule.listen.port)
  const received: Buffer[] = []
  viewer.on('data', (bytes: Buffer) => received.push(bytes))
  await once(viewer, 'data')
  viewer.pause()
  await engine.until(() => engine.column(rule.id, 'droppedFrames') > 60)
  viewer.resume()
  await engine.until(() => firstAfterGap(Buffer.concat(received)) !== 'no gap')
  viewer.destroy()
  expect(firstAfterGap(Buffer.concat(received))).toBe('keyframe')
})

/** Walks the blocks and tells what stands behind the first gap in the sequence numbers of the video. */
function firstAfterGap(bytes: Buffer): string {
  let sequence = -1
  for (let at = describeAnswer.length; at + 18 <= bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0x24) return `no block at ${at}`
    if ((bytes[at + 5]! & 0x7f) !== 96) continue
    const next = bytes.readUInt16BE(at + 6)
    if (sequence >= 0 && next !== ((sequence + 1) & 0xffff))
      return (bytes[at + 17]! & 0x1f) === 5 ? 'keyframe' : 'picture'
    sequence = next
  }
  return 'no gap'
}

test('disconnect: a viewer that reads nothing is let go after the stall limit', async () => {
  await using source = await camera()
  await using engine = new EngineHarness()
  const rule = await engine.add(source, { slowViewer: 'disconnect', stallLimitMs: 500 })
  const viewer = await play(rule.listen.port)
  viewer.pause()
  await engine.until(() => engine.events.some(({ code }) => code === 'viewer-stalled'))
  await engine.until(() => engine.column(rule.id, 'connections') === 0)
  viewer.destroy()
})

test('the sentence names a viewer that does not keep up, and what waits for it', async () => {
  await using source = await camera()
  await using engine = new EngineHarness()
  const rule = await engine.add(source, { stallLimitMs: 1000 })
  await engine.client.look({ ruleIds: [rule.id] })
  const viewer = await play(rule.listen.port)
  viewer.pause()
  await engine.until(() => engine.latest?.details[0]?.verdict.side === 'viewer')
  const { text } = engine.latest!.details[0]!.verdict
  expect(text).toMatch(/^Viewer 127\.0\.0\.1:\d+ is slow: \d+\.\d MB waiting/)
  if (process.platform === 'linux') {
    expect(engine.latest!.details[0]!.connections[0]!.bufferedKernel).toBeGreaterThan(0)
    const because = "TCP: limited by the viewer's receive window"
    await engine.until(() => engine.latest?.details[0]?.verdict.evidence.includes(because) === true)
  }
  viewer.destroy()
})

test('a stream that nothing holds up has nobody at fault', async () => {
  await using source = await camera()
  await using engine = new EngineHarness()
  const rule = await engine.add(source)
  await engine.client.look({ ruleIds: [rule.id] })
  const viewer = await play(rule.listen.port)
  viewer.resume()
  // A busy machine may hold up the camera or the viewer for a moment, which is told then.
  const isFree = () => engine.latest?.details[0]?.verdict.side === 'none'
  await engine.until(() => engine.column(rule.id, 'frames') > 50 && isFree())
  expect(engine.latest!.details[0]!.connections[0]!.stream).toMatchObject({
    protocol: 'rtsp',
    codec: 'H.264',
  })
  viewer.destroy()
})

test('a host that is busy delays no frame: the engine has a thread of its own', async () => {
  await using source = await camera()
  await using engine = new EngineHarness()
  const rule = await engine.add(source)
  const viewer = await play(rule.listen.port)
  viewer.resume()
  const delays: number[] = []
  while (delays.length < 10 || !(engine.column(rule.id, 'frames') > 80)) {
    const until = performance.now() + 40
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 160))
    delays.push(engine.column(rule.id, 'egressDelayMs'))
  }
  // The camera shares the blocked thread; what it sends late is late by 40 ms at most, and nothing is added to it. Half of
  // the looks: the machine may be busy with others, too.
  expect(delays.sort((a, b) => a - b)[delays.length >> 1]).toBeLessThan(100)
  viewer.destroy()
})
