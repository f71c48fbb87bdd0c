import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseResolvConf,
  parseScutilDns,
  parseWindowsDns,
} from '../../../../src/engines/diagnose/tools/dns-servers.ts'
import {
  type PingReport,
  parseUnixPing,
  parseWindowsPing,
  pingCommand,
} from '../../../../src/engines/diagnose/tools/ping.ts'
import { isPlainHost } from '../../../../src/engines/diagnose/tools/plain-host.ts'
import { parseDestinationCache, parseSs } from '../../../../src/engines/diagnose/tools/tcp-path.ts'
import {
  parseRegistryServers,
  parseTimeConfiguration,
  parseTimesync,
} from '../../../../src/engines/diagnose/tools/time-servers.ts'
import * as recorded from '../recorded/network-tools.ts'

const report = (change: Partial<PingReport>): PingReport => ({
  sent: 0,
  rttsMs: [],
  isTooBig: false,
  toldMtu: 0,
  isUnreachable: false,
  ...change,
})

describe('what ping prints', () => {
  test.each<[string, string | { stdout: string; stderr: string }, Partial<PingReport>]>([
    [
      'Linux: a loss, and an answer that came twice',
      recorded.linuxPing,
      { sent: 4, rttsMs: [20.1, 22.4, 19.8] },
    ],
    ['Linux: IPv6', recorded.linuxPing6, { sent: 1, rttsMs: [12.3] }],
    ['Linux: silence', recorded.linuxPingSilent, { sent: 3 }],
    ['Linux: a router says too big', recorded.linuxPingTooBig, { sent: 3, isTooBig: true, toldMtu: 1400 }],
    ['Linux: the same of IPv6', recorded.linuxPingTooBig6, { sent: 1, isTooBig: true, toldMtu: 1400 }],
    [
      'Linux: too big already here',
      recorded.linuxPingLocalTooBig,
      { sent: 1, isTooBig: true, toldMtu: 1420 },
    ],
    ['Linux: no way', recorded.linuxPingUnreachable, { sent: 3, isUnreachable: true }],
    ['busybox', recorded.busyboxPing, { sent: 2, rttsMs: [0.095, 0.101] }],
    ['macOS: a loss', recorded.macosPing, { sent: 3, rttsMs: [21.052, 20.881] }],
    ['macOS: IPv6', recorded.macosPing6, { sent: 1, rttsMs: [14.068] }],
    ['macOS: a router says too big', recorded.macosPingTooBig, { sent: 1, isTooBig: true, toldMtu: 1400 }],
    ['macOS: too big already here', recorded.macosPingLocalTooBig, { sent: 2, isTooBig: true }],
  ])('%s', (_, said, expected) => {
    const output = typeof said === 'string' ? { stdout: said, stderr: '' } : said
    expect(parseUnixPing(output)).toEqual(report(expected))
  })

  test.each<[string, string, Partial<PingReport>]>([
    ['English', recorded.windowsPing, { sent: 4, rttsMs: [21, 1, 23] }],
    ['German', recorded.windowsPingGerman, { sent: 3, rttsMs: [21, 22] }],
    ['French', recorded.windowsPingFrench, { sent: 2, rttsMs: [12, 1] }],
    ['IPv6', recorded.windowsPing6, { sent: 2, rttsMs: [14, 1] }],
    ['too big', recorded.windowsPingTooBig, { sent: 2, isTooBig: true }],
    ['no way', recorded.windowsPingUnreachable, { sent: 2, isUnreachable: true }],
  ])('Windows: %s', (_, stdout, expected) => {
    expect(parseWindowsPing({ stdout })).toEqual(report(expected))
  })

  test('of a program that was ended before its summary, what came counts', () => {
    const stdout = recorded.linuxPing.slice(0, recorded.linuxPing.indexOf('---'))
    expect(parseUnixPing({ stdout, stderr: '' })).toMatchObject({ sent: 4, rttsMs: [20.1, 22.4, 19.8] })
  })

  test('a program that does not know what it is asked says nothing of the network', () => {
    expect(parseUnixPing({ stdout: '', stderr: recorded.busyboxUsage })).toBeUndefined()
    expect(parseWindowsPing({ stdout: 'Bad option -x.\r\n' })).toBeUndefined()
  })
})

