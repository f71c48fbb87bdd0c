import { describe, expect, test } from 'vitest'
import { type BondInput, bondInputSchema, maxLinks } from '../../../../src/contract/bond.ts'
import {
  canReach,
  chooseUplinks,
  findUplink,
  meteredSuggestions,
} from '../../../../src/engines/bond/uplinks/choose-uplinks.ts'
import type { SystemUplink } from '../../../../src/engines/bond/uplinks/system-uplinks.ts'

const receiver = '203.0.113.5'

function uplink(name: string, prefix: string, more: Partial<SystemUplink> = {}): SystemUplink {
  const address = prefix.replace(/\/.*$/, '')
  const family = address.includes(':') ? 6 : 4
  const networks = [family === 4 ? '0.0.0.0/0' : '::/0', prefix]
  const base = { interface: name, address, family, prefix, networks } as const
  return { ...base, kind: 'ethernet', gateway: '', inner: false, temporary: false, ...more }
}

const lo = uplink('lo', '127.0.0.1/8', { kind: 'loopback', networks: [] })
const eth0 = uplink('eth0', '192.0.2.20/24')
const wlan0 = uplink('wlan0', '198.51.100.7/24', { kind: 'wifi' })
const wwan0 = uplink('wwan0', '10.64.3.2/30', { kind: 'cellular' })
const wg0 = uplink('wg0', '10.100.0.2/32', { kind: 'vpn' })
const eth0v6 = uplink('eth0', '2001:db8:1::20/64')

function choose(
  bond: Partial<BondInput>,
  system: SystemUplink[],
  more: { fileAddresses?: string[]; receiver?: string } = {},
) {
  const listen = { host: '127.0.0.1', port: 6000 }
  const whole = bondInputSchema.parse({ name: 'b', listen, receiver: { host: 'r', port: 5000 }, ...bond })
  return chooseUplinks({ bond: whole, fileAddresses: [], system, receiver, ...more })
}
const shown = (links: ReturnType<typeof choose>) =>
  links.map(({ id, info }) => `${id} ${info?.address ?? 'absent'}`)

describe('automatic', () => {
  test('each interface is one link by its name: cables first, tunnels last, loopback never', () => {
    expect(shown(choose({}, [lo, wg0, wwan0, wlan0, eth0]))).toEqual([
      'eth0 192.0.2.20',
      'wlan0 198.51.100.7',
      'wwan0 10.64.3.2',
      'wg0 10.100.0.2',
    ])
  })

  test('the address is of the receiver’s family', () => {
    expect(shown(choose({}, [eth0, eth0v6, wlan0], { receiver: '2001:db8:ffff::5' }))).toEqual([
      'eth0 2001:db8:1::20',
    ])
    expect(shown(choose({}, [eth0v6, eth0]))).toEqual(['eth0 192.0.2.20'])
  })

  test('of several addresses, a neighbour of the receiver is preferred, then a global one, then one that stays', () => {
    const second = uplink('eth0', '10.0.0.5/24')
    expect(shown(choose({}, [second, eth0]))).toEqual(['eth0 192.0.2.20'])
    expect(shown(choose({}, [eth0, second], { receiver: '10.0.0.9' }))).toEqual(['eth0 10.0.0.5'])
    const temporary = uplink('eth0', '2001:db8:1::77/64', { temporary: true })
    const local = uplink('eth0', 'fd00::20/64')
    const far = '2001:db8:ffff::5'
    expect(shown(choose({}, [temporary, local, eth0v6], { receiver: far }))).toEqual(['eth0 2001:db8:1::20'])
  })

  test('settings apply by name or by address, and change the link’s id only where they name the address', () => {
    const links = [
      { uplink: 'wwan0', weight: 50, metered: true, dailyCap: 5, monthlyCap: 9, label: 'Modem' },
      { uplink: '192.0.2.20', weight: 0 },
    ]
    expect(choose({ links }, [eth0, wlan0, wwan0])).toEqual([
      expect.objectContaining({
        id: 'wwan0',
        weight: 50,
        metered: true,
        dailyCap: 5,
        monthlyCap: 9,
        label: 'Modem',
      }),
      expect.objectContaining({
        id: '192.0.2.20',
        weight: 0,
        info: expect.objectContaining({ interface: 'eth0' }),
      }),
      expect.objectContaining({ id: 'wlan0', weight: 100, metered: false, dailyCap: 0, label: '' }),
    ])
  })

  test('a link keeps its id when its modem gets another address, and when it goes and comes', () => {
    const links = [{ uplink: 'wwan0', weight: 50 }]
    const other = uplink('wwan0', '10.64.9.9/30', { kind: 'cellular' })
    expect(shown(choose({ links }, [eth0, wwan0]))).toContain('wwan0 10.64.3.2')
    expect(shown(choose({ links }, [eth0, other]))).toContain('wwan0 10.64.9.9')
    const [absent] = choose({ links }, [eth0])
    expect(absent).toMatchObject({ id: 'wwan0', info: undefined, absence: expect.stringContaining('wwan0') })
  })

  test('an interface without a way to the receiver is no link, unless it is listed', () => {
    const lan = uplink('eth5', '10.5.0.2/24', { networks: ['10.5.0.0/24'] })
    expect(shown(choose({}, [eth0, lan]))).toEqual(['eth0 192.0.2.20'])
    expect(shown(choose({}, [eth0, lan], { receiver: '10.5.0.9' }))).toContain('eth5 10.5.0.2')
    expect(shown(choose({ links: [{ uplink: 'eth5' }] }, [eth0, lan]))).toContain('eth5 10.5.0.2')
  })

  test('a name that settings cannot hold makes way for the address', () => {
    const strange = uplink('a,b=c', '192.0.2.40/24')
    expect(shown(choose({}, [strange]))).toEqual(['192.0.2.40 192.0.2.40'])
    const translated = uplink('Подключение 2', '192.0.2.40/24')
    expect(shown(choose({}, [translated]))).toEqual(['Подключение 2 192.0.2.40'])
  })

  test('at most so many links; those that are there before those that are not', () => {
    const system = Array.from({ length: 20 }, (_, n) => uplink(`eth${100 + n}`, `192.0.2.${n + 1}/24`))
    const links = Array.from({ length: maxLinks }, (_, n) => ({ uplink: `wwan${n}` }))
    const chosen = choose({ links }, system)
    expect(chosen).toHaveLength(maxLinks)
    expect(chosen.every(({ info }) => info !== undefined)).toBe(true)
  })

  test('with an unknown receiver, IPv4 goes first', () => {
    expect(shown(choose({}, [eth0v6, eth0], { receiver: '' }))).toEqual(['eth0 192.0.2.20'])
  })
})

