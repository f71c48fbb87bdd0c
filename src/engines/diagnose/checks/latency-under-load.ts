import { grade, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckOutcome, unknown, worst } from '../check.ts'
import type { Delays } from '../peer/delays.ts'
import { type MeasurePeer, measurePeer, type PeerMeasurement } from '../peer/measurement.ts'
import { failureText } from '../peer/session.ts'

/**
 * How much longer a round trip to the peer takes while the path is filled, each way: what stands in the queues of
 * routers ("bufferbloat"). Measured over a TCP connection of its own, with that of throughput.
 *
 * Figures: `peer`, `idleMs`, `upMs`, `downMs` (medians), `upP95Ms`, `downP95Ms`, `upMoreMs`, `downMoreMs` (above
 * `idleMs`), `upUnanswered`, `downUnanswered` (counted as long as they were waited for).
 */
export const createLatencyUnderLoadCheck = (measure: MeasurePeer = measurePeer): Check => ({
  name: 'latency-under-load',
  title: 'Latency under load',
  skip: ({ context }) =>
    context.peer || context.peerProblem
      ? ''
      : 'Choose a paired device on which Hawser runs: how the delay grows under load is measured against it.',
  async run(context) {
    const { peerProblem } = context.context
    if (peerProblem) return unknown(peerProblem)
    const measured = await measure(context)
    if (measured.state !== 'measured') return unknown(failureText(context.context, measured.state))
    return judge(measured)
  },
})

function judge({ name, idle, up, down }: PeerMeasurement): CheckOutcome {
  if (up.delays === undefined || down.delays === undefined)
    return unknown(`Too few round trips to ${name} were made while the path was filled.`)
  const ways = [
    { key: 'up', text: `sending to ${name}`, delays: up.delays },
    { key: 'down', text: `receiving from ${name}`, delays: down.delays },
  ].map((way) => {
    const moreMs = Math.max(0, way.delays.medianMs - idle.medianMs)
    return { ...way, moreMs, state: grade(thresholds.loadedDelayMs, moreMs) }
  })
  const state = worst(ways.map((way) => way.state))
  const [first] = ways.filter((way) => way.state === state).sort((a, b) => b.moreMs - a.moreMs)
  return {
    state,
    summary:
      state === 'good' || first === undefined
        ? `The delay to ${name} grows by ${Math.round(Math.max(...ways.map(({ moreMs }) => moreMs)))} ms under load.`
        : `While ${first.text}, everything else waits ${isAtLeast(first.delays)}${Math.round(first.moreMs)} ms more: a router on the way queues too much.`,
    evidence: [
      `${round(idle.medianMs)} ms while nothing is sent`,
      ...ways.map(
        ({ text, delays }) =>
          `${isAtLeast(delays)}${round(delays.medianMs)} ms while ${text}, 95 % within ${round(delays.p95Ms)} ms`,
      ),
    ],
    figures: {
      peer: name,
      idleMs: round(idle.medianMs),
      ...Object.fromEntries(
        ways.flatMap(({ key, delays, moreMs }) => [
          [`${key}Ms`, round(delays.medianMs)],
          [`${key}P95Ms`, round(delays.p95Ms)],
          [`${key}MoreMs`, round(moreMs)],
          [`${key}Unanswered`, delays.unanswered],
        ]),
      ),
    },
  }
}

/** When half of them had no answer, the median is one that was still waited for. */
const isAtLeast = ({ count, unanswered }: Delays): string => (unanswered * 2 > count ? 'at least ' : '')

const round = (value: number): number => Math.round(value * 10) / 10
