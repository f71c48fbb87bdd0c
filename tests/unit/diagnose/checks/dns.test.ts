import { expect, test } from 'vitest'
import { createDnsCheck } from '../../../../src/engines/diagnose/checks/dns.ts'
import type { AskDns, DnsReply } from '../../../../src/engines/diagnose/probes/dns.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as recorded from '../recorded/network-tools.ts'
import { addressesOf } from '../systems.ts'

const target = { host: 'cam.example', port: 554 }
const told = (addresses: string[], ms = 8, rcode = 0): DnsReply => ({
  state: 'answered',
  rcode,
  addresses,
  ms,
  overTcp: false,
})
const noSuchName = told([], 8, 3)
const silent: DnsReply = { state: 'silent' }

type Server = { A?: DnsReply; AAAA?: DnsReply; NS?: DnsReply; invalid?: DnsReply }

/** Servers by address; what is not said of one is healthy. */
const ask =
  (servers: Record<string, Server>): AskDns =>
  async ({ server, name, type }) => {
    const known = servers[server.address] ?? {}
    if (name.endsWith('.invalid')) return known.invalid ?? noSuchName
    return known[type] ?? (type === 'AAAA' ? told([]) : told(type === 'A' ? ['192.0.2.7'] : []))
  }

const run = (servers: Record<string, Server>, given: FakeContext = {}, system: string[] = ['192.0.2.7']) =>
  createDnsCheck(ask(servers), async () => {
    if (system.length === 0) throw new Error('ENOTFOUND')
    return system
  }).run(
    fakeContext({
      target,
      files: { '/etc/resolv.conf': 'nameserver 192.168.1.1\nnameserver 192.168.1.2\n' },
      ...given,
    }),
  )

test('servers that answer fast are good', async () => {
  expect(await run({})).toMatchObject({
    state: 'good',
    figures: {
      servers: ['192.168.1.1', '192.168.1.2'],
      dead: [],
      name: 'cam.example',
      addresses: ['192.0.2.7'],
      ms: 8,
    },
  })
})

test('without a name, the root is asked for', async () => {
  const outcome = await run({}, { target: undefined })
  expect(outcome).toMatchObject({ state: 'good', figures: { name: '', systemMs: -1, missingName: false } })
  expect((await run({}, { target: { host: '192.0.2.7', port: 1 } })).figures['name']).toBe('')
})

test('a name of the settings is asked for when the target has none', async () => {
  const settings = { portalUrl: 'http://portal.example/x' }
  expect((await run({}, { target: undefined, settings })).figures['name']).toBe('portal.example')
})

const dead: Server = { A: silent, AAAA: silent }
test.each<[string, Record<string, Server>, string[], object]>([
  [
    'all dead',
    { '192.168.1.1': dead, '192.168.1.2': dead },
    [],
    { state: 'bad', figures: { dead: ['192.168.1.1', '192.168.1.2'] } },
  ],
  [
    'the first dead',
    { '192.168.1.1': dead },
    ['192.0.2.7'],
    { state: 'bad', figures: { dead: ['192.168.1.1'] } },
  ],
  [
    'the second dead',
    { '192.168.1.2': dead },
    ['192.0.2.7'],
    { state: 'poor', figures: { dead: ['192.168.1.2'] } },
  ],
  [
    'errors alone',
    { '192.168.1.1': { A: told([], 8, 2) }, '192.168.1.2': { A: told([], 8, 5) } },
    [],
    { state: 'bad', figures: { failing: ['192.168.1.1', '192.168.1.2'] } },
  ],
  [
    'slow',
    { '192.168.1.1': { A: told(['192.0.2.7'], 420) } },
    ['192.0.2.7'],
    { state: 'bad', figures: { ms: 420 } },
  ],
  ['rather slow', { '192.168.1.1': { A: told(['192.0.2.7'], 90) } }, ['192.0.2.7'], { state: 'poor' }],
  [
    'no such name',
    {
      '192.168.1.1': { A: noSuchName, AAAA: noSuchName },
      '192.168.1.2': { A: noSuchName, AAAA: noSuchName },
    },
    [],
    { state: 'bad', figures: { missingName: true } },
  ],
  [
    'a name of the hosts file',
    {
      '192.168.1.1': { A: noSuchName, AAAA: noSuchName },
      '192.168.1.2': { A: noSuchName, AAAA: noSuchName },
    },
    ['10.0.0.5'],
    { state: 'good', figures: { missingName: false } },
  ],
  [
    'disagreement',
    { '192.168.1.2': { A: noSuchName, AAAA: noSuchName } },
    ['192.0.2.7'],
    { state: 'poor', figures: { disagreeing: true } },
  ],
  [
    'a filter',
    { '192.168.1.1': { A: told(['0.0.0.0']) }, '192.168.1.2': { A: told(['0.0.0.0']) } },
    ['0.0.0.0'],
    { state: 'bad', figures: { blocked: true } },
  ],
  [
    'no answers for IPv6',
    { '192.168.1.1': { AAAA: silent } },
    ['192.0.2.7'],
    { state: 'poor', figures: { noIpv6Answers: true } },
  ],
  [
    'addresses for what does not exist',
    { '192.168.1.1': { invalid: told(['203.0.113.9']) } },
    ['192.0.2.7'],
    { state: 'poor', figures: { hijacked: true } },
  ],
  ['a look-up of the system that fails alone', {}, [], { state: 'bad', figures: { systemMs: -1 } }],
])('%s', async (_, servers, system, expected) => {
  expect(await run(servers, {}, system)).toMatchObject(expected)
})

test('servers behind one of this machine are told, and not held against it', async () => {
  const files = {
    '/etc/resolv.conf': recorded.resolvConfStub,
    '/run/systemd/resolve/resolv.conf': 'nameserver 192.168.1.1\n',
  }
  const outcome = await run({ '192.168.1.1': dead }, { files })
  expect(outcome).toMatchObject({ state: 'good', figures: { servers: ['127.0.0.53'] } })
  expect(outcome.evidence).toContain('192.168.1.1, asked by the one above: no answer')
})

test.each<[string, FakeContext, string[]]>([
  [
    'macOS',
    { platform: 'darwin', tools: { '/usr/sbin/scutil --dns': recorded.scutilDns } },
    ['192.168.1.1', '2001:db8:1::53'],
  ],
  [
    'Windows',
    {
      platform: 'win32',
      tools: { powershell: recorded.windowsDns },
      interfaces: addressesOf({ WLAN: ['192.168.1.20/24'] }),
    },
    ['192.168.1.1', '192.168.1.2'],
  ],
])('the servers of %s are asked', async (_, given, servers) => {
  expect(await run({}, given)).toMatchObject({ state: 'good', figures: { servers } })
})

test('where nothing is told of servers, nothing is guessed', async () => {
  expect((await run({}, { files: {} })).state).toBe('unknown')
  expect((await run({}, { platform: 'darwin' })).state).toBe('unknown')
  expect((await run({}, { files: { '/etc/resolv.conf': '# none\n' } })).state).toBe('bad')
})
