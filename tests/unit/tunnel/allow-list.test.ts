import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Allow } from '../../../src/contract/tunnel.ts'
import { addressBytes, addressText } from '../../../src/engines/kit/address-bytes.ts'
import { AllowList } from '../../../src/engines/tunnel/net/allow-list.ts'
import { parseAllowTarget } from '../../../src/engines/tunnel/net/allow-target.ts'
import { DeniedRequests } from '../../../src/engines/tunnel/net/denied-requests.ts'

let nextId = 1
const rule = (target: string, change: Partial<Allow> = {}): Allow => ({
  id: `a${nextId++}`,
  party: 'camera-van',
  what: 'connect',
  target,
  enabled: true,
  ...change,
})
const van = { id: 'camera-van', by: 'device' as const }
const list = (...targets: string[]) =>
  new AllowList(
    targets.map((target) => rule(target)),
    van,
  )
const reaches = (allow: AllowList, address: string, port: number) =>
  allow.allows('connect', address, [address], port)

describe('what is allowed', () => {
  test('nothing, as long as nobody has allowed anything', () => {
    expect(reaches(list(), '10.0.0.5', 554)).toBe(false)
    expect(list().allows('listen', '127.0.0.1', ['127.0.0.1'], 0)).toBe(false)
  })

  test('a network and its ports, and no bit or port more', () => {
    const allow = list('10.0.0.0/23:554,8000-8002')
    expect(reaches(allow, '10.0.1.255', 554)).toBe(true)
    expect(reaches(allow, '10.0.2.0', 554)).toBe(false)
    expect([7999, 8000, 8002, 8003].map((port) => reaches(allow, '10.0.0.5', port))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('IPv6 by network, with a scope or without', () => {
    const allow = list('[fe80::/10]:80', '[fd00:1::7]:*')
    expect(reaches(allow, 'fe80::1%eth0', 80)).toBe(true)
    expect(reaches(allow, 'fd00:1:0::7', 9)).toBe(true)
    expect(reaches(allow, 'fd00:1::8', 9)).toBe(false)
  })

  test('all of IPv6 is nothing of IPv4, however that is written', () => {
    const six = list('[::/0]:*')
    expect(reaches(six, '2001:db8::1', 80)).toBe(true)
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1'])
      expect(reaches(six, address, 80)).toBe(false)
  })

  test('IPv4 is recognised where it is written as IPv6', () => {
    const allow = list('10.0.0.0/8:80')
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::ffff:a01:203'])
      expect(reaches(allow, address, 80)).toBe(true)
    expect(reaches(allow, '::ffff:b01:203', 80)).toBe(false)
    expect(reaches(list('[::ffff:10.0.0.0/104]:80'), '10.1.2.3', 80)).toBe(true)
  })

  test('a name is allowed by name, whatever it leads to, or when all of its addresses are', () => {
    const named = list('*.cameras.lan:80', 'nas.lan:443')
    expect(named.allows('connect', 'Left.Cameras.LAN.', ['192.168.1.9'], 80)).toBe(true)
    expect(named.allows('connect', 'cameras.lan', ['192.168.1.9'], 80)).toBe(false)
    expect(named.allows('connect', 'evilcameras.lan', ['192.168.1.9'], 80)).toBe(false)
    expect(named.allows('connect', 'nas.lan', ['192.168.1.2'], 443)).toBe(true)
    const networks = list('10.0.0.0/8:80')
    expect(networks.allows('connect', 'a.example', ['10.0.0.1', '10.9.9.9'], 80)).toBe(true)
    expect(networks.allows('connect', 'a.example', ['10.0.0.1', '127.0.0.1'], 80)).toBe(false)
    expect(networks.allows('connect', 'a.example', [], 80)).toBe(false)
  })

  test('an address is never taken for a name', () => {
    expect(reaches(list('*.1:80', 'x.0.0.1:80'), '10.0.0.1', 80)).toBe(false)
  })

  test('everything, if the owner wants it so', () => {
    expect(reaches(list('*:*'), 'fd00::1', 22)).toBe(true)
    expect(list('*:80').allows('connect', 'any.example', ['127.0.0.1'], 80)).toBe(true)
  })

  test('listening is another thing than connecting', () => {
    const allow = new AllowList([rule('127.0.0.1:0,8080', { what: 'listen' })], van)
    expect(allow.allows('listen', '127.0.0.1', ['127.0.0.1'], 8080)).toBe(true)
    expect(allow.allows('listen', '127.0.0.1', ['127.0.0.1'], 0)).toBe(true)
    expect(allow.allows('listen', '127.0.0.1', ['127.0.0.1'], 8081)).toBe(false)
    expect(allow.allows('connect', '127.0.0.1', ['127.0.0.1'], 8080)).toBe(false)
  })

  test('rules hold for their own party; those for all devices do not hold for who came with a code', () => {
    const rules = [
      rule('*:1', { party: 'other' }),
      rule('*:2', { party: '*' }),
      rule('*:3', { enabled: false }),
    ]
    const ports = (allow: AllowList) => [1, 2, 3].filter((port) => reaches(allow, '10.0.0.1', port))
    expect(ports(new AllowList(rules, van))).toEqual([2])
    expect(ports(new AllowList(rules, { id: 'other', by: 'code' }))).toEqual([1])
  })

  test('a rule that says nothing sensible is told so, and allows nothing', () => {
    const bad = [
      '10.0.0.1',
      '999.1.1.1:80',
      '10.0.0.0/33:80',
      '[::/129]:80',
      '[1:2]:80',
      'a b:80',
      'x:70000',
      'x:9-8',
    ]
    for (const target of bad) {
      expect(() => parseAllowTarget(target), target).toThrow(expect.objectContaining({ code: 'invalid' }))
      expect(reaches(new AllowList([rule(target)], van), '10.0.0.1', 80)).toBe(false)
    }
  })

  test('no text makes it throw anything but a fault', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[[\]0-9a-f.:*/,-]{0,40}$/))
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseAllowTarget(text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'Fault', code: 'invalid' })
        }
      }),
    )
  })

  test('an address is in a network just when its leading bits are', () => {
    const bits = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (network, address, length) => {
        const same =
          bits(addressBytes(network)).slice(0, length) === bits(addressBytes(address)).slice(0, length)
        expect(reaches(list(`${network}/${length}:1`), address, 1)).toBe(same)
      }),
    )
  })
})

