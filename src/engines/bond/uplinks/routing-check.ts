import type { Routing, UplinkInfo } from '../../../contract/bond.ts'
import { canonicalAddress, familyOf, isLoopback } from '../../kit/network/address.ts'
import { type SystemTools, systemTools } from '../../kit/network/system-tools.ts'
import { checkLinuxRouting } from './linux-routing.ts'
import { checkMacosRouting } from './macos-routing.ts'
import { type RoutingAnswer, type RoutingQuestion, wrong } from './routing-words.ts'
import { checkWindowsRouting } from './windows-routing.ts'

export interface RoutingOptions {
  /** The link's socket is bound to its interface, not to its address alone. */
  isBound?: boolean
  tools?: SystemTools
}

/**
 * Whether packets with an uplink's address as their source, sent to `receiver` (an address), leave by the uplink's
 * interface; and if not, the commands that mend it. Sends nothing. Never throws: `unknown` where the system does not
 * tell.
 */
export async function checkRouting(
  receiver: string,
  uplink: UplinkInfo,
  options: RoutingOptions = {},
): Promise<Routing> {
  const [routing] = await checkRoutings(receiver, [uplink], options)
  return routing!
}

/** The same for several at once, whose commands do not get in each other's way. */
export async function checkRoutings(
  receiver: string,
  uplinks: readonly UplinkInfo[],
  { isBound = false, tools = systemTools }: RoutingOptions = {},
): Promise<Routing[]> {
  const taken = new Set<number>()
  const routings: Routing[] = []
  for (const uplink of uplinks) {
    const answer = await answerFor(receiver, uplink, isBound, tools, taken)
    routings.push({ uplink: uplink.interface || uplink.address, ...answer })
  }
  return routings
}

async function answerFor(
  receiver: string,
  uplink: UplinkInfo,
  isBound: boolean,
  tools: SystemTools,
  taken: Set<number>,
): Promise<RoutingAnswer> {
  const family = familyOf(receiver)
  if (family === undefined) return unknown('The address of the receiver is not known yet.')
  if (familyOf(uplink.address) !== family)
    return unknown(`${uplink.address} cannot send to ${receiver}: one is IPv4 and the other is IPv6.`)
  if (isLoopback(uplink.address) && !isLoopback(receiver))
    return wrong(`${uplink.address} is a loopback address: packets from it do not leave this machine.`, [])
  const question: RoutingQuestion = {
    family,
    receiver: canonicalAddress(receiver),
    interface: uplink.interface,
    address: canonicalAddress(uplink.address),
    gateway: uplink.gateway,
    isBound,
  }
  return (await ask(question, tools, taken)) ?? unknown('This system does not tell which way packets leave.')
}

function ask(question: RoutingQuestion, tools: SystemTools, taken: Set<number>) {
  if (tools.platform === 'linux') return checkLinuxRouting(question, tools, taken)
  if (tools.platform === 'darwin') return checkMacosRouting(question, tools)
  if (tools.platform === 'win32') return checkWindowsRouting(question, tools)
  return undefined
}

const unknown = (text: string): RoutingAnswer => ({ result: 'unknown', text, commands: [] })
