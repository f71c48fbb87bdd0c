import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UplinkInfo } from '../../../../src/contract/bond.ts'
import { freeTable, parseRouteGet, parseRules } from '../../../../src/engines/bond/uplinks/linux-routing.ts'
import { parseRouteInterface } from '../../../../src/engines/bond/uplinks/macos-routing.ts'
import { checkRouting, checkRoutings } from '../../../../src/engines/bond/uplinks/routing-check.ts'
import { parseFoundRoute } from '../../../../src/engines/bond/uplinks/windows-routing.ts'
import { type FakeSystem, failed, fakeTools, said } from './fake-tools.ts'

const receiver = '203.0.113.5'
const wwan1: UplinkInfo = { interface: 'wwan1', kind: 'cellular', address: '10.0.1.2', gateway: '10.0.1.1' }
const wwan2: UplinkInfo = { interface: 'wwan2', kind: 'cellular', address: '10.0.2.2', gateway: '10.0.2.1' }

describe('on Linux', () => {
  const get = (address: string, device = '') =>
    `ip -json route get ${receiver} from ${address}${device && ` oif ${device}`}`
  const way = (device: string, gateway = '10.0.0.1') =>
    said(
      `[{"dst":"${receiver}","from":"10.0.1.2","gateway":"${gateway}","dev":"${device}","flags":[],"uid":0,"cache":[]}]`,
    )
  const rules = (more = '') =>
    said(
      `[{"priority":0,"src":"all","table":"local"},${more}{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]`,
    )
  const routes = said(
    '[{"dst":"default","gateway":"10.0.0.1","dev":"eth0","flags":[]},{"dst":"default","gateway":"10.0.1.1","dev":"wwan1","metric":200,"flags":[]}]',
  )
  const system = (more: FakeSystem = {}): FakeSystem => ({
    interfaces: { eth0: ['10.0.0.2/24'], wwan1: ['10.0.1.2/24'], wwan2: ['10.0.2.2/24'] },
    ...more,
    files: { '/etc/iproute2/rt_tables': '255\tlocal\n254\tmain\n103\tmine\n', ...more.files },
    commands: {
      'ip -json -4 route show table all': routes,
      'ip -json -4 rule show': rules(),
      [get('10.0.1.2')]: way('eth0'),
      [get('10.0.1.2', 'wwan1')]: way('wwan1', '10.0.1.1'),
      ...more.commands,
    },
  })
  const check = (more?: FakeSystem, isBound = false, uplink = wwan1) =>
    checkRouting(receiver, uplink, { tools: fakeTools(system(more)), isBound })

  test('packets that leave by their interface are fine', async () => {
    expect(await check({ commands: { [get('10.0.1.2')]: way('wwan1') } })).toEqual({
      uplink: 'wwan1',
      result: 'ok',
      text: 'Packets from 10.0.1.2 leave by wwan1.',
      commands: [],
    })
  })

  test('packets that leave by another are told with the commands that mend it', async () => {
    const { result, text, commands } = await check()
    expect(result).toBe('wrong')
    expect(text).toContain(
      'Packets from 10.0.1.2 (wwan1) leave by eth0, not by wwan1: the system has no route for this address.',
    )
    expect(text).toContain('binds to wwan1 itself')
    expect(commands).toEqual([
      'ip rule add from 10.0.1.2 lookup 101',
      'ip route add default via 10.0.1.1 dev wwan1 table 101',
    ])
  })

  test('binding to the interface makes rules unnecessary, where a route goes by it', async () => {
    expect(await check({}, true)).toMatchObject({ result: 'ok', commands: [] })
    const lost = said(`[{"dst":"${receiver}","from":"10.0.1.2","dev":"wwan1","flags":[],"uid":0,"cache":[]}]`)
    const table = said('[{"dst":"default","gateway":"10.0.0.1","dev":"eth0","flags":[]}]')
    const commands = { [get('10.0.1.2', 'wwan1')]: lost, 'ip -json -4 route show table all': table }
    const answer = await check({ commands }, true)
    expect(answer.result).toBe('wrong')
    expect(answer.text).toContain('no route leads from it to 203.0.113.5')
  })

  test('binding is not enough where the system throws replies away', async () => {
    const strict = {
      '/proc/sys/net/ipv4/conf/all/rp_filter': '0\n',
      '/proc/sys/net/ipv4/conf/wwan1/rp_filter': '1\n',
    }
    const bound = await check({ files: strict }, true)
    expect(bound).toMatchObject({ result: 'wrong', text: expect.stringContaining('rp_filter') })
    expect(bound.commands[0]).toBe('ip rule add from 10.0.1.2 lookup 101')
    const loose = { ...strict, '/proc/sys/net/ipv4/conf/all/rp_filter': '2\n' }
    expect(await check({ files: loose }, true)).toMatchObject({ result: 'ok' })
    expect((await check({ files: strict })).text).not.toContain('Nothing has to be changed')
  })

  test('a system without any route for the address says so', async () => {
    const answer = await check({
      commands: { [get('10.0.1.2')]: failed('RTNETLINK answers: Network is unreachable\n') },
    })
    expect(answer).toMatchObject({
      result: 'wrong',
      text: expect.stringContaining('Packets from 10.0.1.2 (wwan1) cannot leave: Network is unreachable.'),
    })
    expect(answer.commands).toHaveLength(2)
  })

  test('tables that are in use or have a name are left alone, and two links get two', async () => {
    const used = '[{"dst":"default","gateway":"10.0.9.1","dev":"eth9","table":"101","flags":[]}]'
    const commands = {
      'ip -json -4 route show table all': said(used),
      'ip -json -6 rule show': rules('{"priority":5,"src":"fd00::1","table":"102"},'),
      [get('10.0.2.2')]: way('eth0'),
    }
    const tools = fakeTools(system({ commands }))
    const routings = await checkRoutings(receiver, [wwan1, wwan2], { tools })
    expect(routings.map((each) => each.commands[0])).toEqual([
      'ip rule add from 10.0.1.2 lookup 104',
      'ip rule add from 10.0.2.2 lookup 105',
    ])
  })

  test('interfaces begin to look at numbers of their own', async () => {
    const files = { '/sys/class/net/wwan1/ifindex': '7\n' }
    expect((await check({ files })).commands[0]).toBe('ip rule add from 10.0.1.2 lookup 107')
  })

  test('a rule that is there already is used: its table is mended, or the rule put in front', async () => {
    const own = rules(
      '{"priority":32764,"src":"all","table":"52"},{"priority":32765,"src":"10.0.1.2","table":"mine"},',
    )
    const commands = { 'ip -json -4 rule show': own }
    expect((await check({ commands })).commands).toEqual([
      'ip route replace default via 10.0.1.1 dev wwan1 table mine',
    ])
    const right = said('[{"dst":"default","gateway":"10.0.1.1","dev":"wwan1","table":"mine","flags":[]}]')
    expect(
      (await check({ commands: { ...commands, 'ip -json -4 route show table all': right } })).commands,
    ).toEqual(['ip rule add from 10.0.1.2 lookup mine priority 32763'])
  })

  test('a modem without gateway is a point-to-point link, an Ethernet without one cannot be mended from here', async () => {
    const commands = { 'ip -json -4 route show table all': said('[]') }
    const uplink = { ...wwan1, gateway: '' }
    const flags = (text: string) => ({ '/sys/class/net/wwan1/flags': text })
    const modem = await check({ commands, files: flags('0x10d1\n') }, false, uplink)
    expect(modem.commands.at(-1)).toBe('ip route add default dev wwan1 table 101')
    const cable = await check({ commands, files: flags('0x1003\n') }, false, uplink)
    expect(cable).toMatchObject({
      result: 'wrong',
      commands: [],
      text: expect.stringContaining('no gateway by wwan1'),
    })
  })

  test('a receiver in the network of two uplinks needs no gateway', async () => {
    const table =
      '[{"dst":"203.0.113.0/24","dev":"eth0","scope":"link","flags":[]},{"dst":"203.0.113.0/24","dev":"wwan1","scope":"link","flags":[]}]'
    const answer = await check({ commands: { 'ip -json -4 route show table all': said(table) } })
    expect(answer.commands.at(-1)).toBe('ip route add 203.0.113.0/24 dev wwan1 table 101')
  })

  test('two modems with the same address cannot be told apart', async () => {
    const interfaces = { wwan0: ['10.0.1.2/24'], wwan1: ['10.0.1.2/24'] }
    expect(await check({ interfaces })).toMatchObject({
      result: 'wrong',
      text: expect.stringContaining('wwan1 and wwan0 both have the address 10.0.1.2'),
      commands: [],
    })
  })

  test('IPv6 has commands of its own', async () => {
    const uplink: UplinkInfo = {
      interface: 'wwan1',
      kind: 'cellular',
      address: '2001:db8:1::2',
      gateway: 'fe80::1',
    }
    const tools = fakeTools({
      commands: {
        'ip -json route get 2001:db8::5 from 2001:db8:1::2': said(
          '[{"dst":"2001:db8::5","dev":"eth0","flags":[]}]',
        ),
      },
    })
    const { commands } = await checkRouting('2001:DB8::5', uplink, { tools })
    expect(commands).toEqual([
      'ip -6 rule add from 2001:db8:1::2 lookup 101',
      'ip -6 route add default via fe80::1 dev wwan1 table 101',
    ])
  })

  test('names of interfaces cannot smuggle commands', async () => {
    const name = "w;reboot'"
    const commands = { [get('10.0.1.2', name)]: way(name) }
    const answer = await check({ commands, interfaces: {} }, false, { ...wwan1, interface: name })
    expect(answer.commands[1]).toBe("ip route add default via 10.0.1.1 dev 'w;reboot'\\''' table 101")
  })

  test('a receiver on this machine needs no interface', async () => {
    const local = said(`[{"type":"local","dst":"${receiver}","from":"10.0.1.2","dev":"lo","flags":[]}]`)
    expect(await check({ commands: { [get('10.0.1.2')]: local } })).toMatchObject({
      result: 'ok',
      commands: [],
    })
  })

  test('without a tool that tells, nothing is known', async () => {
    const unknown = {
      result: 'unknown',
      text: 'This system does not tell which way packets leave.',
      commands: [],
    }
    expect(await checkRouting(receiver, wwan1, { tools: fakeTools({}) })).toMatchObject(unknown)
    expect(await check({ commands: { [get('10.0.1.2')]: failed('ip: invalid argument') } })).toMatchObject(
      unknown,
    )
  })

  test('tables are found for any number of links', () => {
    const taken = new Set<number>()
    const found = Array.from({ length: 400 }, (_, n) => freeTable(n, taken))
    expect(new Set(found).size).toBe(400)
    expect(found.some((table) => table >= 253 && table <= 255)).toBe(false)
  })
})

