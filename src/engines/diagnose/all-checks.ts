import type { Check } from './check.ts'
import { createBlackHoleCheck } from './checks/black-hole.ts'
import { createCaptivePortalCheck } from './checks/captive-portal.ts'
import { createClockCheck } from './checks/clock.ts'
import { createDnsCheck } from './checks/dns.ts'
import { createInboundCheck } from './checks/inbound.ts'
import { interfacesCheck } from './checks/interfaces.ts'
import { createIpv6Check } from './checks/ipv6.ts'
import { createLatencyUnderLoadCheck } from './checks/latency-under-load.ts'
import { createNatCheck } from './checks/nat.ts'
import { createOwnHealthCheck } from './checks/own-health.ts'
import { createPathMtuCheck } from './checks/path-mtu.ts'
import { createPingCheck } from './checks/ping.ts'
import { createRoutesCheck } from './checks/routes.ts'
import { createRtspCheck } from './checks/rtsp.ts'
import { systemLimitsCheck } from './checks/system-limits.ts'
import { createTcpConnectCheck } from './checks/tcp-connect.ts'
import { createThroughputCheck } from './checks/throughput.ts'
import { createTunnelInterfaceCheck } from './checks/tunnel-interface.ts'
import { createTurnCheck } from './checks/turn.ts'
import { createWireguardCheck } from './checks/wireguard.ts'

/** Every check there is. */
export const allChecks = (): Check[] => [
  interfacesCheck,
  createRoutesCheck(),
  createTunnelInterfaceCheck(),
  createDnsCheck(),
  createCaptivePortalCheck(),
  createIpv6Check(),
  createTcpConnectCheck(),
  createPingCheck(),
  createPathMtuCheck(),
  createBlackHoleCheck(),
  createNatCheck(),
  createTurnCheck(),
  createInboundCheck(),
  createThroughputCheck(),
  createLatencyUnderLoadCheck(),
  createClockCheck(),
  createWireguardCheck(),
  createRtspCheck(),
  systemLimitsCheck,
  createOwnHealthCheck(),
]
