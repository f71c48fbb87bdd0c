import { randomUUID } from 'node:crypto'
import {
  type Allow,
  idleTube,
  type Tube,
  type TunnelConnection,
  type TunnelRequest,
  type Way,
  type WayStatus,
} from '../../../src/contract/tunnel.ts'
import type { Pace } from './pace.ts'

/** A connection of a made-up tube; `mbit`: what flows towards this side, a tenth of it flows back. */
export type FakeConnection = Pick<
  TunnelConnection,
  'wayId' | 'kind' | 'direction' | 'source' | 'target' | 'state'
> & {
  mbit: number
  /** How long it has been there when the fake began. */
  sinceMs: number
  guacamole?: { lagMs: number; error: string }
}

/** A made-up tube, and what its figures are made of. */
export type FakeTube = Omit<Tube, 'connections'> & {
  baseRttMs: number
  refusals: number
  connections: FakeConnection[]
  /** What becomes of it, and when. */
  plan?: { at: number; change: Partial<FakeTube> }[]
}

export type TunnelWorld = {
  tubes: FakeTube[]
  ways: Way[]
  /** By the id of a way: what it is when its tube does not say. */
  wayProblems: Record<string, Pick<WayStatus, 'state' | 'problem' | 'faultCode'>>
  allow: Allow[]
  requests: TunnelRequest[]
  stack: string
  stackWhy: string
}

export const noFigures = {
  ...idleTube,
  baseRttMs: -1,
  refusals: 0,
  connections: [] as FakeConnection[],
}

export const proven = {
  proven: true,
  words: 'otter lamp magnet maple',
} as const

const code = '4821-otter-lamp-magnet-maple-stone-acorn'

/** Waits for somebody with a code. */
export const codeTube = (): FakeTube => ({
  ...noFigures,
  connections: [],
  id: `code-${randomUUID().slice(0, 8)}`,
  state: 'calling',
  by: 'code',
  peerId: '',
  peerName: '',
  code,
  link: `hawser://tunnel?code=${code}`,
  since: Date.now(),
})

/** How a tube comes to be once both sides are there. */
export function comes(peerName: string, pace: Pace): NonNullable<FakeTube['plan']> {
  const now = Date.now()
  const open = now + pace.ms(1200)
  return [
    { at: now + pace.ms(500), change: { state: 'connecting', code: '', link: '' } },
    {
      at: open,
      change: {
        ...proven,
        state: 'open',
        peerName,
        path: 'host',
        pair: '10.0.0.20:50110 → 10.0.0.21:50112 (udp, host)',
        lanes: 1,
        since: open,
        baseRttMs: 0.6,
      },
    },
  ]
}

/** A paired device that is being called. */
export const deviceTube = (peerId: string, peerName: string, pace: Pace): FakeTube => ({
  ...noFigures,
  connections: [],
  plan: comes(peerName, pace),
  id: `device-${peerId.slice(0, 8)}`,
  state: 'calling',
  by: 'device',
  peerId,
  peerName,
  since: Date.now(),
})
