import type { Cause, CheckName } from '../../../contract/diagnose.ts'
import { Facts, type Found, type KnownFacts, type Rule } from './facts.ts'
import { linkRules } from './links.ts'
import { machineRules } from './machine.ts'
import { nameRules } from './names.ts'
import { pathRules } from './path.ts'
import { reachRules } from './reach.ts'
import { targetRules } from './target.ts'
import { tunnelRules } from './tunnel.ts'

const rules: readonly Rule[] = [
  ...linkRules,
  ...nameRules,
  ...tunnelRules,
  ...pathRules,
  ...targetRules,
  ...reachRules,
  ...machineRules,
]

/** Of the weight of a cause that another one explains, so much is left: it will mostly be gone with the other. */
const explainedPart = 0.2
/** What weighs less explains nothing. */
const explainingWeight = 0.3

const notReached = ['target-silent', 'target-unreachable', 'target-filtered']
const noAnswers = [
  ...notReached,
  'target-unresolved',
  'dns-dead',
  'dns-none',
  'dns-failing',
  'dns-one-dead',
  'dns-slow',
  'name-missing',
  'name-lookup-fails',
  'udp-blocked',
  'turn-failing',
  'inbound-blocked',
  'wireguard-endpoint-unresolved',
  'wireguard-no-handshake',
]
const noNames = [
  'name-missing',
  'name-lookup-fails',
  'target-unresolved',
  'turn-failing',
  'wireguard-endpoint-unresolved',
]
const delays = ['jitter', 'latency', 'target-slow', 'camera-slow', 'dns-slow', 'program-late']

/** What a cause brings about: causes that are seen only because of it. */
const consequences: Record<string, readonly string[]> = {
  'no-network': [...noAnswers, 'no-default-route', 'no-route-to-target', 'gateway-silent', 'tunnel-down'],
  'no-address': [...noAnswers, 'no-default-route', 'no-route-to-target', 'gateway-silent', 'tunnel-down'],
  'no-default-route': [...noAnswers, 'no-route-to-target', 'tunnel-down'],
  'gateway-silent': noAnswers,
  'no-route-to-target': notReached,
  'asymmetric-route': [...noAnswers, 'overlapping-networks'],
  'overlapping-networks': notReached,
  'captive-portal': [
    ...noAnswers,
    'dns-hijacked',
    'name-blocked',
    'dns-disagree',
    'target-refused',
    'target-unstable',
    'turn-credentials',
    'not-rtsp',
  ],
  'dns-dead': [...noNames, 'tunnel-down'],
  'dns-none': [...noNames, 'tunnel-down'],
  'dns-failing': noNames,
  'dns-one-dead': ['dns-slow', 'name-lookup-fails'],
  'name-missing': ['target-unresolved'],
  'name-lookup-fails': ['target-unresolved'],
  'name-blocked': [...notReached, 'target-refused'],
  'ipv6-broken': ['target-address-dead', 'ipv6-half'],
  'tunnel-down': [...notReached, 'no-route-to-target', 'wireguard-not-routed', 'wireguard-no-handshake'],
  'tunnel-mtu-large': ['mtu-black-hole', 'path-mtu-small', 'camera-hangs', 'uplink-mtu-small'],
  'wireguard-allowed-ips': [...notReached, 'no-route-to-target', 'asymmetric-route'],
  'wireguard-not-routed': [...notReached, 'no-route-to-target'],
  'wireguard-endpoint-inside': [...notReached, 'wireguard-no-handshake'],
  'wireguard-endpoint-unresolved': [...notReached, 'wireguard-no-handshake', 'tunnel-down'],
  'wireguard-config-invalid': [...notReached, 'tunnel-down'],
  'wireguard-takes-network': [...notReached, 'gateway-silent', 'overlapping-networks'],
  'wireguard-no-handshake': notReached,
  'udp-blocked': ['wireguard-no-handshake', 'turn-failing', 'symmetric-nat', 'inbound-blocked'],
  'symmetric-nat': ['inbound-blocked'],
  'mtu-black-hole': [
    'camera-hangs',
    'path-mtu-small',
    'throughput-short',
    'throughput-none',
    'target-unstable',
  ],
  'loss-nearby': [
    'udp-loss',
    'jitter',
    'target-slow',
    'target-unstable',
    'throughput-short',
    'camera-slow',
    'dns-slow',
  ],
  loss: ['udp-loss', 'jitter', 'target-slow', 'target-unstable', 'throughput-short', 'camera-slow'],
  'udp-loss': ['target-unstable', 'throughput-short'],
  latency: ['target-slow', 'camera-slow'],
  jitter: ['target-slow', 'camera-slow'],
  'queue-bloat': ['jitter', 'latency'],
  'target-refused': ['not-rtsp', 'camera-hangs'],
  'cpu-starved': delays,
  'vm-starved': [...delays, 'cpu-starved'],
  'container-limit': [...delays, 'cpu-starved'],
  'memory-low': delays,
  'limit-conntrack': ['target-unstable', 'target-slow', ...notReached, 'loss'],
}

/**
 * What is wrong, the cause that explains the most first. A check that is not good and that no rule knows of is a cause of
 * its own, so that nothing bad is kept back.
 */
export function rankCauses(known: KnownFacts): Cause[] {
  const facts = new Facts(known)
  const found = once(rules.flatMap((rule) => rule(facts)))
  const explained = new Set(
    found.flatMap(({ code, weight }) => (weight >= explainingWeight ? (consequences[code] ?? []) : [])),
  )
  const told = new Set<CheckName>(found.flatMap(({ checks }) => checks))
  // Targets that cannot be reached fail other checks in ways of their own.
  const rest = known.results
    .filter(({ name, state }) => (state === 'bad' || state === 'poor') && !told.has(name))
    .map(({ name, state, summary, evidence }): Found => {
      const isFollowing = found.length > 0
      const weight = (state === 'bad' ? 0.5 : 0.25) * (isFollowing ? explainedPart : 1)
      const fix = 'Look at what was measured; then run the doctor again from another network to compare.'
      return { code: `check-${name}`, weight, text: summary, evidence, fix, checks: [name] }
    })
  return [
    ...found.map((each) => ({
      ...each,
      weight: each.weight * (explained.has(each.code) ? explainedPart : 1),
    })),
    ...rest,
  ]
    .map(({ command = '', weight, ...each }) => ({
      ...each,
      command,
      weight: Math.round(weight * 100) / 100,
    }))
    .sort((a, b) => b.weight - a.weight)
}

/** Of causes that several checks saw, the one with the most weight. */
function once(found: readonly Found[]): Found[] {
  const byCode = new Map<string, Found>()
  for (const each of found) {
    const other = byCode.get(each.code)
    const [first, second] = other && other.weight >= each.weight ? [other, each] : [each, other]
    const evidence = [...new Set([...first.evidence, ...(second?.evidence ?? [])])]
    const checks = [...new Set([...first.checks, ...(second?.checks ?? [])])]
    byCode.set(each.code, { ...first, evidence, checks })
  }
  return [...byCode.values()]
}
