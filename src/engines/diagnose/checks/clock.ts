import { grade, thresholds } from '../../../contract/thresholds.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown } from '../check.ts'
import { type AskTime, askTime, type SntpReply, type SntpSample } from '../probes/sntp.ts'
import { isPlainHost } from '../tools/plain-host.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { timeServers } from '../tools/time-servers.ts'

const port = 123
const timeoutMs = 1500
const samples = 3
const maxServers = 4

/**
 * How far this machine's clock is off, by the time servers of the settings, else by those that the system itself uses.
 *
 * Figures: `offsetMs` (how much the clock must be put forward), `uncertaintyMs`, `servers` (that answered), `silent`
 * (that did not), `apart` (servers that disagree with the rest by more than their uncertainty).
 */
export const createClockCheck = (ask: AskTime = askTime, resolve: Resolve = resolveHost): Check => ({
  name: 'clock',
  title: 'Clock',
  skip: () => '',
  async run(context) {
    const set = context.context.settings.timeServers.filter(isPlainHost)
    const names = (set.length > 0 ? set : await timeServers(context)).slice(0, maxServers)
    if (names.length === 0)
      return {
        state: 'skipped',
        summary:
          'To check the clock, enter a time server in the settings; this system does not tell the one that it uses.',
        evidence: [],
        figures: {},
      }
    return judge(await Promise.all(names.map((name) => askServer(context, name, ask, resolve))))
  },
})

interface ServerTime {
  name: string
  /** The answer that took the shortest way; undefined without any. */
  best: SntpSample | undefined
  /** Why there is none. */
  why: string
}

async function askServer(
  context: CheckContext,
  name: string,
  ask: AskTime,
  resolve: Resolve,
): Promise<ServerTime> {
  const [address] = await addressesOf(context, name, resolve)
  if (address === undefined) return { name, best: undefined, why: 'the name does not resolve' }
  let best: SntpSample | undefined
  let why = 'no answer'
  for (let round = 0; round < samples; round++) {
    const reply = await ask({ address, port }, timeoutMs, context)
    if (reply.state === 'answered') {
      if (best === undefined || reply.delayMs < best.delayMs) best = reply
    } else why = whyNot(reply)
    // Whoever does not want to be asked is not asked again.
    if (reply.state === 'unsynchronised' || reply.state === 'refused') break
  }
  return { name, best, why }
}

function whyNot(reply: Exclude<SntpReply, { state: 'answered' }>): string {
  if (reply.state === 'unsynchronised')
    return reply.code ? `does not want to be asked (${reply.code})` : 'does not know the time itself'
  return { silent: 'no answer', refused: 'nobody listens there', unreachable: 'there is no way to it' }[
    reply.state
  ]
}

function judge(servers: readonly ServerTime[]): CheckOutcome {
  const answered = servers.flatMap(({ name, best }) => (best ? [{ name, ...best }] : []))
  const evidence = servers.map(({ name, best, why }) =>
    best
      ? `${name}: ${offsetText(best.offsetMs)}, answered in ${Math.round(best.delayMs)} ms`
      : `${name}: ${why}`,
  )
  const silent = servers.filter(({ best }) => best === undefined).map(({ name }) => name)
  if (answered.length === 0)
    return {
      ...unknown('No time server answers; perhaps this network lets no UDP through.', evidence),
      figures: { silent },
    }
  const sorted = [...answered].sort((a, b) => a.offsetMs - b.offsetMs)
  // One server that is wrong does not decide among three.
  const { offsetMs, delayMs } = sorted[Math.floor((sorted.length - 1) / 2)]!
  const uncertaintyMs = delayMs / 2
  const apart = answered
    .filter(
      (each) =>
        Math.abs(each.offsetMs - offsetMs) > uncertaintyMs + each.delayMs / 2 + thresholds.clockOffsetMs.poor,
    )
    .map(({ name }) => name)
  // What the way there and back may account for is not held against the clock.
  const state = grade(thresholds.clockOffsetMs, Math.max(0, Math.abs(offsetMs) - uncertaintyMs))
  return {
    state,
    summary:
      state === 'good'
        ? `The clock is right, within ${Math.max(1, Math.round(Math.abs(offsetMs) + uncertaintyMs))} ms.`
        : `The clock of this machine is ${offsetText(offsetMs)}.`,
    evidence: [...evidence, ...apart.map((name) => `${name} disagrees with the others`)],
    figures: {
      offsetMs: Math.round(offsetMs),
      uncertaintyMs: Math.round(uncertaintyMs),
      servers: answered.map(({ name }) => name),
      silent,
      apart,
    },
  }
}

/** The offset is what is to be added to this clock. */
function offsetText(offsetMs: number): string {
  const amount = Math.abs(offsetMs)
  const text = amount < 1000 ? `${Math.round(amount)} ms` : `${Math.round(amount / 100) / 10} s`
  return `${text} ${offsetMs > 0 ? 'slow' : 'fast'}`
}
