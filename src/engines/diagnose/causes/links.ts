import { thresholds } from '../../../contract/thresholds.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { type Facts, type Found, listOf, type Rule, when } from './facts.ts'

/** Interfaces of this machine, and by which way its packets leave. */
export const linkRules: readonly Rule[] = [noNetwork, wayOut, wayToTarget, smallUplink, missingUplinks, ipv6]

function noNetwork(facts: Facts): Found[] {
  if (facts.state('interfaces') !== 'bad') return []
  const selfAssigned = facts.list('interfaces', 'selfAssigned')
  if (selfAssigned.length > 0 && facts.list('interfaces', 'uplinks').length === 0)
    return [
      {
        code: 'no-address',
        weight: 0.98,
        text: `${listOf(selfAssigned)} got no address: nothing on that network gives addresses (DHCP).`,
        evidence: facts.evidence('interfaces'),
        fix: 'Plug the cable into another port or join another network. Where addresses are set by hand, enter address, mask and gateway that you were given.',
        command: renewCommands[facts.platform](selfAssigned[0] ?? ''),
        checks: ['interfaces'],
      },
    ]
  if (facts.list('interfaces', 'usable').length > 0) return []
  const unplugged = facts.list('interfaces', 'unplugged')
  return [
    {
      code: 'no-network',
      weight: 1,
      text:
        unplugged.length > 0
          ? `No network: nothing is connected to ${listOf(unplugged)}.`
          : 'No interface of this machine is connected to a network.',
      evidence: facts.evidence('interfaces'),
      fix: 'Plug in a cable, join a Wi-Fi network, or switch on the mobile connection.',
      checks: ['interfaces'],
    },
  ]
}

const renewCommands = {
  linux: (name: string) => `sudo dhclient -v ${name}`,
  darwin: (name: string) => `sudo ipconfig set ${name} DHCP`,
  win32: () => 'ipconfig /renew',
}

function wayOut(facts: Facts): Found[] {
  const isAsked = facts.state('routes') === 'good' || facts.isWrong('routes')
  const isConnected = facts.list('interfaces', 'usable').length > 0
  const isReached = facts.text('routes', 'answered') === 'answered'
  const gateway = facts.text('routes', 'targetGateway') || facts.text('routes', 'defaultGateway')
  return [
    ...when(isAsked && isConnected && facts.text('routes', 'defaultInterface') === '', () => ({
      code: 'no-default-route',
      // A network of cameras alone needs none.
      weight: isReached ? 0.15 : 0.95,
      text: 'This machine has no default route: nothing outside its own network can be reached.',
      evidence: facts.evidence('routes', 'interfaces'),
      fix: 'Let the network give the gateway (DHCP), or enter the address of its router as the gateway.',
      command: {
        linux: 'sudo ip route add default via ROUTER',
        darwin: 'sudo route add default ROUTER',
        win32: 'route add 0.0.0.0 mask 0.0.0.0 ROUTER',
      }[facts.platform],
      checks: ['routes', 'interfaces'],
    })),
    ...when(facts.is('routes', 'gatewaySilent'), () => ({
      code: 'gateway-silent',
      weight: 0.96,
      text: `The gateway ${gateway} does not answer on its own network.`,
      evidence: facts.evidence('routes'),
      fix: 'Check that the router is on and that its cable or Wi-Fi is connected, and that the gateway entered is its address.',
      checks: ['routes'],
    })),
  ]
}

function wayToTarget(facts: Facts): Found[] {
  const { target } = facts
  if (target === undefined) return []
  const address = facts.text('routes', 'targetAddress')
  const by = facts.text('routes', 'targetInterface')
  const isSilent = facts.text('routes', 'answered') === 'silent'
  const dropped = facts.number('routes', 'reversePathDrops') ?? 0
  const overlapping = facts.list('routes', 'overlapping')
  return [
    ...when(facts.state('routes') === 'bad' && address !== '' && by === '', () => ({
      code: 'no-route-to-target',
      weight: 0.93,
      text: `This machine knows no way to ${endpointText(target)}.`,
      evidence: facts.evidence('routes'),
      fix: 'If it is reached by a VPN, switch that on and look whether its AllowedIPs hold the address. Else add a route by the router that leads there.',
      checks: ['routes'],
    })),
    ...when(isSilent && dropped > 0, () => ({
      code: 'asymmetric-route',
      weight: 0.97,
      text: `Packets to ${target.host} leave by ${by}, but the answers come in by another interface and are thrown away.`,
      evidence: facts.evidence('routes'),
      fix: 'Make both ways the same: give the network of the target a route by the interface that the answers come in by, or correct the route back at the router. Loose reverse path filtering lets such answers in.',
      command: `sudo sysctl net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.${by}.rp_filter=2`,
      checks: ['routes'],
    })),
    ...when(overlapping.length > 1, () => ({
      code: 'overlapping-networks',
      weight: isSilent ? 0.94 : 0.3,
      text: `${address} lies in the networks of both ${listOf(overlapping)}; packets go by ${by} alone.`,
      evidence: facts.evidence('routes'),
      fix: 'Switch off the interface that the target is not behind, or give one of the two networks other addresses.',
      checks: ['routes'],
    })),
  ]
}

function smallUplink(facts: Facts): Found[] {
  const mtu = facts.number('interfaces', 'uplinkMtu') ?? 0
  const name = facts.list('interfaces', 'uplinks')[0] ?? ''
  const judged = mtu > 0 ? facts.graded(thresholds.uplinkMtu, 'interfaces', 'uplinkMtu') : 'good'
  return when(judged !== 'good', () => ({
    code: 'uplink-mtu-small',
    weight: judged === 'bad' ? 0.6 : 0.3,
    text: `${name} carries packets of ${mtu} bytes only; tunnels with their usual size do not fit.`,
    evidence: facts.evidence('interfaces'),
    fix: 'If the MTU was set by hand, set it back to 1500. If the provider asks for it, give tunnels an MTU at least 80 below it.',
    checks: ['interfaces'],
  }))
}

function missingUplinks(facts: Facts): Found[] {
  const missing = facts.list('interfaces', 'missing')
  return when(missing.length > 0, () => ({
    code: 'uplink-missing',
    weight: 0.88,
    text: `The plan needs ${listOf(missing)}, which this machine does not have now.`,
    evidence: facts.evidence('interfaces'),
    fix: 'Plug the modem or adapter in, or take it out of the bond.',
    checks: ['interfaces'],
  }))
}

function ipv6(facts: Facts): Found[] {
  if (!facts.isWrong('ipv6')) return []
  const isBroken = facts.text('ipv6', 'answered6') !== '' && facts.text('ipv6', 'answered4') === 'answered'
  const common = { evidence: facts.evidence('ipv6'), checks: ['ipv6' as const] }
  if (isBroken && facts.text('ipv6', 'answered6') !== 'answered')
    return [
      {
        ...common,
        code: 'ipv6-broken',
        weight: facts.state('ipv6') === 'bad' ? 0.72 : 0.5,
        text: `IPv6 does not carry: ${facts.target?.host} answers by IPv4 and not by IPv6.`,
        fix: 'Enter the IPv4 address of the target instead of its name, or switch IPv6 off on this network until its router is repaired.',
      },
    ]
  const hasAddress = facts.list('ipv6', 'global').length > 0
  return [
    {
      ...common,
      code: 'ipv6-half',
      weight: hasAddress ? 0.35 : 0.2,
      text: facts.summary('ipv6'),
      fix: 'Restart the router, or switch IPv6 off on this network: half of it delays connections.',
    },
  ]
}
