import type { FoundDevice, Peer, Self } from '../../../src/contract/peers.ts'
import type { PeerSnapshot } from '../../../src/contract/sync.ts'
import { seedOf } from './noise.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** An id that looks like one: 52 letters and digits, the same for the same word. */
export function deviceIdOf(word: string): string {
  let state = seedOf(word) + 1
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return alphabet[Math.floor(state / 65_536) % 32]!
  }
  return `${Array.from({ length: 51 }, next).join('')}Q`
}

/** A paired device, how it is reached, and what goes to and from it. */
export type FakePeer = {
  peer: Peer
  state: PeerSnapshot['state']
  text: string
  faultCode: string
  address: string
  profile: 'lan' | 'wan'
  rttMs: number
  loss: number
  packetBytes: number
  failures: number
  /** How long it has been in this state when the fake began. */
  sinceMs: number
  /** When it was connected last, if ever. */
  seenAt?: number
}

const certificate = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n'
const day = 86_400_000

export const self: Self = {
  id: deviceIdOf('set-cart'),
  name: 'Set cart',
  certificate,
  keyStorage: 'protected',
}

function paired(word: string, name: string, days: number, addresses: Peer['addresses'] = []): Peer {
  return { id: deviceIdOf(word), name, certificate, addresses, pairedAt: Date.now() - days * day }
}

const quiet = { text: '', faultCode: '', loss: 0, packetBytes: 0, failures: 0, address: '' } as const

/** Devices in every state that there is. */
export const venuePeers = (): FakePeer[] => [
  {
    ...quiet,
    peer: paired('edit', 'Edit suite', 64),
    state: 'connected',
    text: 'Connected by the local network.',
    address: '10.0.0.21:8741',
    profile: 'lan',
    rttMs: 0.42,
    packetBytes: 1472,
    sinceMs: 8_040_000,
  },
  {
    ...quiet,
    peer: paired('grading', 'Grading, Hamburg', 31, [{ host: 'grading.example.net', port: 8741 }]),
    state: 'connected',
    text: 'Connected over the Internet; 1.1 % of packets are lost, so it is slower than it could be.',
    address: '203.0.113.9:8741',
    profile: 'wan',
    rttMs: 38,
    loss: 0.011,
    packetBytes: 1350,
    sinceMs: 1_260_000,
  },
  {
    ...quiet,
    peer: paired('van', 'OB van', 12, [{ host: '198.51.100.77', port: 8741 }]),
    state: 'retrying',
    text: 'It did not answer 5 times in a row. The next attempt waits, so that a dead address costs nothing.',
    faultCode: 'peer-unreachable',
    profile: 'wan',
    rttMs: 0,
    failures: 5,
    sinceMs: 214_000,
    seenAt: Date.now() - 214_000,
  },
  {
    ...quiet,
    peer: paired('nas', 'Studio NAS', 200),
    state: 'offline',
    text: 'Not found on this network since yesterday.',
    profile: 'lan',
    rttMs: 0,
    sinceMs: 72_000_000,
    seenAt: Date.now() - 26 * 3_600_000,
  },
  {
    ...quiet,
    peer: paired('laptop', 'Old laptop', 390),
    state: 'refused',
    text: 'It does not know this device any more. Pair again, or revoke it here too.',
    faultCode: 'peer-refused',
    address: '10.0.0.44:8741',
    profile: 'lan',
    rttMs: 0,
    failures: 3,
    sinceMs: 3_600_000,
  },
  {
    ...quiet,
    peer: paired('sound', 'Sound cart', 3),
    state: 'connecting',
    text: 'Asking 10.0.0.52.',
    address: '10.0.0.52:8741',
    profile: 'lan',
    rttMs: 0,
    sinceMs: 800,
  },
  {
    ...quiet,
    peer: paired('drone', 'Drone unit', 8, [{ host: 'fd00:12::9', port: 8741 }]),
    state: 'probing',
    text: 'One attempt tells whether it is back.',
    address: '[fd00:12::9]:8741',
    profile: 'wan',
    rttMs: 0,
    failures: 7,
    sinceMs: 1200,
  },
]

/** Nobody is there. */
export const awayPeers = (): FakePeer[] =>
  venuePeers().map((fake) =>
    fake.state === 'connected'
      ? { ...fake, state: 'offline', text: 'Not found on this network since yesterday.', address: '' }
      : fake,
  )

/** What pages must bear: many devices. */
export function manyPeers(): FakePeer[] {
  const known = venuePeers()
  return Array.from({ length: 24 }, (_, n) => {
    const like = known[n % known.length]!
    return {
      ...like,
      peer: paired(`many-${n}`, `${like.peer.name}, the one with the long name, ${n + 1}`, n + 1),
    }
  })
}

export const foundDevices = (): FoundDevice[] => [
  {
    id: deviceIdOf('ingest'),
    name: 'Ingest 2',
    addresses: [{ host: '10.0.0.31', port: 8741 }],
    pairingPort: 8742,
    paired: false,
  },
  {
    id: deviceIdOf('director'),
    name: "Director's MacBook",
    addresses: [
      { host: '10.0.0.87', port: 8741 },
      { host: 'fe80::1c2b:8d4', port: 8741 },
    ],
    pairingPort: 0,
    paired: false,
  },
  {
    id: deviceIdOf('edit'),
    name: 'Edit suite',
    addresses: [{ host: '10.0.0.21', port: 8741 }],
    pairingPort: 0,
    paired: true,
  },
]