describe('listed', () => {
  const listed = (...uplinks: string[]): Partial<BondInput> => ({
    uplinks: 'listed',
    links: uplinks.map((name) => ({ uplink: name })),
  })

  test('only what is listed, in its order, there or not', () => {
    expect(shown(choose(listed('wwan0', 'eth0', 'eth7', '10.9.9.9'), [eth0, wlan0, wwan0]))).toEqual([
      'wwan0 10.64.3.2',
      'eth0 192.0.2.20',
      'eth7 absent',
      '10.9.9.9 absent',
    ])
  })

  test('any loopback address can be listed', () => {
    const [link] = choose(listed('127.0.0.7'), [lo, eth0], { receiver: '127.0.0.1' })
    expect(link?.info).toEqual({ interface: 'lo', kind: 'loopback', address: '127.0.0.7', gateway: '' })
    expect(shown(choose(listed('127.0.0.7'), [eth0]))).toEqual(['127.0.0.7 absent'])
  })

  test('an address is the same however it is written', () => {
    const [link] = choose(listed('2001:DB8:1:0::0020'), [eth0v6], { receiver: '2001:db8::1' })
    expect(link).toMatchObject({ id: '2001:DB8:1:0::0020', info: { address: '2001:db8:1::20' } })
  })

  test('why a link is absent is said', () => {
    const links = choose(listed('eth9', '10.1.1.1', 'eth0', '2001:db8:1::20'), [eth0v6])
    expect(links.map(({ absence }) => absence)).toEqual([
      'There is no interface eth9 that is up and has an address.',
      'No interface of this machine has the address 10.1.1.1 now.',
      'eth0 has no IPv4 address, by which the receiver is reached.',
      '2001:db8:1::20 is an IPv6 address, and the receiver is reached by IPv4.',
    ])
  })

  test('an interface and its only address are one link, not two', () => {
    const links = choose(listed('eth0', '192.0.2.20'), [eth0])
    expect(shown(links)).toEqual(['eth0 192.0.2.20', '192.0.2.20 absent'])
    expect(links[1]?.absence).toBe('192.0.2.20 is the same uplink as eth0.')
  })
})

describe('by file', () => {
  const file: Partial<BondInput> = { uplinks: 'file', uplinksFile: '/ips.txt' }

  test('the file’s addresses in its order are the links’ ids', () => {
    const fileAddresses = ['10.64.3.2', '192.0.2.20', '10.9.9.9']
    expect(shown(choose(file, [eth0, wlan0, wwan0], { fileAddresses }))).toEqual([
      '10.64.3.2 10.64.3.2',
      '192.0.2.20 192.0.2.20',
      '10.9.9.9 absent',
    ])
  })

  test('settings apply by address and by interface', () => {
    const links = [
      { uplink: 'eth0', weight: 10 },
      { uplink: '10.64.3.2', metered: true },
    ]
    const fileAddresses = ['10.64.3.2', '192.0.2.20']
    expect(choose({ ...file, links }, [eth0, wwan0], { fileAddresses })).toMatchObject([
      { id: '10.64.3.2', metered: true },
      { id: '192.0.2.20', weight: 10 },
    ])
  })
})

test('an uplink is found by name or address, of the receiver’s family', () => {
  expect(findUplink([eth0v6, eth0], 'eth0', receiver)?.address).toBe('192.0.2.20')
  expect(findUplink([eth0v6, eth0], '2001:db8:1::20', receiver)).toBeUndefined()
  expect(findUplink([eth0v6, eth0], '192.0.2.20', '')?.interface).toBe('eth0')
})

test('an address of the receiver that no link could have is known', () => {
  const choice = { bond: { uplinks: 'automatic', links: [] }, fileAddresses: [], system: [eth0] } as const
  expect(canReach({ ...choice, bond: { uplinks: 'automatic', links: [] } }, '203.0.113.5')).toBe(true)
  expect(canReach({ ...choice, bond: { uplinks: 'automatic', links: [] } }, '2001:db8::5')).toBe(false)
})

test('modems of which nobody has said that they are metered are pointed out', () => {
  expect(meteredSuggestions({ links: [] }, [eth0, wwan0])).toEqual([
    expect.objectContaining({ path: 'links', level: 'warning', suggestion: 'wwan0' }),
  ])
  const links = bondInputSchema.shape.links.parse([{ uplink: 'wwan0' }])
  expect(meteredSuggestions({ links }, [eth0, wwan0])).toEqual([])
})
