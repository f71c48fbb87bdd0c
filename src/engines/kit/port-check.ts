import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Endpoint, Rule, RuleProblem } from '../../contract/rule.ts'
import { shift } from './endpoint.ts'
import { portHolder } from './port-holder.ts'
import { listenFault } from './socket-fault.ts'

/** So many further ports are tried for a suggestion. */
const suggestionRange = 200

/** Tries whether the rule's ports can be listened on, and if not says who holds the first and which would be free. */
export async function checkPorts(
  rule: Pick<Rule, 'listen' | 'portCount' | 'protocol'>,
  own: (endpoint: Endpoint) => boolean,
): Promise<RuleProblem[]> {
  const probe = rule.protocol === 'udp' ? probeUdp : probeTcp
  for (let offset = 0; offset < rule.portCount; offset++) {
    const where = shift(rule.listen, offset)
    // What the rule itself listens on now is free for it.
    if (own(where)) continue
    const error = await probe(where)
    if (error === undefined) continue
    const fault = listenFault(error, where)
    const inUse = fault.code === 'port-in-use'
    const holder = inUse ? await portHolder(where.port, rule.protocol) : undefined
    const suggestion = inUse ? await freePort(rule, own, probe) : undefined
    return [
      {
        path: fault.code === 'address-unavailable' ? 'listen.host' : 'listen.port',
        level: 'error',
        code: fault.code,
        message: holder ? `Port ${where.port} is in use by ${holder}.` : fault.message,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ]
  }
  return []
}

type Probe = (where: Endpoint) => Promise<NodeJS.ErrnoException | undefined>

/** The next start of a range that is free as a whole. */
async function freePort(
  { listen, portCount }: Pick<Rule, 'listen' | 'portCount'>,
  own: (endpoint: Endpoint) => boolean,
  probe: Probe,
): Promise<number | undefined> {
  const last = Math.min(listen.port + suggestionRange, 65_535)
  let free = 0
  for (let port = listen.port + 1; port <= last; port++) {
    const where = { ...listen, port }
    free = own(where) || (await probe(where)) === undefined ? free + 1 : 0
    if (free === portCount) return port - portCount + 1
  }
  return undefined
}

const probeTcp: Probe = async ({ host, port }) => {
  const server = createServer()
  try {
    server.listen({ host, port })
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return error as NodeJS.ErrnoException
  } finally {
    server.close()
  }
}

const probeUdp: Probe = async ({ host, port }) => {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  try {
    socket.bind(port, host)
    await once(socket, 'listening')
    return undefined
  } catch (error) {
    return error as NodeJS.ErrnoException
  } finally {
    socket.close()
  }
}
