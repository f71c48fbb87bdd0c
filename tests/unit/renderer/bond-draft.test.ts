import { describe, expect, test } from 'vitest'
import { type Bond, bondSettingsSchema, receiverSettingsSchema } from '../../../src/contract/bond.ts'
import { splitAddress } from '../../../src/renderer/forms/ports.ts'
import {
  type BondDraft,
  bondFieldOf,
  duplicateBondDraft,
  linkDraft,
  newBondDraft,
  parseBondDraft,
  toBondDraft,
} from '../../../src/renderer/pages/bonding/bond-draft.ts'
import {
  newReceiverDraft,
  parseReceiverDraft,
  type ReceiverDraft,
  toReceiverDraft,
} from '../../../src/renderer/pages/bonding/receiver-draft.ts'
import { somePicked, uplinkRows } from '../../../src/renderer/pages/bonding/uplink-rows.ts'

const bond: Bond = {
  ...bondSettingsSchema.parse({
    name: 'Truck',
    listen: { host: '0.0.0.0', port: 6000 },
    receiver: { host: 'fd00::7', port: 5000 },
    uplinks: 'listed',
    links: [
      { uplink: 'wwan0', label: 'Modem 1', weight: 60, metered: true, dailyCap: 1.5e9, monthlyCap: 40e9 },
      { uplink: '10.0.0.7' },
    ],
    linkTimeoutMs: 2500,
  }),
  id: 'truck',
}
const filled: BondDraft = { ...newBondDraft([]), receiverHost: 'rx.example.net' }
const problems = (part: Partial<BondDraft>) =>
  parseBondDraft({ ...filled, ...part }).problems.map(({ field, message }) => `${field}: ${message}`)

describe('a bond', () => {
  test('survives the way into the fields and back', () => {
    const { id, ...settings } = bond
    expect(parseBondDraft(toBondDraft(bond))).toEqual({ input: settings, problems: [] })
  })
  test('shows times in seconds and caps in GB', () =>
    expect(toBondDraft(bond)).toMatchObject({
      linkTimeout: '2.5',
      links: [{ dailyCap: '1.5', monthlyCap: '40', weight: '60', picked: true }, { dailyCap: '0' }],
    }))
  test('is called after its receiver when no name is typed', () =>
    expect(parseBondDraft(filled).input?.name).toBe('rx.example.net'))
  test('needs a receiver, and says so at one field alone', () =>
    expect(problems({ receiverHost: '' })).toEqual(['receiverHost: Enter a host name or an IP address.']))
  test('takes one port, not a range', () => {
    expect(problems({ listenPort: '6000-6003' })).toEqual(['listenPort: Write one port.'])
    expect(problems({ receiverPort: 'x' })).toEqual(['receiverPort: Write a port such as 8554.'])
  })
  test('wants an uplink where they are chosen, and a file where they come from one', () => {
    expect(problems({ uplinks: 'listed' })).toEqual(['links: Choose at least one uplink.'])
    expect(problems({ uplinks: 'file' })).toEqual(['uplinksFile: Name the file.'])
  })
  test('says limits in the unit of the field', () =>
    expect(problems({ linkTimeout: '0.2' })).toEqual(['linkTimeout: At least 1.']))
  test('says which link is wrong', () => {
    const link = linkDraft(bond.links[0]!, true)
    expect(problems({ links: [{ ...link, dailyCap: 'much' }] })).toEqual([
      'links: Modem 1: the daily cap is not a number.',
    ])
    expect(problems({ links: [{ ...link, weight: '140' }] })).toEqual([
      'links: Modem 1: the priority is at most 100 %.',
    ])
  })
  test('keeps of automatic uplinks only those of which something is set', () => {
    const links = toBondDraft(bond).links.map((link) => ({ ...link, picked: false }))
    const { input } = parseBondDraft({ ...filled, links })
    expect(input?.links?.map(({ uplink }) => uplink)).toEqual(['wwan0'])
  })
  test('begins on a port that no other bond listens on', () => {
    expect(newBondDraft([bond]).listenPort).toBe('6001')
    expect(duplicateBondDraft(bond, [bond])).toMatchObject({ name: 'Truck copy', listenPort: '6001' })
  })
})

