import type { CheckName, CheckResult, Diagnosis } from '../../../src/contract/diagnose.ts'

const check = (
  name: CheckName,
  state: CheckResult['state'],
  summary: string,
  evidence: string[] = [],
  figures: CheckResult['figures'] = {},
  ms = 120,
): CheckResult => ({ name, state, summary, evidence, figures, ms })

/** A venue whose VPN loses large packets: what is found, in the order in which it is read. */
export const brokenChecks: readonly CheckResult[] = [
  check('interfaces', 'good', 'Ethernet (enp2s0) and a VPN (wg0) are up.', [
    'enp2s0: 192.168.20.14/24, gateway 192.168.20.1, MTU 1500',
    'wg0: 10.8.0.7/24, MTU 1420',
  ]),
  check('routes', 'good', '10.20.0.14 is reached by wg0.', ['10.20.0.0/24 dev wg0']),
  check('tunnel-interface', 'poor', 'wg0 has an MTU of 1420, which this path does not carry.', ['MTU 1420'], {
    mtu: 1420,
  }),
  check('dns', 'good', 'Both servers answer, in 9 and 14 ms.', ['192.168.20.1: 9 ms', '9.9.9.9: 14 ms'], {
    slowestMs: 14,
  }),
  check(
    'captive-portal',
    'skipped',
    'No page is set to notice portals by. Set one in the settings of the doctor.',
  ),
  check('ipv6', 'good', 'There is no IPv6, and nothing waits for it.'),
  check(
    'tcp-connect',
    'good',
    '10.20.0.14:554 connects in 31 ms.',
    ['10 of 10 connected', 'p50 31 ms, p95 38 ms'],
    {
      p50Ms: 31,
      p95Ms: 38,
    },
  ),
  check(
    'ping',
    'good',
    'Nothing is lost; jitter is 2 ms.',
    ['25 of 25 answered', 'rtt 30.2/31.0/36.8 ms'],
    {
      lossPercent: 0,
      jitterMs: 2,
    },
    5100,
  ),
  check(
    'path-mtu',
    'bad',
    'The largest packet that passes has 1280 bytes.',
    ['1280 passes', '1281 does not'],
    {
      pathMtu: 1280,
    },
    4200,
  ),
  check(
    'black-hole',
    'bad',
    'Large packets vanish without a word.',
    ['small requests answered in 33 ms', 'large ones not within 3 s'],
    {},
    3300,
  ),
  check('nat', 'good', 'UDP passes; the router keeps one port for all.', [
    '203.0.113.9:41234 at both servers',
  ]),
  check('turn', 'skipped', 'No TURN server is set. Set one in the settings of transfers.'),
  check('inbound', 'skipped', 'Choose a paired device that tries to connect back.'),
  check('throughput', 'skipped', 'Choose a paired device to measure against.'),
  check('latency-under-load', 'skipped', 'Choose a paired device to measure against.'),
  check('clock', 'good', 'The clock is 12 ms off.', ['time.example.net: 12 ms'], { offsetMs: 12 }),
  check('wireguard', 'poor', 'wg0.conf sets an MTU of 1420.', [
    '~/wg0.conf: MTU = 1420',
    'PersistentKeepalive = 25',
  ]),
  check('rtsp', 'good', 'The camera answers; it asks for a password, which is healthy.', [
    'RTSP/1.0 401 Unauthorized',
  ]),
  check(
    'system-limits',
    'unknown',
    'This system does not tell its largest socket buffers without privileges.',
  ),
  check(
    'own-health',
    'good',
    'This machine has room: 11 % of its processors are busy.',
    ['event loop p99 2 ms'],
    {
      cpuPercent: 11,
    },
  ),
]

export const brokenVerdict =
  'The VPN loses large packets without a word: its MTU of 1420 is more than this path carries.'

export const brokenCauses: Diagnosis['causes'] = [
  {
    code: 'mtu-black-hole',
    weight: 0.95,
    text: 'Packets of more than 1280 bytes get lost between here and 10.20.0.14, and nobody says so.',
    evidence: [
      '1280 bytes pass, 1281 do not',
      'a large request over RTSP stalls, a small one is answered in 33 ms',
    ],
    fix: 'Set the MTU of wg0 to 1280, here and in the configuration of WireGuard, so that it stays.',
    command: 'sudo ip link set dev wg0 mtu 1280',
    checks: ['path-mtu', 'black-hole', 'tunnel-interface'],
  },
  {
    code: 'wireguard-mtu',
    weight: 0.4,
    text: 'The configuration of WireGuard sets an MTU of 1420.',
    evidence: ['~/wg0.conf: MTU = 1420'],
    fix: 'Write the smaller one into the part [Interface].',
    command: 'MTU = 1280',
    checks: ['wireguard'],
  },
]

export const busyMachine: Diagnosis['causes'][number] = {
  code: 'cpu-busy',
  weight: 0.6,
  text: 'The processors of this machine are 98 % busy: nothing runs in time.',
  evidence: ['load 7.1 for each core'],
  fix: 'Close what needs the processors.',
  command: '',
  checks: ['own-health'],
}

export const healthyVerdict = 'Nothing is wrong: this network is fit for live video.'

export const plannedLines = (
  bonds: readonly string[],
  rules: readonly string[],
  upMbit: number,
): Diagnosis['plan'] => [
  ...rules.map((name) => ({
    text: `Rule "${name}"`,
    verdict: 'go' as const,
    margin: -1,
    reason: 'Its target answers.',
  })),
  ...bonds.map((name) => ({
    text: `Bond "${name}"`,
    verdict: 'risk' as const,
    margin: 1.2,
    reason: 'Two of three uplinks are there.',
  })),
  ...(upMbit > 0
    ? [
        {
          text: `${upMbit} Mbit/s up`,
          verdict: 'unknown' as const,
          margin: -1,
          reason: 'Nothing was measured: choose a paired device to measure against.',
        },
      ]
    : []),
  {
    text: 'Socket buffers',
    verdict: 'go',
    margin: 3.4,
    reason: 'A full buffer holds 340 ms of what is planned.',
  },
  { text: 'What the doctor found', verdict: 'no-go', margin: -1, reason: brokenCauses[0]!.text },
]