describe('addresses as text', () => {
  test('IPv6 is written as RFC 5952 says', () => {
    const text = (hex: string) => addressText(Buffer.from(hex, 'hex'), 0, 16)
    expect(text('20010db8000000000000000000000001')).toBe('2001:db8::1')
    expect(text('20010db8000000010001000100010001')).toBe('2001:db8:0:1:1:1:1:1')
    expect(text('20010000000000010000000000000001')).toBe('2001:0:0:1::1')
    expect(text('00'.repeat(16))).toBe('::')
    expect(text(`${'00'.repeat(15)}01`)).toBe('::1')
    expect(text(`fd${'00'.repeat(15)}`)).toBe('fd00::')
  })

  test('text and bytes are one another’s inverse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = addressText(bytes, 0, 16)
        expect(isIPv6(text)).toBe(true)
        expect([...addressBytes(text)]).toEqual([...bytes])
      }),
    )
  })
})

describe('requests for what is not allowed', () => {
  test('are remembered once each, the newest first, with how often they came', () => {
    const requests = new DeniedRequests()
    requests.add('van', 'Van', 'connect', { host: '10.0.0.5', port: 554 }, 1)
    requests.add('van', 'Van', 'listen', { host: 'fe80::1%eth0', port: 0 }, 2)
    requests.add('van', 'Van', 'connect', { host: '10.0.0.5', port: 554 }, 3)
    expect(requests.list()).toMatchObject([
      { target: '10.0.0.5:554', what: 'connect', times: 2, at: 3 },
      { target: '[fe80::1]:0', what: 'listen', times: 1, at: 2 },
    ])
    for (const { target } of requests.list()) expect(() => parseAllowTarget(target)).not.toThrow()
    requests.forget(requests.list()[0]!.id)
    expect(requests.list()).toHaveLength(1)
    requests.forgetParty('van')
    expect(requests.list()).toEqual([])
    expect(requests.denied).toBe(3)
  })

  test('at most a hundred', () => {
    const requests = new DeniedRequests()
    for (let port = 1; port <= 150; port++) requests.add('van', 'Van', 'connect', { host: 'a', port }, port)
    expect(requests.list()).toHaveLength(100)
    expect(requests.list()[0]).toMatchObject({ target: 'a:150' })
  })
})
