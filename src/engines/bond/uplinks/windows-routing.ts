import {
  objectsOf,
  parseJson,
  powershell,
  powershellArguments,
  type SystemTools,
  textOf,
} from '../../kit/network/system-tools.ts'
import { leavesBy, leavesWell, ok, type RoutingAnswer, type RoutingQuestion, wrong } from './routing-words.ts'

/** Reads the interface of the route that `Find-NetRoute` found; empty where there is none, undefined if it said nothing. */
export function parseFoundRoute(text: string): string | undefined {
  const json = parseJson(text.replace(/^\uFEFF/, ''))
  if (json === undefined) return undefined
  const route = objectsOf(json).find((each) => textOf(each['DestinationPrefix']) !== '')
  return textOf(route?.['InterfaceAlias'])
}

/** Both are addresses and nothing else: they become part of a script. */
const script = (receiver: string, address: string) =>
  `ConvertTo-Json -Compress @(Find-NetRoute -RemoteIPAddress '${receiver}' -LocalIPAddress '${address}' -ErrorAction SilentlyContinue|Select-Object InterfaceAlias,DestinationPrefix)`

/** Asks PowerShell. Windows sends packets by the interface that has their source address, if a route goes by it. */
export async function checkWindowsRouting(
  question: RoutingQuestion,
  tools: SystemTools,
): Promise<RoutingAnswer | undefined> {
  const { family, receiver, address, interface: name, gateway, isBound } = question
  const plain = [receiver, address].map((each) => each.replace(/%.*$/, ''))
  const output = await tools.run(powershell(), powershellArguments(script(plain[0]!, plain[1]!)))
  const device = output?.ok ? parseFoundRoute(output.stdout) : undefined
  if (device === undefined) return undefined
  if (device === name) return leavesWell(question)
  if (/^Loopback /.test(device)) return ok('The receiver is on this machine; packets do not leave it.')
  if (isBound && gateway !== '')
    return ok(
      `Packets from ${address} leave by ${name}: Hawser binds to the interface itself, nothing has to be done.`,
    )
  const alias = `'${name.replaceAll("'", "''")}'`
  const everywhere = family === 6 ? '::/0' : '0.0.0.0/0'
  const commands =
    gateway === ''
      ? []
      : [`New-NetRoute -DestinationPrefix ${everywhere} -InterfaceAlias ${alias} -NextHop ${gateway}`]
  const what =
    device === ''
      ? `Packets from ${address} (${name}) find no way to ${receiver}`
      : leavesBy(question, device)
  const note = gateway === '' ? ` The system knows no gateway by ${name}; renew its lease.` : ''
  return wrong(`${what}.${note}`, commands)
}
