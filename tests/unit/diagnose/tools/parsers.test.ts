import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCounters } from '../../../../src/engines/diagnose/tools/kernel-counters.ts'
import { parseIpLinks } from '../../../../src/engines/diagnose/tools/linux-links.ts'
import { parseIfconfig } from '../../../../src/engines/diagnose/tools/macos-links.ts'
import { parseLinuxSilent, parseMacosSilent } from '../../../../src/engines/diagnose/tools/neighbours.ts'
import { isPlainHost } from '../../../../src/engines/diagnose/tools/plain-host.ts'
import {
  parseMeminfo,
  parseMemoryPressure,
  parseProcStat,
  parseThrottling,
  usage,
} from '../../../../src/engines/diagnose/tools/processor.ts'
import {
  parseLinuxWay,
  parseMacosWay,
  parseWindowsWay,
  type WayOut,
} from '../../../../src/engines/diagnose/tools/route-get.ts'
import type { ToolOutput } from '../../../../src/engines/diagnose/tools/run-tool.ts'
import {
  parseDynamicPorts,
  parseLaunchctl,
  parseNumbers,
  parseProcLimits,
  parseSysctl,
} from '../../../../src/engines/diagnose/tools/system-limits.ts'
import { parseWindowsLinks } from '../../../../src/engines/diagnose/tools/windows-links.ts'
import { parseWireguardConfig } from '../../../../src/engines/diagnose/tools/wireguard-config.ts'
import { parseHandshakes } from '../../../../src/engines/diagnose/tools/wireguard-handshakes.ts'
import * as linux from '../recorded/linux.ts'
import * as macos from '../recorded/macos.ts'
import * as windows from '../recorded/windows.ts'

const said = (stdout: string, stderr = '', code = stderr === '' ? 0 : 2): ToolOutput => ({
  state: 'ran',
  code,
  stdout,
  stderr,
})

const wireguard = `[Interface]
PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
Address = 10.8.0.2/24, fd00:8::2/64 # both
ListenPort = 51820
Table = off

[peer]
publickey=KdQ3vJ0m1bqFQyb3pG8hTnq0Yd5sWv2xZr4cLk7uE1o=
allowedips=10.8.0.0/24,
AllowedIPs = fd00:8::/64, 198.51.100.1
Endpoint = [2001:db8::1]:51820
PersistentKeepalive = 25
`

describe('interfaces', () => {
  test('of Linux', () => {
    const links = parseIpLinks(linux.ipLinks)!
    expect(links.map(({ name, mtu, infoKind }) => `${name} ${mtu} ${infoKind}`.trim())).toEqual([
      'lo 65536',
      'eth0 1500',
      'eth1 1500',
      'wlan0 1500',
      'wg0 1420 wireguard',
      'docker0 1500 bridge',
    ])
    expect(links.filter(({ hasCarrier }) => !hasCarrier).map(({ name }) => name)).toEqual(['eth1', 'docker0'])
    expect(parseIpLinks("ip: unrecognized option '-json'")).toBeUndefined()
  })

  test('of macOS', () => {
    expect(parseIfconfig(macos.ifconfig)).toEqual([
      { name: 'lo0', isUp: true, hasCarrier: true, mtu: 16_384 },
      { name: 'en0', isUp: true, hasCarrier: true, mtu: 1500 },
      { name: 'en4', isUp: true, hasCarrier: false, mtu: 1500 },
      { name: 'utun0', isUp: true, hasCarrier: true, mtu: 1500 },
      { name: 'utun4', isUp: true, hasCarrier: true, mtu: 1420 },
      { name: 'gif0', isUp: false, hasCarrier: false, mtu: 1280 },
    ])
  })

  test('of Windows', () => {
    const { links, routes } = parseWindowsLinks(windows.network)!
    expect(links.map(({ name, kind, mtu, hasCarrier }) => [name, kind, mtu, hasCarrier])).toEqual([
      ['WLAN', 'wifi', 1500, true],
      ['Mobilfunk 2', 'cellular', 1428, true],
      ['Ethernet', 'ethernet', 0, false],
      ['wg0', 'vpn', 1420, true],
    ])
    expect(links[3]?.isWireguard).toBe(true)
    expect(routes.map(({ metric }) => metric)).toEqual([35, 55, 291, 5])
    expect(parseWindowsLinks('Get-NetAdapter : Access denied')).toBeUndefined()
  })
})

