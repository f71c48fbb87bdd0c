import { expect, test } from 'vitest'
import { createIpv6Check } from '../../../../src/engines/diagnose/checks/ipv6.ts'
import type { TcpAnswer } from '../../../../src/engines/diagnose/tools/tcp-answer.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import { addressesOf, linuxLaptop, macosLaptop, windowsLaptop, withTools } from '../systems.ts'

const look = (context: FakeContext, by: { six?: TcpAnswer; four?: TcpAnswer; resolves?: string[] } = {}) =>
  createIpv6Check(
    async (address) => (address.includes(':') ? (by.six ?? 'answered') : (by.four ?? 'answered')),
    async () => by.resolves ?? ['2001:db8:9::7', '198.51.100.7'],
  ).run(fakeContext(context))
const named = { target: { host: 'cam.example', port: 554 } }
const none6 = { 'ip -json -6 route show table all': '[]' }

test('addresses and a route are good', async () => {
  expect(await look(linuxLaptop)).toMatchObject({
    state: 'good',
    figures: { global: ['2001:db8:1::20'], hasRoute: true, gateway: 'fe80::1' },
  })
})

test('a network of IPv4 alone is good, and tunnels of the system itself are no router', async () => {
  for (const context of [macosLaptop, windowsLaptop])
    expect(await look(context)).toMatchObject({
      state: 'good',
      summary: 'There is no IPv6 here; IPv4 carries everything.',
      figures: { hasRoute: false },
    })
})

test('addresses without a route cost time', async () => {
  expect(await look(withTools(linuxLaptop, none6))).toMatchObject({ state: 'poor' })
})

test('a route without addresses costs time', async () => {
  const interfaces = addressesOf({ lo: ['127.0.0.1/8'], eth0: ['192.168.1.20/24'] })
  expect(await look({ ...linuxLaptop, interfaces })).toMatchObject({
    state: 'poor',
    summary: 'A router offers IPv6, but this machine got no IPv6 address.',
  })
})

test('a target that answers by IPv4 alone shows that IPv6 does not carry', async () => {
  expect(await look({ ...linuxLaptop, ...named }, { six: 'silent' })).toMatchObject({
    state: 'bad',
    summary: 'IPv6 does not carry: cam.example answers by IPv4 and not by IPv6.',
    figures: { answered6: 'silent', answered4: 'answered' },
  })
  expect((await look({ ...linuxLaptop, ...named }, { six: 'unreachable' })).state).toBe('poor')
})

test('a target that answers in no way, or has no IPv6 address, tells nothing of IPv6', async () => {
  expect((await look({ ...linuxLaptop, ...named }, { six: 'silent', four: 'silent' })).state).toBe('good')
  expect((await look({ ...linuxLaptop, ...named }, { resolves: ['198.51.100.7'] })).state).toBe('good')
})

test('a system that does not tell its routes leaves it unknown', async () => {
  expect((await look({ ...linuxLaptop, tools: {}, files: {} })).state).toBe('unknown')
})
