import {
  type FileTransfer,
  type FolderSnapshot,
  type FolderState,
  folderCounters,
  folderGauges,
  type PeerSnapshot,
} from '../../../src/contract/sync.ts'
import type { FakePeer } from './devices.ts'
import type { FakeFile, FakeFolder } from './folders.ts'
import { noise, seedOf, wave } from './noise.ts'

const columns = [...folderGauges, ...folderCounters] as const
type Row = Record<(typeof columns)[number], number>
const zeroRow = (): Row => Object.fromEntries(columns.map((name) => [name, 0])) as Row
const counters: ReadonlySet<string> = new Set(folderCounters)

/** The made-up world begins here. */
const epoch = Date.now()
const bytesPerMbit = 125_000

export function stateOf({ folder, state, paused }: FakeFolder): FolderState {
  if (!folder.enabled) return 'off'
  return paused ? 'paused' : state
}

/** The figures of a folder at one instant; counters as the increase in `stepMs`. */
export function row(fake: FakeFolder, at: number, stepMs: number): Row {
  const state = stateOf(fake)
  if (state !== 'syncing' && state !== 'idle') return zeroRow()
  const seed = seedOf(fake.folder.id)
  // Now and then a batch of small files, which are slower.
  const small = wave(at, seed, 41_000) > 0.82 ? 0.35 : 1
  const downRate =
    fake.downMbit *
    bytesPerMbit *
    small *
    (0.94 + 0.05 * wave(at, seed, 17_000) + 0.08 * (noise(at, seed) - 0.5))
  const upRate =
    fake.upMbit *
    bytesPerMbit *
    Math.max(0, 0.7 + 0.4 * wave(at, seed + 2, 23_000) + 0.2 * (noise(at, seed + 3) - 0.5))
  const share = stepMs / 1000
  const reusing = wave(at, seed + 5, 29_000) > 0.55 ? downRate * 0.6 : 0
  return {
    downRate,
    upRate,
    streams: downRate > 0 ? Math.round(9 + 5 * wave(at, seed, 31_000)) : upRate > 0 ? 2 : 0,
    memory: downRate > 0 ? 42e6 + 9e6 * wave(at, seed, 13_000) : 0,
    downBytes: downRate * share,
    upBytes: upRate * share,
    reusedBytes: reusing * share,
    chunks: (downRate / 1_000_000) * share,
    files: (downRate / 90_000_000) * share,
  }
}

/** How far a file is at a moment: each arrives again and again. */
function transfer(file: FakeFile, n: number, at: number): FileTransfer {
  const cycleMs = 30_000 + (file.size / 1e9) * 6000
  const part = ((at - epoch + cycleMs * ((n * 0.37 + 0.22) % 1)) % cycleMs) / cycleMs
  const count = Math.max(1, Math.min(128, Math.ceil(file.size / 1_000_000)))
  const seed = seedOf(file.path)
  const before = (block: number) => noise(Math.floor(block / 9), seed) < file.reused
  const front = part * count
  const blocks = Array.from({ length: count }, (_, block) => {
    if (before(block)) return 'h'
    if (block < front - 6) return 'd'
    if (block < front + 6) return noise(block + Math.floor(at / 600), seed) < 0.5 ? 'a' : 'd'
    return 'm'
  }).join('')
  const here = [...blocks].filter((block) => block === 'h').length / count
  const done = [...blocks].filter((block) => block === 'h' || block === 'd').length / count
  return {
    path: file.path,
    size: file.size,
    done: Math.round(file.size * done),
    reused: Math.round(file.size * here),
    from: [...file.from],
    blocks,
  }
}

/** How far the reading of its files is. */
function verifying(
  { verifying, totalFiles, totalBytes }: FakeFolder,
  at: number,
): FolderSnapshot['verifying'] {
  if (verifying === undefined) return null
  // What is held back stays short of its end.
  const part = Math.min(0.99, (at - verifying.since) / verifying.ms)
  return {
    files: Math.floor(totalFiles * part),
    totalFiles,
    bytes: Math.floor(totalBytes * part),
    totalBytes,
    damaged: 0,
  }
}

const sentence = (fake: FakeFolder, state: FolderState, needBytes: number): string => {
  if (state === 'off') return 'This folder is switched off.'
  if (state === 'paused') return 'Paused by hand. 3 files wait until it is resumed.'
  if (fake.text) return fake.text
  if (state === 'scanning') return 'Looking through the folder to find what changed.'
  if (state === 'syncing')
    return `${(needBytes / 1e9).toFixed(1)} GB are on their way from Edit suite and Grading, Hamburg.`
  return 'Everything is equal on all connected devices.'
}

/** Rising totals, as an engine would keep them. */
export class FakeSyncing {
  readonly #totals = new Map<string, Row>()
  readonly #peerTotals = new Map<string, { sent: number; received: number }>()
  #last = Date.now()