test('two families cannot meet, and an unknown receiver has no way', async () => {
  const tools = fakeTools({})
  expect(await checkRouting('2001:db8::5', wwan1, { tools })).toMatchObject({ result: 'unknown' })
  expect(await checkRouting('receiver.example', wwan1, { tools })).toMatchObject({ result: 'unknown' })
  expect(tools.asked).toEqual([])
})

test('a loopback address leads nowhere but to this machine', async () => {
  const uplink: UplinkInfo = { interface: 'lo', kind: 'loopback', address: '127.0.0.2', gateway: '' }
  const away = await checkRouting(receiver, uplink, { tools: fakeTools({}) })
  expect(away).toMatchObject({ result: 'wrong', commands: [], text: expect.stringContaining('127.0.0.2') })
  const inside = said('[{"type":"local","dst":"127.0.0.1","from":"127.0.0.2","dev":"lo","flags":[]}]')
  const tools = fakeTools({ commands: { 'ip -json route get 127.0.0.1 from 127.0.0.2': inside } })
  expect(await checkRouting('127.0.0.1', uplink, { tools })).toMatchObject({ result: 'ok' })
})

describe('on macOS', () => {
  const answer = (name: string) =>
    said(
      `   route to: ${receiver}\ndestination: default\n       mask: default\n    gateway: 192.168.1.1\n  interface: ${name}\n      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>\n`,
    )
  const plain = `/sbin/route -n get -inet ${receiver}`
  const scoped = `/sbin/route -n get -inet -ifscope en8 ${receiver}`
  const en8: UplinkInfo = {
    interface: 'en8',
    kind: 'cellular',
    address: '172.20.10.2',
    gateway: '172.20.10.1',
  }
  const check = (commands: FakeSystem['commands'], isBound: boolean) =>
    checkRouting(receiver, en8, { tools: fakeTools({ platform: 'darwin', commands }), isBound })
  const none = { ...failed('route: writing to routing socket: not in table'), stdout: '' }

  test('the interface of the default route is fine, others when bound', async () => {
    expect(await check({ [plain]: answer('en8') }, false)).toMatchObject({ result: 'ok' })
    const both = { [plain]: answer('en0'), [scoped]: answer('en8') }
    expect(await check(both, true)).toMatchObject({ result: 'ok', text: expect.stringContaining('binds') })
    expect(await check(both, false)).toMatchObject({
      result: 'wrong',
      text: expect.stringContaining('leave by en0'),
    })
  })

  test('an interface without a route of its own gets one', async () => {
    expect(await check({ [plain]: answer('en0'), [scoped]: none }, true)).toMatchObject({
      result: 'wrong',
      commands: ['route -n add -inet default 172.20.10.1 -ifscope en8'],
    })
  })

  test('without `route` nothing is known', async () => {
    expect(await check({}, true)).toMatchObject({ result: 'unknown' })
  })
})

