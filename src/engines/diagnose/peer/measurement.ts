import type { DiagnoseContext } from '../../../contract/diagnose.ts'
import type { CheckContext } from '../check.ts'
import { type Delays, delaysOf } from './delays.ts'
import { EchoLine } from './echo-line.ts'
import type { FlowRate } from './flow.ts'
import { type Direction, type Load, load } from './load.ts'
import { longestFlowMs } from './messages.ts'
import { type PeerFailure, type PeerSession, peerSession } from './session.ts'

/** One way of the path, filled. */
export interface WayMeasurement extends FlowRate {
  /** The limit was reached before the path was: it carries at least so much. */
  isLimited: boolean
  /** Over one connection; undefined where only several were tried. */
  one: FlowRate | undefined
  /** Round trips while it was filled. */
  delays: Delays | undefined
}

export interface PeerMeasurement {
  state: 'measured'
  name: string
  connections: number
  /** Round trips while nothing was sent. */
  idle: Delays
  up: WayMeasurement
  down: WayMeasurement
}

export type MeasurePeer = (context: CheckContext) => Promise<PeerMeasurement | { state: PeerFailure }>

const phases = {
  short: { idleMs: 400, skipMs: 500, countedMs: 800, settleMs: 400 },
  deep: { idleMs: 1500, skipMs: 1500, countedMs: 3500, settleMs: 2500 },
}
/** TCP needs some round trips to learn what the path carries. */
const skipRoundTrips = 6
const longestSkipMs = 2000
const connections = 4
const echoMs = 25
/** More than this is not needed by anybody here, and costs data where it is paid for. */
const limits = { short: 400e6, deep: 1e9 }
/** How much of the limit counts as having reached it. */
const nearLimit = 0.85
const planRoom = 2

const perRun = new WeakMap<DiagnoseContext, ReturnType<MeasurePeer>>()

/** Rates each way and round trips meanwhile, measured once in a run. Never rejects. */
export const measurePeer: MeasurePeer = (context) => {
  const known = perRun.get(context.context)
  if (known) return known
  const measuring = measure(context)
  perRun.set(context.context, measuring)
  return measuring
}

async function measure(context: CheckContext): Promise<PeerMeasurement | { state: PeerFailure }> {
  const session = await peerSession(context)
  if (session.state !== 'open') return session
  const opened = await session.open({ type: 'echo' })
  if (opened.state !== 'open') return opened
  const echo = new EchoLine(opened.line, context.clock, echoMs)
  try {
    return await measureBoth(context, session, echo)
  } finally {
    echo.stop()
  }
}

async function measureBoth(
  context: CheckContext,
  session: PeerSession,
  echo: EchoLine,
): Promise<PeerMeasurement | { state: PeerFailure }> {
  const { clock, deep } = context
  const { idleMs } = phases[deep ? 'deep' : 'short']
  const from = clock.now()
  await new Promise<void>((resolve) => void clock.after(idleMs, resolve))
  const now = clock.now()
  const idle = delaysOf(echo.echoes, { from: from - echoMs, to: now, now })
  if (idle === undefined || echo.isOver) return { state: 'ended' }
  const up = await measureWay(context, session, echo, idle, 'up')
  if ('state' in up) return up
  const down = await measureWay(context, session, echo, idle, 'down')
  if ('state' in down) return down
  if (echo.isOver) return { state: 'ended' }
  return { state: 'measured', name: session.name, connections, idle, up, down }
}

async function measureWay(
  context: CheckContext,
  session: PeerSession,
  echo: EchoLine,
  idle: Delays,
  direction: Direction,
): Promise<WayMeasurement | { state: PeerFailure }> {
  const { clock, deep } = context
  const phase = phases[deep ? 'deep' : 'short']
  const skipMs = Math.min(Math.max(phase.skipMs, skipRoundTrips * idle.medianMs), longestSkipMs)
  const limit = limitOf(context, direction)
  const run = async (count: number) => {
    const ms = Math.min(skipMs + phase.countedMs, longestFlowMs)
    const loaded = await load(context, session, {
      direction,
      connections: count,
      ms,
      skipMs,
      bitsPerSecond: limit,
    })
    // What still stands in queues would be counted to what comes next.
    await echo.settled(2 * idle.medianMs + 20, phase.settleMs)
    return loaded
  }
  const one = deep ? await run(1) : undefined
  if (one && one.state !== 'measured') return one
  const all = await run(connections)
  if (all.state !== 'measured') return all
  // A single one is enough where it brings more: another program may have taken its share of the second look.
  const { bitsPerSecond, isRising } = one && one.bitsPerSecond > all.bitsPerSecond ? one : all
  return {
    bitsPerSecond,
    isRising,
    isLimited: bitsPerSecond >= limit * nearLimit,
    one: one && { bitsPerSecond: one.bitsPerSecond, isRising: one.isRising },
    delays: delaysWhile(all, echo, clock.now()),
  }
}

const delaysWhile = ({ from, to }: Load, { echoes }: EchoLine, now: number): Delays | undefined =>
  delaysOf(echoes, { from, to, now })

/** Bits a second that are enough to know. */
function limitOf({ context, deep }: CheckContext, direction: Direction): number {
  const needed = context.needs.reduce(
    (sum, { upBitrate, downBitrate }) => sum + (direction === 'up' ? upBitrate : downBitrate),
    0,
  )
  return Math.min(Math.max(limits[deep ? 'deep' : 'short'], planRoom * needed), 1e11)
}
