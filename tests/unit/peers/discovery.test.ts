import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Announcement, Discovery } from '../../../src/host/peers/discovery.ts'
import { FoundTable, readService } from '../../../src/host/peers/found-table.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'
import { FakeNetwork } from '../../support/peers.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const idOf = (n: number) =>
  `${'A'.repeat(48)}${alphabet[(n >> 10) & 31]}${alphabet[(n >> 5) & 31]}${alphabet[n & 31]}A`

const service = (n: number, given: object = {}, txt: object = {}) => ({
  name: idOf(n),
  port: 8741,
  txt: { id: idOf(n), n: `Device ${n}`, v: '0.1.0', p: '0', c: '0', ...txt },
  referer: { address: '10.0.0.5', family: 'IPv4', port: 5353, size: 100 },
  addresses: ['10.0.0.5', 'fd00::5'],
  ...given,
})

const announcement = (given: Partial<Announcement> = {}): Announcement => ({
  id: idOf(1),
  name: 'Studio',
  version: '0.1.0',
  port: 8741,
  pairingPort: 0,
  channel: 0,
  ...given,
})

function start(given: { kept?: (id: string) => boolean } = {}) {
  const network = new FakeNetwork()
  const clock = new ManualClock()
  const failures: (string | undefined)[] = []
  let changes = 0
  const discovery = new Discovery({
    ownId: idOf(1),
    open: network.open(),
    kept: () => false,
    changed: () => changes++,
    failed: (reason) => void failures.push(reason),
    clock,
    ...given,
  })
  return { network, clock, discovery, failures, changes: () => changes }
}

test('nothing is said to the network, nor asked of it, until it is wanted', () => {
  const { network, discovery } = start()
  discovery.set(false, announcement())
  expect(network.refreshes).toBe(0)
  discovery.set(true, undefined)
  expect(network.refreshes).toBe(1)
  expect(network.announced).toEqual([])
  discovery.set(true, announcement())
  expect(network.announced).toMatchObject([{ name: idOf(1), port: 8741, txt: { n: 'Studio', p: '0' } }])
  discovery.set(true, announcement({ pairingPort: 5000, channel: 7 }))
  expect(network.announced).toMatchObject([{ txt: { p: '5000', c: '7' } }])
  discovery.set(false, announcement())
  expect(network.announced).toEqual([])
})

test('a device that announces itself is found, this one itself is not', () => {
  const { network, discovery, changes } = start()
  discovery.set(true, announcement())
  network.inject(service(1))
  expect(discovery.found).toEqual([])
  network.inject(service(2, {}, { p: '5000', c: '7' }))
  expect(discovery.found).toEqual([
    {
      id: idOf(2),
      name: 'Device 2',
      version: '0.1.0',
      addresses: [
        { host: '10.0.0.5', port: 8741 },
        { host: 'fd00::5', port: 8741 },
      ],
      pairingPort: 5000,
      channel: 7,
      transferPort: 0,
      nameplates: [],
      passing: false,
    },
  ])
  expect(changes()).toBe(1)
  network.inject(service(2, {}, { p: '5000', c: '7' }))
  expect(changes()).toBe(1)
})

test('a device tells where it is called for transfers, and which codes wait there', () => {
  const { network, discovery } = start()
  discovery.set(true, announcement({ transferPort: 8742, nameplates: ['4821', '1034'], passing: true }))
  expect(network.announced).toMatchObject([{ txt: { t: '8742', r: '4821 1034', o: '1' } }])
  network.inject(service(2, {}, { t: '8742', r: '4821 x 99 1034', o: '1' }))
  expect(discovery.found).toMatchObject([{ transferPort: 8742, nameplates: ['4821', '1034'], passing: true }])
})

test('a device heard on two interfaces has the addresses of both, until the network changes', async () => {
  const { network, discovery, clock } = start()
  discovery.set(true, announcement())
  network.inject(service(2, { addresses: [] }))
  network.inject(service(2, { addresses: [], referer: { address: '192.168.7.5' } }))
  const hosts = () => discovery.found[0]?.addresses.map(({ host }) => host)
  expect(hosts()).toEqual(['192.168.7.5', '10.0.0.5'])
  await clock.advance(10_000)
  network.inject(service(2, { addresses: [], referer: { address: '192.168.7.5' } }))
  expect(hosts()).toEqual(['192.168.7.5'])
})

test('who is not heard any more is forgotten, who says goodbye at once', async () => {
  const { network, discovery, clock } = start()
  discovery.set(true, announcement())
  network.inject(service(2))
  network.inject(service(3))
  network.leave(service(3))
  await clock.advance(4000)
  expect(discovery.found.map(({ id }) => id)).toEqual([idOf(2)])
  await clock.advance(115_000)
  expect(discovery.found).toEqual([])
})