describe('on Windows', () => {
  const uplink: UplinkInfo = {
    interface: "Bob's 4G",
    kind: 'cellular',
    address: '10.64.64.70',
    gateway: '10.64.64.64',
  }
  const found = (name: string) =>
    said(
      `[{"InterfaceAlias":"${name}","DestinationPrefix":null},{"InterfaceAlias":"${name}","DestinationPrefix":"0.0.0.0/0"}]\r\n`,
    )
  const check = async (output: ReturnType<typeof said>, gateway = uplink.gateway, isBound = false) => {
    const tools = fakeTools({ platform: 'win32', commands: { 'C:\\*': output } })
    const routing = await checkRouting(receiver, { ...uplink, gateway }, { tools, isBound })
    return { ...routing, asked: tools.asked }
  }

  test('the route that the system finds for the address decides', async () => {
    const right = await check(found("Bob's 4G"))
    expect(right).toMatchObject({ result: 'ok' })
    expect(right.asked[0]).toContain(
      `Find-NetRoute -RemoteIPAddress '${receiver}' -LocalIPAddress '10.64.64.70'`,
    )
    expect(await check(found('WLAN'), '10.64.64.64', true)).toMatchObject({ result: 'ok' })
    expect(await check(found('WLAN'))).toMatchObject({
      result: 'wrong',
      text: expect.stringContaining('leave by WLAN'),
      commands: [
        "New-NetRoute -DestinationPrefix 0.0.0.0/0 -InterfaceAlias 'Bob''s 4G' -NextHop 10.64.64.64",
      ],
    })
  })

  test('no route at all is told', async () => {
    expect(await check(said('[]\r\n'), '')).toMatchObject({ result: 'wrong', commands: [] })
    expect(await check(said('Find-NetRoute : Access denied'))).toMatchObject({ result: 'unknown' })
  })
})

test('anything may come back from the tools', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc.json(),
    fc.json().map((json) => `[${json}]`),
  )
  fc.assert(
    fc.property(text, fc.boolean(), (stdout, ok) => {
      parseRouteGet({ ok, stdout, stderr: stdout })
      const { tables, bySource, first } = parseRules(stdout)
      expect(
        [...tables, ...bySource.map(({ table }) => table)].every((each) => typeof each === 'string'),
      ).toBe(true)
      expect(first).toBeGreaterThan(0)
      parseRouteInterface(stdout)
      parseFoundRoute(stdout)
    }),
  )
})
