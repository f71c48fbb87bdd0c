import { grade, thresholds } from '../../../contract/thresholds.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown } from '../check.ts'
import { openTcp } from '../probes/tcp.ts'
import { machineNetwork } from '../tools/machine-network.ts'
import { type MtuFound, type SizeVerdict, searchMtu } from '../tools/mtu-search.ts'
import { runPing } from '../tools/ping.ts'
import { wayTo } from '../tools/route-get.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { tcpPath } from '../tools/tcp-path.ts'

/** What each family promises to carry (RFC 791, RFC 8200). */
const leastBytes = { 4: 576, 6: 1280 } as const
/** Nothing beyond local networks carries more. */
const mostBytes = 1500
const connectMs = 3000
/** Some packets get lost for other reasons. */
const tries = 3
const intervalMs = 200

/** What the connection to the target goes by; 0 is not told. */
export interface ConnectionPath {
  mtu: number
  mss: number
}

/** Opens a connection and asks the system about it. Undefined where none is made. */
export type AskConnection = (context: CheckContext, address: string) => Promise<ConnectionPath | undefined>

const askConnection: AskConnection = async (context, address) => {
  const talk = await openTcp({ address, port: context.target!.port, timeoutMs: connectMs }, context)
  if (talk.state !== 'connected') return undefined
  using open = talk
  return await tcpPath(context, address, open.local.port)
}

/**
 * The largest packet that reaches the target: searched with pings that may not be cut, and as the system knows it of a
 * connection.
 *
 * Figures: `mtu` (bytes, measured; 0 could not be), `tooLarge` (the least that did not come through; 0 none), `silent`
 * (that one vanished without a word, so that nobody learns of it), `interface`, `interfaceMtu` (0 not told),
 * `connectionMtu`, `mss` (as the system uses it for connections; 0 not told), `suggestedMss` (bytes of a segment that
 * fits).
 */
export const createPathMtuCheck = (
  connection: AskConnection = askConnection,
  resolve: Resolve = resolveHost,
): Check => ({
  name: 'path-mtu',
  title: 'Path MTU',
  skip: ({ target }) => (target ? '' : 'Name a target (host and port) to measure the way to it.'),
  async run(context) {
    const { host } = context.target!
    const [address] = await addressesOf(context, host, resolve)
    if (address === undefined) return unknown(`The name ${host} does not resolve.`)
    const [network, way, path] = await Promise.all([
      machineNetwork(context),
      wayTo(context, address),
      connection(context, address),
    ])
    const name = way && 'interface' in way ? way.interface : ''
    const interfaceMtu = network.links.find((link) => link.name === name)?.mtu ?? 0
    const family = address.includes(':') ? 6 : 4
    const most = interfaceMtu > 0 ? Math.min(mostBytes, interfaceMtu) : mostBytes
    const found = await searchMtu(
      (packetBytes) => trySize(context, address, packetBytes),
      Math.min(leastBytes[family], most),
      most,
    )
    const headers = family === 4 ? 40 : 60
    const isPingAlone =
      found.mtu > 0 && found.isSilent && (await carriesMore(context, found.mtu, path, headers))
    return judge(host, { found, name, interfaceMtu, path, headers, isPingAlone })
  },
})

/** Firewalls throw large pings away that would carry the same of a connection. */
async function carriesMore(
  context: CheckContext,
  mtu: number,
  path: ConnectionPath | undefined,
  headers: number,
): Promise<boolean> {
  const sent = path?.mss ? path.mss + headers : (path?.mtu ?? 0)
  return sent > mtu && (await context.result('black-hole')).figures['up'] === 'passes'
}

async function trySize(context: CheckContext, address: string, packetBytes: number): Promise<SizeVerdict> {
  const answer = await runPing(context, address, { count: tries, intervalMs, packetBytes })
  if (typeof answer !== 'object') return { state: 'untried' }
  if (answer.rttsMs.length > 0) return { state: 'fits' }
  return answer.isTooBig ? { state: 'told', mtu: answer.toldMtu } : { state: 'silent' }
}

interface Found {
  found: MtuFound
  name: string
  interfaceMtu: number
  path: ConnectionPath | undefined
  /** Of IP and TCP. */
  headers: number
  /** Connections carry packets of a size of which pings vanish. */
  isPingAlone: boolean
}

function judge(host: string, { found, name, interfaceMtu, path, headers, isPingAlone }: Found): CheckOutcome {
  const { mtu, tooLarge, isSilent, isUntried } = found
  const connectionMtu = path?.mtu ?? 0
  const mss = path?.mss ?? 0
  const figures = {
    mtu,
    tooLarge,
    silent: mtu > 0 && isSilent && !isPingAlone,
    interface: name,
    interfaceMtu,
    connectionMtu,
    mss,
    suggestedMss: mtu > headers ? mtu - headers : 0,
  }
  const known = [
    ...(interfaceMtu > 0 ? [`${name} sends packets of up to ${interfaceMtu} bytes`] : []),
    ...(connectionMtu > 0
      ? [`connections use packets of up to ${connectionMtu} bytes${mss > 0 ? `, segments of ${mss}` : ''}`]
      : []),
  ]
  if (mtu === 0) return { ...withoutPing(host, isUntried, known), figures }
  const evidence = [
    `packets of ${mtu} bytes come through`,
    ...(tooLarge > 0
      ? [`of ${tooLarge} bytes not, ${isSilent ? 'and nobody says so' : 'and that is told'}`]
      : []),
    ...known,
  ]
  if (isPingAlone)
    return {
      ...unknown(
        `Pings above ${mtu} bytes to ${host} are filtered; connections carry larger packets.`,
        evidence,
      ),
      figures,
    }
  // What a tunnel or an uplink cannot send anyway is missed by nobody.
  const isAllOfInterface = interfaceMtu > 0 && mtu >= interfaceMtu && mtu >= thresholds.pathMtu.bad
  const size = isAllOfInterface ? 'good' : grade(thresholds.pathMtu, mtu)
  // Segments that are kept small at both ends hide it from TCP, not from video over UDP.
  if (figures.silent) {
    const isHidden = mss > 0 && mss + headers <= mtu
    return {
      state: isHidden ? 'poor' : 'bad',
      summary: `Packets above ${mtu} bytes vanish on the way to ${host}, and nobody says so.`,
      evidence,
      figures,
    }
  }
  return {
    state: size,
    summary:
      size === 'good'
        ? `Packets of ${mtu} bytes reach ${host}.`
        : `Only packets of up to ${mtu} bytes reach ${host}.`,
    evidence,
    figures,
  }
}

function withoutPing(host: string, isUntried: boolean, known: string[]): CheckOutcome {
  return unknown(
    isUntried
      ? 'The size of packets cannot be tried here: there is no ping that can send them uncut.'
      : `${host} answers no ping, so the size of packets cannot be tried.`,
    known,
  )
}
