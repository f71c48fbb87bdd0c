import type { EngineName } from '../../../src/contract/host.ts'
import type { Session } from '../../../src/contract/sessions.ts'
import type { TransferRecord } from '../../../src/contract/transfer.ts'
import {
  brokenBonds,
  brokenReceivers,
  eightLinks,
  type FakeBond,
  type FakeReceiver,
  manyBonds,
  venueBonds,
  venueReceivers,
} from './bonds.ts'
import { awayPeers, type FakePeer, manyPeers, venuePeers } from './devices.ts'
import type { DoctorWorld } from './diagnose-calls.ts'
import { calmFolders, type FakeFolder, manyFolders, venueFolders, venueOffers } from './folders.ts'
import { type FakeRule, manyRules, venueRules } from './rules.ts'
import { venueSessions } from './session-calls.ts'
import type { SyncWorld } from './sync-calls.ts'
import { venueRecords } from './transfer-records.ts'
import type { SceneName } from './transfer-scenes.ts'
import { brokenTunnel, manyTubes, venueTunnel } from './tunnel-worlds.ts'
import type { TunnelWorld } from './tunnels.ts'

export const scenarioNames = [
  'venue',
  'empty',
  'engine-down',
  'bond-engine-down',
  'bonds-broken',
  'bonds-only',
  'many',
  'many-bonds',
  'thousands',
  'sync',
  'sync-new',
  'sync-calm',
  'sync-broken',
  'sync-engine-down',
  'pairing-asked',
  'many-folders',
  'transfer',
  'transfer-new',
  'transfer-asked',
  'transfer-lost',
  'transfer-broken',
  'transfer-pasted',
  'tunnel',
  'tunnel-new',
  'tunnel-broken',
  'tunnel-engine-down',
  'many-tubes',
  'diagnose-good',
  'diagnose-dead',
  'full',
] as const
export type Scenario = (typeof scenarioNames)[number]

export type World = {
  rules?: FakeRule[]
  bonds?: FakeBond[]
  receivers?: FakeReceiver[]
  folders?: FakeFolder[]
  peers?: FakePeer[]
  offers?: SyncWorld['offers']
  listenProblem?: string
  /** Another device asks to be paired. */
  asked?: boolean
  down?: EngineName[]
  /** What of transfers is under way in the page, and what was before. */
  transfers?: SceneName
  records?: TransferRecord[]
  /** The folder for received files cannot be written. */
  noFolder?: boolean
  tunnel?: TunnelWorld
  sessions?: Session[]
  /** What the doctor finds; without, a network with a fault. */
  doctor?: DoctorWorld
}

/** What there is at the beginning of a scenario. */
export function worldOf(scenario: Scenario): World {
  const now = Date.now()
  const synced = { folders: venueFolders(), peers: venuePeers(), offers: venueOffers() }
  const sent = { transfers: 'busy' as const, records: venueRecords(now) }
  const venue = {
    rules: venueRules(),
    bonds: venueBonds(now),
    receivers: venueReceivers(),
    ...synced,
    tunnel: venueTunnel(now),
  }
  switch (scenario) {
    case 'venue':
      return { ...venue, ...sent, sessions: venueSessions(now) }
    case 'engine-down':
      return { ...venue, down: ['forward'] }
    case 'bond-engine-down':
      return { ...venue, down: ['bond'] }
    case 'bonds-broken':
      return { ...venue, bonds: brokenBonds(now), receivers: brokenReceivers() }
    case 'bonds-only':
      return { ...venue, rules: [] }
    case 'many':
      return { rules: manyRules(24) }
    case 'many-bonds':
      return { rules: [], bonds: manyBonds(now), receivers: venueReceivers() }
    case 'thousands':
      return { rules: manyRules(3000) }
    case 'sync':
      return synced
    case 'sync-new':
      return { peers: venuePeers().slice(0, 2), offers: venueOffers() }
    case 'sync-calm':
      return { folders: calmFolders(), peers: venuePeers().slice(0, 2) }
    case 'sync-broken':
      return {
        folders: venueFolders().filter(({ state }) => state === 'failed' || state === 'missing'),
        peers: awayPeers(),
        listenProblem: 'Port 8741 is already in use by hawser (process 2207). Port 8742 is free.',
      }
    case 'sync-engine-down':
      return { ...synced, down: ['sync'] }
    case 'pairing-asked':
      return { ...synced, asked: true }
    case 'many-folders':
      return { folders: manyFolders(), peers: manyPeers() }
    case 'transfer':
      return { peers: venuePeers(), ...sent }
    case 'transfer-new':
      return { peers: venuePeers().slice(0, 2) }
    case 'transfer-asked':
      return { peers: venuePeers(), ...sent, transfers: 'asked' }
    case 'transfer-lost':
      return { peers: venuePeers(), ...sent, transfers: 'lost' }
    case 'transfer-broken':
      return { peers: awayPeers(), ...sent, transfers: 'broken', noFolder: true }
    case 'transfer-pasted':
      return { ...sent, transfers: 'pasted' }
    case 'tunnel':
      return { peers: venuePeers(), tunnel: venueTunnel(now) }
    case 'tunnel-new':
      return { peers: venuePeers().slice(0, 2) }
    case 'tunnel-broken':
      return { peers: awayPeers(), tunnel: brokenTunnel(now) }
    case 'tunnel-engine-down':
      return { peers: venuePeers(), tunnel: venueTunnel(now), down: ['tunnel'] }
    case 'many-tubes':
      return { peers: manyPeers(), tunnel: manyTubes(now) }
    case 'diagnose-good':
      return { ...venue, doctor: 'good' }
    case 'diagnose-dead':
      return { ...venue, doctor: 'dead' }
    // As much as the goals for a page's work are given for.
    case 'full':
      return { rules: manyRules(50), bonds: [eightLinks(now)], peers: venuePeers(), transfers: 'many' }
    case 'empty':
      return {}
  }
}
