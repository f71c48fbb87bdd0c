import {
  type Connection,
  type ForwardSnapshot,
  type RuleColumn,
  type RuleDetail,
  type RuleState,
  ruleColumns,
  ruleCounters,
  type StreamStats,
  type Verdict,
} from '../../../src/contract/forward.ts'
import { noise, seedOf, wave } from './noise.ts'
import type { FakeRule } from './rules.ts'

const counters = new Set<RuleColumn>(ruleCounters)

export function stateOf({ rule, behaviour }: FakeRule): RuleState {
  if (!rule.enabled) return 'off'
  if (behaviour === 'failed') return 'failed'
  if (behaviour === 'holding') return 'holding'
  if (behaviour === 'slow') return 'slow'
  return behaviour === 'idle' || behaviour === 'off' ? 'ready' : 'active'
}

/** The numbers of one instant; counters as the increase in `stepMs`. */
export function row(fake: FakeRule, at: number, stepMs: number): Record<RuleColumn, number> {
  const seed = seedOf(fake.rule.id)
  const zero = Object.fromEntries(ruleColumns.map((name) => [name, 0])) as Record<RuleColumn, number>
  const state = stateOf(fake)
  if (state === 'off' || state === 'failed' || state === 'ready') return zero
  const { behaviour, mbit, fps } = fake
  const connections = behaviour === 'slow' ? 3 : 1 + (seed % 2)
  if (behaviour === 'holding') return { ...zero, connections: 1 }
  const swing = 1 + 0.05 * wave(at, seed, 21_000) + 0.12 * (noise(at, seed) - 0.5)
  const dip = behaviour === 'camera-late' && Math.floor(at / 9000) % 2 === 0 && at % 9000 < 700 ? 0.25 : 1
  const rateDown = (mbit * 1e6 * swing * dip * connections) / 8
  const frameMs = 1000 / fps
  const late = behaviour === 'camera-late' && dip < 1 && noise(at, seed + 3) > 0.5
  const slow = behaviour === 'slow'
  const missing = noise(Math.floor(at / stepMs), seed + 9) > 0.996 ? 1 : 0
  const fill = (at % 24_000) / 24_000
  return {
    ...zero,
    connections,
    rateDown,
    rateUp: 2400 + 400 * wave(at, seed, 5000),
    bufferedProcess: slow ? 350_000 + 330_000 * fill : noise(at, seed + 1) > 0.9 ? 34_000 : 0,
    bufferedKernel: slow ? 1_000_000 + 3_100_000 * fill : 12_000 + 9000 * noise(at, seed + 2),
    fps: fps * dip,
    frameIntervalMs: frameMs * (late ? 3.4 : 1 + 0.2 * noise(at, seed + 4)),
    egressDelayMs: slow ? 1800 : 0.4 + noise(at, seed + 5),
    bytesDown: (rateDown * stepMs) / 1000,
    bytesUp: (2400 * stepMs) / 1000,
    frames: (fps * stepMs) / 1000,
    lateFrames: late ? 1 : 0,
    veryLateFrames: late && noise(at, seed + 6) > 0.6 ? 1 : 0,
    missingFrames: behaviour === 'camera-late' ? missing : 0,
    droppedFrames: slow && fill > 0.9 && noise(at, seed) > 0.7 ? 2 : 0,
    stalls: late && noise(at, seed + 7) > 0.9 ? 1 : 0,
  }
}

/** Turns the increases of `row` into the rising totals that a snapshot carries. */
export class FakeEngine {
  readonly #totals = new Map<string, Record<RuleColumn, number>>()
  #last = Date.now()

