import { expect, test } from 'vitest'
import {
  createTunnelInterfaceCheck,
  interfaceNameOf,
} from '../../../../src/engines/diagnose/checks/tunnel-interface.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as linux from '../recorded/linux.ts'
import { addressesOf, linuxLaptop, macosLaptop, windowsLaptop, withTools } from '../systems.ts'

const look = (context: FakeContext) => createTunnelInterfaceCheck().run(fakeContext(context))
const links = (from: string | RegExp, to: string) =>
  withTools(linuxLaptop, { 'ip -json -details link show': linux.ipLinks.replace(from, to) })

test('a tunnel that is up is told on each system', async () => {
  for (const [context, name] of [
    [linuxLaptop, 'wg0'],
    [macosLaptop, 'utun4'],
    [windowsLaptop, 'wg0'],
  ] as const)
    expect(await look(context)).toMatchObject({
      state: 'good',
      summary: `${name} is up.`,
      figures: { tunnels: [name], mtu: 1420, largestMtu: 1440, tooLarge: [] },
    })
})

test('a machine without tunnels has nothing to look at', async () => {
  const interfaces = addressesOf({ en0: ['192.168.1.20/24'], utun0: ['fe80::1/64'] })
  expect((await look({ ...macosLaptop, interfaces })).state).toBe('skipped')
})

test('the tunnel that carries the target is named', async () => {
  const target = { host: '10.8.0.7', port: 554 }
  expect(await look({ ...linuxLaptop, target })).toMatchObject({
    summary: 'wg0 is up and carries the traffic to the target.',
    figures: { carriesTarget: true },
  })
  expect((await look({ ...macosLaptop, target })).figures['carriesTarget']).toBe(true)
})

test('an MTU that does not fit into the uplink is bad', async () => {
  expect(
    await look(links('"mtu":1500,"qdisc":"fq_codel","operstate":"UP"', '"mtu":1400,"operstate":"UP"')),
  ).toMatchObject({
    state: 'bad',
    summary: 'wg0 sends packets of up to 1420 bytes, and only 1340 fit into eth0.',
    figures: { tooLarge: ['wg0'], largestMtu: 1340 },
  })
})

test('an MTU below what IPv6 needs is told', async () => {
  expect(await look(links('"mtu":1420', '"mtu":1260'))).toMatchObject({
    state: 'poor',
    figures: { tooSmall: ['wg0'] },
  })
  expect((await look(links('"mtu":1420', '"mtu":900'))).state).toBe('bad')
  expect((await look(links('"mtu":1420', '"mtu":1280'))).state).toBe('good')
})

test('a tunnel of the settings that is switched off, or not there, is bad', async () => {
  const settings = { wireguardFiles: ['/etc/wireguard/wg0.conf', '/etc/wireguard/cams.conf'] }
  expect(await look({ ...linuxLaptop, settings })).toMatchObject({
    state: 'bad',
    summary: 'The tunnel cams is not up.',
    figures: { tunnels: ['wg0'], down: ['cams'] },
  })
  const off = links('"flags":["POINTOPOINT","NOARP","UP","LOWER_UP"]', '"flags":["POINTOPOINT","NOARP"]')
  expect((await look({ ...off, settings: { wireguardFiles: ['/etc/wireguard/wg0.conf'] } })).state).toBe(
    'bad',
  )
  expect((await look(off)).state).toBe('good')
})

test('interfaces are named as their configurations', () => {
  expect(interfaceNameOf('/etc/wireguard/wg0.conf')).toBe('wg0')
  expect(interfaceNameOf('C:\\Program Files\\WireGuard\\Data\\Configurations\\cams.conf.dpapi')).toBe('cams')
})
