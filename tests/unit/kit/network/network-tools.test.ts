import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds } from '../../../../src/engines/kit/network/address.ts'
import {
  type LinuxInterface,
  linuxKind,
  parseIfInet6,
  parseIpRoutes,
  parseProcRoutes,
  parseProcRoutes6,
} from '../../../../src/engines/kit/network/linux-network.ts'
import {
  macosKind,
  parseHardwarePorts,
  parseNetstatRoutes,
} from '../../../../src/engines/kit/network/macos-network.ts'
import { parseWindowsNetwork, windowsKind } from '../../../../src/engines/kit/network/windows-network.ts'
import * as recorded from './recorded.ts'

const plain: LinuxInterface = {
  name: 'eth0',
  type: '1',
  devtype: '',
  wireless: false,
  tunnel: false,
  driver: 'e1000e',
}

describe('kinds on Linux', () => {
  test.each([
    [{}, 'ethernet'],
    [{ name: 'enp3s0', driver: 'r8169' }, 'ethernet'],
    [{ name: 'wlp2s0', wireless: true, devtype: 'wlan' }, 'wifi'],
    [{ name: 'wwan0', devtype: 'wwan', driver: 'qmi_wwan', type: '65534' }, 'cellular'],
    [{ name: 'enx0c5b8f279a64', driver: 'cdc_ether' }, 'cellular'],
    [{ name: 'usb0', driver: 'rndis_host' }, 'cellular'],
    [{ name: 'ppp0', type: '512', driver: '' }, 'cellular'],
    [{ name: 'wg0', type: '65534', devtype: 'wireguard', driver: '' }, 'vpn'],
    [{ name: 'nordlynx', type: '65534', devtype: 'wireguard', driver: '' }, 'vpn'],
    [{ name: 'corp', type: '65534', tunnel: true, driver: '' }, 'vpn'],
    [{ name: 'tailscale0', type: '65534', driver: '' }, 'vpn'],
    [{ name: 'lo', type: '772', driver: '' }, 'loopback'],
    [{ name: 'can0', type: '280', driver: '' }, 'other'],
  ])('%o is %s', (facts, kind) => {
    expect(linuxKind({ ...plain, ...facts })).toEqual({ kind, inner: false })
  })

  test.each(['docker0', 'br-4f1a2b', 'veth12ab', 'virbr0', 'lxdbr0'])('%s is within this machine', (name) => {
    expect(linuxKind({ ...plain, name }).inner).toBe(true)
  })

  test('a bridge of any name is within this machine', () => {
    expect(linuxKind({ ...plain, name: 'lan', devtype: 'bridge' }).inner).toBe(true)
  })
})

describe('routes on Linux', () => {
  test('those that lead nowhere, are dead or only deliver locally are left out', () => {
    const routes = parseIpRoutes(recorded.ipRoutes4, 4)!
    expect(routes.map(({ network, interface: name, table }) => `${network} ${name} ${table}`)).toEqual([
      '0.0.0.0/0 eth0 main',
      '0.0.0.0/0 enx0c5b8f279a64 main',
      '0.0.0.0/0 wwan0 main',
      '0.0.0.0/0 wlan0 101',
      '100.100.100.100/32 tailscale0 52',
      '198.51.100.0/24 eth0 main',
      '198.51.100.0/24 wlan0 main',
      '192.0.2.0/24 eth0 main',
    ])
    expect(routes[0]).toMatchObject({ gateway: '192.0.2.1', metric: 100, family: 4 })
    expect(routes[2]).toMatchObject({ gateway: '', metric: 700 })
    expect(routes[6]).toMatchObject({ gateway: 'fe80::1' })
  })

  test('IPv6 has its own', () => {
    const routes = parseIpRoutes(recorded.ipRoutes6, 6)!
    expect(routes.map(({ network }) => network)).toEqual(['2001:db8:1::/64', 'fe80::/64', '::/0'])
    expect(routes[2]).toMatchObject({ gateway: 'fe80::1', interface: 'eth0' })
  })

  test('an `ip` that knows no JSON is noticed', () => {
    expect(parseIpRoutes("ip: unrecognized option '-json'", 4)).toBeUndefined()
    expect(parseIpRoutes('{}', 4)).toBeUndefined()
  })

  test('the kernel’s own files tell the same of the main table', () => {
    expect(parseProcRoutes(recorded.procRoute)).toEqual([
      {
        family: 4,
        network: '0.0.0.0/0',
        interface: 'eth0',
        gateway: '192.0.2.1',
        metric: 100,
        table: 'main',
      },
      { family: 4, network: '0.0.0.0/0', interface: 'wwan0', gateway: '', metric: 700, table: 'main' },
      { family: 4, network: '192.0.2.0/24', interface: 'eth0', gateway: '', metric: 100, table: 'main' },
    ])
    expect(parseProcRoutes6(recorded.procRoute6)).toEqual([
      { family: 6, network: '2001:db8:1::/64', interface: 'eth0', gateway: '', metric: 100, table: 'main' },
      { family: 6, network: '::/0', interface: 'eth0', gateway: 'fe80::1', metric: 100, table: 'main' },
    ])
  })

  test('temporary, expired and unproven IPv6 addresses are told apart', () => {
    const { temporary, unusable } = parseIfInet6(recorded.ifInet6)
    expect([...temporary]).toEqual(['2001:db8:1:0:1234:5678:abcd:ef01', '2001:db8:1:0:1234:5678:abcd:ef02'])
    expect([...unusable]).toEqual(['2001:db8:1:0:1234:5678:abcd:ef02', '2001:db8:1::d0'])
  })
})

