import { describe, expect, test } from 'vitest'
import {
  automaticUplinks,
  readSystemUplinks,
  uplinkInfo,
} from '../../../../src/engines/bond/uplinks/system-uplinks.ts'
import type { ToolOutput } from '../../../../src/engines/kit/network/system-tools.ts'
import * as recorded from '../../kit/network/recorded.ts'
import { failed, fakeTools, said } from './fake-tools.ts'

const routes4 = 'ip -json -4 route show table all'
const routes6 = 'ip -json -6 route show table all'

const linux = {
  interfaces: {
    lo: ['127.0.0.1/8', '::1/128'],
    eth0: [
      '192.0.2.20/24',
      '2001:db8:1::20/64',
      '2001:db8:1:0:1234:5678:abcd:ef02/64',
      'fe80::220:48ff:fe12:3456/64',
    ],
    'eth0:1': ['192.0.2.21/24'],
    enx0c5b8f279a64: ['192.168.8.100/24'],
    wwan0: ['10.64.3.2/30'],
    wlan0: ['169.254.7.7/16'],
    docker0: ['172.17.0.1/16'],
    eth9: ['10.77.0.2/24'],
  },
  files: {
    '/sys/class/net/lo/type': '772\n',
    '/sys/class/net/eth0/type': '1\n',
    '/sys/class/net/enx0c5b8f279a64/type': '1\n',
    '/sys/class/net/wwan0/type': '65534\n',
    '/sys/class/net/wwan0/uevent': 'DEVTYPE=wwan\nINTERFACE=wwan0\n',
    '/sys/class/net/docker0/type': '1\n',
    '/sys/class/net/docker0/uevent': 'DEVTYPE=bridge\nINTERFACE=docker0\n',
    '/sys/class/net/eth9/type': '1\n',
    '/proc/net/if_inet6': recorded.ifInet6,
  },
  links: { '/sys/class/net/enx0c5b8f279a64/device/driver': 'cdc_ether' },
  commands: { [routes4]: said(recorded.ipRoutes4), [routes6]: said(recorded.ipRoutes6) },
}

describe('on Linux', () => {
  test('every way out has its kind, address and gateway', async () => {
    const uplinks = automaticUplinks(await readSystemUplinks(fakeTools(linux)))
    expect(uplinks.map(uplinkInfo)).toEqual([
      { interface: 'eth0', kind: 'ethernet', address: '192.0.2.20', gateway: '192.0.2.1' },
      { interface: 'eth0', kind: 'ethernet', address: '2001:db8:1::20', gateway: 'fe80::1' },
      { interface: 'eth0', kind: 'ethernet', address: '192.0.2.21', gateway: '192.0.2.1' },
      { interface: 'enx0c5b8f279a64', kind: 'cellular', address: '192.168.8.100', gateway: '192.168.8.1' },
      { interface: 'wwan0', kind: 'cellular', address: '10.64.3.2', gateway: '' },
    ])
  })

  test('an interface without a default route serves a receiver to which it has a route', async () => {
    const routes = recorded.ipRoutes4.replace(
      '[',
      '[{"dst":"10.77.0.0/24","dev":"eth9","scope":"link","flags":[]},',
    )
    const tools = fakeTools({ ...linux, commands: { ...linux.commands, [routes4]: said(routes) } })
    const uplinks = await readSystemUplinks(tools)
    const names = (receivers: string[]) => automaticUplinks(uplinks, receivers).map((each) => each.interface)
    expect(names(['10.77.0.9'])).toContain('eth9')
    expect(names(['203.0.113.9'])).not.toContain('eth9')
    expect(names([])).not.toContain('eth9')
    expect(names(['172.17.0.5'])).not.toContain('docker0')
  })

  test('a bridge by which the default route goes is a way out', async () => {
    const routes = '[{"dst":"default","gateway":"192.0.2.1","dev":"br0","flags":[]}]'
    const tools = fakeTools({
      interfaces: { br0: ['192.0.2.9/24'] },
      files: { '/sys/class/net/br0/type': '1', '/sys/class/net/br0/uevent': 'DEVTYPE=bridge\n' },
      commands: { [routes4]: said(routes) },
    })
    expect(automaticUplinks(await readSystemUplinks(tools)).map(uplinkInfo)).toEqual([
      { interface: 'br0', kind: 'ethernet', address: '192.0.2.9', gateway: '192.0.2.1' },
    ])
  })

  test('an expired address is not there, a link-local one neither', async () => {
    const addresses = (await readSystemUplinks(fakeTools(linux))).map((each) => each.address)
    expect(addresses).toContain('2001:db8:1::20')
    expect(addresses).not.toContain('2001:db8:1:0:1234:5678:abcd:ef02')
    expect(addresses.filter((each) => /^(?:fe80|169\.254)/.test(each))).toEqual([])
  })

  test('without `ip`, or with one that is too small, the kernel’s files serve', async () => {
    const small: Record<string, ToolOutput> = { [routes4]: failed("ip: unrecognized option '-json'") }
    for (const commands of [{}, small]) {
      const files = {
        ...linux.files,
        '/proc/net/route': recorded.procRoute,
        '/proc/net/ipv6_route': recorded.procRoute6,
      }
      const uplinks = automaticUplinks(await readSystemUplinks(fakeTools({ ...linux, files, commands })))
      expect(uplinks.map(uplinkInfo)).toContainEqual({
        interface: 'eth0',
        kind: 'ethernet',
        address: '192.0.2.20',
        gateway: '192.0.2.1',
      })
    }
  })

  test('with nothing but the addresses, all that is not within this machine counts as a way out', async () => {
    const uplinks = automaticUplinks(await readSystemUplinks(fakeTools({ interfaces: linux.interfaces })))
    const names = uplinks.map((each) => each.interface)
    expect(names).toContain('eth0')
    expect(names).not.toContain('lo')
    expect(names).not.toContain('docker0')
    expect(uplinks.every(({ gateway }) => gateway === '')).toBe(true)
  })
})

