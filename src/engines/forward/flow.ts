import type { Socket } from 'node:net'
import type { Connection, RuleDetail, RuleState } from '../../contract/forward.ts'
import type { Rule } from '../../contract/rule.ts'
import type { FrameMonitor } from './frames/index.ts'

/** One viewer's connection, or one client's session over UDP, as the snapshot sees it. */
export interface Flow {
  readonly id: number
  /** Address and port of the viewer, and of the target in use. */
  readonly source: string
  readonly targetName: string
  /** The viewer's connection; over UDP there is none. */
  readonly viewer: Socket | undefined
  readonly state: Connection['state']
  /** Milliseconds since the Unix epoch. */
  readonly since: number
  readonly bytesDown: number
  readonly bytesUp: number
  /** bytes/s */
  readonly rateDown: number
  /** Bytes that wait in this process for the viewer. */
  readonly waiting: number
  readonly droppedFrames: number
  readonly monitor: FrameMonitor | undefined
  /** Ends both sides at once. */
  end(reason: Error): void
}

/** Counted over all flows there have been. */
export const emptyTotals = () => ({ bytesDown: 0, bytesUp: 0, accepted: 0, rejected: 0, stalls: 0 })
export type Totals = ReturnType<typeof emptyTotals>

/** Counted by the frame monitors. */
export const emptyFrames = () => ({
  frames: 0,
  lateFrames: 0,
  veryLateFrames: 0,
  missingFrames: 0,
  droppedFrames: 0,
  stalls: 0,
})
export type Frames = ReturnType<typeof emptyFrames>

/** Adds what a flow's monitor has counted so far. */
export function addFrames(sum: Frames, { monitor, droppedFrames }: Flow): void {
  sum.droppedFrames += droppedFrames
  if (monitor === undefined) return
  const { frames, lateFrames, veryLateFrames, missingFrames, stalls } = monitor.counters
  sum.frames += frames
  sum.lateFrames += lateFrames
  sum.veryLateFrames += veryLateFrames
  sum.missingFrames += missingFrames
  sum.stalls += stalls
}

/** A rule at work. */
export interface Runner {
  readonly rule: Rule
  readonly state: RuleState
  /** Why it does not work, or empty. */
  readonly problem: string
  readonly flows: ReadonlyMap<number, Flow>
  readonly totals: Totals
  /** Of the flows that have ended. */
  readonly endedFrames: Frames
  readonly tapsFailed: number
  /** Whether the kernel's unsent queue could be capped; undefined where nothing was tried yet. */
  readonly unsentCapped: boolean | undefined
  describeTargets(): RuleDetail['targets']
  /** Takes over a changed rule. Only what the change touches is disturbed. */
  change(rule: Rule): void
  /** Everything that depends on time, a few times a second. */
  tick(now: number): void
  /** Forgets what was known of targets and tries again now. */
  probe(): void
  /** Flows go on. */
  stopListening(): void
  end(): void
}
