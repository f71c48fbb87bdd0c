import type { BondScenario } from './bond-simulator.ts'

const clean = { delayMs: 25 }

/** Twelve ways in which uplinks fail, for classic and enhanced to be compared. Times count from the stream's start. */
export const bondScenarios: readonly BondScenario[] = [
  {
    name: 'clean',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 5, ...clean },
      { mbits: 4, ...clean },
      { mbits: 3, ...clean },
    ],
  },
  {
    name: 'one lossy',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 5, ...clean, loss: 0.1 },
      { mbits: 5, ...clean },
      { mbits: 5, ...clean },
    ],
  },
  {
    name: 'one slow',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 6, ...clean },
      { mbits: 4, ...clean },
      { mbits: 0.7, delayMs: 25, queueMs: 200 },
    ],
  },
  {
    name: 'asymmetric RTT',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 3, delayMs: 10, queueMs: 100 },
      { mbits: 4, delayMs: 60, queueMs: 200 },
      { mbits: 5, delayMs: 200, queueMs: 300 },
    ],
  },
  {
    name: 'jitter',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 5, delayMs: 30, jitterMs: 80 },
      { mbits: 4, delayMs: 30, jitterMs: 150 },
      { mbits: 4, delayMs: 30, jitterMs: 20 },
    ],
  },
  {
    name: 'best link cut for 10 s',
    mbits: 8,
    links: [
      { mbits: 6, delayMs: 15, cuts: [[10_000, 20_000]] },
      { mbits: 6, ...clean },
      { mbits: 6, ...clean },
    ],
  },
  {
    name: 'flapping link',
    mbits: 8,
    latencyMs: 1000,
    links: [
      {
        mbits: 6,
        delayMs: 15,
        cuts: Array.from({ length: 10 }, (_, n) => [n * 4000 + 2000, n * 4000 + 3500] as const),
      },
      { mbits: 5, ...clean },
      { mbits: 4, ...clean },
    ],
  },
  {
    name: 'black hole',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 6, delayMs: 15, holes: [[10_000, 60_000]] },
      { mbits: 5, ...clean },
      { mbits: 4, ...clean },
    ],
  },
  {
    name: 'bursty loss',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 5, ...clean, burst: { enter: 0.002, leave: 0.03, loss: 0.7 } },
      { mbits: 5, ...clean, burst: { enter: 0.001, leave: 0.05, loss: 0.5 } },
      { mbits: 5, ...clean, loss: 0.005 },
    ],
  },
  {
    name: 'bandwidth drops',
    mbits: 8,
    latencyMs: 1000,
    links: [
      { mbits: 6, delayMs: 20, queueMs: 400, changes: [{ atMs: 15_000, mbits: 1 }] },
      { mbits: 4, delayMs: 30, queueMs: 300 },
      { mbits: 4, delayMs: 30, queueMs: 300 },
    ],
  },
  {
    name: 'near capacity',
    mbits: 10.5,
    latencyMs: 1000,
    links: [
      { mbits: 5, delayMs: 25, queueMs: 100, loss: 0.005 },
      { mbits: 4, delayMs: 40, queueMs: 200, loss: 0.01 },
      { mbits: 3, delayMs: 60, queueMs: 300, loss: 0.01 },
    ],
  },
  {
    name: 'one link dies',
    mbits: 7.4,
    latencyMs: 1000,
    links: [
      { mbits: 5, delayMs: 15, cuts: [[15_000, 100_000]] },
      { mbits: 4, ...clean },
      { mbits: 4, ...clean },
    ],
  },
]

/** 5, 4 and 3 Mbit/s with 0.5, 1 and 3 % loss. */
export const threeLinks: BondScenario = {
  name: 'three links',
  mbits: 6,
  links: [
    { mbits: 5, delayMs: 25, loss: 0.005 },
    { mbits: 4, delayMs: 35, loss: 0.01 },
    { mbits: 3, delayMs: 45, loss: 0.03 },
  ],
}
