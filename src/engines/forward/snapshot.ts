import {
  type Connection,
  type ForwardSnapshot,
  type RuleColumn,
  type RuleDetail,
  ruleColumns,
} from '../../contract/forward.ts'
import type { Relay } from './relay.ts'
import type { RuleRunner } from './rule-runner.ts'
import { judge } from './verdict.ts'

const shownConnections = 200

type Row = Record<RuleColumn, number>

/** Turns plain counters into the snapshot that goes out ten times a second. */
export class SnapshotBuilder {
  readonly #before = new Map<string, { at: number; down: number; up: number }>()

  build(runners: readonly RuleRunner[], looking: ReadonlySet<string>, loopDelayMs: number): ForwardSnapshot {
    const now = performance.now()
    const columns = Object.fromEntries(ruleColumns.map((name) => [name, [] as number[]])) as Record<
      RuleColumn,
      number[]
    >
    for (const runner of runners) {
      const row = this.#row(runner, now)
      for (const name of ruleColumns) columns[name].push(row[name])
    }
    return {
      at: Date.now(),
      ids: runners.map(({ rule }) => rule.id),
      states: runners.map(({ state }) => state),
      columns,
      details: runners
        .filter(({ rule }) => looking.has(rule.id))
        .map((runner) => describe(runner, loopDelayMs, now)),
      loopDelayMs,
      unsentCap: 'on',
      tapsFailed: 0,
    }
  }

  #row(runner: RuleRunner, now: number): Row {
    const { totals, relays, rule } = runner
    const before = this.#before.get(rule.id) ?? { at: now - 100, down: 0, up: 0 }
    const seconds = Math.max(now - before.at, 1) / 1000
    this.#before.set(rule.id, { at: now, down: totals.bytesDown, up: totals.bytesUp })
    let bufferedProcess = 0
    for (const relay of relays.values()) bufferedProcess += relay.waiting
    return {
      ...totals,
      connections: relays.size,
      rateDown: (totals.bytesDown - before.down) / seconds,
      rateUp: (totals.bytesUp - before.up) / seconds,
      bufferedProcess,
      bufferedKernel: -1,
      fps: 0,
      frameIntervalMs: 0,
      egressDelayMs: 0,
    }
  }
}

const connection = (relay: Relay, now: number): Connection => ({
  id: relay.id,
  source: relay.source,
  target: relay.targetName,
  state: relay.state,
  since: relay.since,
  bytesDown: relay.bytesDown,
  bytesUp: relay.bytesUp,
  rateDown: 0,
  bufferedProcess: relay.waiting,
  bufferedKernel: -1,
  behindMs: 0,
  stream: relay.monitor?.stats(now) ?? null,
})

function describe(runner: RuleRunner, loopDelayMs: number, now: number): RuleDetail {
  const relays = [...runner.relays.values()].sort((a, b) => b.bytesDown - a.bytesDown)
  const worst = relays.reduce<Relay | undefined>((a, b) => (a && a.waiting >= b.waiting ? a : b), undefined)
  return {
    ruleId: runner.rule.id,
    verdict: judge({
      connections: relays.length,
      holding: relays.filter(({ state }) => state === 'holding').length,
      targetName: relays[0]?.targetName ?? '',
      slowest: worst && {
        source: worst.source,
        waiting: worst.waiting,
        behindMs: 0,
        stalled: worst.state === 'stalled',
      },
      limitedBy: 'unknown',
      ingressLatenessMs: 0,
      lateFrames: 0,
      missingFrames: 0,
      stalledStreams: 0,
      loopDelayMs,
    }),
    connections: relays.slice(0, shownConnections).map((relay) => connection(relay, now)),
    connectionsTotal: relays.length,
    targets: runner.targets?.describe() ?? [],
    problem: runner.problem,
  }
}