describe('the way to an address', () => {
  test('of Linux', () => {
    expect(parseLinuxWay(said(linux.routeGetGateway))).toEqual({
      interface: 'eth0',
      gateway: '192.168.1.1',
      source: '192.168.1.20',
      mtu: 1400,
    })
    expect(parseLinuxWay(said('', linux.routeGetNone))).toEqual({ error: 'Network is unreachable' })
    expect(parseLinuxWay(said('', 'Option "-json" is unknown'))).toBeUndefined()
    expect(parseLinuxWay(said('', 'Error: inet6 prefix is expected rather than "x".'))).toBeUndefined()
  })

  test('of macOS', () => {
    expect(parseMacosWay(said(macos.routeGet))).toEqual({
      interface: 'en0',
      gateway: '192.168.1.1',
      source: '',
      mtu: 1500,
    })
    expect(parseMacosWay(said('', macos.routeGetNone))).toEqual({ error: 'Network is unreachable' })
    expect(parseMacosWay(said('', 'route: must be root'))).toBeUndefined()
  })

  test('of Windows', () => {
    expect(parseWindowsWay(said(windows.findRoute))).toEqual({
      interface: 'WLAN',
      gateway: '192.168.1.1',
      source: '192.168.1.20',
      mtu: 0,
    })
    expect(parseWindowsWay(said(windows.findRouteNone))).toEqual({ error: 'Network is unreachable' })
    expect(parseWindowsWay(said('', 'Find-NetRoute : The term'))).toBeUndefined()
  })
})

test('neighbours that do not answer', () => {
  expect([...parseLinuxSilent(linux.neighbours)]).toEqual(['192.168.1.77'])
  expect([...parseMacosSilent(macos.arp)]).toEqual(['192.168.1.77'])
})

test('counters and limits', () => {
  expect(parseCounters(linux.netstat(7), 'TcpExt').get('IPReversePathFilter')).toBe(7)
  expect(parseCounters(linux.snmp, 'Udp').get('RcvbufErrors')).toBe(17)
  expect(parseProcLimits(linux.procLimits)).toBe(524_288)
  expect(parseNumbers('32768\t60999\n')).toEqual([32_768, 60_999])
  expect(parseNumbers('permission denied 7')).toEqual([])
  expect(parseSysctl(macos.sysctl).get('kern.maxfiles')).toBe(245_760)
  expect(parseLaunchctl(macos.launchctl)).toBe(Number.MAX_SAFE_INTEGER)
  expect(parseDynamicPorts(windows.dynamicPorts)).toBe(16_384)
})

test('processors and memory', () => {
  const before = parseProcStat(linux.procStat(1000, 5000))!
  expect(usage(before, parseProcStat(linux.procStat(1050, 5040, 10))!)).toEqual({ busy: 50, stolen: 10 })
  expect(usage(before, before)).toEqual({ busy: 0, stolen: 0 })
  expect(parseThrottling(linux.cpuStat(9, 3))).toEqual({ periods: 9, throttled: 3 })
  expect(parseThrottling('usage_usec 8\n')).toBeUndefined()
  expect(Math.round(parseMeminfo(linux.meminfo(1_631_542))!)).toBe(10)
  expect(parseMemoryPressure(macos.memoryPressure)).toBe(2)
})

test('a configuration of WireGuard', () => {
  expect(parseWireguardConfig(wireguard)).toEqual({
    hasPrivateKey: true,
    addresses: ['10.8.0.2/24', 'fd00:8::2/64'],
    mtu: 0,
    listenPort: 51_820,
    ownTable: true,
    peers: [
      {
        name: 'KdQ3vJ0m',
        hasKey: true,
        allowedIps: ['10.8.0.0/24', 'fd00:8::/64', '198.51.100.1/32'],
        endpointHost: '2001:db8::1',
        endpointPort: 51_820,
        persistentKeepalive: 25,
      },
    ],
    problems: [],
  })
})

