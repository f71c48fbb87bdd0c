import { familyOf, isGlobal } from '../../kit/network/address.ts'
import { type Check, type CheckOutcome, unknown } from '../check.ts'
import { defaultRoutes, isUsable, type MachineNetwork, machineNetwork } from '../tools/machine-network.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { type AskTcp, askTcp, type TcpAnswer } from '../tools/tcp-answer.ts'

const answerMs = 3000

/**
 * Whether IPv6 works, or is at least not half there: programs try it first and wait before they fall back (RFC 8305).
 *
 * Figures: `global` (addresses), `hasRoute`, `gateway`; with a target that has addresses of both families also
 * `answered6` and `answered4` (`answered`, `silent`, `unreachable`).
 */
export const createIpv6Check = (ask: AskTcp = askTcp, resolve?: Resolve): Check => ({
  name: 'ipv6',
  title: 'IPv6',
  skip: () => '',
  async run(context) {
    const network = await machineNetwork(context)
    const facts = factsOf(network)
    const { target } = context
    if (target === undefined || (facts.global.length === 0 && facts.hasRoute !== true))
      return judge(network, facts)
    const addresses = await addressesOf(context, target.host, resolve)
    const [six, four] = [6, 4].map((family) => addresses.find((each) => familyOf(plain(each)) === family))
    if (six === undefined) return judge(network, facts)
    const [answered6, answered4] = await Promise.all(
      [six, four].map((each) =>
        each === undefined ? undefined : ask(each, target.port, answerMs, context.signal),
      ),
    )
    return judgeTarget(judge(network, facts), target.host, { answered6: answered6!, answered4 })
  },
})

const plain = (address: string): string => address.replace(/%.*$/, '')

interface Facts {
  global: string[]
  /** Undefined where the system does not tell its routes. */
  hasRoute: boolean | undefined
  gateway: string
}

function factsOf(network: MachineNetwork): Facts {
  const global = network.links
    .filter(isUsable)
    .flatMap(({ addresses }) => addresses)
    .filter(({ family, address }) => family === 6 && isGlobal(address))
    .map(({ address }) => address)
  const [route] = defaultRoutes(network, 6).filter(({ interface: name }) => carriesIpv6(network, name))
  const hasRoute = network.routes === undefined ? undefined : route !== undefined
  return { global, hasRoute, gateway: route?.gateway ?? '' }
}

/** Systems keep tunnels of their own, with a default route and without any address, that carry nothing (`utun0`). */
const carriesIpv6 = ({ links }: MachineNetwork, name: string): boolean => {
  const link = links.find((each) => each.name === name)
  return link === undefined || link.kind !== 'vpn' || link.addresses.some(({ family }) => family === 6)
}

function judge(network: MachineNetwork, { global, hasRoute, gateway }: Facts): CheckOutcome {
  const figures = { global, gateway, ...(hasRoute === undefined ? {} : { hasRoute }) }
  const local = network.links.flatMap(({ addresses }) =>
    addresses.filter(({ family, address }) => family === 6 && !isGlobal(address) && address !== '::1'),
  )
  const evidence = [
    ...global.slice(0, 6).map((address) => `address ${address}`),
    ...local.slice(0, 4).map(({ address }) => `address ${address}, for own networks alone`),
    hasRoute ? `default route${gateway ? ` via ${gateway}` : ''}` : 'no default route',
  ]
  if (hasRoute === undefined) {
    if (global.length === 0) return { ...unknown('This system does not tell its routes.', evidence), figures }
    return { state: 'unknown', summary: 'There are IPv6 addresses; routes are not told.', evidence, figures }
  }
  if (global.length > 0 && hasRoute)
    return { state: 'good', summary: 'IPv6 has addresses and a default route.', evidence, figures }
  if (global.length > 0)
    return {
      state: 'poor',
      summary: 'There are IPv6 addresses but no IPv6 route: programs that try IPv6 first lose time.',
      evidence,
      figures,
    }
  // Networks of one's own with addresses of their own (RFC 4193) and a router that translates, or none at all.
  if (hasRoute && local.length === 0)
    return {
      state: 'poor',
      summary: 'A router offers IPv6, but this machine got no IPv6 address.',
      evidence,
      figures,
    }
  return {
    state: 'good',
    summary: hasRoute
      ? 'IPv6 has addresses for own networks and a router.'
      : 'There is no IPv6 here; IPv4 carries everything.',
    evidence,
    figures,
  }
}

function judgeTarget(
  outcome: CheckOutcome,
  host: string,
  { answered6, answered4 }: { answered6: TcpAnswer; answered4: TcpAnswer | undefined },
): CheckOutcome {
  const figures = { ...outcome.figures, answered6, ...(answered4 ? { answered4 } : {}) }
  const evidence = [
    ...outcome.evidence,
    `${host} by IPv6: ${answered6}`,
    ...(answered4 ? [`${host} by IPv4: ${answered4}`] : []),
  ]
  if (answered6 === 'answered') return { ...outcome, summary: `${host} answers by IPv6.`, evidence, figures }
  // Of a target that answers in no way, other checks tell.
  if (answered4 !== 'answered') return { ...outcome, evidence, figures }
  return {
    state: answered6 === 'silent' ? 'bad' : 'poor',
    summary: `IPv6 does not carry: ${host} answers by IPv4 and not by IPv6.`,
    evidence,
    figures,
  }
}
