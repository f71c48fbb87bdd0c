import { grade, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import {
  type MeasurePeer,
  measurePeer,
  type PeerMeasurement,
  type WayMeasurement,
} from '../peer/measurement.ts'
import { failureText } from '../peer/session.ts'

/** Where one connection carries so much, nobody needs several. */
const enoughForOne = 50e6

/**
 * How much the path to the peer carries, each way, by TCP.
 *
 * Figures: `peer`, `upBitsPerSecond`, `downBitsPerSecond`; `upAtLeast`, `downAtLeast` (true: it may be more, for the
 * measurement stopped at its limit or the rate was still rising), `connections` (at once); `upOneBitsPerSecond`,
 * `downOneBitsPerSecond` (over one connection; of the deep run); `upNeededBitsPerSecond`, `downNeededBitsPerSecond`,
 * `upMargin`, `downMargin` (times what is needed) where something is planned.
 */
export const createThroughputCheck = (measure: MeasurePeer = measurePeer): Check => ({
  name: 'throughput',
  title: 'Throughput',
  skip: ({ context }) =>
    context.peer || context.peerProblem
      ? ''
      : 'Choose a paired device on which Hawser runs: throughput is measured against it, and against nobody else.',
  async run(context) {
    const { peerProblem } = context.context
    if (peerProblem) return unknown(peerProblem)
    const measured = await measure(context)
    if (measured.state !== 'measured') return unknown(failureText(context.context, measured.state))
    return judge(context, measured)
  },
})

interface WayJudgement {
  state: 'good' | 'poor' | 'bad'
  problem: string
  evidence: string[]
  figures: CheckOutcome['figures']
}

function judge({ context }: CheckContext, measured: PeerMeasurement): CheckOutcome {
  const { name, up, down, connections } = measured
  const needed = (of: 'upBitrate' | 'downBitrate') => context.needs.reduce((sum, each) => sum + each[of], 0)
  const ways = [
    judgeWay('up', `to ${name}`, up, needed('upBitrate')),
    judgeWay('down', `from ${name}`, down, needed('downBitrate')),
  ]
  const state = worst(ways.map((way) => way.state))
  const problems = ways
    .filter((way) => way.state === state && way.problem !== '')
    .map(({ problem }) => problem)
  return {
    state,
    summary:
      problems.length > 0
        ? problems.join(' ')
        : `${rateText(up)} go to ${name}, and ${rateText(down)} come from there.`,
    evidence: [...ways.flatMap(({ evidence }) => evidence), `${connections} connections at once`],
    figures: { peer: name, connections, ...ways[0]!.figures, ...ways[1]!.figures },
  }
}

function judgeWay(key: 'up' | 'down', where: string, way: WayMeasurement, needed: number): WayJudgement {
  const { bitsPerSecond, one } = way
  const margin = needed > 0 ? bitsPerSecond / needed : undefined
  const isAtLeast = way.isLimited || way.isRising
  const short = margin === undefined ? 'good' : grade(thresholds.throughputMargin, margin)
  const little = grade(thresholds.leastRate, bitsPerSecond)
  const share = one && bitsPerSecond > 0 ? one.bitsPerSecond / bitsPerSecond : 1
  const isHeld = one !== undefined && one.bitsPerSecond < enoughForOne
  const alone = isHeld ? grade(thresholds.oneConnectionShare, share) : 'good'
  const lines: [state: 'good' | 'poor' | 'bad', text: string][] = [
    [
      bitsPerSecond === 0 ? 'bad' : 'good',
      `Nothing arrives ${where} once much is sent: small packets pass, and large ones do not.`,
    ],
    [short, `${rateText(way)} get through ${where}, and ${bitsText(needed)} are needed.`],
    [little, `Only ${rateText(way)} get through ${where}.`],
    [
      alone,
      `One connection carries ${bitsText(one?.bitsPerSecond ?? 0)} ${where}, several together ${bitsText(bitsPerSecond)}: packets get lost, or the way is long.`,
    ],
  ]
  const state = worst(lines.map(([each]) => each))
  return {
    state,
    problem: state === 'good' ? '' : (lines.find(([each]) => each === state)?.[1] ?? ''),
    evidence: [
      `${rateText(way)} ${where}${way.isRising && !way.isLimited ? ', still rising' : ''}`,
      ...(one ? [`${bitsText(one.bitsPerSecond)} ${where} over one connection`] : []),
      ...(margin === undefined ? [] : [`${bitsText(needed)} needed ${where}`]),
    ],
    figures: {
      [`${key}BitsPerSecond`]: Math.round(bitsPerSecond),
      [`${key}AtLeast`]: isAtLeast,
      ...(one && { [`${key}OneBitsPerSecond`]: Math.round(one.bitsPerSecond) }),
      ...(margin !== undefined && {
        [`${key}NeededBitsPerSecond`]: needed,
        [`${key}Margin`]: Math.round(margin * 100) / 100,
      }),
    },
  }
}

const rateText = ({ bitsPerSecond, isLimited }: WayMeasurement): string =>
  `${isLimited ? 'at least ' : ''}${bitsText(bitsPerSecond)}`

/** With two figures that count: `48 Mbit/s`, `1.2 Gbit/s`. */
function bitsText(bitsPerSecond: number): string {
  const [size, unit] =
    bitsPerSecond >= 1e9 ? [1e9, 'Gbit/s'] : bitsPerSecond >= 1e6 ? [1e6, 'Mbit/s'] : [1e3, 'kbit/s']
  const value = bitsPerSecond / size
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`
}
