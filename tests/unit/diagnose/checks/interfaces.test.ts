import { describe, expect, test } from 'vitest'
import { interfacesCheck } from '../../../../src/engines/diagnose/checks/interfaces.ts'
import { fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as linux from '../recorded/linux.ts'
import { addressesOf, linuxLaptop, macosLaptop, noRoutes, windowsLaptop, withTools } from '../systems.ts'

const look = (context: Parameters<typeof fakeContext>[0]) => interfacesCheck.run(fakeContext(context))
const need = (uplinks: string[]) => [{ text: 'Bond', upBitrate: 0, downBitrate: 0, targets: [], uplinks }]

describe('a laptop that works', () => {
  test('on Linux has its uplinks in the order of their routes', async () => {
    const { state, summary, evidence, figures } = await look(linuxLaptop)
    expect(state).toBe('good')
    expect(summary).toBe('Traffic leaves by eth0 (cable); wlan0 could take its place.')
    expect(figures).toMatchObject({
      uplinks: ['eth0', 'wlan0'],
      usable: ['eth0', 'wlan0', 'wg0'],
      gateways: ['192.168.1.1', '192.168.7.1', 'fe80::1'],
      uplinkMtu: 1500,
      unplugged: ['eth1'],
      missing: [],
    })
    expect(evidence).toContain('wg0: tunnel, 10.8.0.2, MTU 1420, no default route')
    expect(evidence).toContain('eth1: no cable, or not joined')
  })

  test('on macOS leaves out tunnels that the system keeps for itself', async () => {
    const { state, summary, figures } = await look(macosLaptop)
    expect(state).toBe('good')
    expect(summary).toBe('Traffic leaves by en0 (Wi-Fi).')
    expect(figures).toMatchObject({ uplinks: ['en0'], usable: ['en0', 'utun4'], unplugged: ['en4'] })
  })

  test('on Windows adds the metric of the interface to that of the route', async () => {
    const { state, figures } = await look(windowsLaptop)
    expect(state).toBe('good')
    expect(figures).toMatchObject({
      uplinks: ['WLAN', 'Mobilfunk 2'],
      usable: ['WLAN', 'Mobilfunk 2', 'wg0'],
      unplugged: ['Ethernet'],
    })
  })
})

describe('what is wrong is said', () => {
  test('without any connected interface', async () => {
    const context = { ...linuxLaptop, interfaces: addressesOf({ lo: ['127.0.0.1/8'] }) }
    const { state, summary } = await look(context)
    expect(state).toBe('bad')
    expect(summary).toBe('No network: eth1 has no cable or is joined to no network.')
  })

  test('of a network that gives no addresses', async () => {
    const { state, summary, figures } = await look({
      ...withTools(linuxLaptop, noRoutes),
      interfaces: addressesOf({ lo: ['127.0.0.1/8'], eth0: ['169.254.7.9/16'] }),
    })
    expect(state).toBe('bad')
    expect(summary).toMatch(/^eth0 got no address/)
    expect(figures['selfAssigned']).toEqual(['eth0'])
  })

  test('of a network that leads nowhere else', async () => {
    const context = withTools(linuxLaptop, noRoutes)
    expect(await look(context)).toMatchObject({ state: 'poor', figures: { uplinks: [] } })
  })

  test('of an uplink that takes small packets alone', async () => {
    const links = linux.ipLinks.replace('"mtu":1500', '"mtu":1200')
    const { state, summary } = await look(withTools(linuxLaptop, { 'ip -json -details link show': links }))
    expect(state).toBe('bad')
    expect(summary).toBe('eth0 carries only small packets (MTU 1200).')
  })

  test('of an uplink of the plan that is not there', async () => {
    const { state, figures } = await look({
      ...linuxLaptop,
      context: { needs: need(['wwan0', '192.168.7.33']) },
    })
    expect(state).toBe('bad')
    expect(figures['missing']).toEqual(['wwan0'])
  })
})

describe('where tools are missing', () => {
  test('Linux is read from the kernel’s files', async () => {
    const { state, figures } = await look({
      ...linuxLaptop,
      tools: {},
      files: {
        ...linuxLaptop.files,
        '/proc/net/route':
          'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n',
        '/sys/class/net/eth0/mtu': '1492\n',
        '/sys/class/net/eth0/flags': '0x1043\n',
      },
    })
    expect(state).toBe('good')
    expect(figures).toMatchObject({ uplinks: ['eth0'], gateways: ['192.168.1.1'], uplinkMtu: 1492 })
  })

  test.each(['darwin', 'win32'] as const)(
    '%s tells no more than addresses, and that is said',
    async (platform) => {
      const { state, evidence, figures } = await look({ ...macosLaptop, platform, tools: {} })
      expect(state).toBe('good')
      expect(figures['usable']).toContain('en0')
      expect(evidence).toContain('The tools of the system tell neither kinds nor MTU.')
      expect(evidence).toContain('The system does not tell its routes.')
    },
  )

  test('nothing at all is unknown', async () => {
    expect((await look({ platform: 'win32' })).state).toBe('unknown')
  })
})
