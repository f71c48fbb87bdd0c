import { thresholds } from '../../../contract/thresholds.ts'
import { type Facts, type Found, type Rule, when } from './facts.ts'

/** What becomes of packets on the way: their size, loss, delay, and how many fit. */
export const pathRules: readonly Rule[] = [blackHole, smallPath, loss, delay, underLoad, throughput]

/** Below the least that every network carries, no interface of IPv6 works. */
const leastMtu = 1280

function setMtu(facts: Facts, name: string, mtu: number): string {
  if (name === '' || mtu < leastMtu) return ''
  return {
    linux: `sudo ip link set dev ${name} mtu ${mtu}`,
    darwin: `sudo ifconfig ${name} mtu ${mtu}`,
    win32: `netsh interface ipv4 set subinterface "${name}" mtu=${mtu} store=persistent`,
  }[facts.platform]
}

function blackHole(facts: Facts): Found[] {
  const stalls = ['up', 'down'].filter((way) => facts.text('black-hole', way) === 'stalls')
  const vanish = facts.is('path-mtu', 'silent')
  if (stalls.length === 0 && !vanish) return []
  const mtu = facts.number('path-mtu', 'mtu') ?? 0
  const name = facts.text('path-mtu', 'interface')
  const isTunnel = facts.text('routes', 'targetKind') === 'vpn'
  // Segments that are small at both ends arrive, and only video over UDP is hurt.
  const isHidden = stalls.length === 0 && facts.state('path-mtu') === 'poor'
  const size = mtu > 0 ? `above ${mtu} bytes ` : 'of full size '
  const remedy =
    mtu > 0
      ? `Set the MTU of ${name || 'the interface'}${isTunnel ? ', the tunnel,' : ''} to ${Math.max(mtu, leastMtu)}`
      : 'Set the MTU of the tunnel, or of the interface, to 1280'
  return [
    {
      code: 'mtu-black-hole',
      weight: isHidden ? 0.55 : 0.95,
      text: `Packets ${size}vanish on the way to ${facts.target?.host} and nobody says so: connections are made, and video stalls.`,
      evidence: facts.evidence('black-hole', 'path-mtu'),
      fix: `${remedy}${isTunnel ? '; in a WireGuard configuration this is the line MTU = … of [Interface], at both ends' : ''}. At a router in between, let it limit TCP segments (MSS clamping)${mtu > 0 ? ` to ${facts.number('path-mtu', 'suggestedMss')}` : ''} and let "fragmentation needed" (ICMP) through.`,
      command: setMtu(facts, name, mtu > 0 ? Math.max(mtu, leastMtu) : leastMtu),
      checks: ['black-hole', 'path-mtu'],
    },
  ]
}

function smallPath(facts: Facts): Found[] {
  const mtu = facts.number('path-mtu', 'mtu') ?? 0
  const isSmall = mtu > 0 && facts.isWrong('path-mtu') && !facts.is('path-mtu', 'silent')
  return when(isSmall, () => ({
    code: 'path-mtu-small',
    weight: facts.state('path-mtu') === 'bad' ? 0.6 : 0.3,
    text: `Only packets of up to ${mtu} bytes reach ${facts.target?.host}.`,
    evidence: facts.evidence('path-mtu'),
    fix: `TCP finds this out by itself. Give tunnels that go this way an MTU of at most ${Math.max(leastMtu, mtu - 80)}, and senders of UDP packets of at most ${mtu - 28} bytes.`,
    checks: ['path-mtu'],
  }))
}

