import type { ClientSession } from '../../../src/renderer/transfer/client.ts'
import type { SessionSnapshot } from '../../../src/transfer/snapshot.ts'
import {
  cardManifest,
  emptySnapshot,
  type FakePath,
  type FakeTransfer,
  fakeTransfer,
  manifestOf,
} from './transfer-traffic.ts'

/** A session that goes by itself. */
export type FakeSession = {
  session: ClientSession
  path: FakePath
  transfers: FakeTransfer[]
  /** Waits for an answer here. */
  asking: readonly string[]
  texts: readonly { direction: 'sent' | 'received'; text: string }[]
}

export const lan: FakePath = {
  path: 'host',
  pair: '10.0.0.12:50112 → 10.0.0.21:51884 (udp, host)',
  lanes: 1,
  rate: 108e6,
  rttMs: 0.6,
  loss: 0,
  held: ['network-bandwidth', 'network-bandwidth', 'backpressure', 'none'],
}
export const wan: FakePath = {
  path: 'reflexive',
  pair: '203.0.113.40:50012 → 198.51.100.7:50733 (udp, srflx)',
  lanes: 8,
  rate: 24e6,
  rttMs: 38,
  loss: 0.006,
  held: ['network-latency', 'network-bandwidth', 'network-bandwidth', 'network-latency'],
}
export const relayed: FakePath = {
  ...wan,
  path: 'relay',
  pair: '203.0.113.40:50012 → 198.51.100.7:3478 (udp, relay)',
  lanes: 2,
  rate: 4e6,
}

export const baseSession: ClientSession = {
  id: '',
  by: 'code',
  joinedThem: false,
  stage: 'joined',
  peer: null,
  code: '',
  link: '',
  wrongTries: 0,
  until: 0,
  paste: '',
  staged: [],
  startedAt: Date.now(),
  snapshot: null,
  problem: '',
  faultCode: '',
}

const open = (peer: string, more: Partial<SessionSnapshot> = {}): SessionSnapshot => ({
  ...emptySnapshot(peer),
  state: 'open',
  words: 'harbour lantern velvet comet',
  proven: true,
  ...more,
})

const withEdit = (): FakeSession => ({
  session: {
    ...baseSession,
    id: 'edit',
    by: 'device',
    peer: { id: 'edit', name: 'Edit suite' },
    snapshot: open('Edit suite'),
  },
  path: lan,
  transfers: [
    fakeTransfer(
      't-0',
      'receiving',
      manifestOf('LUTs.zip', [{ path: 'LUTs.zip', kind: 'file', size: 18e6, mtime: 1 }]),
      { state: 'done', bytesDone: 18e6, filesDone: 1, averageRate: 88e6, peakRate: 101e6 },
    ),
    fakeTransfer('t-1', 'sending', cardManifest('Card A day 12', 26, 2.4e9), {
      bytesDone: 14.2e9,
      bytesKept: 6.1e9,
    }),
  ],
  asking: [],
  texts: [
    { direction: 'received', text: 'Slate 41 is missing its sound. Can you send the WAV of take 3 too?' },
    { direction: 'sent', text: 'It is in the card, comes first now.' },
  ],
})

const withGrading = (): FakeSession => ({
  session: {
    ...baseSession,
    id: 'grading',
    snapshot: open('Grading, Hamburg', { words: 'orchid maple signal dune' }),
  },
  path: wan,
  transfers: [
    fakeTransfer('t-2', 'receiving', cardManifest('Graded reel 3', 9, 1.1e9), { bytesDone: 2.9e9 }),
    fakeTransfer('t-3', 'sending', cardManifest('References', 4, 80e6), {
      state: 'paused',
      pausedBy: 'them',
      bytesDone: 210e6,
    }),
  ],
  asking: [],
  texts: [],
})

const asked = (): FakeSession => ({
  session: {
    ...baseSession,
    id: 'van',
    by: 'device',
    joinedThem: true,
    peer: { id: 'van', name: 'OB van' },
    snapshot: open('OB van', { words: 'copper meadow raven tulip' }),
  },
  path: wan,
  transfers: [fakeTransfer('t-4', 'receiving', cardManifest('Interviews', 12, 1.4e9), { state: 'asking' })],
  asking: ['t-4'],
  texts: [],
})

const lost = (): FakeSession => {
  const fake = withEdit()
  return {
    ...fake,
    session: { ...fake.session, snapshot: open('Edit suite', { state: 'lost' }) },
    transfers: fake.transfers.map((transfer) =>
      transfer.snapshot.state === 'moving'
        ? { ...transfer, snapshot: { ...transfer.snapshot, state: 'lost' } }
        : transfer,
    ),
    texts: [],
  }
}

const failed = (): FakeSession => ({
  session: {
    ...baseSession,
    id: 'freelancer',
    snapshot: open('Freelancer', { words: 'amber kettle north violin', proven: false }),
  },
  path: relayed,
  transfers: [
    fakeTransfer('t-5', 'receiving', cardManifest('Drone', 6, 900e6), {
      state: 'failed',
      bytesDone: 3.1e9,
      faultCode: 'disk-full',
      problem:
        'The disk of /home/operator/Downloads is full: 412 MB are missing. Make room; it then goes on where it stopped.',
    }),
    fakeTransfer('t-6', 'sending', cardManifest('Stills', 3, 20e6), { state: 'declined' }),
  ],
  asking: [],
  texts: [],
})

const unproven = (): FakeSession => ({
  session: {
    ...baseSession,
    id: 'wrong',
    joinedThem: true,
    stage: 'ended',
    problem: 'The code is not the one of the other side. Ask for a new one: each can be tried once.',
    faultCode: 'transfer-unproven',
  },
  path: wan,
  transfers: [],
  asking: [],
  texts: [],
})

const pasted = (): FakeSession => ({
  session: {
    ...baseSession,
    id: 'pasted',
    by: 'paste',
    snapshot: open('Remote producer', { words: 'birch comet saddle plum', proven: false }),
  },
  path: relayed,
  transfers: [],
  asking: [],
  texts: [],
})

/** Twenty transfers that move, five with each of four others. */
const many = (): FakeSession[] =>
  ['Edit suite', 'Grading, Hamburg', 'OB van', 'Archive'].map((name, n) => ({
    session: {
      ...baseSession,
      id: `many-${n}`,
      by: 'device',
      peer: { id: `many-${n}`, name },
      snapshot: open(name),
    },
    path: n % 2 === 0 ? lan : wan,
    transfers: Array.from({ length: 5 }, (_, k) =>
      fakeTransfer(
        `t-${n}-${k}`,
        k % 2 === 0 ? 'sending' : 'receiving',
        cardManifest(`Card ${'ABCD'[n]} day ${k + 1}`, 26, 2.4e9),
        { bytesDone: 1e9 },
      ),
    ),
    asking: [],
    texts: [],
  }))

export const sceneNames = ['none', 'busy', 'asked', 'lost', 'broken', 'pasted', 'many'] as const
export type SceneName = (typeof sceneNames)[number]

/** What is under way when the page opens. */
export const scenes: Record<SceneName, () => FakeSession[]> = {
  none: () => [],
  busy: () => [withEdit(), withGrading()],
  asked: () => [withEdit(), asked()],
  lost: () => [lost()],
  broken: () => [unproven(), failed()],
  pasted: () => [pasted()],
  many,
}
