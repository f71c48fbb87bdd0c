import type { Bottleneck, CheckResult, StreamFacts } from '../../contract/diagnose.ts'
import { grade, thresholds } from '../../contract/thresholds.ts'
import { rankCauses } from './causes/rank.ts'
import { type Platform, worst } from './check.ts'

/** What weighs less is worth a line in a report, and no sentence on the page of a stream. */
const tellingWeight = 0.35

/**
 * What holds each stream back. What it measured of its way is put as a check would put it, beside what was seen of the
 * machine, so that the rules of a report judge it.
 */
export function judgeStreams(
  streams: readonly StreamFacts[],
  machine: readonly CheckResult[],
  platform: Platform,
): Bottleneck[] {
  return streams.flatMap((stream) => {
    const results = [...machine.map((result) => withLateness(result, stream)), ...wayOf(stream)]
    const [cause] = rankCauses({ results, target: undefined, platform })
    return cause !== undefined && cause.weight >= tellingWeight ? [{ id: stream.id, cause }] : []
  })
}

/** What was seen once may be over before somebody reads of it: what is wrong counts when it was wrong before. */
export function lastingResults(
  before: readonly CheckResult[],
  now: readonly CheckResult[],
): readonly CheckResult[] {
  return now.flatMap((result) => {
    if (!isWrong(result)) return [result]
    const old = before.find(({ name }) => name === result.name)
    if (old === undefined) return []
    return [isWrong(old) ? result : old]
  })
}

const isWrong = ({ state }: CheckResult): boolean => state === 'poor' || state === 'bad'
const round = (value: number): number => Math.round(value * 10) / 10

/** Whether this is the machine's fault only who has looked at its processors can say; without, nothing is added. */
function withLateness(result: CheckResult, { loopDelayMs }: StreamFacts): CheckResult {
  const seen = result.figures['loopP99Ms']
  if (result.name !== 'own-health' || typeof seen !== 'number' || loopDelayMs <= seen) return result
  return {
    ...result,
    state: worst([result.state, grade(thresholds.loopDelayMs, loopDelayMs)]),
    evidence: [...result.evidence, `the engine of this stream comes ${round(loopDelayMs)} ms late`],
    figures: { ...result.figures, loopP99Ms: round(loopDelayMs) },
  }
}

/** The figures of its way as `ping` and `latency-under-load` give theirs. */
function wayOf({ name, rttMs, baseRttMs, jitterMs, lossPercent }: StreamFacts): CheckResult[] {
  const graded = [
    grade(thresholds.lossPercent, lossPercent),
    grade(thresholds.rttMs, rttMs),
    grade(thresholds.jitterMs, jitterMs),
  ]
  const told: [value: number, text: string][] = [
    [rttMs, `round trip ${round(rttMs)} ms`],
    [jitterMs, `varying by ${round(jitterMs)} ms`],
    [lossPercent, `${round(lossPercent)} % of packets lost`],
  ]
  const evidence = told.flatMap(([value, text]) => (value >= 0 ? [text] : []))
  if (evidence.length === 0) return []
  const figures = {
    host: name,
    received: 1,
    ...(rttMs >= 0 && { rttMs }),
    ...(jitterMs >= 0 && { jitterMs }),
    ...(lossPercent >= 0 && { lossPercent: round(lossPercent) }),
  }
  return [
    { name: 'ping', state: worst(graded), summary: `${name} answers.`, evidence, figures, ms: 0 },
    ...queueOf(name, rttMs, baseRttMs),
  ]
}

function queueOf(name: string, rttMs: number, baseRttMs: number): CheckResult[] {
  if (rttMs < 0 || baseRttMs < 0) return []
  const moreMs = Math.max(0, rttMs - baseRttMs)
  return [
    {
      name: 'latency-under-load',
      state: grade(thresholds.loadedDelayMs, moreMs),
      summary: `Packets to ${name} wait ${Math.round(moreMs)} ms in a queue on the way: more is sent than it carries.`,
      evidence: [`round trip ${round(rttMs)} ms now, ${round(baseRttMs)} ms at best`],
      figures: { peer: name, idleMs: round(baseRttMs), upMoreMs: round(moreMs) },
      ms: 0,
    },
  ]
}
