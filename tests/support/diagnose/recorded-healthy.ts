import type { DnsReply } from '../../../src/engines/diagnose/probes/dns.ts'
import * as linux from '../../unit/diagnose/recorded/linux.ts'
import { windowsDns } from '../../unit/diagnose/recorded/network-tools.ts'
import * as windows from '../../unit/diagnose/recorded/windows.ts'
import { linuxLaptop } from '../../unit/diagnose/systems.ts'
import type { World } from './recorded-world.ts'

/** Behind the router. */
export const camera = '198.51.100.7'
export const gateway = '192.168.1.1'

export const plainRoute = linux.routeGetGateway.replace(/,"metrics".*\}\]\}/, '}')
const healthFiles = {
  '/etc/resolv.conf': `nameserver ${gateway}\nnameserver 192.0.2.53\n`,
  '/proc/sys/net/core/rmem_max': '4194304\n',
  '/proc/sys/net/core/wmem_max': '4194304\n',
  '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
  '/proc/sys/fs/file-nr': '9824\t0\t9223372036854775807\n',
  '/proc/sys/net/netfilter/nf_conntrack_count': '812\n',
  '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
  '/proc/self/limits': linux.procLimits,
  '/proc/net/snmp': linux.snmp,
  '/proc/stat': linux.procStat(1000, 5000),
  '/proc/meminfo': linux.meminfo(8_000_000),
}

export const wireguardPath = '/etc/wireguard/wg0.conf'
export const wireguardConfig = ({ mtu = '1420', allowed = '10.8.0.0/24' } = {}) => `[Interface]
PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
Address = 10.8.0.2/24
MTU = ${mtu}

[Peer]
PublicKey = KdQ3vJ0m1bqFQyb3pG8hTnq0Yd5sWv2xZr4cLk7uE1o=
AllowedIPs = ${allowed}
Endpoint = vpn.example:51820
PersistentKeepalive = 25
`

/** What DNS says. */
export const answer = (addresses: string[], ms = 8, rcode = 0): DnsReply => ({
  state: 'answered',
  rcode,
  addresses,
  ms,
  overTcp: false,
})

/** A laptop by cable with a tunnel, all servers set, and a camera behind its router: nothing is wrong. */
export function healthyWorld(): World {
  return {
    machine: {
      ...linuxLaptop,
      tools: {
        ...linuxLaptop.tools,
        [`ip -json route get ${camera}`]: plainRoute,
        [`ip -json route get ${camera} from`]: plainRoute,
        ss: '',
      },
      files: {
        ...linuxLaptop.files,
        ...healthFiles,
        [wireguardPath]: { text: wireguardConfig(), mode: 0o600 },
      },
      settings: {
        stunServers: [{ url: 'stun:a.example' }, { url: 'stun:b.example' }],
        timeServers: ['time.example'],
        portalUrl: 'http://portal.example/known.txt',
        portalText: 'Success',
        wireguardFiles: [wireguardPath],
      },
      context: { iceServers: [{ url: 'turn:relay.example', username: 'hawser', credential: 'private' }] },
    },
    powershell: (script) =>
      /Find-NetRoute/.test(script)
        ? windows.findRoute
        : /Get-DnsClientServerAddress/.test(script)
          ? windowsDns
          : windows.network,
    input: { target: { host: 'camera.example', port: 8554 } },
    needs: [],
    resolve: async (host) => {
      if (/^[\d.]+$|:/.test(host)) return [host]
      return [host === 'vpn.example' ? '203.0.113.9' : camera]
    },
    ping: (address, bytes) =>
      bytes > 1500 ? { mtu: 1500 } : { ms: (address === gateway ? 1 : 20) + (bytes % 3) / 10 },
    tcp: async () => 'answered',
    connect: async () => ({ state: 'connected', connectMs: 21 }),
    dns: async ({ name, type }) => {
      if (name.endsWith('.invalid')) return answer([], 8, 3)
      return answer(type === 'A' && name !== '' ? [camera] : [])
    },
    page: async () => ({ state: 'answered', status: 200, location: '', body: 'Success', ms: 30 }),
    big: async () => ({ state: 'asked', protocol: 'RTSP', up: 'passes', down: 'passes', downBytes: 20_000 }),
    connection: { mtu: 1500, mss: 1460 },
    nat: async (_, family, servers) =>
      family === 6
        ? undefined
        : {
            local: { address: '192.168.1.20', port: 50_000 },
            servers: servers.map(({ name, server }) => ({
              name,
              server,
              reply: {
                state: 'answered',
                mapped: { address: '203.0.113.20', port: 50_000 },
                other: undefined,
                ms: 23,
              },
              byTcp: 'unasked',
            })),
            mappedElsewhere: undefined,
            filtering: 'unknown',
          },
    turn: async () => ({
      state: 'allocated',
      relayed: { address: '203.0.113.30', port: 49_152 },
      ms: 41,
      carries: 'yes',
      carriedMs: 22,
    }),
    time: async () => ({ state: 'answered', offsetMs: 4, delayMs: 12, stratum: 2 }),
    rtsp: async () => ({
      state: 'rtsp',
      connectMs: 21,
      options: { status: 200, ms: 22 },
      describe: { status: 401, reason: 'Unauthorized', ms: 24 },
      server: 'Camera',
      methods: ['OPTIONS', 'DESCRIBE'],
      schemes: ['Digest'],
      tracks: [],
      clockAheadMs: 100,
    }),
    loop: async () => ({ p50Ms: 0.2, p99Ms: 1.4, maxMs: 5 }),
  }
}
