import { holds, isGlobal } from '../../kit/network/address.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown } from '../check.ts'
import { type IceServerAddress, iceServersOf } from '../probes/ice-server.ts'
import { askStun, changes, reachStunByTcp, type StunReply } from '../probes/stun.ts'
import { openUdp, type UdpAddress, type UdpProbe } from '../probes/udp.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'

const timeoutMs = 2500
const maxServers = 4

type Family = 4 | 6

/**
 * How a router changes addresses and ports:
 * - `none`: this machine has a public address itself
 * - `independent`: one port outside for all destinations; direct connections can be made
 * - `dependent`: another one for each destination ("symmetric"); direct connections mostly fail
 * - `unknown`: one server only, which cannot tell
 */
export type Mapping = 'none' | 'independent' | 'dependent' | 'unknown'
/** Whom a router lets in through an open port: everybody, or only hosts that were sent to, or only their ports. */
export type Filtering = 'independent' | 'address' | 'port' | 'unknown'

export interface StunServerAnswer {
  name: string
  server: UdpAddress
  reply: StunReply | { state: 'silent' | 'unreachable' }
  /** Of one that is silent by UDP; `unasked` of others. */
  byTcp: 'answered' | 'refused' | 'silent' | 'unasked'
}

export interface NatAnswers {
  local: UdpAddress
  servers: StunServerAnswer[]
  /** How the same socket looks from another address and port of a server that has several (RFC 5780 §4.3). */
  mappedElsewhere: UdpAddress | undefined
  filtering: Filtering
}

/** Asks all servers, of one family, from one socket. Undefined where the system has no such family. Never rejects. */
export type AskNat = (
  context: CheckContext,
  family: Family,
  servers: readonly { name: string; server: UdpAddress }[],
) => Promise<NatAnswers | undefined>

/**
 * Whether UDP gets out, and what kind of router is before this machine (RFC 5780), by the STUN and TURN servers of the
 * settings.
 *
 * Figures: `udp` (`works`, `blocked`, `unknown`), `mapping`, `filtering`, `publicAddress`, `publicAddress6`,
 * `keepsPort` (the port outside is that inside), `carrierNat` (the own address is one that providers share out),
 * `rttMs` (the nearest server), `silent` (servers that do not answer).
 */
export const createNatCheck = (ask: AskNat = askNat, resolve: Resolve = resolveHost): Check => ({
  name: 'nat',
  title: 'UDP and NAT',
  skip: ({ context }) =>
    iceServersOf(context).length > 0
      ? ''
      : 'To learn whether UDP gets out and what router is before this machine, enter a STUN server in the settings (stun:host:3478).',
  async run(context) {
    const named = chosen(iceServersOf(context.context))
    const found = await Promise.all(
      named.map(async ({ host, port }) => ({
        name: `${host}:${port}`,
        port,
        addresses: await addressesOf(context, host, resolve),
      })),
    )
    const of = (family: Family) =>
      found
        .flatMap(({ name, port, addresses }) => {
          const address = addresses.find((each) => each.includes(':') === (family === 6))
          return address === undefined ? [] : [{ name, server: { address, port } }]
        })
        .slice(0, maxServers)
    const [v4, v6] = await Promise.all([
      of(4).length > 0 ? ask(context, 4, of(4)) : undefined,
      of(6).length > 0 ? ask(context, 6, of(6)) : undefined,
    ])
    if (v4 === undefined && v6 === undefined)
      return unknown(
        'None of the STUN servers can be looked up or sent to.',
        named.map(({ url }) => url),
      )
    return judge(context, v4, v6)
  },
})

/** Those of UDP first; of one host and port once. */
function chosen(servers: readonly IceServerAddress[]): IceServerAddress[] {
  const udp = servers.filter(({ transport }) => transport === 'udp')
  const once = new Map(
    (udp.length > 0 ? udp : servers).map((server) => [`${server.host} ${server.port}`, server]),
  )
  return [...once.values()].slice(0, maxServers)
}

const askNat: AskNat = async (context, family, servers) => {
  using probe = await openUdp(family, context)
  if (probe === undefined) return undefined
  const answers = await Promise.all(
    servers.map(async ({ name, server }): Promise<StunServerAnswer> => {
      const reply = await askStun(probe, server, timeoutMs)
      const byTcp = reply.state === 'answered' ? 'unasked' : await reachStunByTcp(server, timeoutMs, context)
      return { name, server, reply, byTcp }
    }),
  )
  const rich = answers.find(({ reply }) => reply.state === 'answered' && reply.other !== undefined)
  const other = rich?.reply.state === 'answered' ? rich.reply.other : undefined
  const [elsewhere, filtering] =
    rich && other
      ? await Promise.all([askStun(probe, other, timeoutMs), filteringOf(context, family, rich.server)])
      : [undefined, 'unknown' as const]
  return {
    local: { address: ownAddress(context, family), port: probe.local.port },
    servers: answers,
    mappedElsewhere: elsewhere?.state === 'answered' ? elsewhere.mapped : undefined,
    filtering,
  }
}

