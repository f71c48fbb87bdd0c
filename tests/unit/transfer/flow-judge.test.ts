import { expect, test } from 'vitest'
import { type Evidence, judge } from '../../../src/transfer/flow/judge.ts'

const mib = 1024 * 1024
const waits = { moving: 1, receiver: 0, network: 0, source: 0, cpu: 0 }
const good: Evidence = {
  isBusy: true,
  side: 'sending',
  processor: -1,
  processorThere: -1,
  waits,
  rttMs: 2,
  baseRttMs: 2,
  jitterMs: 1,
  loss: 0,
  rate: 80e6,
  discardsPerSecond: 0,
  lanes: 1,
  lostLanes: 0,
  isAtMostLanes: false,
  gentle: false,
  memory: 4 * mib,
  memoryLimit: 64 * mib,
}
const waiting = (what: keyof typeof waits, part = 0.8) => ({
  waits: { ...waits, moving: 1 - part, [what]: part },
})

test.each<{ name: string; change: Partial<Evidence>; bottleneck: string; text: RegExp }>([
  { name: 'nothing to move', change: { isBusy: false }, bottleneck: 'none', text: /Nothing/ },
  { name: 'bytes move all the time', change: {}, bottleneck: 'none', text: /640 Mbit\/s/ },
  { name: 'no lane', change: { lanes: 0, lostLanes: 1 }, bottleneck: 'network-bandwidth', text: /made anew/ },
  { name: 'credit', change: waiting('receiver'), bottleneck: 'backpressure', text: /disk.*80 %/ },
  { name: 'own disk', change: waiting('source'), bottleneck: 'none', text: /reading the files here/ },
  { name: 'own processor', change: waiting('cpu'), bottleneck: 'cpu', text: /processor/ },
  {
    name: 'packets thrown away here',
    change: { ...waiting('network'), discardsPerSecond: 50 },
    bottleneck: 'cpu',
    text: /50 thrown away/,
  },
  {
    name: 'the network, with loss',
    change: { ...waiting('network'), loss: 0.02, rttMs: 20, baseRttMs: 20 },
    bottleneck: 'network-bandwidth',
    text: /2 %.*More connections are being tried/,
  },
  {
    name: 'the network, with loss, gentle',
    change: { ...waiting('network'), loss: 0.005, gentle: true, isAtMostLanes: true },
    bottleneck: 'network-bandwidth',
    text: /0\.5 %.*Be gentle/,
  },
  {
    name: 'a far network',
    change: { ...waiting('network'), rttMs: 120, baseRttMs: 115, isAtMostLanes: true },
    bottleneck: 'network-latency',
    text: /120 ms.*No more connections/,
  },
  {
    name: 'a queue on a far path',
    change: { ...waiting('network'), rttMs: 250, baseRttMs: 80, rate: 2e6 },
    bottleneck: 'network-bandwidth',
    text: /16\.0 Mbit\/s and no more/,
  },
  {
    name: 'an unsteady network',
    change: { ...waiting('network'), rttMs: 40, jitterMs: 90 },
    bottleneck: 'network-latency',
    text: /90 ms/,
  },
  {
    name: 'a near network that is full',
    change: { ...waiting('network'), rate: 11e6 },
    bottleneck: 'network-bandwidth',
    text: /88\.0 Mbit\/s and no more/,
  },
  {
    name: 'a full processor here, on a near path',
    change: { ...waiting('network'), processor: 0.98 },
    bottleneck: 'cpu',
    text: /processor of this machine.*98 %/,
  },
  {
    name: 'a full processor there',
    change: { processor: 0.5, processorThere: 0.97 },
    bottleneck: 'cpu',
    text: /other machine.*97 %/,
  },
  {
    name: 'a full processor, but a far path',
    change: { ...waiting('network'), processor: 1, rttMs: 120, baseRttMs: 115 },
    bottleneck: 'network-latency',
    text: /120 ms/,
  },
  {
    name: 'a full processor, but a slow disk',
    change: { ...waiting('receiver'), processor: 1 },
    bottleneck: 'backpressure',
    text: /disk/,
  },
  {
    name: 'receiving: the disk here',
    change: { ...waiting('receiver'), side: 'receiving' },
    bottleneck: 'backpressure',
    text: /The disk here.*80 %/,
  },
  {
    name: 'receiving: the sender’s disk',
    change: { ...waiting('source'), side: 'receiving' },
    bottleneck: 'none',
    text: /at the sender took 80 %/,
  },
  {
    name: 'receiving: the sender’s processor',
    change: { ...waiting('cpu'), side: 'receiving' },
    bottleneck: 'cpu',
    text: /The sender’s processor.*there/,
  },
  {
    name: 'receiving: the network',
    change: { ...waiting('network'), side: 'receiving', loss: 0.02, rttMs: 20, baseRttMs: 20 },
    bottleneck: 'network-bandwidth',
    text: /2 %.*The sender tries more/,
  },
  {
    name: 'memory',
    change: { ...waiting('network', 0.6), memory: 63 * mib },
    bottleneck: 'memory',
    text: /63 MiB/,
  },
  { name: 'a short wait', change: waiting('receiver', 0.2), bottleneck: 'none', text: /nothing holds/ },
  {
    name: 'figures that are not known',
    change: { ...waiting('network'), rttMs: -1, baseRttMs: -1, jitterMs: -1, loss: -1 },
    bottleneck: 'network-bandwidth',
    text: /no more/,
  },
])('$name: $bottleneck', ({ change, bottleneck, text }) => {
  const quality = judge({ ...good, ...change })
  expect(quality.bottleneck).toBe(bottleneck)
  expect(quality.text).toMatch(text)
  expect(quality.score).toBeGreaterThanOrEqual(0)
  expect(quality.score).toBeLessThanOrEqual(100)
})

test('the longest wait decides', () => {
  const both = { ...waits, moving: 0.05, receiver: 0.45, network: 0.5 }
  expect(judge({ ...good, waits: both }).bottleneck).toBe('network-bandwidth')
})

test('the parts of time are handed on', () => {
  expect(judge({ ...good, ...waiting('receiver', 0.3) }).waits).toEqual({
    receiver: 0.3,
    network: 0,
    source: 0,
    cpu: 0,
  })
})

test('a perfect path has the mark 100; each thing that is worse lowers it', () => {
  const mark = (change: Partial<Evidence>) => judge({ ...good, ...change }).score
  expect(mark({})).toBe(100)
  expect(mark({ isBusy: false })).toBe(100)
  for (const change of [
    { loss: 0.01 },
    { rttMs: 150 },
    { jitterMs: 40 },
    { discardsPerSecond: 50 },
    { lostLanes: 1 },
    waiting('receiver'),
    waiting('cpu'),
    waiting('source'),
  ])
    expect(mark(change)).toBeLessThan(97)
  expect(mark({ loss: 0.03 })).toBeLessThan(mark({ loss: 0.005 }))
  expect(mark({ lanes: 0, loss: 0.3, rttMs: 900, jitterMs: 400 })).toBeLessThan(20)
})
