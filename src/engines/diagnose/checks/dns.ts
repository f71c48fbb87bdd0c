import { randomBytes } from 'node:crypto'
import { grade, thresholds } from '../../../contract/thresholds.ts'
import { familyOf, holds } from '../../kit/network/address.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import { type AskDns, askDns, type DnsReply } from '../probes/dns.ts'
import { type RecordType, rcodes } from '../probes/dns-message.ts'
import { iceServersOf } from '../probes/ice-server.ts'
import { dnsServers } from '../tools/dns-servers.ts'
import { isPlainHost } from '../tools/plain-host.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'

const port = 53
const timeoutMs = 3000
/** Asked again, a server answers out of its memory: what is left is the way to it. */
const repeats = 2

/**
 * Each DNS server of this machine: whether it answers, how fast, and whether they tell the same.
 *
 * Figures: `servers` (addresses), `dead` (those that do not answer), `failing` (those that answer with an error),
 * `firstMs` (of the first server that answers, not from its memory perhaps), `ms` (the same, from its memory),
 * `name` (asked for; empty is the root), `addresses` (told of it), `systemMs` (the system's own look-up; -1 failed or not
 * asked), `missingName`, `disagreeing`, `blocked` (told an address that leads nowhere), `noIpv6Answers` (questions for
 * IPv6 are not answered), `hijacked` (names that do not exist get an address).
 */
export const createDnsCheck = (ask: AskDns = askDns, resolve: Resolve = resolveHost): Check => ({
  name: 'dns',
  title: 'DNS',
  skip: () => '',
  async run(context) {
    const servers = await dnsServers(context)
    if (servers === undefined) return unknown('This system does not tell which DNS servers it asks.')
    if (servers.asked.length === 0)
      return {
        state: 'bad',
        summary: 'This machine has no DNS server; no name can be looked up.',
        evidence: [],
        figures: { servers: [], dead: [], failing: [], missingName: false, hijacked: false, systemMs: -1 },
      }
    const name = nameOf(context)
    const one = (address: string) => askServer(context, ask, address, name)
    const [asked, behind, system] = await Promise.all([
      Promise.all(servers.asked.map(one)),
      Promise.all(servers.behind.map(one)),
      lookUp(context, name, resolve),
    ])
    const speaking = asked.find(({ a }) => a.state === 'answered')
    const hijacked = speaking !== undefined && (await isHijacked(context, ask, speaking.address))
    return judge({ name, asked, behind, system, hijacked })
  },
})

/** The name that is asked for: the target's, else one of the settings; empty, the root, when there is none. */
function nameOf({ target, context }: CheckContext): string {
  const { settings } = context
  const portal = URL.canParse(settings.portalUrl) ? new URL(settings.portalUrl).hostname : ''
  const names = [
    target?.host ?? '',
    portal,
    ...iceServersOf(context).map(({ host }) => host),
    ...settings.timeServers,
  ]
  return names.find((each) => isPlainHost(each) && familyOf(each.split('%')[0] ?? '') === undefined) ?? ''
}

interface ServerAnswers {
  address: string
  a: DnsReply
  aaaa: DnsReply
  /** The fastest answer from memory; -1 when there was none. */
  ms: number
}

async function askServer(
  context: CheckContext,
  ask: AskDns,
  address: string,
  name: string,
): Promise<ServerAnswers> {
  const question = (type: RecordType) =>
    ask({ server: { address, port }, name, type: name === '' ? 'NS' : type, timeoutMs }, context)
  const [a, aaaa] = await Promise.all([question('A'), name === '' ? question('A') : question('AAAA')])
  let ms = -1
  if (a.state === 'answered')
    for (let round = 0; round < repeats; round++) {
      const again = await question('A')
      if (again.state === 'answered' && (ms < 0 || again.ms < ms)) ms = again.ms
    }
  return { address, a, aaaa, ms }
}

/** How long the system's own look-up takes; -1 when it fails, undefined when there is nothing to look up. */
async function lookUp(
  context: CheckContext,
  name: string,
  resolve: Resolve,
): Promise<{ ms: number; addresses: string[] } | undefined> {
  if (name === '') return undefined
  const started = context.clock.now()
  const addresses = await addressesOf(context, name, resolve)
  return { ms: addresses.length > 0 ? context.clock.now() - started : -1, addresses }
}

/** `.invalid` is promised never to exist (RFC 6761 §6.4). */
async function isHijacked(context: CheckContext, ask: AskDns, address: string): Promise<boolean> {
  const name = `${randomBytes(6).toString('hex')}.invalid`
  const reply = await ask({ server: { address, port }, name, type: 'A', timeoutMs }, context)
  return reply.state === 'answered' && reply.addresses.length > 0
}

interface Found {
  name: string
  asked: ServerAnswers[]
  behind: ServerAnswers[]
  system: { ms: number; addresses: string[] } | undefined
  hijacked: boolean
}

const isFailing = ({ a }: ServerAnswers): boolean =>
  a.state === 'answered' && a.rcode !== rcodes.ok && a.rcode !== rcodes.noSuchName
const isDead = ({ a, aaaa }: ServerAnswers): boolean => a.state !== 'answered' && aaaa.state !== 'answered'
const addressesIn = ({ a, aaaa }: ServerAnswers): string[] =>
  [a, aaaa].flatMap((reply) => (reply.state === 'answered' ? reply.addresses : []))
const leadsNowhere = (address: string): boolean =>
  holds('127.0.0.0/8', address) || /^(?:0\.0\.0\.0|::1?)$/.test(address)

