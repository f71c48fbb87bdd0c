import type { PlantedFault } from './planted-network.ts'
import { wireguardConfig } from './recorded-healthy.ts'
import { venue } from './venue-services.ts'

const to = `ip daddr ${venue.address}`
const from = `ip saddr ${venue.address}`
const behind = { host: '10.9.0.7', port: 8554 }

/** Nothing is wrong here. */
export const healthyVenue: PlantedFault = { name: 'a healthy path', code: '' }

/** Faults that are really there, in networks made for them. */
export const plantedFaults: PlantedFault[] = [
  {
    name: '3 % loss each way',
    code: 'loss',
    plant(space) {
      space.firewall(`${to} numgen random mod 1000 < 30 drop`)
      space.firewall(`${from} numgen random mod 1000 < 30 drop`)
    },
  },
  {
    name: 'an MTU black hole',
    code: 'mtu-black-hole',
    plant(space) {
      space.router('link set inner mtu 1300')
      space.far('link set cam0 mtu 1300')
      space.router('rule add iif lo to 10.71.0.2/32 blackhole')
    },
  },
  {
    name: 'an MTU black hole of TCP, pings filtered',
    code: 'mtu-black-hole',
    plant(space) {
      space.router('link set inner mtu 1300')
      space.far('link set cam0 mtu 1300')
      space.router('rule add iif lo to 10.71.0.2/32 blackhole')
      space.firewall('icmp type echo-request drop')
    },
  },
  { name: 'no DNS server answers', code: 'dns-dead', services: { dnsDelayMs: -1 } },
  { name: 'slow DNS', code: 'dns-slow', services: { dnsDelayMs: 450 } },
  {
    name: 'the first DNS server is dead',
    code: 'dns-one-dead',
    plant: (space) => space.nameServers('10.72.0.9', venue.address),
  },
  { name: 'a login page', code: 'captive-portal', services: { portal: true } },
  { name: 'a clock 2 s off', code: 'clock-off', services: { clockMs: 2100 } },
  {
    name: 'UDP blocked',
    code: 'udp-blocked',
    plant: (space) => space.firewall(`${to} udp dport { 123, 3478 } drop`),
  },
  { name: 'a stopped service', code: 'target-refused', services: { camera: 'closed' } },
  {
    name: 'a firewall before the target',
    code: 'target-filtered',
    plant: (space) => space.firewall(`${to} tcp dport ${venue.cameraPort} drop`),
  },
  {
    name: 'a camera without power, of which its router tells',
    code: 'target-unreachable',
    target: { host: '10.72.0.88', port: 8554 },
  },
  {
    name: 'a camera behind a firewall that drops everything',
    code: 'target-silent',
    target: { host: '10.72.0.88', port: 8554 },
    plant: (space) => space.firewall('ip daddr 10.72.0.88 drop'),
  },
  { name: 'a camera with all its viewers', code: 'camera-full', services: { camera: 'full' } },
  { name: 'a camera that hangs', code: 'camera-hangs', services: { camera: 'mute' } },
  {
    name: 'a router that is not there',
    code: 'gateway-silent',
    plant(space) {
      space.near.ip('route replace default via 10.71.0.99')
    },
  },
  {
    name: 'no default route',
    code: 'no-default-route',
    target: null,
    plant: (space) => void space.near.ip('route del default'),
  },
  {
    name: 'no cable',
    code: 'no-network',
    plant: (space) => space.near.unplug('wan0'),
  },
  {
    name: 'answers by another interface',
    code: 'asymmetric-route',
    plant(space) {
      space.near.plug('wan1', '10.73.0.2/24', '10.73.0.1/24')
      for (const name of ['all', 'wan0', 'wan1'])
        space.near.command(`sysctl -qw net.ipv4.conf.${name}.rp_filter=1`)
      space.router('route add 10.71.0.2/32 via 10.73.0.2')
    },
  },
  {
    name: 'wrong AllowedIPs',
    code: 'wireguard-allowed-ips',
    target: behind,
    plant(space) {
      space.near.plug('wg0', '10.8.0.2/24')
      space.firewall(`ip daddr ${behind.host} drop`)
    },
    settings: (space) => ({
      wireguardFiles: [space.file('wg0.conf', wireguardConfig().replace('vpn.example', venue.address))],
    }),
  },
  {
    name: 'the VPN is off',
    code: 'tunnel-down',
    target: { host: '10.8.0.7', port: 8554 },
    plant: (space) => space.firewall('ip daddr 10.8.0.7 drop'),
    settings: (space) => ({
      wireguardFiles: [space.file('wg0.conf', wireguardConfig().replace('vpn.example', venue.address))],
    }),
  },
]
