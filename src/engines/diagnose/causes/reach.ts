import { thresholds } from '../../../contract/thresholds.ts'
import { type Facts, type Found, listOf, type Rule, when } from './facts.ts'

/** How this machine is seen from outside, and its clock. */
export const reachRules: readonly Rule[] = [udp, relays, inbound, clock]

function udp(facts: Facts): Found[] {
  const common = { evidence: facts.evidence('nat'), checks: ['nat' as const] }
  return [
    ...when(facts.text('nat', 'udp') === 'blocked', () => ({
      ...common,
      code: 'udp-blocked',
      weight: 0.88,
      text: 'This network lets no UDP out: WireGuard, SRT, bonds and direct transfers cannot work here.',
      fix: 'Ask who runs the network to allow UDP (WireGuard 51820, SRT, STUN 3478), or use another uplink such as a mobile network. Transfers and tunnels still work by a TURN server over TLS (turns:host:443).',
    })),
    ...when(facts.text('nat', 'mapping') === 'dependent' && facts.isWrong('nat'), () => ({
      ...common,
      code: 'symmetric-nat',
      weight: 0.35,
      text: 'The router uses another port for each destination (symmetric NAT): direct connections mostly need a relay.',
      fix: 'Set a TURN server in the settings, or allow port mapping (UPnP) or full cone NAT in the router.',
    })),
  ]
}

function relays(facts: Facts): Found[] {
  if (!facts.isWrong('turn')) return []
  const failing = facts.list('turn', 'failing')
  const isAll = facts.list('turn', 'working').length === 0
  const isRefused = facts.is('turn', 'wrongCredentials')
  return [
    {
      code: isRefused ? 'turn-credentials' : 'turn-failing',
      weight: isAll ? 0.74 : 0.3,
      text: isRefused
        ? `The TURN server ${listOf(failing)} does not accept the user name and password in the settings.`
        : `The TURN server ${listOf(failing)} gives no relay that works.`,
      evidence: facts.evidence('turn'),
      fix: isRefused
        ? 'Enter the user name and password of that server again; some are valid for a short time only.'
        : 'Check the address and port in the settings, and that the server runs; over TLS (turns:host:443) it is reached from most networks.',
      checks: ['turn'],
    },
  ]
}

function inbound(facts: Facts): Found[] {
  if (!facts.isWrong('inbound')) return []
  const isBad = facts.state('inbound') === 'bad'
  const common = {
    text: facts.summary('inbound'),
    evidence: facts.evidence('inbound'),
    checks: ['inbound' as const],
  }
  // It is reached, so that what is wrong is that packets get lost on the way.
  if (facts.text('inbound', 'tcp') === 'reached' && facts.text('inbound', 'udp') === 'reached')
    return [
      {
        ...common,
        code: 'udp-loss',
        weight: isBad ? 0.76 : 0.5,
        fix: 'Use a cable instead of Wi-Fi or another uplink, and see whether the loss ends when nothing else uses the line; give SRT a longer latency, or send over a bond.',
      },
    ]
  // Behind a router nearly nobody can be reached, and connects himself instead.
  const isUsual = facts.is('inbound', 'isBehindNat') && !isBad
  return [
    {
      ...common,
      code: 'inbound-blocked',
      weight: isBad ? 0.5 : isUsual ? 0.15 : 0.25,
      fix: 'Allow Hawser in the firewall of this machine, and forward the port in the router; or let the other side listen and this one connect.',
    },
  ]
}

function clock(facts: Facts): Found[] {
  const offsetMs = facts.number('clock', 'offsetMs') ?? 0
  const isBad = facts.state('clock') === 'bad' || Math.abs(offsetMs) > thresholds.clockOffsetMs.bad
  return when(facts.isWrong('clock'), () => ({
    code: 'clock-off',
    weight: isBad ? 0.8 : 0.55,
    text: `The clock of this machine is ${seconds(offsetMs)} ${offsetMs > 0 ? 'slow' : 'fast'}.`,
    evidence: facts.evidence('clock'),
    fix: 'Let the system set its time by the network. Streams of several machines then fit together, and codes and certificates are valid.',
    command: {
      linux: 'sudo timedatectl set-ntp true',
      darwin: 'sudo sntp -sS time-server',
      win32: 'w32tm /resync',
    }[facts.platform],
    checks: ['clock'],
  }))
}

const seconds = (ms: number): string => `${Math.round(Math.abs(ms) / 100) / 10} s`
