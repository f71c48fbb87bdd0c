import { expect, test } from 'vitest'
import {
  createNatCheck,
  type NatAnswers,
  type StunServerAnswer,
} from '../../../../src/engines/diagnose/checks/nat.ts'
import { fakeContext } from '../../../support/diagnose/fake-context.ts'
import { addressesOf } from '../systems.ts'

const settings = { stunServers: [{ url: 'stun:a.example' }, { url: 'stun:b.example:3479' }] }
const interfaces = addressesOf({ eth0: ['192.168.1.20/24'] })
const server = (name: string) => ({ name, server: { address: '192.0.2.1', port: 3478 } })

const seen = (name: string, address: string, port: number): StunServerAnswer => ({
  ...server(name),
  reply: { state: 'answered', mapped: { address, port }, other: undefined, ms: 23 },
  byTcp: 'unasked',
})
const silent = (name: string, byTcp: StunServerAnswer['byTcp']): StunServerAnswer => ({
  ...server(name),
  reply: { state: 'silent' },
  byTcp,
})

const run = (servers: StunServerAnswer[], more: Partial<NatAnswers> = {}, own = '192.168.1.20') =>
  createNatCheck(
    async (_, family) =>
      family === 4
        ? {
            local: { address: own, port: 50_000 },
            servers,
            mappedElsewhere: undefined,
            filtering: 'unknown',
            ...more,
          }
        : undefined,
    async () => ['192.0.2.1'],
  ).run(
    fakeContext({
      settings,
      interfaces: own === '192.168.1.20' ? interfaces : addressesOf({ eth0: [`${own}/24`] }),
    }),
  )

test.each<[string, StunServerAnswer[], object]>([
  [
    'one port for all destinations',
    [seen('a', '203.0.113.5', 50_000), seen('b', '203.0.113.5', 50_000)],
    {
      state: 'good',
      figures: { udp: 'works', mapping: 'independent', publicAddress: '203.0.113.5', keepsPort: true },
    },
  ],
  [
    'another port for each destination',
    [seen('a', '203.0.113.5', 61_001), seen('b', '203.0.113.5', 61_002)],
    { state: 'poor', figures: { mapping: 'dependent', keepsPort: false } },
  ],
  [
    'one server, which cannot tell',
    [seen('a', '203.0.113.5', 50_000)],
    { state: 'good', figures: { mapping: 'unknown' } },
  ],
  [
    'a server of the own network, which sees another address',
    [seen('a', '203.0.113.5', 50_000), seen('b', '10.0.0.9', 50_000)],
    { state: 'good', figures: { mapping: 'unknown' } },
  ],
  [
    'one of two that does not answer',
    [seen('a', '203.0.113.5', 50_000), silent('b', 'silent')],
    { state: 'good', figures: { udp: 'works', silent: ['b'] } },
  ],
  [
    'servers that are there by TCP alone',
    [silent('a', 'answered'), silent('b', 'refused')],
    { state: 'bad', figures: { udp: 'blocked', silent: ['a', 'b'] } },
  ],
  [
    'servers that are not there at all',
    [silent('a', 'silent')],
    { state: 'unknown', figures: { udp: 'unknown' } },
  ],
])('%s', async (_, servers, expected) => {
  expect(await run(servers)).toMatchObject(expected)
})

test('a public address of the own is no router', async () => {
  expect(await run([seen('a', '203.0.113.5', 50_000)], {}, '203.0.113.5')).toMatchObject({
    state: 'good',
    figures: { mapping: 'none' },
  })
})

test('an address that providers share out is named', async () => {
  const outcome = await run([seen('a', '203.0.113.5', 4000)], {}, '100.70.1.2')
  expect(outcome.figures['carrierNat']).toBe(true)
})

test('one server with a second address is enough', async () => {
  const servers = [seen('a', '203.0.113.5', 61_001)]
  const outcome = await run(servers, {
    mappedElsewhere: { address: '203.0.113.5', port: 61_009 },
    filtering: 'port',
  })
  expect(outcome).toMatchObject({ state: 'poor', figures: { mapping: 'dependent', filtering: 'port' } })
})

test('without servers nobody is asked, and it is said how to set one', () => {
  expect(createNatCheck().skip(fakeContext())).toContain('stun:host:3478')
  expect(createNatCheck().skip(fakeContext({ settings }))).toBe('')
})

test('names that do not resolve, and families that are not there, are unknown', async () => {
  const check = createNatCheck(
    async () => undefined,
    async () => {
      throw new Error('ENOTFOUND')
    },
  )
  expect((await check.run(fakeContext({ settings }))).state).toBe('unknown')
})