describe('the command line of ping', () => {
  test('packets that may not be cut have the size of the whole packet', () => {
    const options = { count: 3, intervalMs: 200, packetBytes: 1500 }
    expect(pingCommand('linux', '192.0.2.7', options)?.args).toEqual(
      '-n -c 3 -i 0.2 -W 1 -M do -s 1472 192.0.2.7'.split(' '),
    )
    expect(pingCommand('linux', '2001:db8::7', options)?.args).toContain('1452')
    expect(pingCommand('darwin', '192.0.2.7', options)).toEqual({
      file: '/sbin/ping',
      args: '-n -c 3 -i 0.2 -W 1000 -D -s 1472 192.0.2.7'.split(' '),
    })
    expect(pingCommand('darwin', '2001:db8::7', options)?.file).toBe('/sbin/ping6')
    expect(pingCommand('win32', '192.0.2.7', options)?.args).toEqual(
      '-n 3 -w 1000 -f -l 1472 192.0.2.7'.split(' '),
    )
    expect(pingCommand('win32', '2001:db8::7', options)).toBeUndefined()
  })

  test('only addresses are pinged', () => {
    for (const host of ['-f', 'example.net', '', '192.0.2.7; reboot'])
      expect(pingCommand('linux', host, { count: 1, intervalMs: 200 })).toBeUndefined()
  })
})

describe('what systems know of paths and servers', () => {
  test('ss tells of a connection', () => {
    expect(parseSs(recorded.ss)).toEqual({
      mtu: 1500,
      mss: 1448,
      unacknowledged: 0,
      retransmitted: 0,
      outOfOrder: 0,
      largestReceived: 1388,
    })
    expect(parseSs(recorded.ssHeldUp)).toMatchObject({ unacknowledged: 5, retransmitted: 3, outOfOrder: 2 })
    expect(parseSs('')).toBeUndefined()
  })

  test('netsh tells the MTU towards an address', () => {
    expect(parseDestinationCache(recorded.destinationCache, '192.0.2.7')).toBe(1400)
    expect(parseDestinationCache(recorded.destinationCache, '192.0.2.8')).toBe(0)
  })

  test('each system names its DNS servers', () => {
    expect(parseResolvConf(recorded.resolvConf)).toEqual(['192.168.1.1', '2001:db8:1::53', 'fe80::1%eth0'])
    expect(parseScutilDns(recorded.scutilDns)).toEqual(['192.168.1.1', '2001:db8:1::53'])
    expect(parseWindowsDns(recorded.windowsDns, new Set(['WLAN']))).toEqual(['192.168.1.1', '192.168.1.2'])
    expect(parseWindowsDns('nothing', new Set())).toBeUndefined()
  })

  test('each system names its time servers', () => {
    expect(parseTimesync(recorded.timesync)).toEqual(['ntp.example.net', '192.168.1.1'])
    expect(parseTimesync(recorded.timesyncFallback)).toEqual(['0.pool.example.org', '1.pool.example.org'])
    expect(parseTimeConfiguration(recorded.chrony)).toEqual(['pool.example.org', 'ntp.example.net'])
    expect(parseRegistryServers(recorded.registry)).toEqual(['time.example.com', 'other.example.net'])
  })
})

describe('whatever is printed', () => {
  const texts = Object.values(recorded).map((each) => (typeof each === 'string' ? each : each.stdout))
  /** Recorded outputs with pieces cut out, doubled or replaced. */
  const strange = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
    fc
      .tuple(fc.constantFrom(...texts), fc.nat(2000), fc.nat(60), fc.string({ maxLength: 12 }))
      .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length)),
  )

  test('reports of ping are numbers that fit together', () => {
    fc.assert(
      fc.property(strange, (stdout) => {
        for (const found of [parseUnixPing({ stdout, stderr: '' }), parseWindowsPing({ stdout })]) {
          if (found === undefined) continue
          expect(found.sent).toBeGreaterThanOrEqual(found.rttsMs.length)
          expect(found.rttsMs.every(Number.isFinite)).toBe(true)
          expect(Number.isSafeInteger(found.toldMtu)).toBe(true)
        }
      }),
    )
  })

  test('servers are addresses and hosts, paths are numbers', () => {
    fc.assert(
      fc.property(strange, (text) => {
        const servers = [
          ...parseResolvConf(text),
          ...parseScutilDns(text),
          ...(parseWindowsDns(text, new Set(['WLAN'])) ?? []),
        ]
        expect(servers.every((each) => isIP(each.replace(/%.*/, '')) > 0)).toBe(true)
        const names = [...parseTimesync(text), ...parseTimeConfiguration(text), ...parseRegistryServers(text)]
        expect(names.every(isPlainHost)).toBe(true)
        const path = parseSs(text)
        if (path) expect(Object.values(path).every(Number.isSafeInteger)).toBe(true)
        expect(parseDestinationCache(text, '192.0.2.7')).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
