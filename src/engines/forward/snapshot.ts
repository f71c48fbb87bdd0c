import {
  type Connection,
  type ForwardSnapshot,
  type RuleColumn,
  type RuleDetail,
  ruleColumns,
} from '../../contract/forward.ts'
import { addFrames, type Flow, type Runner } from './flow.ts'
import type { FrameGauges } from './frames/index.ts'
import type { KernelWatch } from './kernel-watch.ts'
import { judge } from './verdict.ts'

const shownConnections = 200

type Row = Record<RuleColumn, number>

const emptyGauges = (): FrameGauges => ({
  fps: 0,
  bitrate: 0,
  frameIntervalMs: 0,
  egressDelayMs: 0,
  ingressLatenessMs: 0,
  stalled: false,
})

/** What a rule's connections did at the last snapshot, to tell rates from. */
interface Before {
  at: number
  down: number
  up: number
  worstLatenessMs: number
  stalledStreams: number
}

/** Turns plain counters into the snapshot that goes out ten times a second. */
export class SnapshotBuilder {
  readonly #before = new Map<string, Before>()
  readonly #gauges = emptyGauges()
  readonly #kernel: KernelWatch

  constructor(kernel: KernelWatch) {
    this.#kernel = kernel
  }

  build(runners: readonly Runner[], looking: ReadonlySet<string>, loopDelayMs: number): ForwardSnapshot {
    const now = performance.now()
    const columns = Object.fromEntries(ruleColumns.map((name) => [name, [] as number[]])) as Record<
      RuleColumn,
      number[]
    >
    for (const runner of runners) {
      const row = this.#row(runner, now)
      for (const name of ruleColumns) columns[name].push(row[name])
    }
    const ids = new Set(runners.map(({ rule }) => rule.id))
    for (const id of this.#before.keys()) if (!ids.has(id)) this.#before.delete(id)
    return {
      at: Date.now(),
      ids: [...ids],
      states: runners.map(({ state }) => state),
      columns,
      details: runners
        .filter(({ rule }) => looking.has(rule.id))
        .map((runner) => this.#detail(runner, loopDelayMs, now)),
      loopDelayMs,
      unsentCap: runners.some(({ unsentCapped }) => unsentCapped === false) ? 'unavailable' : 'on',
      tapsFailed: runners.reduce((sum, { tapsFailed }) => sum + tapsFailed, 0),
    }
  }

  #row(runner: Runner, now: number): Row {
    const { totals, flows, rule } = runner
    const before = this.#before.get(rule.id) ?? {
      at: now - 100,
      down: 0,
      up: 0,
      worstLatenessMs: 0,
      stalledStreams: 0,
    }
    const seconds = Math.max(now - before.at, 1) / 1000
    const frames = { ...runner.endedFrames }
    const row = {
      connections: flows.size,
      rateDown: (totals.bytesDown - before.down) / seconds,
      rateUp: (totals.bytesUp - before.up) / seconds,
      bufferedProcess: 0,
      bufferedKernel: -1,
      fps: 0,
      frameIntervalMs: 0,
      egressDelayMs: 0,
    }
    before.worstLatenessMs = 0
    before.stalledStreams = 0
    const gauges = this.#gauges
    for (const flow of flows.values()) {
      row.bufferedProcess += flow.waiting
      addFrames(frames, flow)
      const { queued } = this.#kernel.view(flow)
      if (queued >= 0) row.bufferedKernel = Math.max(row.bufferedKernel, 0) + queued
      if (flow.monitor === undefined) continue
      flow.monitor.gauges(now, gauges)
      row.fps += gauges.fps
      row.frameIntervalMs = Math.max(row.frameIntervalMs, gauges.frameIntervalMs)
      row.egressDelayMs = Math.max(row.egressDelayMs, gauges.egressDelayMs)
      before.worstLatenessMs = Math.max(before.worstLatenessMs, gauges.ingressLatenessMs)
      if (gauges.stalled) before.stalledStreams++
    }
    before.at = now
    before.down = totals.bytesDown
    before.up = totals.bytesUp
    this.#before.set(rule.id, before)
    const { stalls, ...counted } = frames
    return { ...row, ...totals, ...counted, stalls: totals.stalls + stalls }
  }

  #detail(runner: Runner, loopDelayMs: number, now: number): RuleDetail {
    const before = this.#before.get(runner.rule.id)
    const flows = [...runner.flows.values()].sort((a, b) => b.bytesDown - a.bytesDown)
    const shown = flows.slice(0, shownConnections)
    const connections = shown.map((flow) => connection(flow, this.#kernel.view(flow).queued, now))
    const worst = connections.reduce<Connection | undefined>(
      (a, b) => (a && waitingBytes(a) >= waitingBytes(b) ? a : b),
      undefined,
    )
    return {
      ruleId: runner.rule.id,
      verdict: judge({
        connections: flows.length,
        holding: flows.filter(({ state }) => state === 'holding').length,
        targetName: flows[0]?.targetName ?? '',
        slowest: worst && {
          source: worst.source,
          waiting: waitingBytes(worst),
          behindMs: worst.behindMs,
          stalled: worst.state === 'stalled',
        },
        limitedBy: worst ? this.#limitedBy(flows, worst.id) : 'unknown',
        ingressLatenessMs: before?.worstLatenessMs ?? 0,
        stalledStreams: before?.stalledStreams ?? 0,
        loopDelayMs,
      }),
      connections,
      connectionsTotal: flows.length,
      targets: runner.describeTargets(),
      problem: runner.problem,
    }
  }

  #limitedBy(flows: readonly Flow[], id: number) {
    const flow = flows.find((each) => each.id === id)
    return flow ? this.#kernel.view(flow).limitedBy : 'unknown'
  }
}

const waitingBytes = ({ bufferedProcess, bufferedKernel }: Connection) =>
  bufferedProcess + Math.max(bufferedKernel, 0)

function connection(flow: Flow, bufferedKernel: number, now: number): Connection {
  const waiting = flow.waiting + Math.max(bufferedKernel, 0)
  const stats = flow.monitor?.stats(now)
  const bitrate = stats?.bitrate ?? 0
  return {
    id: flow.id,
    source: flow.source,
    target: flow.targetName,
    state: flow.state,
    since: flow.since,
    bytesDown: flow.bytesDown,
    bytesUp: flow.bytesUp,
    rateDown: flow.rateDown,
    bufferedProcess: flow.waiting,
    bufferedKernel,
    behindMs: bitrate > 0 ? (waiting * 1000) / bitrate : 0,
    stream: stats ? { ...stats, droppedFrames: flow.droppedFrames } : null,
  }
}
