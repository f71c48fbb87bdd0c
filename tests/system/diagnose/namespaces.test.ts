import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../../../src/contract/diagnose.ts'
import {
  canMakeNamespaces,
  makeNamespace,
  type Namespace,
  sourceOf,
} from '../../support/network-namespace.ts'

/** Runs one check in a namespace, with the tools and files of the real system. */
async function look(space: Namespace, check: string, target = ''): Promise<CheckResult> {
  const engine = (file: string) => JSON.stringify(sourceOf(`engines/diagnose/${file}`))
  const [module, name] = check.split(' ')
  const made = name?.startsWith('create') ? `${name}()` : name
  const script = `
import { networkInterfaces } from 'node:os'
import { ${name} } from ${engine(`checks/${module}.ts`)}
import { runTool } from ${engine('tools/run-tool.ts')}
import { readFileText } from ${engine('tools/read-file.ts')}
const signal = new AbortController().signal
const context = {
  target: ${target === '' ? 'undefined' : JSON.stringify({ host: target, port: 5540 })},
  context: { settings: { wireguardFiles: [] }, needs: [] },
  deep: false, signal, platform: 'linux',
  clock: { now: () => performance.now(), after: (ms, then) => { const t = setTimeout(then, ms); return () => clearTimeout(t) } },
  tool: (file, args, options) => runTool(file, args, { ...options, signal }),
  read: readFileText, interfaces: networkInterfaces,
}
console.log(JSON.stringify(await ${made}.run(context)))`
  using running = space.node(script)
  await running.until((lines) => lines.length > 0, 100_000)
  return running.lines[0] as CheckResult
}

const interfaces = 'interfaces interfacesCheck'
const routes = 'routes createRoutesCheck'
const tunnels = 'tunnel-interface createTunnelInterfaceCheck'
const ipv6 = 'ipv6 createIpv6Check'

describe.runIf(canMakeNamespaces)('on a machine of its own', { timeout: 220_000 }, () => {
  test('an unplugged machine has no network', async () => {
    using space = makeNamespace()
    expect(await look(space, interfaces)).toMatchObject({ state: 'bad', figures: { usable: [] } })
    expect(await look(space, routes)).toMatchObject({ state: 'bad', figures: { defaultInterface: '' } })
  })

  test('a healthy one has an uplink, a route and a target that answers', async () => {
    using space = makeNamespace()
    space.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
    space.ip('route add default via 10.71.0.1')
    expect(await look(space, interfaces)).toMatchObject({
      state: 'good',
      figures: { uplinks: ['wan0'], gateways: ['10.71.0.1'], addresses: ['10.71.0.2'], uplinkMtu: 1500 },
    })
    expect(await look(space, routes, '10.71.0.1')).toMatchObject({
      state: 'good',
      figures: { targetInterface: 'wan0', answered: 'answered', reversePathDrops: 0, gatewaySilent: false },
    })
    expect(await look(space, ipv6)).toMatchObject({ state: 'good', figures: { global: [] } })
    expect((await look(space, tunnels)).state).toBe('skipped')
  })

  test('a gateway that is not there is found when the target is asked', async () => {
    using space = makeNamespace()
    space.plug('wan0', '10.71.0.2/24')
    space.ip('route add default via 10.71.0.1')
    expect(await look(space, routes, '198.51.100.7')).toMatchObject({
      state: 'bad',
      figures: { targetGateway: '10.71.0.1', gatewaySilent: true },
    })
  })

  test('answers that come in by another interface than packets leave by are found', async () => {
    using space = makeNamespace()
    space.plug('one', '10.71.0.2/24', '10.71.0.1/24')
    space.plug('two', '10.72.0.2/24', '10.72.0.1/24')
    const far = (words: string) => space.command(`ip -n ${space.far} ${words}`)
    far('link set lo up')
    far('addr add 198.51.100.7/32 dev lo')
    space.ip('route add default via 10.71.0.1')
    for (const name of ['all', 'one', 'two']) space.command(`sysctl -qw net.ipv4.conf.${name}.rp_filter=1`)
    expect(await look(space, routes, '198.51.100.7')).toMatchObject({ state: 'good' })
    // The far end answers by the other cable.
    const cable = (net: string) => /dev (\S+)/.exec(space.ip(`-n ${space.far} route show ${net}`))?.[1]
    const mac = /link\/ether (\S+)/.exec(space.ip('link show two'))?.[1]
    far(`route del 10.71.0.0/24 dev ${cable('10.71.0.0/24')}`)
    far('route add 10.71.0.2/32 via 10.72.0.2')
    // It would ask for the neighbour in the name of an address that is not of that cable.
    far(`neigh replace 10.72.0.2 lladdr ${mac} dev ${cable('10.72.0.0/24')}`)
    const { state, summary, figures } = await look(space, routes, '198.51.100.7')
    expect(state).toBe('bad')
    expect(summary).toMatch(/answers come in by another interface/)
    expect(figures['reversePathDrops']).toBeGreaterThan(0)
  })

  test('addresses of IPv6 without a route are told', async () => {
    using space = makeNamespace()
    space.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
    space.ip('route add default via 10.71.0.1')
    space.ip('addr add 2001:db8:71::2/64 dev wan0 nodad')
    expect(await look(space, ipv6)).toMatchObject({
      state: 'poor',
      figures: { global: ['2001:db8:71::2'], hasRoute: false },
    })
  })

  test('a tunnel is known for what it is', async () => {
    using space = makeNamespace()
    space.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
    space.ip('route add default via 10.71.0.1')
    space.plug('tun7', '10.8.0.2/24')
    space.ip('link set tun7 mtu 1200')
    expect(await look(space, tunnels)).toMatchObject({
      state: 'poor',
      figures: { tunnels: ['tun7'], tooSmall: ['tun7'], largestMtu: 1440 },
    })
  })
})