  snapshot(rules: readonly FakeRule[], at: number): ForwardSnapshot {
    const stepMs = Math.max(1, at - this.#last)
    this.#last = at
    const columns = Object.fromEntries(ruleColumns.map((name) => [name, [] as number[]]))
    for (const fake of rules) {
      const now = row(fake, at, stepMs)
      const totals = this.#totals.get(fake.rule.id) ?? { ...now, accepted: 3, rejected: 0 }
      this.#totals.set(fake.rule.id, totals)
      for (const name of ruleColumns) {
        if (counters.has(name)) totals[name] += now[name]
        columns[name]!.push(Math.round((counters.has(name) ? totals[name] : now[name]) * 1000) / 1000)
      }
    }
    return {
      at,
      ids: rules.map(({ rule }) => rule.id),
      states: rules.map(stateOf),
      columns: columns as ForwardSnapshot['columns'],
      details: [],
      loopDelayMs: 1.2,
      unsentCap: 'on',
      tapsFailed: 0,
    }
  }

  detail(fake: FakeRule, at: number, disconnected: ReadonlySet<number>): RuleDetail {
    const { rule, behaviour } = fake
    const now = row(fake, at, 100)
    const totals = this.#totals.get(rule.id) ?? now
    const viewers = Array.from({ length: now.connections }, (_, n) => n + 1).filter(
      (id) => !disconnected.has(id),
    )
    const connections = viewers.map((id): Connection => {
      const stuck = behaviour === 'slow' && id === 1
      return {
        id,
        source: `10.0.0.${7 + id}:${50_120 + id * 17}`,
        target: `${rule.target.host}:${rule.target.port}`,
        state: behaviour === 'holding' ? 'holding' : stuck ? 'stalled' : 'open',
        since: at - 754_000 / id,
        bytesDown: totals.bytesDown / Math.max(1, viewers.length),
        bytesUp: totals.bytesUp,
        rateDown: stuck ? 96_000 : now.rateDown / Math.max(1, viewers.length),
        bufferedProcess: stuck ? now.bufferedProcess : 0,
        bufferedKernel: stuck ? now.bufferedKernel : 12_000,
        behindMs: stuck ? (now.bufferedKernel + now.bufferedProcess) / 680 : 12,
        stream: behaviour === 'holding' ? null : streamOf(fake, totals, at),
      }
    })
    return {
      ruleId: rule.id,
      verdict: verdictOf(fake, now),
      connections,
      connectionsTotal: connections.length,
      targets: [rule.target, ...rule.failover].map(({ host, port }, n) => ({
        target: `${host}:${port}`,
        health: behaviour === 'holding' && n === 0 ? 'down' : behaviour === 'idle' ? 'unknown' : 'up',
      })),
      problem:
        behaviour === 'failed'
          ? `Port ${rule.listen.port} is already used by nginx (pid 812). Port ${rule.listen.port + 1} is free.`
          : '',
    }
  }
}

const streamOf = (fake: FakeRule, totals: Record<RuleColumn, number>, at: number): StreamStats => ({
  protocol: fake.rule.listen.port === 9000 ? 'mpeg-ts' : 'rtsp',
  codec: fake.fps === 50 ? 'H.265' : 'H.264',
  estimated: false,
  fps: row(fake, at, 100).fps,
  nominalFps: fake.fps,
  bitrate: (fake.mbit * 1e6) / 8,
  keyframeIntervalMs: 2000,
  sinceKeyframeMs: at % 2000,
  frames: Math.round(totals.frames),
  keyframes: Math.round(totals.frames / (fake.fps * 2)),
  lateFrames: totals.lateFrames,
  veryLateFrames: totals.veryLateFrames,
  missingFrames: totals.missingFrames,
  droppedFrames: totals.droppedFrames,
  stalls: totals.stalls,
  longestStallMs: totals.stalls > 0 ? 740 : 0,
  ingressLatenessMs: fake.behaviour === 'camera-late' ? 82 : 1.4,
  egressDelayMs: fake.behaviour === 'slow' ? 1800 : 0.6,
  resyncs: 0,
  tapFailed: false,
})

function verdictOf({ rule, behaviour, fps }: FakeRule, now: Record<RuleColumn, number>): Verdict {
  const waiting = now.bufferedProcess + now.bufferedKernel
  if (behaviour === 'slow')
    return {
      side: 'viewer',
      text: `Viewer 10.0.0.8 is slow: ${(waiting / 1e6).toFixed(1)} MB waiting, ${(waiting / 680_000).toFixed(1)} s behind.`,
      evidence: [
        `Its receive window is full: 0 bytes free for ${(2 + (waiting / 1e6) * 0.8).toFixed(1)} s`,
        'It reads 0.77 Mbit/s of a 12.4 Mbit/s stream',
        'The other 2 viewers of this rule are on time',
      ],
    }
  if (behaviour === 'camera-late')
    return {
      side: 'camera',
      text: 'Frames arrive late from the camera: up to 82 ms behind their own clock.',
      evidence: [
        'Lateness is there before the frames enter Hawser',
        'Round trip to the camera: 41 ms, no retransmissions',
      ],
    }
  if (behaviour === 'holding')
    return {
      side: 'camera',
      text: `${rule.target.host} is away. 1 viewer is held; next try in 2 s.`,
      evidence: ['The target refused the connection 3 times'],
    }
  if (behaviour === 'failed' || behaviour === 'idle' || behaviour === 'off')
    return { side: 'none', text: '', evidence: [] }
  return {
    side: 'none',
    text: `All is well: ${fps} frames a second, none late.`,
    evidence: ['Slowest frame spent 1.4 ms inside Hawser', 'Kernel send queues are empty'],
  }
}
