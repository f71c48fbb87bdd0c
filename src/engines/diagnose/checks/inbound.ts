import { grade, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown } from '../check.ts'
import { type CallInOutcome, callIn } from '../peer/call-in.ts'
import { failureText, type PeerFailure, peerSession } from '../peer/session.ts'
import { echoByUdp, type UdpEcho } from '../peer/udp-echo.ts'

/** What was learnt of both ways between this machine and the peer. */
export interface InboundAnswers {
  state: 'answered'
  name: string
  /** How the peer sees this machine, and how this machine sees itself. */
  seen: string
  local: string
  tcp: CallInOutcome
  udp: CallInOutcome
  echo: UdpEcho | undefined
}

export type AskInbound = (context: CheckContext) => Promise<InboundAnswers | { state: PeerFailure }>

const askInbound: AskInbound = async (context) => {
  const session = await peerSession(context)
  if (session.state !== 'open') return session
  const { name, seen, local } = session
  const { clock } = context
  const [tcp, udp, echo] = await Promise.all([
    callIn(session, 'tcp', clock),
    callIn(session, 'udp', clock),
    echoByUdp(context, session),
  ])
  if (typeof tcp === 'object') return tcp
  if (typeof udp === 'object') return udp
  return { state: 'answered', name, seen, local, tcp, udp, echo }
}

/**
 * Whether others get in: the peer connects back to a port that is open for it alone, and sends datagrams there. And
 * whether UDP gets to the peer and back.
 *
 * Figures: `peer`, `tcp`, `udp` (`reached`, `lost`, `elsewhere`, `refused`, `silent`, `unreachable`, `untold`),
 * `seenAddress` (how the peer sees this machine), `isBehindNat` (that is another address than its own);
 * `udpEchoSent`, `udpEchoAnswered`, `udpEchoLossPercent`, `udpEchoRttMs` (median, -1 without one) where they were asked for.
 */
export const createInboundCheck = (ask: AskInbound = askInbound): Check => ({
  name: 'inbound',
  title: 'Reachable from outside',
  skip: ({ context }) =>
    context.peer || context.peerProblem
      ? ''
      : 'Choose a paired device on which Hawser runs: it tries to connect to this machine.',
  async run(context) {
    const { peerProblem } = context.context
    if (peerProblem) return unknown(peerProblem)
    const answers = await ask(context)
    if (answers.state !== 'answered') return unknown(failureText(context.context, answers.state))
    return judge(answers)
  },
})

function judge({ name, seen, local, tcp, udp, echo }: InboundAnswers): CheckOutcome {
  const isBehindNat = seen !== local
  const isIn = tcp === 'reached'
  const isUdpIn = udp === 'reached'
  const isEchoSilent = echo !== undefined && echo.answered === 0
  const lossPercent = echo ? (1 - echo.answered / echo.sent) * 100 : 0
  // One datagram that is lost by chance says nothing of a path.
  const isLossy = echo !== undefined && echo.sent - echo.answered > 1
  const loss = isLossy ? grade(thresholds.lossPercent, lossPercent) : 'good'
  const evidence = [
    `TCP from ${name}: ${outcomeTexts[tcp]}`,
    `UDP from ${name}: ${outcomeTexts[udp]}`,
    `${name} sees this machine as ${seen}${isBehindNat ? `, which calls itself ${local}` : ''}`,
    ...(echo ? [echoText(name, echo)] : []),
  ]
  const figures = {
    peer: name,
    tcp,
    udp,
    seenAddress: seen,
    isBehindNat,
    ...(echo && {
      udpEchoSent: echo.sent,
      udpEchoAnswered: echo.answered,
      udpEchoLossPercent: Math.round(lossPercent * 10) / 10,
      udpEchoRttMs: Math.round(echo.rttMs * 10) / 10,
    }),
  }
  const poor = (summary: string): CheckOutcome => ({ state: 'poor', summary, evidence, figures })
  if (tcp === 'untold' && udp === 'untold')
    return { ...unknown(`${name} could not be asked to connect to this machine.`, evidence), figures }
  if (isEchoSilent && !isUdpIn && (isIn || !isBehindNat))
    return poor(`No UDP gets through between this machine and ${name}: a firewall drops it.`)
  if (!isIn && !isUdpIn)
    return poor(
      isBehindNat
        ? `Others cannot connect to this machine: the router at ${seen} lets nobody in. Connect from here instead, or forward the port in the router.`
        : `Others cannot connect to this machine: a firewall, here or on the way, lets nobody in. Allow Hawser in it.`,
    )
  if (!isUdpIn)
    return poor(
      `${name} reaches this machine by TCP but not by UDP: a firewall drops it, so SRT cannot come in.`,
    )
  if (!isIn)
    return poor(
      `${name} reaches this machine by UDP but not by TCP: a firewall drops or refuses connections.`,
    )
  if (loss !== 'good')
    return {
      state: loss,
      summary: `${Math.round(lossPercent)} % of the UDP packets to ${name} and back get lost.`,
      evidence,
      figures,
    }
  return {
    state: 'good',
    summary: `${name} reaches this machine at ${seen}, by TCP and UDP.`,
    evidence,
    figures,
  }
}

const outcomeTexts: Record<CallInOutcome, string> = {
  reached: 'got in',
  elsewhere: 'something else than this machine takes the connection',
  lost: 'nothing arrives',
  refused: 'refused',
  silent: 'no answer',
  unreachable: 'no way there',
  untold: 'could not be tried',
}

const echoText = (name: string, { sent, answered, rttMs }: UdpEcho): string =>
  `${answered} of ${sent} UDP packets to ${name} came back${answered > 0 ? `, after ${Math.round(rttMs)} ms` : ''}`
