import type { DiagnoseContext, DiagnoseInput, Diagnosis } from '../../../src/contract/diagnose.ts'
import { diagnoseInputSchema } from '../../../src/contract/diagnose.ts'
import type { Check } from '../../../src/engines/diagnose/check.ts'
import { type AskBig, createBlackHoleCheck } from '../../../src/engines/diagnose/checks/black-hole.ts'
import { createCaptivePortalCheck } from '../../../src/engines/diagnose/checks/captive-portal.ts'
import { createClockCheck } from '../../../src/engines/diagnose/checks/clock.ts'
import { createDnsCheck } from '../../../src/engines/diagnose/checks/dns.ts'
import { interfacesCheck } from '../../../src/engines/diagnose/checks/interfaces.ts'
import { createIpv6Check } from '../../../src/engines/diagnose/checks/ipv6.ts'
import { type AskNat, createNatCheck } from '../../../src/engines/diagnose/checks/nat.ts'
import { createOwnHealthCheck } from '../../../src/engines/diagnose/checks/own-health.ts'
import { createPathMtuCheck } from '../../../src/engines/diagnose/checks/path-mtu.ts'
import { createPingCheck } from '../../../src/engines/diagnose/checks/ping.ts'
import { createRoutesCheck } from '../../../src/engines/diagnose/checks/routes.ts'
import { createRtspCheck } from '../../../src/engines/diagnose/checks/rtsp.ts'
import { systemLimitsCheck } from '../../../src/engines/diagnose/checks/system-limits.ts'
import { type ConnectOnce, createTcpConnectCheck } from '../../../src/engines/diagnose/checks/tcp-connect.ts'
import { createTunnelInterfaceCheck } from '../../../src/engines/diagnose/checks/tunnel-interface.ts'
import { createTurnCheck } from '../../../src/engines/diagnose/checks/turn.ts'
import { createWireguardCheck } from '../../../src/engines/diagnose/checks/wireguard.ts'
import type { AskDns } from '../../../src/engines/diagnose/probes/dns.ts'
import type { GetPage } from '../../../src/engines/diagnose/probes/http.ts'
import type { AskRtsp } from '../../../src/engines/diagnose/probes/rtsp.ts'
import type { AskTime } from '../../../src/engines/diagnose/probes/sntp.ts'
import type { AskTurn } from '../../../src/engines/diagnose/probes/turn.ts'
import { diagnose } from '../../../src/engines/diagnose/run.ts'
import type { MeasureLoop } from '../../../src/engines/diagnose/tools/loop-delay.ts'
import type { Resolve } from '../../../src/engines/diagnose/tools/target-addresses.ts'
import type { AskTcp } from '../../../src/engines/diagnose/tools/tcp-answer.ts'
import { type FakeContext, fakeContext } from './fake-context.ts'
import { virtualClock } from './virtual-clock.ts'

/** What becomes of a ping: its round trip, that it vanished, or the MTU that a router tells. */
export type PingFate = { ms: number } | 'lost' | 'unreachable' | { mtu: number }

/** A machine of recorded outputs, and a network that answers as told. */
export interface World {
  /** Tools, files and interfaces of the machine. */
  machine: FakeContext
  /** What PowerShell answers to a script. */
  powershell(script: string): string
  input: DiagnoseInput
  needs: DiagnoseContext['needs']
  resolve: Resolve
  /** Of the packet with that number, of so many bytes. */
  ping(address: string, bytes: number, number: number): PingFate
  tcp: AskTcp
  connect: ConnectOnce
  dns: AskDns
  page: GetPage
  big: AskBig
  /** As the system knows it of a connection. */
  connection: { mtu: number; mss: number }
  nat: AskNat
  turn: AskTurn
  time: AskTime
  rtsp: AskRtsp
  loop: MeasureLoop
}

export const checksOf = (world: World): Check[] => [
  interfacesCheck,
  createRoutesCheck(world.tcp, world.resolve),
  createTunnelInterfaceCheck(world.resolve),
  createDnsCheck(world.dns, world.resolve),
  createCaptivePortalCheck(world.page, world.resolve),
  createIpv6Check(world.tcp, world.resolve),
  createTcpConnectCheck(world.connect, world.resolve),
  createPingCheck(world.tcp, world.resolve),
  createPathMtuCheck(async () => world.connection, world.resolve),
  createBlackHoleCheck(world.big, world.resolve),
  createNatCheck(world.nat, world.resolve),
  createTurnCheck(world.turn, world.resolve),
  createClockCheck(world.time, world.resolve),
  createWireguardCheck(() => 1_800_000_000_000, world.resolve),
  createRtspCheck(world.rtsp, world.resolve),
  systemLimitsCheck,
  createOwnHealthCheck(world.loop),
]

/** Runs the whole doctor on such a world, in no time; the last report. */
export async function diagnoseWorld(world: World): Promise<Diagnosis> {
  const machine = fakeContext({ clock: virtualClock(), ...world.machine })
  const system = {
    ...machine,
    tool: async (file: string, args: readonly string[]) => {
      if (/(?:^|\/)ping$/.test(file)) return pingOutput(world, args)
      if (file === 'powershell') return ran(world.powershell(args.join(' ')))
      return machine.tool(file, args)
    },
  }
  const request = {
    input: diagnoseInputSchema.parse(world.input),
    context: { ...machine.context, needs: world.needs },
  }
  const { tcp: ask, resolve } = world
  const deps = { checks: checksOf(world), system, now: () => 1_800_000_000_000, ask, resolve }
  let last: Diagnosis | undefined
  for await (const report of diagnose(request, deps, new AbortController().signal)) last = report
  return last!
}

const ran = (stdout: string) => ({ state: 'ran' as const, code: 0, stdout, stderr: '' })

/** What `ping` of Linux prints, which those of other systems resemble; Windows tells whole ms. */
function pingOutput({ ping }: World, args: readonly string[]) {
  const value = (name: string) => args[args.indexOf(name) + 1] ?? ''
  const address = args.at(-1) ?? ''
  const isWindows = !args.includes('-c')
  const count = Number(value(isWindows ? '-n' : '-c'))
  const size = ['-s', '-l'].find((each) => args.includes(each))
  const payload = size === undefined ? 56 : Number(value(size))
  const fates = Array.from({ length: count }, (_, number) => ping(address, payload + 28, number))
  const lines = fates.flatMap((fate, place) => {
    if (fate === 'lost') return []
    const which = `icmp_seq=${place + 1}`
    if (fate === 'unreachable') return [`From 192.168.1.20 ${which} Destination Host Unreachable`]
    if ('mtu' in fate) return [`From 192.168.1.1 ${which} Frag needed and DF set (mtu = ${fate.mtu})`]
    return [
      `${payload + 8} bytes from ${address}: ${which} ttl=54 time=${isWindows ? Math.round(fate.ms) : fate.ms} ms`,
    ]
  })
  const received = lines.filter((each) => each.includes('time=')).length
  const stdout = `PING ${address} (${address}) ${payload}(${payload + 28}) bytes of data.
${lines.join('\n')}

--- ${address} ping statistics ---
${count} packets transmitted, ${received} received, ${100 - (received / count) * 100}% packet loss, time 4812ms
`
  return { ...ran(stdout), code: received > 0 ? 0 : 1 }
}