function judge({ name, asked, behind, system, hijacked }: Found): CheckOutcome {
  const dead = asked.filter(isDead)
  const failing = asked.filter(isFailing)
  const healthy = asked.filter((server) => !isDead(server) && !isFailing(server))
  const [first] = healthy
  const told = healthy.filter((server) => addressesIn(server).length > 0)
  const systemFails = system !== undefined && system.ms < 0
  // Names of `hosts` and of the local network are none of DNS.
  const isMissing = name !== '' && healthy.length > 0 && told.length === 0 && systemFails
  const disagreeing = name !== '' && told.length > 0 && told.length < healthy.length
  const addresses = [...new Set(told.flatMap(addressesIn))].slice(0, 16)
  const blocked = name !== 'localhost' && addresses.length > 0 && addresses.every(leadsNowhere)
  const noIpv6Answers = healthy.some(({ a, aaaa }) => a.state === 'answered' && aaaa.state !== 'answered')
  const slow = first === undefined || first.ms < 0 ? 'good' : grade(thresholds.dnsMs, first.ms)
  const isFirstDead = asked[0] !== undefined && (isDead(asked[0]) || isFailing(asked[0]))
  const of = name === '' ? '' : ` for ${name}`
  const lines: [boolean, 'poor' | 'bad', string][] = [
    [
      dead.length === asked.length,
      'bad',
      `No DNS server answers (${dead.map((each) => each.address).join(', ')}).`,
    ],
    [healthy.length === 0, 'bad', `The DNS server ${failing[0]?.address} answers with an error${of}.`],
    [isMissing, 'bad', `The name ${name} does not exist, or has no address.`],
    [
      blocked,
      'bad',
      `DNS tells an address${of} that leads nowhere (${addresses[0]}): a filter blocks the name.`,
    ],
    [
      systemFails && told.length > 0,
      'bad',
      `The DNS servers know ${name}, but this system's own look-up fails.`,
    ],
    [
      isFirstDead,
      'bad',
      `The first DNS server ${asked[0]?.address} does not answer; each look-up waits for it.`,
    ],
    [
      slow === 'bad',
      'bad',
      `The DNS server ${first?.address} takes ${Math.round(first?.ms ?? 0)} ms for an answer.`,
    ],
    [
      dead.length + failing.length > 0,
      'poor',
      `The DNS server ${[...dead, ...failing][0]?.address} does not answer.`,
    ],
    [disagreeing, 'poor', `The DNS servers disagree on ${name}: only some of them know it.`],
    [hijacked, 'poor', 'The DNS server gives addresses for names that do not exist.'],
    [
      noIpv6Answers,
      'poor',
      'The DNS server does not answer questions for IPv6 addresses, which delays connections.',
    ],
    [
      slow === 'poor',
      'poor',
      `The DNS server ${first?.address} takes ${Math.round(first?.ms ?? 0)} ms for an answer.`,
    ],
  ]
  const wrong = lines.filter(([isSo]) => isSo)
  return {
    state: worst(wrong.map(([, state]) => state)),
    summary: wrong[0]?.[2] ?? `${first?.address} answers in ${milliseconds(first?.ms ?? 0)}.`,
    evidence: [
      ...asked.map((server) => `${server.address}: ${answersText(server, name)}`),
      ...behind.map((server) => `${server.address}, asked by the one above: ${answersText(server, name)}`),
      ...(system === undefined
        ? []
        : [
            `the system's own look-up${of}: ${systemFails ? 'fails' : `${system.addresses.slice(0, 4).join(' ')}, ${milliseconds(system.ms)}`}`,
          ]),
      ...(hijacked ? ['a name that cannot exist was given an address'] : []),
    ],
    figures: {
      servers: asked.map(({ address }) => address),
      dead: dead.map(({ address }) => address),
      failing: failing.map(({ address }) => address),
      ...(first === undefined ? {} : { firstMs: firstMs(first), ms: round(first.ms) }),
      name,
      addresses,
      systemMs: system === undefined ? -1 : round(system.ms),
      missingName: isMissing,
      disagreeing,
      blocked,
      noIpv6Answers,
      hijacked,
    },
  }
}

const firstMs = ({ a }: ServerAnswers): number => (a.state === 'answered' ? round(a.ms) : -1)
const round = (ms: number): number => Math.round(ms * 10) / 10
const milliseconds = (ms: number): string => `${ms < 10 ? round(ms) : Math.round(ms)} ms`

function answersText(server: ServerAnswers, name: string): string {
  const { a, aaaa, ms } = server
  if (isDead(server)) return a.state === 'refused' ? 'nobody listens there' : 'no answer'
  const one = (reply: DnsReply, type: string) => {
    if (reply.state !== 'answered') return `no answer for ${type}`
    if (reply.rcode === rcodes.noSuchName) return 'no such name'
    if (reply.rcode === rcodes.serverFailure) return `${type}: server failure`
    if (reply.rcode === rcodes.refused) return `${type}: refused`
    if (reply.rcode !== rcodes.ok) return `${type}: error ${reply.rcode}`
    return `${type} ${reply.addresses.slice(0, 4).join(' ') || 'none'}`
  }
  const times =
    a.state === 'answered' ? `${milliseconds(a.ms)}${ms >= 0 ? `, then ${milliseconds(ms)}` : ''}` : ''
  const told =
    name === '' ? (isFailing(server) ? one(a, 'root') : 'answers') : `${one(a, 'A')}, ${one(aaaa, 'AAAA')}`
  return [told, times].filter(Boolean).join(', ')
}