test('on macOS', async () => {
  const tools = fakeTools({
    platform: 'darwin',
    interfaces: {
      lo0: ['127.0.0.1/8'],
      en0: ['192.168.1.20/24'],
      en8: ['172.20.10.2/28'],
      bridge101: ['192.168.64.1/24'],
    },
    commands: {
      '/usr/sbin/networksetup -listallhardwareports': said(recorded.hardwarePorts),
      '/usr/sbin/netstat -rn': said(recorded.netstat),
    },
  })
  expect(automaticUplinks(await readSystemUplinks(tools)).map(uplinkInfo)).toEqual([
    { interface: 'en0', kind: 'wifi', address: '192.168.1.20', gateway: '192.168.1.1' },
    { interface: 'en8', kind: 'cellular', address: '172.20.10.2', gateway: '172.20.10.1' },
  ])
})

test('on Windows', async () => {
  const tools = fakeTools({
    platform: 'win32',
    interfaces: {
      WLAN: ['192.168.1.30/24'],
      'Mobilfunk 2': ['10.64.64.70/32'],
      'vEthernet (WSL)': ['172.27.0.1/20'],
      'Loopback Pseudo-Interface 1': ['127.0.0.1/8'],
    },
    commands: {
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe*': said(recorded.windowsNetwork),
    },
  })
  const uplinks = await readSystemUplinks(tools)
  expect(automaticUplinks(uplinks).map(uplinkInfo)).toEqual([
    { interface: 'WLAN', kind: 'wifi', address: '192.168.1.30', gateway: '192.168.1.1' },
    { interface: 'Mobilfunk 2', kind: 'cellular', address: '10.64.64.70', gateway: '10.64.64.64' },
  ])
  expect(uplinks.at(-1)?.kind).toBe('loopback')
  expect(tools.asked).toHaveLength(1)
})

test('a system nobody has heard of still has its addresses', async () => {
  const tools = fakeTools({ platform: 'aix', interfaces: { en0: ['192.0.2.5/24'] } })
  expect(automaticUplinks(await readSystemUplinks(tools)).map(uplinkInfo)).toEqual([
    { interface: 'en0', kind: 'other', address: '192.0.2.5', gateway: '' },
  ])
})