test('one that says goodbye only to say something else stays', async () => {
  const { network, discovery, clock } = start()
  discovery.set(true, announcement())
  network.inject(service(2))
  network.leave(service(2))
  network.inject(service(2, {}, { p: '5000' }))
  await clock.advance(4000)
  expect(discovery.found).toMatchObject([{ pairingPort: 5000 }])
})

test('a crowd is told of a few times a second at most, and whoever came last is told too', async () => {
  const { network, discovery, clock, changes } = start()
  discovery.set(true, announcement())
  for (let round = 0; round < 10; round++) {
    for (let n = 0; n < 20; n++) network.inject(service(2 + round * 20 + n))
    await clock.advance(20)
  }
  await clock.advance(200)
  expect(changes()).toBe(2)
  expect(discovery.found).toHaveLength(200)
})

test('the network is asked again and again', async () => {
  const { network, discovery, clock } = start()
  discovery.set(true, announcement())
  await clock.advance(95_000)
  expect(network.refreshes).toBe(4)
  discovery.set(false, undefined)
  await clock.advance(95_000)
  expect(network.refreshes).toBe(4)
})

test('strangers fill the table only so far, and never push out whom this device knows', () => {
  const friend = idOf(900)
  const { network, discovery } = start({ kept: (id) => id === friend })
  discovery.set(true, announcement())
  for (let n = 2; n < 802; n++) network.inject(service(n))
  expect(discovery.found).toHaveLength(256)
  expect(discovery.turnedAway).toBe(544)
  network.inject(service(900))
  expect(discovery.found).toHaveLength(256)
  expect(discovery.found.some(({ id }) => id === friend)).toBe(true)
  for (let n = 2; n < 802; n++) network.inject(service(n))
  expect(discovery.found.some(({ id }) => id === friend)).toBe(true)
})

test('multicast that fails is told, and so is that it works again', () => {
  const { network, discovery, failures } = start()
  discovery.set(true, announcement())
  network.fail('no permission')
  network.fail(undefined)
  expect(failures).toEqual(['no permission', undefined])
})

test('multicast that cannot even be opened is told', () => {
  const failures: unknown[] = []
  const discovery = new Discovery({
    ownId: idOf(1),
    open: () => {
      throw new Error('no sockets')
    },
    kept: () => false,
    changed: () => {},
    failed: (reason) => void failures.push(reason),
    clock: new ManualClock(),
  })
  discovery.set(true, announcement())
  discovery.set(true, announcement({ name: 'Other' }))
  expect(failures[0]).toBe('no sockets')
})

test('what is looked for is given when it shows up, or nothing when it does not in time', async () => {
  const { network, discovery, clock } = start()
  discovery.set(true, announcement())
  const wanted = discovery.find(({ channel }) => channel === 7, 10_000, new AbortController().signal)
  network.inject(service(2, {}, { c: '3' }))
  await settle()
  network.inject(service(3, {}, { c: '7' }))
  await clock.advance(200)
  expect(await wanted).toMatchObject([{ id: idOf(3) }])
  const missing = discovery.find(({ channel }) => channel === 9, 10_000, new AbortController().signal)
  await clock.advance(10_000)
  expect(await missing).toEqual([])
})

test.each([
  ['no id', { txt: { n: 'x' } }],
  ['an id that is none', service(2, {}, { id: '../../etc' })],
  ['no port', service(2, { port: 0 })],
  ['a port too large', service(2, { port: 70_000 })],
  ['a pairing port too large', service(2, {}, { p: '70000' })],
  ['no address', service(2, { addresses: [], referer: undefined })],
  [
    'addresses that cannot be connected to',
    service(2, {
      addresses: ['0.0.0.0', '224.0.0.1', '::', 'fe80::1', 'ff02::1', 'a.example', 7],
      referer: undefined,
    }),
  ],
  ['a name too long', service(2, {}, { n: 'x'.repeat(256) })],
])('a service with %s is not taken', (_, given) => {
  expect(readService(given)).toBeUndefined()
})

test('a name that would spoil a screen is cleaned', () => {
  expect(readService(service(2, {}, { n: '\u001b[31m\u202eEvil', v: '1.0\n<b>' }))).toMatchObject({
    name: '[31mEvil',
    version: '1.0b',
  })
})

test('nothing that comes from the network throws or makes the table grow without end', () => {
  const table = new FoundTable(
    () => false,
    () => 0,
  )
  const anything = fc.oneof(
    fc.anything(),
    fc.record({
      port: fc.anything(),
      txt: fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.anything())),
      addresses: fc.anything(),
      referer: fc.anything(),
    }),
    fc.nat(2000).map((n) => service(n)),
  )
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 50 }), (services) => {
      for (const each of services) {
        const entry = readService(each)
        if (entry) table.heard(entry)
      }
      expect(table.list().length).toBeLessThanOrEqual(256)
    }),
    { numRuns: 300 },
  )
})
