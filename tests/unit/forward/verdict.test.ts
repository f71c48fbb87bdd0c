import { expect, test } from 'vitest'
import { type Facts, judge } from '../../../src/engines/forward/verdict.ts'

const well: Facts = {
  connections: 2,
  holding: 0,
  targetName: 'camera:554',
  slowest: { source: '10.0.0.8:50000', waiting: 2000, behindMs: 2, stalled: false },
  limitedBy: 'unknown',
  ingressLatenessMs: 5,
  stalledStreams: 0,
  loopDelayMs: 11,
}
const slow = { source: '10.0.0.8:50000', waiting: 4_200_000, behindMs: 6100, stalled: true }

test('nobody is at fault when streams flow, or when there are none', () => {
  expect(judge(well)).toMatchObject({ side: 'none', text: '2 streams flow without delay.' })
  expect(judge({ ...well, connections: 0, slowest: undefined })).toMatchObject({
    side: 'none',
    text: 'Nobody is connected.',
  })
})

test('a slow viewer is named, with what waits for it and how far behind it is', () => {
  const { side, text, evidence } = judge({ ...well, slowest: slow, limitedBy: 'viewer' })
  expect({ side, text }).toEqual({
    side: 'viewer',
    text: 'Viewer 10.0.0.8:50000 is slow: 4.2 MB waiting, 6.1 s behind.',
  })
  expect(evidence.join()).toContain('receive window')
})

test('a congested network between Hawser and the viewer is not the viewer’s fault', () => {
  expect(judge({ ...well, slowest: slow, limitedBy: 'network' })).toMatchObject({ side: 'tunnel' })
})

test('frames that arrive late are the camera side’s', () => {
  expect(judge({ ...well, ingressLatenessMs: 400 })).toMatchObject({
    side: 'camera',
    text: expect.stringContaining('400 ms late'),
  })
  expect(judge({ ...well, stalledStreams: 1 })).toMatchObject({ side: 'camera' })
})

test('viewers that are held are held because of the target', () => {
  expect(judge({ ...well, holding: 1 })).toMatchObject({
    side: 'camera',
    text: expect.stringContaining('camera:554 is away; 1 viewer is held'),
  })
})

test('a machine that is too busy is told before anything else is blamed', () => {
  expect(judge({ ...well, slowest: slow, loopDelayMs: 80 })).toMatchObject({ side: 'hawser' })
})
