import { describe, expect, test } from 'vitest'
import { createRoutesCheck } from '../../../../src/engines/diagnose/checks/routes.ts'
import type { TcpAnswer } from '../../../../src/engines/diagnose/tools/tcp-answer.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as linux from '../recorded/linux.ts'
import * as macos from '../recorded/macos.ts'
import * as windows from '../recorded/windows.ts'
import { linuxLaptop, macosLaptop, noRoutes, windowsLaptop, withTools } from '../systems.ts'

const look = (context: FakeContext, answer: TcpAnswer = 'answered') =>
  createRoutesCheck(async () => answer).run(fakeContext(context))
const to = (host: string) => ({ target: { host, port: 554 } })

describe('without a target', () => {
  test('the default route is told on each system', async () => {
    for (const [context, by] of [
      [linuxLaptop, 'eth0'],
      [macosLaptop, 'en0'],
      [windowsLaptop, 'WLAN'],
    ] as const)
      expect(await look(context)).toMatchObject({
        state: 'good',
        summary: `Traffic leaves by ${by} to 192.168.1.1.`,
        figures: { defaultInterface: by, defaultGateway: '192.168.1.1', gatewaySilent: false },
      })
  })

  test('no default route is bad', async () => {
    const { state, summary } = await look(withTools(linuxLaptop, noRoutes))
    expect(state).toBe('bad')
    expect(summary).toMatch(/^There is no default route/)
  })

  test('a gateway that does not answer is bad', async () => {
    const neighbours = linux.neighbours.replace('REACHABLE', 'FAILED')
    expect(await look(withTools(linuxLaptop, { 'ip -json neigh show': neighbours }))).toMatchObject({
      state: 'bad',
      figures: { gatewaySilent: true },
    })
    const arp = macos.arp.replace('at 2:0:5e:0:53:fe', 'at (incomplete)')
    expect((await look(withTools(macosLaptop, { '/usr/sbin/arp -an': arp }))).state).toBe('bad')
  })

  test('a system that does not tell is unknown', async () => {
    expect((await look({ ...linuxLaptop, tools: {}, files: {} })).state).toBe('unknown')
  })
})

describe('with a target', () => {
  test('the way is told as Linux has it', async () => {
    expect(await look({ ...linuxLaptop, ...to('198.51.100.7') })).toMatchObject({
      state: 'good',
      summary: 'Packets to 198.51.100.7 leave by eth0 via 192.168.1.1.',
      figures: {
        targetInterface: 'eth0',
        targetKind: 'ethernet',
        targetGateway: '192.168.1.1',
        targetSource: '192.168.1.20',
        targetMtu: 1400,
        answered: 'answered',
      },
    })
  })

  test('the way is told as macOS has it', async () => {
    expect(await look({ ...macosLaptop, ...to('10.8.0.7') })).toMatchObject({
      state: 'good',
      figures: { targetInterface: 'utun4', targetKind: 'vpn', targetGateway: '', targetMtu: 1420 },
    })
  })

  test('the way is told as Windows has it', async () => {
    const context = fakeContext({ ...windowsLaptop, ...to('198.51.100.7') })
    const tool: typeof context.tool = async (file, args) =>
      /Find-NetRoute/.test(args.join(' '))
        ? { state: 'ran', code: 0, stdout: windows.findRoute, stderr: '' }
        : context.tool(file, args)
    expect(await createRoutesCheck(async () => 'answered').run({ ...context, tool })).toMatchObject({
      state: 'good',
      figures: { targetInterface: 'WLAN', targetGateway: '192.168.1.1', targetSource: '192.168.1.20' },
    })
  })

  test('no route is bad', async () => {
    const none = { 'ip -json route get': { code: 2, stderr: linux.routeGetNone } }
    expect(await look({ ...withTools(linuxLaptop, none), ...to('203.0.113.9') })).toMatchObject({
      state: 'bad',
      summary: 'There is no route to 203.0.113.9.',
      evidence: [
        'the system says: Network is unreachable',
        expect.anything(),
        expect.anything(),
        expect.anything(),
      ],
    })
    const onMac = { '/sbin/route -n get': { code: 1, stderr: macos.routeGetNone } }
    expect((await look({ ...withTools(macosLaptop, onMac), ...to('203.0.113.9') })).state).toBe('bad')
  })

  test('answers that the reverse path filter throws away are found while the target is asked', async () => {
    const context = fakeContext({ ...linuxLaptop, ...to('198.51.100.7') })
    let drops = 3
    const read: typeof context.read = async (path) =>
      path === '/proc/net/netstat'
        ? { state: 'read', text: linux.netstat(drops++), mode: 0o444 }
        : context.read(path)
    const check = (answer: TcpAnswer) => createRoutesCheck(async () => answer).run({ ...context, read })
    const { state, summary, figures } = await check('silent')
    expect(state).toBe('bad')
    expect(summary).toMatch(/answers come in by another interface and are thrown away/)
    expect(figures['reversePathDrops']).toBe(1)
    // What others lose meanwhile is not the target's.
    expect((await check('answered')).state).toBe('good')
  })

  test('a target within the networks of two interfaces is told', async () => {
    const routes = linux.ipRoutes4.replace('10.8.0.0/24', '192.168.1.0/24')
    const context = {
      ...withTools(linuxLaptop, { 'ip -json -4 route show table all': routes }),
      ...to('192.168.1.50'),
    }
    expect(await look(context)).toMatchObject({ state: 'poor', figures: { overlapping: ['wg0', 'eth0'] } })
    expect((await look(context, 'silent')).state).toBe('bad')
  })

  test('cable and Wi-Fi in one network are no fault while the target answers', async () => {
    const routes = linux.ipRoutes4.replace('192.168.7.0/24', '192.168.1.0/24')
    const tools = { 'ip -json -4 route show table all': routes }
    const context = { ...withTools(linuxLaptop, tools), ...to('192.168.1.50') }
    expect(await look(context)).toMatchObject({ state: 'good', figures: { overlapping: ['eth0', 'wlan0'] } })
    expect((await look(context, 'silent')).state).toBe('poor')
  })

  test('other uplinks whose packets would leave by the same interface are evidence, and no fault', async () => {
    const { state, figures } = await look({ ...linuxLaptop, ...to('198.51.100.7') })
    expect(state).toBe('good')
    expect(figures['misrouted']).toEqual(['wlan0'])
  })

  test('a name that does not resolve leaves the way unknown', async () => {
    const check = createRoutesCheck(
      async () => 'answered',
      async () => {
        throw new Error('ENOTFOUND')
      },
    )
    expect((await check.run(fakeContext({ ...linuxLaptop, ...to('cam.example') }))).state).toBe('unknown')
  })
})