test.each([
  ['listen.port', 'listenPort'],
  ['receiver', 'receiverHost'],
  ['links.2.dailyCap', 'links'],
  ['linkTimeoutMs', 'linkTimeout'],
  ['stallGuard', 'stallGuard'],
  ['toString', 'name'],
])('a problem with %s is shown at %s', (path, field) => expect(bondFieldOf(path)).toBe(field))

test.each([
  ['srtla://rx.example.net:5000', { host: 'rx.example.net', port: 5000 }],
  ['10.0.0.5:5001', { host: '10.0.0.5', port: 5001 }],
  ['[fd00::7]:5000', { host: 'fd00::7', port: 5000 }],
  ['srtla://rx.example.net', { host: 'rx.example.net' }],
  ['rx.example.net', undefined],
])('%s may be pasted as a receiver', (text, endpoint) => expect(splitAddress(text)).toEqual(endpoint))

describe('a receiver', () => {
  const receiver = receiverSettingsSchema.parse({
    name: 'Studio',
    listen: { host: '0.0.0.0', port: 5000 },
    target: { host: '127.0.0.1', port: 4001 },
    allowedSources: ['10.0.0.0/8', 'fd00::/8'],
    maxGroups: 12,
  })
  const wrong = (part: Partial<ReceiverDraft>) =>
    parseReceiverDraft({ ...newReceiverDraft([]), ...part }).problems.map(({ field }) => field)
  test('survives the way into the fields and back', () =>
    expect(parseReceiverDraft(toReceiverDraft(receiver))).toEqual({ input: receiver, problems: [] }))
  test('needs nothing typed to be added', () =>
    expect(parseReceiverDraft(newReceiverDraft([receiver])).input).toMatchObject({
      name: 'Receiver 5001',
      listen: { port: 5001 },
    }))
  test('says which limit or network is wrong', () => {
    expect(wrong({ maxGroups: 'x' })).toEqual(['maxGroups'])
    expect(wrong({ maxLinksPerGroup: '17' })).toEqual(['maxLinksPerGroup'])
    expect(wrong({ allowedSources: '10.0.0.0/99' })).toEqual(['allowedSources'])
  })
})

describe('the list of uplinks', () => {
  const info = (name: string, kind: 'cellular' | 'vpn' | 'loopback', address: string) => ({
    interface: name,
    kind,
    address,
    gateway: '',
  })
  const found = [
    info('wwan0', 'cellular', '10.0.0.2'),
    info('wwan1', 'cellular', '10.0.1.2'),
    info('wg0', 'vpn', '10.9.0.2'),
    info('lo', 'loopback', '127.0.0.1'),
  ]
  const names = (rows: ReturnType<typeof uplinkRows>) => rows.map(({ link }) => link.uplink)
  const plain = linkDraft({ ...bond.links[1]!, uplink: '10.0.1.2' }, true)
  test('shows what the bond has first, then what the machine has beside it, without loopback', () =>
    expect(names(uplinkRows([linkDraft(bond.links[0]!, true)], found, 'listed'))).toEqual([
      'wwan0',
      'wwan1',
      'wg0',
    ]))
  test('does not offer by name what is listed by address', () =>
    expect(names(uplinkRows([plain], found, 'listed'))).toEqual(['10.0.1.2', 'wwan0', 'wg0']))
  test('keeps a listed uplink that is not there', () => {
    const [row] = uplinkRows([{ ...plain, uplink: 'gone0' }], found, 'listed')
    expect(row).toMatchObject({ link: { uplink: 'gone0' }, info: undefined })
  })
  test('begins to choose with all that are there but tunnels, or with what was ticked', () => {
    const rows = uplinkRows([], found, 'automatic')
    const ticked = (links: typeof filled.links) =>
      links.filter(({ picked }) => picked).map(({ uplink }) => uplink)
    expect(ticked(somePicked(rows))).toEqual(['wwan0', 'wwan1'])
    expect(ticked(somePicked(uplinkRows([plain], found, 'listed')))).toEqual(['10.0.1.2'])
  })
})
