import type { NetworkInterfaceInfo } from 'node:os'
import type { FakeContext } from '../../support/diagnose/fake-context.ts'
import * as linux from './recorded/linux.ts'
import * as macos from './recorded/macos.ts'
import * as windows from './recorded/windows.ts'

/** One address as Node tells it. */
export const address = (cidr: string): NetworkInterfaceInfo => {
  const [plain = ''] = cidr.split('/')
  const isIpv6 = plain.includes(':')
  const shared = {
    address: plain,
    netmask: '',
    mac: '02:00:5e:00:53:01',
    internal: plain === '127.0.0.1',
    cidr,
  }
  return isIpv6 ? { ...shared, family: 'IPv6', scopeid: 0 } : { ...shared, family: 'IPv4' }
}

export const addressesOf = (byName: Record<string, string[]>) => () =>
  Object.fromEntries(Object.entries(byName).map(([name, cidrs]) => [name, cidrs.map(address)]))

/** A laptop by cable, with Wi-Fi and a tunnel. */
export const linuxLaptop: FakeContext = {
  platform: 'linux',
  interfaces: addressesOf({
    lo: ['127.0.0.1/8', '::1/128'],
    eth0: ['192.168.1.20/24', '2001:db8:1::20/64', 'fe80::20/64'],
    wlan0: ['192.168.7.33/24'],
    wg0: ['10.8.0.2/24'],
  }),
  tools: {
    'ip -json -details link show': linux.ipLinks,
    'ip -json -4 route show table all': linux.ipRoutes4,
    'ip -json -6 route show table all': linux.ipRoutes6,
    'ip -json neigh show': linux.neighbours,
    'ip -json route get 10.8.0.7': linux.routeGetTunnel,
    'ip -json route get 198.51.100.7': linux.routeGetGateway,
    'ip -json route get 192.168.1.50': linux.routeGetNeighbour,
  },
  files: {
    '/sys/class/net/lo/type': '772\n',
    '/sys/class/net/eth0/type': '1\n',
    '/sys/class/net/eth0/uevent': 'INTERFACE=eth0\nIFINDEX=2\n',
    '/sys/class/net/eth0/device/uevent': 'DRIVER=e1000e\nPCI_CLASS=20000\n',
    '/sys/class/net/eth1/type': '1\n',
    '/sys/class/net/wlan0/type': '1\n',
    '/sys/class/net/wlan0/uevent': 'DEVTYPE=wlan\nINTERFACE=wlan0\nIFINDEX=4\n',
    '/sys/class/net/wg0/type': '65534\n',
    '/sys/class/net/wg0/uevent': 'DEVTYPE=wireguard\nINTERFACE=wg0\nIFINDEX=5\n',
    '/proc/net/netstat': linux.netstat(3),
  },
}

export const macosLaptop: FakeContext = {
  platform: 'darwin',
  interfaces: addressesOf({
    lo0: ['127.0.0.1/8', '::1/128'],
    en0: ['fe80::10c2:4ff:fe00:1/64', '192.168.1.20/24'],
    utun0: ['fe80::8a1b:2c3d:4e5f:6071/64'],
    utun4: ['10.8.0.2/24'],
  }),
  tools: {
    '/sbin/ifconfig -a': macos.ifconfig,
    '/usr/sbin/networksetup -listallhardwareports': macos.hardwarePorts,
    '/usr/sbin/netstat -rn': macos.netstat,
    '/sbin/route -n get -inet 198.51.100.7': macos.routeGet,
    '/sbin/route -n get -inet 10.8.0.7': macos.routeGetTunnel,
    '/usr/sbin/arp -an': macos.arp,
  },
}

export const windowsLaptop: FakeContext = {
  platform: 'win32',
  interfaces: addressesOf({
    'Loopback Pseudo-Interface 1': ['127.0.0.1/8'],
    WLAN: ['192.168.1.20/24'],
    'Mobilfunk 2': ['10.64.64.65/30'],
    wg0: ['10.8.0.2/24'],
  }),
  tools: { powershell: windows.network },
}

/** Some outputs other than those of a laptop. */
export const withTools = (context: FakeContext, tools: FakeContext['tools']): FakeContext => ({
  ...context,
  tools: { ...context.tools, ...tools },
})

export const noRoutes = {
  'ip -json -4 route show table all': '[]',
  'ip -json -6 route show table all': '[]',
}
