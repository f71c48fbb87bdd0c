import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, worst } from '../check.ts'
import { type IceServerAddress, iceServersOf } from '../probes/ice-server.ts'
import { type AskTurn, askTurn, denialText, type TurnReply } from '../probes/turn.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'

const timeoutMs = 2500
const maxServers = 4

const turnServers = (context: CheckContext): IceServerAddress[] =>
  iceServersOf(context.context)
    .filter(({ kind }) => kind === 'turn')
    .slice(0, maxServers)

/**
 * Whether each TURN server of the settings gives relays, and whether these carry packets.
 *
 * Figures: `servers`, `working`, `failing` (their addresses as in the settings), `wrongCredentials`, `carries` (`yes`,
 * `no`, `unknown`), `ms` (the fastest relay given; absent without).
 */
export const createTurnCheck = (ask: AskTurn = askTurn, resolve: Resolve = resolveHost): Check => ({
  name: 'turn',
  title: 'TURN relays',
  skip: (context) =>
    turnServers(context).length > 0
      ? ''
      : 'There is no TURN server in the settings (turn:host:3478); where direct connections fail, it would carry them.',
  run: async (context) =>
    judge(await Promise.all(turnServers(context).map((server) => askOne(context, server, ask, resolve)))),
})

interface Asked {
  server: IceServerAddress
  reply: TurnReply | { state: 'unresolved' }
}

async function askOne(
  context: CheckContext,
  server: IceServerAddress,
  ask: AskTurn,
  resolve: Resolve,
): Promise<Asked> {
  const [address] = await addressesOf(context, server.host, resolve)
  if (address === undefined) return { server, reply: { state: 'unresolved' } }
  return { server, reply: await ask(server, address, timeoutMs, context) }
}

function stateOf({ reply }: Asked): 'good' | 'bad' {
  return reply.state === 'allocated' && reply.carries !== 'no' ? 'good' : 'bad'
}

function judge(asked: readonly Asked[]): CheckOutcome {
  const working = asked.filter((each) => stateOf(each) === 'good')
  const failing = asked.filter((each) => stateOf(each) === 'bad')
  const allocated = asked.flatMap(({ reply }) => (reply.state === 'allocated' ? [reply] : []))
  const [first] = failing
  const isSome = working.length > 0 && failing.length > 0
  const state = isSome ? 'poor' : worst(asked.map(stateOf))
  const carrying = allocated.some(({ carries }) => carries === 'yes')
  return {
    state,
    summary:
      first === undefined
        ? `${working[0]?.server.url} gives relays${carrying ? ' that carry packets' : ''}.`
        : `${first.server.url}: ${whyText(first)}.`,
    evidence: asked.map((each) => `${each.server.url}: ${whyText(each)}`),
    figures: {
      servers: asked.map(({ server }) => server.url),
      working: working.map(({ server }) => server.url),
      failing: failing.map(({ server }) => server.url),
      wrongCredentials: asked.some(({ reply }) => reply.state === 'denied' && reply.code === 401),
      carries: carrying ? 'yes' : allocated.some(({ carries }) => carries === 'no') ? 'no' : 'unknown',
      ...(allocated.length > 0 ? { ms: Math.round(Math.min(...allocated.map(({ ms }) => ms))) } : {}),
    },
  }
}

function whyText({ server, reply }: Asked): string {
  if (reply.state === 'allocated') {
    const given = `a relay in ${Math.round(reply.ms)} ms`
    if (reply.carries === 'yes') return `${given}, which carries packets in ${Math.round(reply.carriedMs)} ms`
    return reply.carries === 'no' ? `${given}, which carries nothing` : given
  }
  if (reply.state === 'denied') return denialText(reply.code, reply.reason, server.username !== '')
  return {
    unresolved: 'the name does not resolve',
    refused: 'nobody listens there',
    reset: 'it hangs up',
    silent: 'no answer',
    unreachable: 'there is no way to it',
    untrusted: 'its certificate is not trusted',
  }[reply.state]
}