/** By a socket of its own: one that has sent to the server's other address would be let in from there (RFC 5780 §4.4). */
async function filteringOf(context: CheckContext, family: Family, server: UdpAddress): Promise<Filtering> {
  using probe: UdpProbe | undefined = await openUdp(family, context)
  if (probe === undefined || (await askStun(probe, server, timeoutMs)).state !== 'answered') return 'unknown'
  if ((await askStun(probe, server, timeoutMs, changes.addressAndPort)).state === 'answered')
    return 'independent'
  return (await askStun(probe, server, timeoutMs, changes.port)).state === 'answered' ? 'address' : 'port'
}

/** The socket itself is bound to every address of this machine; `0.0.0.0` says nothing. */
function ownAddress(context: CheckContext, family: Family): string {
  const name = family === 6 ? 'IPv6' : 'IPv4'
  const infos = Object.values(context.interfaces()).flatMap((each) => each ?? [])
  return infos.find((info) => info.family === name && !info.internal)?.address ?? ''
}

const mappedOf = (answers: NatAnswers | undefined): UdpAddress[] =>
  (answers?.servers ?? []).flatMap(({ reply }) => (reply.state === 'answered' ? [reply.mapped] : []))

function isOwn({ context, address }: { context: CheckContext; address: string }): boolean {
  return Object.values(context.interfaces()).some((infos) => infos?.some((info) => info.address === address))
}

function mappingOf(context: CheckContext, answers: NatAnswers | undefined): Mapping {
  const mapped = mappedOf(answers)
  const all = [...mapped, ...(answers?.mappedElsewhere ? [answers.mappedElsewhere] : [])]
  const [first] = all
  if (first === undefined) return 'unknown'
  if (all.every((each) => isOwn({ context, address: each.address }))) return 'none'
  // Servers within the own network see the address inside, which is no other mapping.
  const outside = all.filter(({ address }) => isGlobal(address) === isGlobal(first.address))
  if (outside.length < 2) return 'unknown'
  return outside.every(({ address, port }) => address === first.address && port === first.port)
    ? 'independent'
    : 'dependent'
}

function judge(context: CheckContext, v4: NatAnswers | undefined, v6: NatAnswers | undefined): CheckOutcome {
  const servers = [...(v4?.servers ?? []), ...(v6?.servers ?? [])]
  const replies = servers.flatMap(({ reply }) => (reply.state === 'answered' ? [reply] : []))
  const silent = servers.filter(({ reply }) => reply.state !== 'answered')
  const evidence = servers.map(serverText)
  const silentNames = [...new Set(silent.map(({ name }) => name))]
  if (replies.length === 0) {
    const isThere = silent.some(({ byTcp }) => byTcp === 'answered' || byTcp === 'refused')
    if (!isThere)
      return {
        ...unknown(
          'No STUN server answers, by UDP or TCP: they are gone, or this network lets nothing out.',
          evidence,
        ),
        figures: { udp: 'unknown', mapping: 'unknown', silent: silentNames },
      }
    return {
      state: 'bad',
      summary: 'This network lets no UDP out: the STUN servers can be reached by TCP only.',
      evidence,
      figures: { udp: 'blocked', mapping: 'unknown', silent: silentNames },
    }
  }
  const mapping = mappingOf(context, v4 ?? v6)
  const [mapped4] = mappedOf(v4)
  const [mapped6] = mappedOf(v6)
  const local = (v4 ?? v6)!.local
  const carrierNat = holds('100.64.0.0/10', local.address)
  const filtering = (v4 ?? v6)!.filtering
  const figures = {
    udp: 'works',
    mapping,
    filtering,
    publicAddress: mapped4?.address ?? '',
    publicAddress6: mapped6?.address ?? '',
    keepsPort: (mapped4 ?? mapped6)?.port === local.port,
    carrierNat,
    rttMs: Math.round(Math.min(...replies.map(({ ms }) => ms))),
    silent: silentNames,
  }
  const seen = mapped4?.address ?? mapped6?.address ?? ''
  return {
    state: mapping === 'dependent' ? 'poor' : 'good',
    summary: summaryOf(mapping, seen),
    evidence: [
      ...evidence,
      ...(filtering === 'unknown' ? [] : [filteringTexts[filtering]]),
      ...(carrierNat ? [`the own address ${local.address} is one that the provider shares out`] : []),
    ],
    figures,
  }
}

function summaryOf(mapping: Mapping, seen: string): string {
  if (mapping === 'none') return `UDP gets out, and this machine has the public address ${seen} itself.`
  if (mapping === 'independent') return `UDP gets out, as ${seen}, and direct connections can be made.`
  if (mapping === 'dependent')
    return 'The router uses another port for each destination (symmetric NAT): direct connections mostly need a relay.'
  return `UDP gets out, as ${seen}; a second STUN server would tell what kind of router this is.`
}

const filteringTexts: Record<Exclude<Filtering, 'unknown'>, string> = {
  independent: 'the router lets everybody in through an open port',
  address: 'the router lets in only hosts that were sent to',
  port: 'the router lets in only hosts and ports that were sent to',
}

function serverText({ name, server, reply, byTcp }: StunServerAnswer): string {
  const of = name.startsWith(server.address) ? name : `${name} (${server.address})`
  if (reply.state === 'answered')
    return `${of} sees ${reply.mapped.address} port ${reply.mapped.port}, ${Math.round(reply.ms)} ms`
  if (byTcp === 'answered') return `${of} answers by TCP, not by UDP`
  if (byTcp === 'refused') return `${of} is there by TCP, and does not answer by UDP`
  return `${of} does not answer`
}