describe('macOS', () => {
  test('ports tell what an interface is', () => {
    const ports = parseHardwarePorts(recorded.hardwarePorts)
    const kindOf = (name: string) => macosKind(name, ports.get(name) ?? '')
    expect(kindOf('en0')).toEqual({ kind: 'wifi', inner: false })
    expect(kindOf('en4')).toEqual({ kind: 'ethernet', inner: false })
    expect(kindOf('en7')).toEqual({ kind: 'ethernet', inner: false })
    expect(kindOf('en8')).toEqual({ kind: 'cellular', inner: false })
    expect(kindOf('utun3')).toEqual({ kind: 'vpn', inner: false })
    expect(kindOf('lo0')).toEqual({ kind: 'loopback', inner: false })
    expect(kindOf('bridge0').inner).toBe(true)
    expect(kindOf('en12')).toEqual({ kind: 'other', inner: false })
  })

  test('routes are read in both families', () => {
    const routes = parseNetstatRoutes(recorded.netstat)
    const shown = routes.map(({ network, interface: name, gateway }) =>
      `${network} ${name} ${gateway}`.trim(),
    )
    expect(shown).toContain('0.0.0.0/0 en0 192.168.1.1')
    expect(shown).toContain('0.0.0.0/0 en8 172.20.10.1')
    expect(shown).toContain('0.0.0.0/0 bridge100')
    expect(shown).toContain('192.168.1.0/24 en0')
    expect(shown).toContain('172.20.10.0/28 en8')
    expect(shown).toContain('::/0 en0 fe80::1%en0')
    expect(shown).toContain('::/0 utun0')
    expect(shown).toContain('2001:db8:1::/64 en0')
    expect(shown.some((line) => line.startsWith('203.0.113'))).toBe(false)
  })

  test('the columns of older versions are found by their heading', () => {
    expect(parseNetstatRoutes(recorded.netstatOfOldVersions)).toContainEqual({
      family: 4,
      network: '0.0.0.0/0',
      interface: 'en0',
      gateway: '192.168.1.1',
      metric: 0,
      table: 'main',
    })
  })
})

describe('Windows', () => {
  test('adapters and routes come by one call', () => {
    const { adapters, routes } = parseWindowsNetwork(recorded.windowsNetwork)!
    expect(Object.fromEntries(adapters.map((each) => [each.name, windowsKind(each)]))).toEqual({
      WLAN: { kind: 'wifi', inner: false },
      'Mobilfunk 2': { kind: 'cellular', inner: false },
      'Ethernet 3': { kind: 'cellular', inner: false },
      Ethernet: { kind: 'ethernet', inner: false },
      'vEthernet (WSL)': { kind: 'ethernet', inner: true },
      wg0: { kind: 'vpn', inner: false },
    })
    expect(routes).toHaveLength(5)
    expect(routes[1]).toMatchObject({
      interface: 'Mobilfunk 2',
      gateway: '10.64.64.64',
      network: '0.0.0.0/0',
    })
    expect(routes[2]).toMatchObject({ gateway: '' })
    expect(routes[3]).toMatchObject({ family: 6, gateway: 'fe80::1' })
  })

  test('a list of one, which PowerShell writes without brackets, is a list', () => {
    const text =
      '{"adapters":{"Name":"WLAN","InterfaceType":71},"routes":{"DestinationPrefix":"0.0.0.0/0","NextHop":"10.0.0.1","InterfaceAlias":"WLAN"}}'
    expect(parseWindowsNetwork(text)).toMatchObject({
      adapters: [{ name: 'WLAN' }],
      routes: [{ interface: 'WLAN' }],
    })
  })

  test('an error message is not taken for an answer', () => {
    expect(parseWindowsNetwork('Get-NetAdapter : Access denied')).toBeUndefined()
    expect(parseWindowsNetwork('')).toBeUndefined()
  })
})

test('anything may come back from the tools', () => {
  const texts = Object.values(recorded).filter((each) => typeof each === 'string')
  const damaged = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat({ max: 20 }),
      fc.string({ unit: 'binary', maxLength: 10 }),
    )
    .map(([text, at, cut, put]) => {
      const from = at % text.length
      return text.slice(0, from) + put + text.slice(from + cut)
    })
  const anyJson = fc
    .json()
    .map((text) => `[${text},{"dst":${text},"dev":${text},"nexthops":${text},"via":${text}}]`)
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), damaged, anyJson)
  fc.assert(
    fc.property(anyText, (text) => {
      const routes = [
        ...(parseIpRoutes(text, 4) ?? []),
        ...(parseIpRoutes(text, 6) ?? []),
        ...parseProcRoutes(text),
        ...parseProcRoutes6(text),
        ...parseNetstatRoutes(text),
        ...(parseWindowsNetwork(text)?.routes ?? []),
      ]
      for (const route of routes) {
        expect(route.network).toMatch(/^[0-9a-fA-F.:]+\/\d{1,3}$/)
        expect(holds(route.network, route.network.replace(/\/.*$/, ''))).toBe(true)
        expect(typeof route.interface).toBe('string')
        if (route.gateway !== '') expect(isIP(route.gateway)).toBeGreaterThan(0)
      }
      parseIfInet6(text)
      parseHardwarePorts(text)
    }),
    { numRuns: 500 },
  )
})
