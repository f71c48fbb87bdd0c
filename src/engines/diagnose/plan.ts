import type { Cause, CheckResult, DiagnoseContext, Plan, PlanLine } from '../../contract/diagnose.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { thresholds } from '../../contract/thresholds.ts'
import { endpointText } from '../kit/endpoint.ts'
import { Facts } from './causes/facts.ts'
import { badWeight, noteWeight } from './causes/verdict.ts'
import type { CheckContext } from './check.ts'
import { addressesOf, type Resolve } from './tools/target-addresses.ts'
import { type AskTcp, askTcp, type TcpAnswer } from './tools/tcp-answer.ts'

type Need = DiagnoseContext['needs'][number]

const answerMs = 4000
/** Of a plan with more targets, the first ones are tried. */
const maxTargets = 200
const together = 16

/**
 * What became of a connection to each target, by its text. `unresolved`: its name has no address; `resolved`: it has one,
 * and what listens by UDP alone does not answer anybody.
 */
export type TargetAnswers = ReadonlyMap<string, TcpAnswer | 'unresolved' | 'resolved'>

const keyOf = (target: Endpoint, isUdp: boolean | undefined): string =>
  `${endpointText(target)}${isUdp ? '/udp' : ''}`

/** Connects once to every target of the plan, some at a time. Never rejects. */
export async function askTargets(
  context: CheckContext,
  needs: readonly Need[],
  ask: AskTcp = askTcp,
  resolve?: Resolve,
): Promise<TargetAnswers> {
  const answers = new Map<string, TcpAnswer | 'unresolved' | 'resolved'>()
  const targets = new Map(
    needs.flatMap(({ targets: own, udp }) => own.map((target) => [keyOf(target, udp), { target, udp }])),
  )
  const waiting = [...targets].slice(0, maxTargets)
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [key, { target, udp }] = next
      const [address] = await addressesOf(context, target.host, resolve)
      if (address === undefined) answers.set(key, 'unresolved')
      else if (udp) answers.set(key, 'resolved')
      else answers.set(key, await ask(address, target.port, answerMs, context.signal))
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return answers
}

export interface PlanFacts {
  plan: Plan
  needs: readonly Need[]
  results: readonly CheckResult[]
  causes: readonly Cause[]
  /** Undefined until all were asked. */
  answers: TargetAnswers | undefined
}

/** The list before a session: whether this network and this machine carry what is planned, and with how much room. */
export function planLines(known: PlanFacts): PlanLine[] {
  const facts = new Facts({ results: known.results, target: undefined, platform: 'linux' })
  return [
    ...known.needs.map((need) => needLine(need, known.answers, facts)),
    ...rateLines(known, facts),
    pathLine(facts),
    bufferLine(facts),
    machineLine(facts),
    networkLine(known),
  ].filter((line) => line !== undefined)
}

const line = (text: string, verdict: PlanLine['verdict'], reason: string, margin = -1): PlanLine => ({
  text,
  verdict,
  margin: margin < 0 ? -1 : Math.round(margin * 100) / 100,
  reason,
})

const still = 'This is still being looked at.'

function needLine(need: Need, answers: TargetAnswers | undefined, facts: Facts): PlanLine {
  const missing = need.uplinks.filter((uplink) => facts.list('interfaces', 'missing').includes(uplink))
  if (missing.length > 0) {
    const isAll = missing.length === need.uplinks.length
    return line(
      need.text,
      isAll ? 'no-go' : 'risk',
      `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not there.`,
    )
  }
  if (need.targets.length === 0) return line(need.text, 'go', 'It waits for others to connect.')
  if (answers === undefined) return line(need.text, 'unknown', still)
  const of = (state: string) =>
    need.targets.filter((target) => answers.get(keyOf(target, need.udp)) === state).map(endpointText)
  const [unresolved] = of('unresolved')
  if (unresolved) return line(need.text, 'no-go', `The name of ${unresolved} does not resolve.`)
  const [unreachable] = of('unreachable')
  if (unreachable) return line(need.text, 'no-go', `There is no way to ${unreachable}.`)
  const [silent, ...others] = of('silent')
  const also = others.length > 0 ? `, and ${others.length} more do not either` : ''
  if (silent) return line(need.text, 'no-go', `${silent} does not answer${also}.`)
  const untried = need.targets.filter((target) => !answers.has(keyOf(target, need.udp))).length
  if (untried > 0) return line(need.text, 'unknown', `${untried} of its targets were not tried.`)
  if (need.udp) return udpLine(need, facts)
  const count = need.targets.length
  return line(need.text, 'go', count === 1 ? 'Its target answers.' : `All ${count} targets answer.`)
}

