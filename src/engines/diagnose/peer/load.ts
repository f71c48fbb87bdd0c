import type { CheckContext } from '../check.ts'
import { type FlowRate, type FlowSample, fill, rateOf } from './flow.ts'
import { answerSchema, countMs, longestFlowMs, readLine } from './messages.ts'
import type { PeerConnection, PeerFailure, PeerSession } from './session.ts'

export type Direction = 'up' | 'down'

export interface LoadOptions {
  direction: Direction
  connections: number
  /** How long, and what of it is not counted. */
  ms: number
  skipMs: number
  /** Of all connections together. */
  bitsPerSecond: number
}

export interface Load extends FlowRate {
  state: 'measured'
  /** When it was filled for sure, by the clock of this machine. */
  from: number
  to: number
}

/** The peer ends a flow by itself so much later than this side does. */
const graceMs = 1500

/** Fills the path one way for a while, and says how much has arrived. Never rejects. */
export async function load(
  { clock, signal }: Pick<CheckContext, 'clock' | 'signal'>,
  session: PeerSession,
  { direction, connections, ms, skipMs, bitsPerSecond }: LoadOptions,
): Promise<Load | { state: PeerFailure }> {
  const each = bitsPerSecond / connections
  const request =
    direction === 'up'
      ? ({ type: 'upload', ms: Math.ceil(ms) } as const)
      : ({ type: 'download', ms: Math.ceil(ms) + graceMs, bitsPerSecond: each } as const)
  const opened = await Promise.all(Array.from({ length: connections }, () => session.open(request)))
  const lines = opened.filter((each) => each.state === 'open')
  const failed = opened.find((each) => each.state !== 'open')
  if (failed) {
    for (const { line } of lines) line.cut()
    return { state: failed.state as PeerFailure }
  }
  const began = clock.now()
  const flows = lines.map((open) => (direction === 'up' ? upload(open, each, clock) : download(open, clock)))
  await new Promise<void>((resolve) => {
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
  const to = clock.now()
  // What the peer has ended would be taken for a path that carries nothing.
  const isEnded = lines.some(({ line }) => line.isOver)
  for (const { stop } of flows) stop()
  if (isEnded) return { state: 'ended' }
  const rate = rateOf(
    flows.map(({ samples }) => samples),
    skipMs,
  )
  return { state: 'measured', ...rate, from: began + skipMs, to }
}

interface Flow {
  samples: FlowSample[]
  stop(): void
}

/** Counted by the peer, as it arrives there. */
function upload({ line }: PeerConnection, bitsPerSecond: number, clock: CheckContext['clock']): Flow {
  const samples: FlowSample[] = []
  const stop = fill(line.socket, bitsPerSecond, clock)
  const read = async () => {
    for (;;) {
      const said = await line.next(2 * longestFlowMs)
      if (said === undefined) return
      const answer = readLine(answerSchema, said)
      if (answer?.type === 'counted') samples.push({ ms: answer.ms, bytes: answer.bytes })
    }
  }
  void read()
  return {
    samples,
    stop() {
      stop()
      line.cut()
    },
  }
}

function download({ line }: PeerConnection, clock: CheckContext['clock']): Flow {
  const samples: FlowSample[] = []
  let bytes = 0
  let first: number | undefined
  let cancel = () => {}
  const count = () => {
    samples.push({ ms: clock.now() - first!, bytes })
    cancel = clock.after(countMs, count)
  }
  line.takeBytes((chunk) => {
    bytes += chunk.length
    if (first !== undefined) return
    first = clock.now()
    cancel = clock.after(countMs, count)
  })
  return {
    samples,
    stop() {
      cancel()
      if (first !== undefined) samples.push({ ms: clock.now() - first, bytes })
      line.cut()
    },
  }
}
