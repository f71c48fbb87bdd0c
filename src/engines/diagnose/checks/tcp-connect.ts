import { grade, thresholds } from '../../../contract/thresholds.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, worst } from '../check.ts'
import { openTcp, type TcpFailure } from '../probes/tcp.ts'
import type { ProbeOptions } from '../probes/udp.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'

const timeoutMs = 4000
const attempts = { short: 10, deep: 30 }
const spacingMs = 150
const maxAddresses = 4
/** A SYN that is lost is sent again after 1 s (RFC 6298 §2), so that a connection takes at least so long. */
const synAgainMs = 1000
/** Below this, twice the round trip is within what a busy program adds. */
const noticeableMs = 20

export type ConnectAnswer = { state: 'connected'; connectMs: number } | { state: TcpFailure }

/** Connects once and hangs up. Never rejects. */
export type ConnectOnce = (
  address: string,
  port: number,
  timeoutMs: number,
  options: ProbeOptions,
) => Promise<ConnectAnswer>

const connectOnce: ConnectOnce = async (address, port, limitMs, options) => {
  const talk = await openTcp({ address, port, timeoutMs: limitMs }, options)
  if (talk.state !== 'connected') return talk
  using open = talk
  return { state: 'connected', connectMs: open.connectMs }
}

/**
 * Connects to the target several times.
 *
 * Figures: `attempts`, `connected`, `refused`, `silent`, `unreachable` (how many of each), `failedPercent`, `p50Ms`,
 * `p95Ms` (-1 without a connection), `synLost` (connections that took a second or more: their first packet was lost),
 * `toRtt` (the median in round trips of ping; absent without), `address` (the one connected to), `deadAddresses`
 * (others of the target that do not answer).
 */
export const createTcpConnectCheck = (
  connect: ConnectOnce = connectOnce,
  resolve: Resolve = resolveHost,
): Check => ({
  name: 'tcp-connect',
  title: 'TCP connections',
  skip: ({ target }) => (target ? '' : 'Name a target (host and port) to connect to.'),
  async run(context) {
    const { host, port } = context.target!
    const addresses = (await addressesOf(context, host, resolve)).slice(0, maxAddresses)
    if (addresses.length === 0)
      return {
        state: 'bad',
        summary: `The name ${host} does not resolve.`,
        evidence: [],
        figures: { attempts: 0 },
      }
    const once = (address: string) => connect(address, port, timeoutMs, context)
    const firsts = await Promise.all(addresses.map(once))
    const best = Math.max(
      0,
      firsts.findIndex(({ state }) => state === 'connected'),
    )
    const address = addresses[best]!
    const answers = [firsts[best]!, ...(await manyTimes(context, () => once(address), firsts[best]!))]
    // Those of a family that this machine does not have fail at once and delay nobody.
    const dead = addresses.filter((_, place) => place !== best && firsts[place]?.state === 'silent')
    return judge(context, address, answers, dead)
  },
})

/** One after another, without waiting for each: those that wait for a lost packet would hold up the rest. */
async function manyTimes(
  context: CheckContext,
  once: () => Promise<ConnectAnswer>,
  first: ConnectAnswer,
): Promise<ConnectAnswer[]> {
  // What does not answer at all will not the tenth time either.
  const count = first.state === 'connected' ? attempts[context.deep ? 'deep' : 'short'] - 1 : 2
  return Promise.all(
    Array.from(
      { length: count },
      (_, place) =>
        new Promise<ConnectAnswer>((resolve) => {
          context.clock.after((place + 1) * spacingMs, () => resolve(once()))
        }),
    ),
  )
}

async function judge(
  context: CheckContext,
  address: string,
  answers: readonly ConnectAnswer[],
  deadAddresses: string[],
): Promise<CheckOutcome> {
  const where = endpointText(context.target!)
  const times = answers
    .flatMap((answer) => (answer.state === 'connected' ? [answer.connectMs] : []))
    .sort((a, b) => a - b)
  const count = (state: TcpFailure) => answers.filter((answer) => answer.state === state).length
  const failed = answers.length - times.length
  const failedPercent = (failed / answers.length) * 100
  const figures = {
    attempts: answers.length,
    connected: times.length,
    refused: count('refused') + count('reset'),
    silent: count('silent'),
    unreachable: count('unreachable'),
    failedPercent: Math.round(failedPercent),
    p50Ms: round(percentile(times, 0.5)),
    p95Ms: round(percentile(times, 0.95)),
    synLost: times.filter((ms) => ms >= synAgainMs).length,
    address,
    deadAddresses,
  }
  if (times.length === 0) return { state: 'bad', summary: failureText(where, figures), evidence: [], figures }
  const rtt = (await context.result('ping')).figures['rttMs']
  const toRtt = typeof rtt === 'number' && rtt > 0 ? figures.p50Ms / rtt : undefined
  const isNoticeable = toRtt !== undefined && figures.p50Ms - Number(rtt) > noticeableMs
  const failing = grade(thresholds.connectFailures, failedPercent)
  const slow = grade(thresholds.connectMs, figures.p50Ms)
  const beyond = isNoticeable ? grade(thresholds.connectToRtt, toRtt) : 'good'
  const lines: [boolean, 'good' | 'poor' | 'bad', string][] = [
    [failing !== 'good', failing, `${failed} of ${answers.length} connections to ${where} fail.`],
    [slow === 'bad', slow, `Connecting to ${where} takes ${Math.round(figures.p50Ms)} ms.`],
    [
      figures.synLost > 0,
      'poor',
      `${figures.synLost} of ${answers.length} connections waited for a lost packet.`,
    ],
    [
      beyond !== 'good',
      'poor',
      `Connecting takes ${round(toRtt ?? 0)} round trips: the target is slow to answer.`,
    ],
    [deadAddresses.length > 0, 'poor', `${deadAddresses[0]}, another address of ${where}, does not answer.`],
    [slow === 'poor', slow, `Connecting to ${where} takes ${Math.round(figures.p50Ms)} ms.`],
  ]
  const wrong = lines.filter(([isSo]) => isSo)
  return {
    state: worst(wrong.map(([, state]) => state)),
    summary: wrong[0]?.[2] ?? `${where} takes connections, in ${figures.p50Ms} ms.`,
    evidence: [
      `${times.length} of ${answers.length} connections to ${address} made`,
      `half of them within ${figures.p50Ms} ms, 95 % within ${figures.p95Ms} ms`,
      ...(figures.synLost > 0
        ? [`${figures.synLost} took a second or more: their first packet was lost`]
        : []),
      ...(figures.refused > 0 ? [`${figures.refused} refused`] : []),
      ...(figures.silent > 0 ? [`${figures.silent} without an answer`] : []),
      ...deadAddresses.map((dead) => `${dead} does not answer`),
    ],
    figures: { ...figures, ...(toRtt === undefined ? {} : { toRtt: round(toRtt) }) },
  }
}

function failureText(
  where: string,
  { refused, unreachable }: { refused: number; unreachable: number },
): string {
  if (refused > 0)
    return `${where} refuses connections: the machine is there, but nothing listens on that port.`
  if (unreachable > 0) return `There is no way to ${where}: is the VPN up, and the address right?`
  return `${where} does not answer: it is off, or a firewall drops the connections.`
}

/** The value below which the given part lies; -1 of none. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? -1
}

const round = (value: number): number => Math.round(value * 10) / 10
