import { endpointText } from '../../kit/endpoint.ts'
import { type Facts, type Found, type Rule, when } from './facts.ts'

/** The target itself. */
export const targetRules: readonly Rule[] = [notReached, badlyReached, rtsp]

const number = (facts: Facts, figure: string): number => facts.number('tcp-connect', figure) ?? 0

function notReached(facts: Facts): Found[] {
  const { target } = facts
  if (target === undefined || facts.state('tcp-connect') !== 'bad') return []
  if (number(facts, 'connected') > 0) return []
  const where = endpointText(target)
  const common = { evidence: facts.evidence('tcp-connect', 'ping'), checks: ['tcp-connect' as const] }
  if (number(facts, 'attempts') === 0)
    return [
      {
        ...common,
        code: 'target-unresolved',
        weight: 0.83,
        text: `The name ${target.host} does not resolve.`,
        fix: 'Check how the name is spelled, or enter its address.',
      },
    ]
  if (number(facts, 'refused') > 0)
    return [
      {
        ...common,
        code: 'target-refused',
        weight: 0.9,
        text: `${where} refuses connections: the machine is there, but nothing listens on that port.`,
        fix: 'Check the port (RTSP is mostly 554 or 8554), start the service on that machine, or restart the camera.',
      },
    ]
  if (number(facts, 'unreachable') > 0)
    return [
      {
        ...common,
        code: 'target-unreachable',
        weight: 0.85,
        text: `${where} cannot be reached: a router on the way, or this machine, says that it is not there.`,
        fix: 'Check that it has power and its address is right, and that the VPN which leads there is up.',
        checks: ['tcp-connect', 'ping'],
      },
    ]
  const isThere = (facts.number('ping', 'received') ?? 0) > 0
  return [
    isThere
      ? {
          ...common,
          code: 'target-filtered',
          weight: 0.87,
          text: `${target.host} answers ping, but a firewall drops connections to its port ${target.port}.`,
          fix: `Allow TCP port ${target.port} in the firewall of the target or on the way to it, or check the port.`,
          checks: ['tcp-connect', 'ping'],
        }
      : {
          ...common,
          code: 'target-silent',
          weight: 0.8,
          text: `${where} answers neither connections nor ping: it is off, its address is wrong, or a firewall drops everything.`,
          fix: 'Check that it has power and its address is right; then look from a machine on the same network as the target.',
          checks: ['tcp-connect', 'ping'],
        },
  ]
}

function badlyReached(facts: Facts): Found[] {
  const { target } = facts
  if (target === undefined || !facts.isWrong('tcp-connect') || number(facts, 'connected') === 0) return []
  const where = endpointText(target)
  const failed = number(facts, 'attempts') - number(facts, 'connected')
  const [dead] = facts.list('tcp-connect', 'deadAddresses')
  const isLost = number(facts, 'synLost') > 0
  const common = { evidence: facts.evidence('tcp-connect'), checks: ['tcp-connect' as const] }
  return [
    ...when(failed > 0, () => ({
      ...common,
      code: 'target-unstable',
      weight: 0.68,
      text: `${failed} of ${number(facts, 'attempts')} connections to ${where} fail.`,
      fix: 'The target may have no place left for more viewers, or a firewall limits new connections: close others and look again.',
    })),
    ...when(dead !== undefined, () => ({
      ...common,
      code: 'target-address-dead',
      weight: 0.5,
      text: `${dead}, one of the addresses of ${target.host}, does not answer; programs that try it first wait.`,
      fix: `Enter ${facts.text('tcp-connect', 'address')} in place of the name, or have the dead address taken out of DNS.`,
    })),
    ...when(failed === 0 && dead === undefined, () => ({
      ...common,
      code: 'target-slow',
      weight: facts.state('tcp-connect') === 'bad' ? 0.6 : 0.4,
      text: isLost
        ? `${number(facts, 'synLost')} of ${number(facts, 'attempts')} connections to ${where} waited for a lost packet.`
        : `Connecting to ${where} takes ${Math.round(number(facts, 'p50Ms'))} ms.`,
      fix: 'The target is busy or far away: close other viewers, restart it, or look for loss on the way.',
    })),
  ]
}

function rtsp(facts: Facts): Found[] {
  const { target } = facts
  if (target === undefined || !facts.isWrong('rtsp')) return []
  const where = endpointText(target)
  const describe = facts.number('rtsp', 'describeStatus')
  const statuses = [describe, facts.number('rtsp', 'optionsStatus')]
  const common = { evidence: facts.evidence('rtsp'), checks: ['rtsp' as const] }
  if (statuses.some((status) => status === 453 || status === 503))
    return [
      {
        ...common,
        code: 'camera-full',
        weight: 0.86,
        text: `${where} has no room for another viewer.`,
        fix: 'Close other viewers and recorders of this camera, or let all of them fetch the stream from one relay.',
      },
    ]
  if (facts.text('rtsp', 'speaks') !== 'RTSP' && facts.text('rtsp', 'speaks') !== '')
    return [
      {
        ...common,
        code: 'not-rtsp',
        weight: 0.45,
        text: facts.summary('rtsp'),
        fix: 'Check the port: web pages of cameras are mostly on 80, RTSP on 554 or 8554.',
      },
    ]
  if (describe === undefined || describe === 0 || describe >= 500)
    return [
      {
        ...common,
        code: 'camera-hangs',
        weight: 0.79,
        text: facts.summary('rtsp'),
        fix: 'Restart the camera: it takes connections, but its streaming does not answer.',
      },
    ]
  return [
    {
      ...common,
      code: describe === 403 ? 'camera-forbids' : 'camera-slow',
      weight: facts.state('rtsp') === 'bad' ? 0.6 : 0.4,
      text: facts.summary('rtsp'),
      fix:
        describe === 403
          ? 'Allow the address of this machine in the settings of the camera.'
          : 'The camera is busy: close other viewers, lower its bitrate, or restart it.',
    },
  ]
}
