import type { SystemTools } from '../../kit/network/system-tools.ts'
import { leavesBy, leavesWell, ok, type RoutingAnswer, type RoutingQuestion, wrong } from './routing-words.ts'

/** Reads the interface in what `route -n get` answers; undefined where there is no route. */
export const parseRouteInterface = (text: string): string | undefined =>
  /^\s*interface: (\S{1,32})\s*$/m.exec(text)?.[1]

/** Asks `route`. macOS has no rules by source; sockets choose the interface, which has routes of its own (`-ifscope`). */
export async function checkMacosRouting(
  question: RoutingQuestion,
  tools: SystemTools,
): Promise<RoutingAnswer | undefined> {
  const { family, receiver, interface: name, address, gateway, isBound } = question
  const get = ['-n', 'get', family === 6 ? '-inet6' : '-inet']
  const plain = await tools.run('/sbin/route', [...get, receiver])
  if (plain === undefined) return undefined
  const device = parseRouteInterface(plain.stdout)
  if (device === name) return leavesWell(question)
  if (device === 'lo0') return ok('The receiver is on this machine; packets do not leave it.')
  const scoped = await tools.run('/sbin/route', [...get, '-ifscope', name, receiver])
  const hasOwnRoute = scoped !== undefined && parseRouteInterface(scoped.stdout) === name
  if (hasOwnRoute && isBound)
    return ok(
      `Packets from ${address} leave by ${name}: Hawser binds to the interface itself, nothing has to be done.`,
    )
  if (hasOwnRoute)
    return wrong(
      `${leavesBy(question, device ?? 'no interface')}. There is nothing to run: they would leave by ${name} if Hawser could bind to the interface.`,
      [],
    )
  const option = family === 6 ? '-inet6' : '-inet'
  const commands = gateway === '' ? [] : [`route -n add ${option} default ${gateway} -ifscope ${name}`]
  return wrong(
    `Packets from ${address} (${name}) cannot leave by ${name}: it has no route to ${receiver}.`,
    commands,
  )
}
