import type { Endpoint } from '../../../contract/rule.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckOutcome, unknown } from '../check.ts'
import { askBigPackets, type BigPacketsProbe, type Inspect } from '../probes/big-packets.ts'
import type { ProbeOptions } from '../probes/udp.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { type TcpPath, tcpPath } from '../tools/tcp-path.ts'

const timeoutMs = 3000

export type AskBig = (
  target: Endpoint,
  address: string,
  timeoutMs: number,
  inspect: Inspect,
  options: ProbeOptions,
) => Promise<BigPacketsProbe>

/**
 * Whether full packets of a connection to the target arrive, each way, while small ones do: what a path MTU that nobody
 * tells of does to video.
 *
 * Figures: `up`, `down` (`passes`, `stalls`, `unknown`), `protocol` (`RTSP`, `HTTP` or empty), `mss` (0 not told),
 * `retransmitted` (segments sent again while the answer did not come).
 */
export const createBlackHoleCheck = (ask: AskBig = askBigPackets, resolve: Resolve = resolveHost): Check => ({
  name: 'black-hole',
  title: 'Large packets',
  skip: ({ target }) => (target ? '' : 'Name a target (host and port) to send large packets to.'),
  async run(context) {
    const target = context.target!
    const [address] = await addressesOf(context, target.host, resolve)
    if (address === undefined) return unknown(`The name ${target.host} does not resolve.`)
    // Cameras take few connections at once: one check after the other.
    await context.result('rtsp')
    const paths: TcpPath[] = []
    const inspect: Inspect = async (localPort) => {
      const path = await tcpPath(context, address, localPort)
      if (path) paths.push(path)
      return { largestReceived: path?.largestReceived ?? 0 }
    }
    return judge(target, await ask(target, address, timeoutMs, inspect, context), paths)
  },
})

function judge(target: Endpoint, probe: BigPacketsProbe, paths: readonly TcpPath[]): CheckOutcome {
  const where = endpointText(target)
  if (probe.state !== 'asked' && probe.state !== 'mute')
    return unknown(`No connection to ${where} is made, so nothing can be said of large packets.`)
  // Segments that wait for an acknowledgement and have been sent again, on a connection that was made.
  const isHeldUp = paths.some(({ unacknowledged, retransmitted }) => unacknowledged > 0 && retransmitted > 1)
  const up =
    probe.state === 'asked' ? probe.up : isHeldUp ? 'stalls' : paths.length > 0 ? 'passes' : 'unknown'
  const down = probe.state === 'asked' ? probe.down : 'unknown'
  const [path] = paths
  const figures = {
    up,
    down,
    protocol: probe.state === 'asked' ? probe.protocol : '',
    mss: path?.mss ?? 0,
    retransmitted: Math.max(0, ...paths.map(({ retransmitted }) => retransmitted)),
  }
  const evidence = [
    ...(up === 'unknown'
      ? []
      : [`large packets to ${where}: ${up === 'passes' ? 'arrive' : 'do not arrive, small ones do'}`]),
    ...(down === 'unknown'
      ? []
      : [`large packets from ${where}: ${down === 'passes' ? 'arrive' : 'do not arrive, small ones do'}`]),
    ...(figures.retransmitted > 0
      ? [`${figures.retransmitted} segments of up to ${figures.mss} bytes were sent again in vain`]
      : []),
    ...paths
      .filter(({ outOfOrder }) => outOfOrder > 0)
      .map(({ outOfOrder }) => `${outOfOrder} segments came while one before them is missing`),
  ]
  if (up === 'stalls' || down === 'stalls')
    return {
      state: 'bad',
      summary: `Small packets ${up === 'stalls' ? 'to' : 'from'} ${where} arrive and large ones vanish: an MTU black hole.`,
      evidence,
      figures,
    }
  if (up === 'unknown' && down === 'unknown')
    return {
      ...unknown(`${where} does not answer in a way that tells what becomes of large packets.`, evidence),
      figures,
    }
  return {
    state: 'good',
    summary: `Large packets ${up === 'passes' ? 'to' : 'from'} ${where} arrive.`,
    evidence,
    figures,
  }
}