function loss(facts: Facts): Found[] {
  const sent = facts.number('ping', 'sent') ?? 0
  const received = facts.number('ping', 'received') ?? 0
  const percent = facts.number('ping', 'lossPercent') ?? 0
  const waited = facts.number('tcp-connect', 'synLost') ?? 0
  const graded = facts.graded(thresholds.lossPercent, 'ping', 'lossPercent')
  // One lost ping is chance; one that a connection waited for as well is not.
  const isSeen =
    received > 0 && ((facts.isWrong('ping') && graded !== 'good') || (waited > 0 && sent > received))
  if (!isSeen) return []
  const near = facts.number('ping', 'gatewayLossPercent') ?? 0
  const isLocal = near >= percent / 2 && near > thresholds.lossPercent.poor
  const host = facts.text('ping', 'host')
  return [
    {
      code: isLocal ? 'loss-nearby' : 'loss',
      weight: graded === 'bad' ? 0.9 : 0.7,
      text: isLocal
        ? `${percent} % of the packets get lost, already between this machine and its router ${facts.text('ping', 'gateway')}.`
        : `${percent} % of the packets to ${host} get lost on the way.`,
      evidence: facts.evidence('ping', 'tcp-connect'),
      fix: isLocal
        ? 'Use a cable in place of Wi-Fi, another cable or port, or go nearer to the access point.'
        : 'Use another uplink, or several at once with a bond; for video choose SRT with a latency of at least four round trips. If the loss goes with your own sending, send less.',
      checks: ['ping', 'tcp-connect'],
    },
  ]
}

function delay(facts: Facts): Found[] {
  if (!facts.isWrong('ping') || (facts.number('ping', 'received') ?? 0) === 0) return []
  const host = facts.text('ping', 'host')
  const rtt = facts.graded(thresholds.rttMs, 'ping', 'rttMs')
  const jitter = facts.graded(thresholds.jitterMs, 'ping', 'jitterMs')
  const common = { evidence: facts.evidence('ping'), checks: ['ping' as const] }
  return [
    ...when(rtt !== 'good', () => ({
      ...common,
      code: 'latency',
      weight: rtt === 'bad' ? 0.65 : 0.4,
      text: `The way to ${host} and back takes ${Math.round(facts.number('ping', 'rttMs') ?? 0)} ms.`,
      fix: 'Choose a server or relay that is nearer, or an uplink that is no satellite; give SRT a latency of at least four round trips.',
    })),
    ...when(jitter !== 'good', () => ({
      ...common,
      code: 'jitter',
      weight: jitter === 'bad' ? 0.62 : 0.38,
      text: `The time to ${host} varies by ${Math.round(facts.number('ping', 'jitterMs') ?? 0)} ms from one packet to the next.`,
      fix: 'Somebody else uses the line, or the radio is weak: use a cable, pause other transfers, or give players and SRT a larger buffer.',
    })),
  ]
}

function underLoad(facts: Facts): Found[] {
  const state = facts.state('latency-under-load')
  return when(facts.isWrong('latency-under-load'), () => ({
    code: 'queue-bloat',
    weight: state === 'bad' ? 0.8 : 0.45,
    text: facts.summary('latency-under-load'),
    evidence: facts.evidence('latency-under-load'),
    fix: 'Limit what is sent to some 85 % of the uplink: in the rules here, or in the router (SQM, fq_codel or CAKE).',
    checks: ['latency-under-load'],
  }))
}

function throughput(facts: Facts): Found[] {
  const isNothing = (['upBitsPerSecond', 'downBitsPerSecond'] as const).some(
    (key) => facts.number('throughput', key) === 0,
  )
  if (isNothing)
    return when(facts.isWrong('throughput'), () => ({
      code: 'throughput-none',
      weight: 0.86,
      text: facts.summary('throughput'),
      evidence: facts.evidence('throughput'),
      fix: 'Set the MTU of the tunnel to 1280 at both ends. Without a tunnel, ask who runs the network not to filter the ICMP messages "packet too big".',
      checks: ['throughput'],
    }))
  return when(facts.isWrong('throughput'), () => ({
    code: 'throughput-short',
    weight: facts.state('throughput') === 'bad' ? 0.84 : 0.45,
    text: facts.summary('throughput'),
    evidence: facts.evidence('throughput'),
    fix: 'Lower the bitrate, add an uplink to a bond, or pause whatever else uses the line.',
    checks: ['throughput'],
  }))
}
