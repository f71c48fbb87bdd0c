import { type Facts, type Found, listOf, type Rule } from './facts.ts'

/** Tunnels of the system, and their WireGuard configurations. */
export const tunnelRules: readonly Rule[] = [interfaces, configurations]

function interfaces(facts: Facts): Found[] {
  if (!facts.isWrong('tunnel-interface')) return []
  const large = facts.list('tunnel-interface', 'tooLarge')
  const small = facts.list('tunnel-interface', 'tooSmall')
  const largest = facts.number('tunnel-interface', 'largestMtu') ?? 0
  const common = {
    evidence: facts.evidence('tunnel-interface'),
    checks: ['tunnel-interface' as const],
  }
  if (large.length > 0)
    return [
      {
        ...common,
        code: 'tunnel-mtu-large',
        weight: 0.93,
        text: `${listOf(large)} sends larger packets than fit into the uplink: ${largest} bytes at most.`,
        fix: `Set MTU = ${Math.max(1280, largest)} in [Interface] of the tunnel's configuration, at both ends, and start it again.`,
        command: `MTU = ${Math.max(1280, largest)}`,
      },
    ]
  if (small.length > 0)
    return [
      {
        ...common,
        code: 'tunnel-mtu-small',
        weight: facts.state('tunnel-interface') === 'bad' ? 0.6 : 0.4,
        text: `${listOf(small)} carries packets of ${facts.number('tunnel-interface', 'mtu')} bytes only; IPv6 and QUIC need 1280.`,
        fix: "Set MTU = 1280 in [Interface] of the tunnel's configuration and start it again.",
        command: 'MTU = 1280',
      },
    ]
  return [tunnelDown(facts, facts.summary('tunnel-interface'), common.evidence)]
}

/** A tunnel that the target does not need may be off on purpose. */
function weightOfDown(facts: Facts): number {
  if (facts.target === undefined) return 0.7
  const isRead = (facts.number('wireguard', 'files') ?? 0) > 0
  const isNeeded =
    facts.text('routes', 'answered') !== 'answered' && (!isRead || facts.is('wireguard', 'coversTarget'))
  return isNeeded ? 0.96 : 0.15
}

function tunnelDown(facts: Facts, text: string, evidence: string[]): Found {
  return {
    code: 'tunnel-down',
    weight: weightOfDown(facts),
    text,
    evidence,
    fix: 'Switch the tunnel on, in the WireGuard app or with wg-quick; if it does not come up, look at what it says.',
    command:
      facts.platform === 'linux'
        ? `sudo wg-quick up ${facts.list('tunnel-interface', 'down')[0] ?? 'NAME'}`
        : '',
    checks: ['tunnel-interface', 'wireguard'],
  }
}

interface Knowledge {
  code: string
  weight: number
  /** What is said where the check says nothing more exact. */
  text: string
  fix: string
  command?: string
}