/** What listens by UDP alone answers nobody whom it does not know. */
function udpLine({ text, targets }: Need, facts: Facts): PlanLine {
  const where = targets.map(endpointText).join(', ')
  const udp = facts.text('nat', 'udp')
  if (udp === 'blocked') return line(text, 'no-go', 'This network lets no UDP out.')
  const later = `whether ${where} listens is seen when it starts`
  return udp === 'works'
    ? line(text, 'go', `UDP gets out; ${later}.`)
    : line(text, 'unknown', `Without a STUN server nobody tells whether UDP gets out, and ${later}.`)
}

const megabits = (bits: number): string =>
  bits >= 1e6 ? `${Math.round(bits / 1e5) / 10} Mbit/s` : `${Math.round(bits / 1e3)} kbit/s`

function rateLines({ plan, needs }: PlanFacts, facts: Facts): PlanLine[] {
  const sum = (pick: (need: Need) => number) => needs.reduce((all, need) => all + pick(need), 0)
  const ways = [
    {
      way: 'up',
      // What is typed in counts where it is more than what the rules and bonds are known to need.
      bits: Math.max(
        plan.upBitrate,
        sum(({ upBitrate }) => upBitrate),
      ),
      carried: facts.number('throughput', 'upBitsPerSecond'),
      isMore: facts.is('throughput', 'upAtLeast'),
    },
    {
      way: 'down',
      bits: Math.max(
        plan.downBitrate,
        sum(({ downBitrate }) => downBitrate),
      ),
      carried: facts.number('throughput', 'downBitsPerSecond'),
      isMore: facts.is('throughput', 'downAtLeast'),
    },
  ]
  const { poor, bad } = thresholds.throughputMargin
  return ways.flatMap(({ way, bits, carried, isMore }) => {
    if (bits <= 0) return []
    const text = `${megabits(bits)} ${way}`
    if (carried === undefined)
      return [
        line(
          text,
          'unknown',
          facts.state('throughput') === 'waiting' || facts.state('throughput') === 'running'
            ? still
            : 'Nothing was measured: choose a paired device to measure against.',
        ),
      ]
    const margin = carried / bits
    const verdict = margin < bad ? 'no-go' : margin < poor ? 'risk' : 'go'
    const reason = `This network carries ${isMore ? 'at least ' : ''}${megabits(carried)} ${way}${verdict === 'go' ? '' : `; ${megabits(bits * poor)} would be safe`}.`
    return [line(text, verdict, reason, margin)]
  })
}

function pathLine(facts: Facts): PlanLine | undefined {
  const loss = facts.number('ping', 'lossPercent')
  const jitter = facts.number('ping', 'jitterMs')
  if (loss === undefined || jitter === undefined) return undefined
  const text = `Loss and jitter to ${facts.text('ping', 'host')}`
  const state = facts.state('ping')
  const reason = `${loss} % lost, jitter ${jitter} ms.`
  return line(text, state === 'bad' ? 'no-go' : state === 'poor' ? 'risk' : 'go', reason)
}

function bufferLine(facts: Facts): PlanLine | undefined {
  const bufferMs = facts.number('system-limits', 'bufferMs')
  if (bufferMs === undefined) return undefined
  const { poor, bad } = thresholds.socketBufferMs
  return line(
    'Socket buffers',
    bufferMs < bad ? 'no-go' : bufferMs < poor ? 'risk' : 'go',
    `A full buffer holds ${bufferMs} ms of what is planned.`,
    bufferMs / poor,
  )
}

function machineLine(facts: Facts): PlanLine | undefined {
  const cpu = facts.number('own-health', 'cpuPercent')
  if (cpu === undefined) return undefined
  const state = facts.state('own-health')
  return line(
    'This machine',
    state === 'bad' ? 'no-go' : state === 'poor' ? 'risk' : 'go',
    facts.summary('own-health'),
    // Room by the processors alone, which the other reasons do not have.
    cpu > 0 ? Math.min(100, thresholds.cpuPercent.poor / cpu) : 100,
  )
}

/** What lines above do not tell of. */
const ownLines = new Set(['throughput', 'ping', 'own-health', 'interfaces'])

function networkLine({ causes }: PlanFacts): PlanLine | undefined {
  const cause = causes.find(
    ({ checks, weight }) => weight >= noteWeight && !checks.every((name) => ownLines.has(name)),
  )
  if (cause === undefined) return undefined
  return line('What the doctor found', cause.weight >= badWeight ? 'no-go' : 'risk', cause.text)
}
