import type { CheckContext } from '../check.ts'
import { type FlowRate, FlowRecord, type FlowSample, fill, rateOf } from './flow.ts'
import { answerSchema, longestFlowMs, readLine } from './messages.ts'
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
/** Filled on for so long, to learn what of that which comes late was under way before. */
const tailMs = 300

/** Fills the path one way for a while, and says how much has arrived. Never rejects. */
export async function load(
  { clock, signal }: Pick<CheckContext, 'clock' | 'signal'>,
  session: PeerSession,
  { direction, connections, ms, skipMs, bitsPerSecond }: LoadOptions,
): Promise<Load | { state: PeerFailure }> {
  const each = bitsPerSecond / connections
  const wholeMs = Math.ceil(ms) + tailMs
  const request =
    direction === 'up'
      ? ({ type: 'upload', ms: wholeMs } as const)
      : ({ type: 'download', ms: wholeMs + graceMs, bitsPerSecond: each } as const)
  const opened = await Promise.all(Array.from({ length: connections }, () => session.open(request)))
  const lines = opened.filter((each) => each.state === 'open')
  const failed = opened.find((each) => each.state !== 'open')
  if (failed) {
    for (const { line } of lines) line.cut()
    return { state: failed.state as PeerFailure }
  }
  const began = clock.now()
  const flows = lines.map((open) =>
    direction === 'up' ? upload(open, each, clock, began) : download(open, clock, began),
  )
  await new Promise<void>((resolve) => {
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(wholeMs, done)
    signal.addEventListener('abort', done)
    for (const { line } of lines) line.socket.once('close', done)
    if (signal.aborted || lines.some(({ line }) => line.isOver)) done()
  })
  const to = clock.now()
  // What the peer has ended would be taken for a path that carries nothing.
  const isEnded = lines.some(({ line }) => line.isOver)
  for (const { stop } of flows) stop()
  if (isEnded) return { state: 'ended' }
  const rate = rateOf(
    flows.map(({ samples }) => samples()),
    { fromMs: skipMs, toMs: ms },
  )
  return { state: 'measured', ...rate, from: began + skipMs, to }
}

interface Flow {
  samples(): FlowSample[]
  stop(): void
}

/** Counted by the peer, as it arrives there. */
function upload(
  { line }: PeerConnection,
  bitsPerSecond: number,
  clock: CheckContext['clock'],
  began: number,
): Flow {
  const counted: FlowSample[] = []
  // The peer counts from the first that came; it hears and tells at once when it tells soonest.
  let firstMs = Number.POSITIVE_INFINITY
  const stop = fill(line.socket, bitsPerSecond, clock)
  const read = async () => {
    for (;;) {
      const said = await line.next(2 * longestFlowMs)
      if (said === undefined) return
      const answer = readLine(answerSchema, said)
      if (answer?.type !== 'counted') continue
      firstMs = Math.min(firstMs, clock.now() - began - answer.ms)
      const last = counted.at(-1)
      if (last === undefined || (answer.bytes > last.bytes && answer.ms > last.ms)) counted.push(answer)
    }
  }
  void read()
  return {
    samples: () => counted.map(({ ms, bytes }) => ({ ms: ms + firstMs, bytes })),
    stop() {
      stop()
      line.cut()
    },
  }
}

function download({ line }: PeerConnection, clock: CheckContext['clock'], began: number): Flow {
  const record = new FlowRecord()
  line.takeBytes((chunk) => record.add(clock.now() - began, chunk.length))
  return { samples: () => record.samples, stop: () => line.cut() }
}
