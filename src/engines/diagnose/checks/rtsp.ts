import { grade, thresholds } from '../../../contract/thresholds.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckOutcome, unknown } from '../check.ts'
import { type AskRtsp, askRtsp, isOverloaded, type RtspProbe, type RtspReply } from '../probes/rtsp.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'

const timeoutMs = 4000
/** Ports by which cameras and servers usually speak it; on others, silence means only that it is something else. */
const usualPorts = (port: number): boolean => port === 554 || port === 322 || (port >= 8554 && port <= 8599)

/**
 * Whether the target speaks RTSP and would send a stream. No user name or password is sent; to be asked for one is well.
 *
 * Figures: `speaks` (`RTSP`, `HTTP`, other first words, or empty), `optionsStatus`, `describeStatus` (0 not answered),
 * `ms` (the slower answer), `server`, `methods`, `schemes`, `tracks`, `clockAheadMs` (its clock against this one, to a
 * second; absent where it does not tell).
 */
export const createRtspCheck = (ask: AskRtsp = askRtsp, resolve: Resolve = resolveHost): Check => ({
  name: 'rtsp',
  title: 'RTSP',
  skip: ({ target }) => (target ? '' : 'Name a target (host and port), such as a camera.'),
  async run(context) {
    const target = context.target!
    const [address] = await addressesOf(context, target.host, resolve)
    if (address === undefined) return unknown(`The name ${target.host} does not resolve.`)
    return judge(
      endpointText(target),
      usualPorts(target.port),
      await ask(target, address, timeoutMs, context),
    )
  },
})

function judge(where: string, isUsual: boolean, probe: RtspProbe): CheckOutcome {
  if (probe.state === 'rtsp') return judgeReply(where, probe)
  if (probe.state === 'other')
    return {
      state: isUsual ? 'poor' : 'skipped',
      summary: `${where} does not speak RTSP${probe.speaks ? ` but ${probe.speaks}` : ''}.`,
      evidence: [],
      figures: { speaks: probe.speaks },
    }
  if (probe.state === 'mute' || probe.state === 'closed') {
    const text =
      probe.state === 'mute'
        ? `${where} takes the connection and then says nothing: the camera hangs, or it is no RTSP.`
        : `${where} hangs up when it is asked: it has no place left, or it is no RTSP.`
    if (!isUsual) return { ...unknown(text), figures: { speaks: '' } }
    return {
      state: 'bad',
      summary: text,
      evidence: [`connected in ${Math.round(probe.connectMs)} ms`],
      figures: { speaks: '' },
    }
  }
  return unknown(`No connection to ${where} is made, so RTSP cannot be tried.`)
}

function judgeReply(where: string, reply: RtspReply): CheckOutcome {
  const { options, describe, server, methods, schemes, tracks, clockAheadMs } = reply
  const ms = Math.max(options?.ms ?? 0, describe?.ms ?? 0)
  const figures = {
    speaks: 'RTSP',
    optionsStatus: options?.status ?? 0,
    describeStatus: describe?.status ?? 0,
    ms: Math.round(ms),
    server,
    methods,
    schemes,
    tracks,
    ...(clockAheadMs === undefined ? {} : { clockAheadMs: Math.round(clockAheadMs) }),
  }
  const evidence = [
    ...(options ? [`OPTIONS: ${options.status} in ${Math.round(options.ms)} ms`] : []),
    describe
      ? `DESCRIBE: ${describe.status}${describe.reason ? ` ${describe.reason}` : ''} in ${Math.round(describe.ms)} ms`
      : 'DESCRIBE: no answer',
    ...(server ? [`it calls itself ${server}`] : []),
    ...(tracks.length > 0 ? [`it would send ${tracks.join(', ')}`] : []),
    ...(clockAheadMs !== undefined && grade(thresholds.clockOffsetMs, Math.abs(clockAheadMs)) === 'bad'
      ? [
          `its clock is ${Math.round(Math.abs(clockAheadMs) / 1000)} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this one`,
        ]
      : []),
  ]
  const outcome = (state: CheckOutcome['state'], summary: string): CheckOutcome => ({
    state,
    summary,
    evidence,
    figures,
  })
  if (describe === undefined)
    return outcome(
      'bad',
      `${where} answers, but tells nothing of its stream: the camera hangs, or large answers get lost.`,
    )
  if (isOverloaded(describe.status) || isOverloaded(figures.optionsStatus))
    return outcome('bad', `${where} has no room for another viewer (${describe.status}).`)
  if (describe.status >= 500)
    return outcome('bad', `${where} fails to tell of its stream (${describe.status}).`)
  const speed = grade(thresholds.rtspMs, ms)
  if (speed !== 'good') return outcome(speed, `${where} takes ${Math.round(ms)} ms for an answer.`)
  if (describe.status === 401)
    return outcome('good', `${where} speaks RTSP and asks for a user name, as it should.`)
  if (describe.status === 403)
    return outcome('poor', `${where} speaks RTSP and forbids this machine to look.`)
  if (describe.status === 200)
    return outcome('good', `${where} speaks RTSP and offers ${tracks.join(', ') || 'a stream'} to everybody.`)
  return outcome('good', `${where} speaks RTSP (there is no stream at its root: ${describe.status}).`)
}
