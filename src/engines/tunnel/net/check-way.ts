import { isIP } from 'node:net'
import type { Endpoint, RuleProblem } from '../../../contract/rule.ts'
import type { WayInput, WayStatus } from '../../../contract/tunnel.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { checkPorts } from '../../kit/port-check.ts'

/** Everything wrong with a way that is being written, as far as only this machine knows. `own` is what it is now, if it is there already. */
export async function checkWay(way: WayInput, own: WayStatus | undefined): Promise<RuleProblem[]> {
  if (way.kind === 'reverse') return []
  const { listen } = way
  const problems: RuleProblem[] = []
  if (way.kind === 'socks' && !way.user && !isLoopback(listen.host))
    problems.push({
      path: 'user',
      level: 'warning',
      code: 'socks-open',
      message: `Everybody who reaches ${endpointText(listen)} may use it; set a user and a password, or listen on 127.0.0.1.`,
    })
  if (listen.port === 0) return problems
  // It lets go of its port before it listens at another address.
  const isOwn = ({ port }: Endpoint) => own?.state === 'listening' && own.listening.endsWith(`:${port}`)
  const found = await checkPorts({ listen, portCount: 1, protocol: 'tcp' }, isOwn)
  return [...found, ...problems]
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