  begin(at: number): number {
    const stepMs = Math.max(1, at - this.#last)
    this.#last = at
    return stepMs
  }

  folder(fake: FakeFolder, peers: readonly FakePeer[], at: number, stepMs: number): FolderSnapshot {
    const state = stateOf(fake)
    const figures = this.#total(fake.folder.id, row(fake, at, stepMs))
    const moving = state === 'syncing'
    // What is missing shrinks for three minutes, then a new card is put in.
    const left = moving ? 1 - ((at - epoch) % 180_000) / 180_000 : 1
    const needBytes = fake.needBytes * left
    const scanning = state === 'scanning'
    return {
      id: fake.folder.id,
      state,
      text: sentence(fake, state, needBytes),
      problem: state === fake.state ? fake.problem : '',
      faultCode: state === fake.state ? fake.faultCode : '',
      totalFiles: fake.totalFiles,
      totalBytes: fake.totalBytes,
      needFiles: Math.ceil(fake.needFiles * left),
      needBytes,
      needDeletes: fake.needDeletes,
      localFiles: fake.totalFiles - Math.ceil(fake.needFiles * left),
      localBytes: fake.totalBytes - needBytes,
      conflicts: fake.conflicts.length,
      differing: fake.differences.length,
      etaSeconds: moving && figures.downRate > 0 ? needBytes / figures.downRate : -1,
      ...figures,
      scanned: scanning ? Math.round((((at - epoch) % 90_000) / 90_000) * fake.totalFiles) : 0,
      verifying: verifying(fake, at),
      transfers: moving ? fake.files.slice(0, 32).map((file, n) => transfer(file, n, at)) : [],
      heldTotal: fake.heldTotal,
      held: fake.held,
      peers: fake.folder.peers.map((id) => {
        const peer = peers.find((one) => one.peer.id === id)
        const behind = fake.upMbit > 0 && peer?.profile === 'wan'
        return {
          id,
          connected: peer?.state === 'connected',
          shares: peer?.peer.name !== 'Sound cart',
          told: peer?.peer.name !== 'Sound cart',
          needFiles: behind ? 38 : 0,
          needBytes: behind ? 2.6e9 * left : 0,
        }
      }),
      lastScanAt: scanning ? 0 : epoch - 640_000,
      lastChangeAt: moving ? at - 200 : epoch - 190_000,
    }
  }

  peer(fake: FakePeer, folders: readonly FakeFolder[], at: number, stepMs: number): PeerSnapshot {
    const { peer, state, rttMs, loss } = fake
    const up = state === 'connected'
    const shared = folders.filter(({ folder }) => folder.peers.includes(peer.id))
    const part = fake.profile === 'lan' ? 0.88 : 0.12
    const rate = (of: 'downRate' | 'upRate') =>
      up
        ? shared.reduce((sum, folder) => sum + row(folder, at, stepMs)[of], 0) *
          (of === 'downRate' ? part : 1 - part)
        : 0
    const [downRate, upRate] = [rate('downRate'), rate('upRate')]
    const totals = this.#peerTotals.get(peer.id) ?? { sent: up ? 4.1e9 : 0, received: up ? 212e9 * part : 0 }
    totals.sent += (upRate * stepMs) / 1000
    totals.received += (downRate * stepMs) / 1000
    this.#peerTotals.set(peer.id, totals)
    const rtt = up ? rttMs * (1 + 0.12 * wave(at, seedOf(peer.id), 9000) + 0.1 * noise(at, 3)) : 0
    const sentPackets = Math.round(totals.sent / 1300 + totals.received / 11_000)
    return {
      id: peer.id,
      state,
      text: fake.text,
      faultCode: fake.faultCode,
      address: fake.address,
      profile: fake.profile,
      since: epoch - fake.sinceMs,
      // The pause of an open breaker is half a minute here; then it is tried, and waits again.
      retryAt: state === 'retrying' ? Math.ceil((at - epoch + 1) / 30_000) * 30_000 + epoch : 0,
      failures: fake.failures,
      connectMs: up ? rttMs * 2 + 0.6 : 0,
      rttMs: rtt,
      cwnd: up
        ? Math.round((fake.profile === 'lan' ? 1_480_000 : 620_000) * (1 + 0.2 * wave(at, 7, 15_000)))
        : 0,
      inFlight: up ? Math.round(((downRate + upRate) * rtt) / 1000) : 0,
      loss: up ? loss * (0.7 + 0.6 * noise(Math.floor(at / 900), 5)) : 0,
      packetBytes: up ? fake.packetBytes : 0,
      streams: downRate > 0 ? Math.round(6 + 4 * wave(at, 3, 19_000)) : 0,
      downRate,
      upRate,
      sentBytes: Math.round(totals.sent),
      receivedBytes: Math.round(totals.received),
      sentPackets,
      lostPackets: Math.round(sentPackets * loss),
      retransmits: Math.round(sentPackets * loss),
      resets: 0,
    }
  }

  /** Gauges of now, counters as they have risen. */
  #total(key: string, figures: Row): Row {
    // Some minutes of work went before.
    const earlier = () => ({
      ...(Object.fromEntries(columns.map((name) => [name, figures[name]])) as Row),
      downBytes: figures.downRate * 900,
      upBytes: figures.upRate * 900,
      reusedBytes: figures.downRate * 210,
    })
    const known = this.#totals.get(key) ?? earlier()
    const next = Object.fromEntries(
      columns.map((name) => [name, counters.has(name) ? known[name] + figures[name] : figures[name]]),
    ) as Row
    this.#totals.set(key, next)
    return next
  }
}
