import { expect, test } from 'vitest'
import type { Routing, UplinkInfo } from '../../../../src/contract/bond.ts'
import {
  canMakeNamespaces,
  makeNamespace,
  type Namespace,
  sourceOf,
} from '../../../support/network-namespace.ts'

/** Reads the uplinks and checks their routing within the namespace, once for each line it is given. */
const script = `
import { createInterface } from 'node:readline'
import { automaticUplinks, readSystemUplinks, uplinkInfo } from ${JSON.stringify(sourceOf('engines/bond/uplinks/system-uplinks.ts'))}
import { checkRoutings } from ${JSON.stringify(sourceOf('engines/bond/uplinks/routing-check.ts'))}
for await (const line of createInterface({ input: process.stdin })) {
  const [receiver, isBound] = line.split(' ')
  const uplinks = automaticUplinks(await readSystemUplinks(), [receiver]).map(uplinkInfo)
    .filter(({ address }) => address.includes(':') === receiver.includes(':'))
  const routings = await checkRoutings(receiver, uplinks, { isBound: isBound === 'bound' })
  console.log(JSON.stringify({ uplinks, routings }))
}`

interface Found {
  uplinks: UplinkInfo[]
  routings: Routing[]
}

function asking(namespace: Namespace) {
  const node = namespace.node(script)
  return async (receiver: string, bound = ''): Promise<Found> => {
    const before = node.lines.length
    node.stdin(`${receiver} ${bound}\n`)
    await node.until((lines) => lines.length > before, 50_000)
    return node.lines.at(-1) as Found
  }
}
const results = ({ routings }: Found) =>
  Object.fromEntries(routings.map((each) => [each.uplink, each.result]))

test.skipIf(!canMakeNamespaces)(
  'a misrouted uplink is found, and the suggested commands mend it',
  async () => {
    using namespace = makeNamespace()
    namespace.plug('eth7', '10.0.0.2/24')
    namespace.plug('wwan1', '10.0.1.2/24')
    namespace.plug('wwan2', '10.0.2.2/24')
    namespace.ip('route add default via 10.0.0.1 dev eth7')
    namespace.ip('route add default via 10.0.1.1 dev wwan1 metric 200')
    namespace.ip('route add default via 10.0.2.1 dev wwan2 metric 300')
    const ask = asking(namespace)

    const before = await ask('203.0.113.5')
    expect(before.uplinks).toEqual([
      { interface: 'eth7', kind: 'ethernet', address: '10.0.0.2', gateway: '10.0.0.1' },
      { interface: 'wwan1', kind: 'cellular', address: '10.0.1.2', gateway: '10.0.1.1' },
      { interface: 'wwan2', kind: 'cellular', address: '10.0.2.2', gateway: '10.0.2.1' },
    ])
    expect(results(before)).toEqual({ eth7: 'ok', wwan1: 'wrong', wwan2: 'wrong' })
    expect(before.routings[1]?.text).toContain('Packets from 10.0.1.2 (wwan1) leave by eth7, not by wwan1')
    expect(results(await ask('203.0.113.5', 'bound'))).toEqual({ eth7: 'ok', wwan1: 'ok', wwan2: 'ok' })

    for (const { commands } of before.routings) for (const command of commands) namespace.command(command)
    const after = await ask('203.0.113.5')
    expect(results(after)).toEqual({ eth7: 'ok', wwan1: 'ok', wwan2: 'ok' })
    expect(after.routings.flatMap(({ commands }) => commands)).toEqual([])
  },
)

test.skipIf(!canMakeNamespaces)('a rule whose table leads astray is mended where it is', async () => {
  using namespace = makeNamespace()
  namespace.plug('eth7', '10.0.0.2/24')
  namespace.plug('wwan1', '10.0.1.2/24')
  namespace.ip('route add default via 10.0.0.1 dev eth7')
  namespace.ip('route add default via 10.0.1.1 dev wwan1 metric 200')
  namespace.ip('route add default via 10.0.0.1 dev eth7 table 77')
  namespace.ip('rule add from 10.0.1.2 lookup 77')
  const ask = asking(namespace)
  const astray = await ask('203.0.113.5')
  expect(astray.routings[1]?.commands).toEqual(['ip route replace default via 10.0.1.1 dev wwan1 table 77'])
  for (const command of astray.routings[1]!.commands) namespace.command(command)
  expect(results(await ask('203.0.113.5'))).toEqual({ eth7: 'ok', wwan1: 'ok' })

  // Another rule comes first, as one of a VPN does.
  namespace.ip('rule add from all lookup 78 priority 100')
  namespace.ip('route add default via 10.0.0.1 dev eth7 table 78')
  const behind = await ask('203.0.113.5')
  expect(results(behind)).toEqual({ eth7: 'ok', wwan1: 'wrong' })
  for (const command of behind.routings[1]!.commands) namespace.command(command)
  expect(results(await ask('203.0.113.5'))).toEqual({ eth7: 'ok', wwan1: 'ok' })
})

test.skipIf(!canMakeNamespaces)('IPv6 is mended by commands of its own', async () => {
  using namespace = makeNamespace()
  namespace.plug('eth7', '2001:db8:7::2/64 nodad')
  namespace.plug('wwan1', '2001:db8:1::2/64 nodad')
  namespace.ip('route add default via 2001:db8:7::1 dev eth7 metric 100')
  namespace.ip('route add default via 2001:db8:1::1 dev wwan1 metric 200')
  const ask = asking(namespace)
  const before = await ask('2001:db8:ffff::5')
  expect(results(before)).toEqual({ eth7: 'ok', wwan1: 'wrong' })
  for (const command of before.routings[1]!.commands) namespace.command(command)
  expect(results(await ask('2001:db8:ffff::5'))).toEqual({ eth7: 'ok', wwan1: 'ok' })
})

test.skipIf(!canMakeNamespaces)(
  'two uplinks in one network are told apart by the suggested commands',
  async () => {
    using namespace = makeNamespace()
    namespace.plug('eth7', '192.168.8.100/24')
    namespace.plug('wwan1', '192.168.8.101/24')
    const ask = asking(namespace)
    const before = await ask('192.168.8.1')
    expect(results(before)).toEqual({ eth7: 'ok', wwan1: 'wrong' })
    for (const command of before.routings[1]!.commands) namespace.command(command)
    expect(results(await ask('192.168.8.1'))).toEqual({ eth7: 'ok', wwan1: 'ok' })
  },
)

test.skipIf(!canMakeNamespaces)('binding does not help where replies would be thrown away', async () => {
  using namespace = makeNamespace()
  namespace.plug('eth7', '10.0.0.2/24')
  namespace.plug('wwan1', '10.0.1.2/24')
  namespace.ip('route add default via 10.0.0.1 dev eth7')
  namespace.ip('route add default via 10.0.1.1 dev wwan1 metric 200')
  namespace.command('sysctl -qw net.ipv4.conf.wwan1.rp_filter=1')
  const ask = asking(namespace)
  const strict = await ask('203.0.113.5', 'bound')
  expect(results(strict)).toEqual({ eth7: 'ok', wwan1: 'wrong' })
  for (const command of strict.routings[1]!.commands) namespace.command(command)
  expect(results(await ask('203.0.113.5', 'bound'))).toEqual({ eth7: 'ok', wwan1: 'ok' })
})
