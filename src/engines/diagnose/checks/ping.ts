import { grade, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import { type PingAnswer, type PingReport, runPing } from '../tools/ping.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { type AskTcp, askTcp } from '../tools/tcp-answer.ts'

/**
 * Users may send a request every 200 ms and no faster, and one in a hundred is not seen in twenty: several programs at
 * once, one a little after the other.
 */
const ways = 6
const intervalMs = 200
const counts = { short: 25, deep: 75 }
const windowsCounts = { short: 8, deep: 25 }
const windowsWays = 8
const answerMs = 2500
/** One packet that is lost by chance says nothing of a path. */
const leastLost = 2

/**
 * Loss, round trip and jitter to the target and to the gateway; without a target, to the gateway alone.
 *
 * Figures: `host` (what is judged), `sent`, `received`, `lossPercent`, `rttMs` (median), `rttMaxMs`, `jitterMs` (mean
 * difference of one round trip to the next), `filtered` (answers connections but no ping); `gateway`,
 * `gatewayAnswers`, `gatewayLossPercent`, `gatewayRttMs`, `gatewayJitterMs` where there is one that answers.
 */
export const createPingCheck = (askPort: AskTcp = askTcp, resolve?: Resolve): Check => ({
  name: 'ping',
  title: 'Ping',
  skip: () => '',
  async run(context) {
    const { target } = context
    const gatewayOf = async () => {
      const told = (await context.result('routes')).figures['defaultGateway']
      return typeof told === 'string' ? told : ''
    }
    const address = target ? (await addressesOf(context, target.host, resolve))[0] : await gatewayOf()
    if (target && address === undefined) return unknown(`The name ${target.host} does not resolve.`)
    if (!address)
      return {
        state: 'skipped',
        summary: 'There is neither a target nor a gateway to ping.',
        evidence: [],
        figures: {},
      }
    // Routes take some seconds themselves; the way to the target need not wait for them.
    const pingGateway = async () => {
      const gateway = await gatewayOf()
      const isAnother = target !== undefined && gateway !== '' && gateway !== address
      return { gateway, answer: isAnother ? await pingOften(context, gateway) : undefined }
    }
    const [answer, nearer] = await Promise.all([pingOften(context, address), pingGateway()])
    if (answer === 'missing')
      return unknown(
        'There is no ping program here that can be used; on Linux it is in the package iputils-ping.',
      )
    if (answer === 'denied') return unknown('This system does not let this user ping.')
    const host = target ? target.host : `the gateway ${address}`
    const near = figuresOfGateway(nearer.gateway, nearer.answer)
    if (answer.rttsMs.length > 0) return judge(host, answer, near)
    return judgeSilence(context, host, address, answer, near, askPort)
  },
})

async function pingOften(context: CheckContext, address: string): Promise<PingAnswer> {
  const isWindows = context.platform === 'win32'
  const count = (isWindows ? windowsCounts : counts)[context.deep ? 'deep' : 'short']
  const parallel = isWindows ? windowsWays : ways
  const answers = await Promise.all(
    Array.from({ length: parallel }, async (_, place) => {
      await new Promise<void>((resolve) => {
        context.clock.after(Math.round((place * intervalMs) / parallel), resolve)
      })
      return runPing(context, address, { count, intervalMs })
    }),
  )
  const reports = answers.filter((answer) => typeof answer === 'object')
  if (reports.length === 0) return answers[0] ?? 'missing'
  return {
    sent: reports.reduce((sum, { sent }) => sum + sent, 0),
    rttsMs: reports.flatMap(({ rttsMs }) => rttsMs),
    isTooBig: false,
    toldMtu: 0,
    isUnreachable: reports.some((report) => report.isUnreachable),
  }
}

interface Statistics {
  lossPercent: number
  lost: number
  rttMs: number
  rttMaxMs: number
  jitterMs: number
}

function statisticsOf({ sent, rttsMs }: PingReport): Statistics {
  const sorted = [...rttsMs].sort((a, b) => a - b)
  const lost = Math.max(0, sent - rttsMs.length)
  const steps = rttsMs.slice(1).map((rtt, place) => Math.abs(rtt - (rttsMs[place] ?? rtt)))
  return {
    lost,
    lossPercent: round(sent > 0 ? (lost / sent) * 100 : 0),
    rttMs: round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    rttMaxMs: round(sorted.at(-1) ?? 0),
    jitterMs: round(steps.length > 0 ? steps.reduce((sum, step) => sum + step, 0) / steps.length : 0),
  }
}

const round = (value: number): number => Math.round(value * 100) / 100

interface Gateway {
  figures: CheckOutcome['figures']
  evidence: string[]
  lossPercent: number
}

function figuresOfGateway(gateway: string, answer: PingAnswer | undefined): Gateway {
  const none: Gateway = { figures: gateway === '' ? {} : { gateway }, evidence: [], lossPercent: 0 }
  if (answer === undefined || typeof answer !== 'object') return none
  // Many routers answer no ping at all, which says nothing.
  if (answer.rttsMs.length === 0) return { ...none, figures: { gateway, gatewayAnswers: false } }
  const { lossPercent, rttMs, jitterMs, lost } = statisticsOf(answer)
  return {
    figures: {
      gateway,
      gatewayAnswers: true,
      gatewayLossPercent: lossPercent,
      gatewayRttMs: rttMs,
      gatewayJitterMs: jitterMs,
    },
    evidence: [`the gateway ${gateway}: ${lossPercent} % lost, ${rttMs} ms`],
    lossPercent: lost >= leastLost ? lossPercent : 0,
  }
}

function judge(host: string, report: PingReport, near: Gateway): CheckOutcome {
  const { lossPercent, lost, rttMs, rttMaxMs, jitterMs } = statisticsOf(report)
  const loss = lost < leastLost ? 'good' : grade(thresholds.lossPercent, lossPercent)
  const jitter = grade(thresholds.jitterMs, jitterMs)
  const rtt = grade(thresholds.rttMs, rttMs)
  const isLocal = near.lossPercent >= lossPercent / 2 && near.lossPercent > 0
  const lines: [state: 'good' | 'poor' | 'bad', text: string][] = [
    [
      loss,
      `${lossPercent} % of the packets to ${host} get lost${isLocal ? ', already on the way to the gateway' : ''}.`,
    ],
    [rtt, `The way to ${host} and back takes ${Math.round(rttMs)} ms.`],
    [jitter, `The time to ${host} varies by ${round(jitterMs)} ms from one packet to the next.`],
  ]
  const state = worst(lines.map(([each]) => each))
  return {
    state,
    summary:
      lines.find(([each]) => each === state && state !== 'good')?.[1] ??
      `${host} answers in ${rttMs} ms, ${lossPercent} % lost.`,
    evidence: [
      `${report.rttsMs.length} of ${report.sent} packets came back`,
      `round trip ${rttMs} ms, at most ${rttMaxMs} ms, varying by ${jitterMs} ms`,
      ...near.evidence,
    ],
    figures: {
      host,
      sent: report.sent,
      received: report.rttsMs.length,
      lossPercent,
      rttMs,
      rttMaxMs,
      jitterMs,
      filtered: false,
      ...near.figures,
    },
  }
}

async function judgeSilence(
  context: CheckContext,
  host: string,
  address: string,
  { sent, isUnreachable }: PingReport,
  near: Gateway,
  askPort: AskTcp,
): Promise<CheckOutcome> {
  const figures = { host, sent, received: 0, lossPercent: 100, ...near.figures }
  const evidence = [`0 of ${sent} packets came back`, ...near.evidence]
  if (isUnreachable)
    return {
      state: 'bad',
      summary: `There is no way to ${host}: a router or this machine says so.`,
      evidence,
      figures: { ...figures, filtered: false },
    }
  const { target } = context
  if (target === undefined)
    return {
      ...unknown(`${host} answers no ping; many routers do not.`, evidence),
      figures: { ...figures, filtered: true },
    }
  if ((await askPort(address, target.port, answerMs, context.signal)) === 'answered')
    return {
      ...unknown(`${host} takes connections but answers no ping: somebody filters it.`, evidence),
      figures: { ...figures, filtered: true },
    }
  return {
    state: 'bad',
    summary: `${host} answers neither ping nor connections.`,
    evidence: [...evidence, `port ${target.port} does not answer either`],
    figures: { ...figures, filtered: false },
  }
}