function knowledgeOf(facts: Facts): Map<string, Knowledge> {
  const mtu = facts.number('wireguard', 'suggestedMtu') || 1280
  const address = facts.text('wireguard', 'targetAddress')
  const isSilent = facts.text('routes', 'answered') !== 'answered' && facts.target !== undefined
  const allow = address === '' ? '' : `${address}/${address.includes(':') ? 128 : 32}`
  const known: Record<string, Knowledge> = {
    'config-invalid': {
      code: 'wireguard-config-invalid',
      weight: 0.9,
      text: 'A WireGuard configuration is not valid.',
      fix: 'Correct the line that is named, or import the configuration again from whoever gave it.',
    },
    'config-readable': {
      code: 'wireguard-key-readable',
      weight: 0.15,
      text: 'Others on this machine can read the private key of the tunnel.',
      fix: 'Let only its owner read the file.',
      command: 'sudo chmod 600 FILE',
    },
    'mtu-too-large': {
      code: 'tunnel-mtu-large',
      weight: 0.94,
      text: 'The MTU of the tunnel is larger than fits into the way outside: large packets get lost.',
      fix: `Set MTU = ${mtu} in [Interface], at both ends, and start the tunnel again.`,
      command: `MTU = ${mtu}`,
    },
    'mtu-too-small': {
      code: 'tunnel-mtu-small',
      weight: 0.4,
      text: 'The MTU of the tunnel is below 1280, which IPv6 and QUIC need.',
      fix: 'Set MTU = 1280 in [Interface] and start the tunnel again.',
      command: 'MTU = 1280',
    },
    'endpoint-unresolved': {
      code: 'wireguard-endpoint-unresolved',
      weight: 0.9,
      text: 'The Endpoint of the tunnel does not resolve.',
      fix: 'Check how the name in the line Endpoint is spelled, or enter its address.',
    },
    'endpoint-in-allowed-ips': {
      code: 'wireguard-endpoint-inside',
      weight: 0.94,
      text: "The Endpoint lies within AllowedIPs: the tunnel's own packets go into the tunnel.",
      fix: 'Take the network that holds the Endpoint out of AllowedIPs.',
    },
    'allowed-ips-missing': {
      code: 'wireguard-allowed-ips',
      weight: 0.93,
      text: 'AllowedIPs is empty: nothing goes into the tunnel.',
      fix: 'Enter the networks behind the tunnel in AllowedIPs of [Peer].',
      command: allow && `AllowedIPs = ${allow}`,
    },
    'allowed-ips-twice': {
      code: 'wireguard-allowed-ips-twice',
      weight: 0.85,
      text: 'Two peers have the same network in AllowedIPs: only the last of them gets it.',
      fix: 'Give each peer its own addresses in AllowedIPs, such as /32 of each.',
    },
    'allowed-ips-take-network': {
      code: 'wireguard-takes-network',
      weight: isSilent ? 0.85 : 0.4,
      text: "AllowedIPs hold this machine's own network: what is there is looked for in the tunnel.",
      fix: 'Take that network out of AllowedIPs, or give one of the two networks other addresses.',
    },
    'target-not-in-allowed-ips': {
      code: 'wireguard-allowed-ips',
      weight: 0.97,
      text: 'AllowedIPs do not hold the target: packets to it do not go through the tunnel.',
      fix: `Add ${allow || 'the address of the target'} to AllowedIPs of [Peer], and start the tunnel again.`,
      command: allow && `AllowedIPs = …, ${allow}`,
    },
    'target-not-routed': {
      code: 'wireguard-not-routed',
      weight: 0.95,
      text: 'AllowedIPs hold the target, but packets to it leave by another interface.',
      fix: 'Start the tunnel again so that it sets its routes, or remove the other route to that network.',
    },
    'keepalive-missing': {
      code: 'wireguard-keepalive',
      weight: 0.35,
      text: 'There is no PersistentKeepalive: behind this router the tunnel falls silent once it has been quiet.',
      fix: 'Add PersistentKeepalive = 25 to [Peer] and start the tunnel again.',
      command: 'PersistentKeepalive = 25',
    },
    'keepalive-long': {
      code: 'wireguard-keepalive',
      weight: 0.3,
      text: 'PersistentKeepalive is longer than routers remember.',
      fix: 'Set PersistentKeepalive = 25 in [Peer] and start the tunnel again.',
      command: 'PersistentKeepalive = 25',
    },
    'no-handshake': {
      code: 'wireguard-no-handshake',
      weight: 0.91,
      text: 'The other end of the tunnel does not answer: UDP is blocked, or keys or Endpoint are wrong.',
      fix: 'Compare the public keys of both ends and the line Endpoint; then look whether this network lets UDP out.',
    },
  }
  return new Map(Object.entries(known))
}

function configurations(facts: Facts): Found[] {
  if (!facts.isWrong('wireguard')) return []
  const known = knowledgeOf(facts)
  const evidence = facts.evidence('wireguard')
  return facts.list('wireguard', 'codes').flatMap((code, place): Found[] => {
    const text = place === 0 ? facts.summary('wireguard') : ''
    if (code === 'tunnel-down') return [tunnelDown(facts, text || 'The tunnel is not up.', evidence)]
    const knowledge = known.get(code)
    if (knowledge === undefined) return []
    return [{ ...knowledge, text: text || knowledge.text, evidence, checks: ['wireguard'] }]
  })
}