test('problems of a configuration name the line and not what stands there', () => {
  const { problems } = parseWireguardConfig('MTU = 5\n[Interface]\nPrivateKey = secret\nMTU = 9\n[Peer\nDNS')
  expect(problems).toEqual([
    'line 1: a setting stands before [Interface] and [Peer]',
    'line 3: PrivateKey is not a key',
    'line 4: MTU is a number from 68 to 65535',
    'line 5: there are no sections but [Interface] and [Peer]',
    'line 6: a setting has a name, an equals sign and a value',
  ])
})

test('handshakes are told by the beginning of the key', () => {
  expect(parseHandshakes(linux.handshakes(1_700_000_000))).toEqual([
    { interface: 'wg0', peer: 'KdQ3vJ0m', at: 1_700_000_000 },
  ])
})

test('what could be read as an option or a path is no host', () => {
  for (const host of ['cam.example', '10.0.0.1', 'fe80::1%eth0', 'fd00::1'])
    expect(isPlainHost(host)).toBe(true)
  for (const host of ['-f', '--help', '', ' 10.0.0.1', 'a b', 'a;b', '/etc', 'http://a', '$(id)'])
    expect(isPlainHost(host)).toBe(false)
})

describe('anything may come back from tools and files', () => {
  const texts = [
    ...Object.values(linux),
    ...Object.values(macos),
    ...Object.values(windows),
    wireguard,
  ].filter((each) => typeof each === 'string')
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
  const json = fc
    .json()
    .map(
      (text) =>
        `[${text},{"ifname":"a","dev":"b","dst":${text},"state":${text},"linkinfo":${text},"metrics":${text}}]`,
    )
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 1000 }), damaged, json)

  test('numbers are numbers, addresses are addresses, and nothing throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const links = [
          ...(parseIpLinks(text) ?? []),
          ...parseIfconfig(text),
          ...(parseWindowsLinks(text)?.links ?? []),
        ]
        for (const { name, mtu } of links) {
          expect(name).not.toBe('')
          expect(Number.isFinite(mtu)).toBe(true)
        }
        const ways: (WayOut | undefined)[] = [parseLinuxWay, parseMacosWay, parseWindowsWay].flatMap(
          (parse) => [parse(said(text)), parse(said('', text))],
        )
        for (const way of ways)
          if (way && 'interface' in way) {
            for (const address of [way.gateway, way.source])
              if (address !== '') expect(isIP(address.replace(/%.*$/, ''))).toBeGreaterThan(0)
            expect(Number.isFinite(way.mtu)).toBe(true)
          }
        for (const address of [...parseLinuxSilent(text), ...parseMacosSilent(text)])
          expect(isIP(address)).toBeGreaterThan(0)
        const numbers = [
          ...parseCounters(text, 'Udp').values(),
          ...parseSysctl(text).values(),
          ...parseNumbers(text),
          parseProcLimits(text) ?? 0,
          parseLaunchctl(text) ?? 0,
          parseDynamicPorts(text) ?? 0,
          parseMeminfo(text) ?? 0,
          parseMemoryPressure(text) ?? 0,
          ...Object.values(parseThrottling(text) ?? {}),
          ...Object.values(parseProcStat(text) ?? {}),
          ...parseHandshakes(text).map(({ at }) => at),
        ]
        for (const number of numbers) expect(Number.isFinite(number)).toBe(true)
        const config = parseWireguardConfig(text)
        for (const network of [...config.addresses, ...config.peers.flatMap(({ allowedIps }) => allowedIps)])
          expect(network).toMatch(/^[0-9a-fA-F.:]+\/\d{1,3}$/)
        for (const peer of config.peers)
          if (peer.endpointHost !== '') expect(isPlainHost(peer.endpointHost)).toBe(true)
      }),
      { numRuns: 400 },
    )
  }, 60_000)
})
