import {
  type Bond,
  bondSettingsSchema,
  type Impairment,
  type LinkSettings,
  linkSettingsSchema,
  type Receiver,
  receiverSettingsSchema,
  type UplinkInfo,
} from '../../../src/contract/bond.ts'

/**
 * How a made-up link behaves: `fading` stalls for a while again and again; `misrouted` works, by the wrong interface.
 */
export type LinkBehaviour = 'good' | 'weak' | 'fading' | 'misrouted' | 'silent' | 'absent'

export type FakeLink = {
  info: UplinkInfo
  behaviour: LinkBehaviour
  /** What it could carry, Mbit/s. */
  mbit: number
  rttMs: number
  /** Bytes sent before this Hawser began, today and this month. */
  used: { day: number; month: number }
  impairment: (Impairment & { until: number }) | null
}

export type FakeBond = {
  bond: Bond
  /** What the camera sends, Mbit/s; 0: it is not there. */
  mbit: number
  links: FakeLink[]
  farIsHawser: boolean
  /** Cannot listen, and why. */
  problem: string
}

export type FakeReceiver = {
  receiver: Receiver
  problem: string
  /** Streams that arrive: Mbit/s by link, and since when. */
  groups: { id: string; mbit: number[]; sinceMs: number; silentLink?: number }[]
}

const uplink = (kind: UplinkInfo['kind'], name: string, address: string, gateway: string): UplinkInfo => ({
  interface: name,
  kind,
  address,
  gateway,
})

/** The ways out of the made-up machine. */
export const machine: UplinkInfo[] = [
  uplink('cellular', 'wwan0', '10.64.3.9', '10.64.3.1'),
  uplink('cellular', 'wwan1', '100.72.18.40', '100.72.18.41'),
  uplink('wifi', 'wlp3s0', '192.168.178.61', '192.168.178.1'),
  uplink('ethernet', 'enp2s0', '172.16.40.12', '172.16.40.1'),
  uplink('vpn', 'wg0', '10.9.0.4', ''),
  uplink('loopback', 'lo', '127.0.0.1', ''),
]

const link = (
  info: UplinkInfo,
  behaviour: LinkBehaviour,
  mbit: number,
  rttMs: number,
  used = { day: 0, month: 0 },
): FakeLink => ({ info, behaviour, mbit, rttMs, used, impairment: null })

const set = (uplinkName: string, settings: Partial<LinkSettings>): LinkSettings =>
  linkSettingsSchema.parse({ uplink: uplinkName, ...settings })

const here = (port: number) => ({ host: '127.0.0.1', port })

/** A camera truck with four uplinks, one of them fading, one at its cap, one being rehearsed; and a spare. */
export function venueBonds(now: number): FakeBond[] {
  const [modem1, modem2, wifi, ethernet] = machine as [UplinkInfo, UplinkInfo, UplinkInfo, UplinkInfo]
  const rehearsed = link(wifi, 'good', 5, 21, { day: 1.9e9, month: 22e9 })
  rehearsed.impairment = { cut: false, loss: 0.12, delayMs: 80, rate: 0, until: now + 240_000 }
  return [
    {
      bond: {
        ...bondSettingsSchema.parse({
          name: 'Camera truck',
          listen: here(6000),
          receiver: { host: 'ingest.example.net', port: 5000 },
          links: [
            set('wwan0', { label: 'Modem 1', dailyCap: 20e9, monthlyCap: 200e9 }),
            set('wwan1', { label: 'Modem 2', dailyCap: 8e9 }),
            set('wlp3s0', { label: 'Venue Wi-Fi', weight: 60 }),
            set('enp2s0', { label: 'Satellite', metered: true, monthlyCap: 40e9 }),
          ],
        }),
        id: 'truck',
      },
      mbit: 8.4,
      links: [
        link(modem1, 'good', 6, 48, { day: 4.1e9, month: 61e9 }),
        link(modem2, 'fading', 5, 63, { day: 6.7e9, month: 38e9 }),
        rehearsed,
        link(ethernet, 'good', 20, 610, { day: 2.2e9, month: 40.01e9 }),
      ],
      farIsHawser: true,
      problem: '',
    },
    {
      bond: {
        ...bondSettingsSchema.parse({
          name: 'Roaming camera',
          listen: { host: '0.0.0.0', port: 6001 },
          receiver: { host: '203.0.113.40', port: 5001 },
          mode: 'classic',
          uplinks: 'listed',
          links: [set('wwan0', { label: 'Modem 1' }), set('wlp3s0', { label: 'Venue Wi-Fi' })],
        }),
        id: 'roaming',
      },
      mbit: 0,
      links: [link(modem1, 'good', 6, 52), link(wifi, 'misrouted', 5, 24)],
      farIsHawser: false,
      problem: '',
    },
  ]
}

export function venueReceivers(): FakeReceiver[] {
  return [
    {
      receiver: {
        ...receiverSettingsSchema.parse({
          name: 'Studio ingest',
          listen: { host: '0.0.0.0', port: 5000 },
          target: here(4001),
          allowedSources: ['198.51.100.0/24', '203.0.113.0/24'],
        }),
        id: 'studio',
      },
      problem: '',
      groups: [
        { id: '9f3ac01d', mbit: [3.1, 2.4, 1.2], sinceMs: 3_720_000 },
        { id: '41be77e2', mbit: [4.6, 0.9], sinceMs: 612_000, silentLink: 1 },
      ],
    },
  ]
}

/** The same truck on a bad day: nothing gets through, and a port is taken. */
export function brokenBonds(now: number): FakeBond[] {
  const bonds = venueBonds(now)
  for (const one of bonds[0]!.links) {
    one.behaviour = 'silent'
    one.impairment = null
    one.used = { day: 0, month: 0 }
  }
  bonds[0]!.links[3]!.behaviour = 'absent'
  bonds[1]!.problem = 'Port 6001 is already in use by srt-live-transmit (process 2114). Port 6002 is free.'
  return bonds
}
export function brokenReceivers(): FakeReceiver[] {
  return venueReceivers().map((fake) => ({
    ...fake,
    problem: 'Port 5000 is already in use by srtla_rec (process 988). Port 5001 is free.',
    groups: [],
  }))
}

/** Sixteen links in one bond, and a dozen bonds: what pages must bear. */
export function manyBonds(now: number): FakeBond[] {
  const [truck] = venueBonds(now) as [FakeBond]
  const kinds = ['cellular', 'wifi', 'ethernet', 'vpn'] as const
  const links = Array.from({ length: 16 }, (_, n) =>
    link(
      uplink(kinds[n % 4]!, `net${n}`, `10.${n}.0.2`, `10.${n}.0.1`),
      n % 7 === 3 ? 'weak' : n % 11 === 5 ? 'fading' : 'good',
      2 + (n % 5),
      20 + 17 * n,
    ),
  )
  return Array.from({ length: 12 }, (_, n) => ({
    ...truck,
    bond: {
      ...truck.bond,
      id: `many-${n}`,
      name: `Bond ${String(n + 1).padStart(2, '0')} with quite a long name for a bond of cameras`,
      links: [],
      listen: here(6000 + n),
    },
    mbit: 6 + n,
    links: n === 0 ? links : links.slice(0, 2 + (n % 4)),
  }))
}

/** One bond over eight uplinks. */
export function eightLinks(now: number): FakeBond {
  const [bond] = manyBonds(now) as [FakeBond]
  return { ...bond, links: bond.links.slice(0, 8) }
}
