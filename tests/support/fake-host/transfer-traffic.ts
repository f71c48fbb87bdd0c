import type { FileEntry, Manifest } from '../../../src/transfer/files.ts'
import type {
  Bottleneck,
  FileProgress,
  LaneSnapshot,
  Quality,
  SessionSnapshot,
  TransferSnapshot,
} from '../../../src/transfer/snapshot.ts'
import { noise, wave } from './noise.ts'

/** A path with its habits. */
export type FakePath = {
  path: LaneSnapshot['path']
  pair: string
  lanes: number
  /** bytes/s of all lanes together */
  rate: number
  rttMs: number
  loss: number
  /** What holds it up, in turns of some seconds each. */
  held: readonly Bottleneck[]
}

/** A transfer that goes by itself. */
export type FakeTransfer = {
  snapshot: TransferSnapshot
  manifest: Manifest
}

const file = (path: string, size: number): FileEntry => ({
  path,
  kind: 'file',
  size,
  mtime: 1_795_000_000_000,
})

/** A list as it would come from a camera card. */
export function cardManifest(name: string, clips: number, clipBytes: number): Manifest {
  const entries: FileEntry[] = [
    { path: name, kind: 'directory', size: 0, mtime: 1_795_000_000_000 },
    ...Array.from({ length: clips }, (_, n) =>
      file(
        `${name}/A012C${String(n + 1).padStart(3, '0')}_261121_R3XK.mov`,
        Math.round(clipBytes * (0.4 + 1.2 * noise(n, 3))),
      ),
    ),
    file(`${name}/Sound/scene-41-take-3.wav`, 420e6),
    file(`${name}/Camera reports.pdf`, 2.3e6),
    file(`${name}/Łódź – büro №3.heic`, 38e6),
  ]
  return manifestOf(name, entries)
}

export function manifestOf(name: string, entries: readonly FileEntry[]): Manifest {
  const files = entries.filter(({ kind }) => kind === 'file')
  return {
    id: '0123456789abcdef0123456789abcdef',
    name,
    entries,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  }
}

export const fakeTransfer = (
  id: string,
  direction: TransferSnapshot['direction'],
  manifest: Manifest,
  now: Partial<TransferSnapshot> = {},
): FakeTransfer => ({
  manifest,
  snapshot: {
    id,
    direction,
    name: manifest.name,
    state: 'moving',
    pausedBy: 'nobody',
    files: manifest.files,
    filesDone: 0,
    bytes: manifest.bytes,
    bytesDone: 0,
    bytesKept: 0,
    startedAt: Date.now(),
    rate: 0,
    averageRate: 0,
    peakRate: 0,
    etaSeconds: -1,
    current: [],
    faultCode: '',
    problem: '',
    where: '',
    ...now,
  },
})

/** What a transfer is a little later, with so many bytes more. */
export function advance(
  { snapshot, manifest }: FakeTransfer,
  bytes: number,
  seconds: number,
): TransferSnapshot {
  const bytesDone = Math.min(snapshot.bytes, snapshot.bytesDone + bytes)
  const rate = seconds > 0 ? (bytesDone - snapshot.bytesDone) / seconds : 0
  const { current, filesDone } = filesAt(manifest, bytesDone)
  return {
    ...snapshot,
    bytesDone,
    filesDone,
    current,
    rate,
    averageRate: snapshot.averageRate === 0 ? rate : snapshot.averageRate * 0.99 + rate * 0.01,
    peakRate: Math.max(snapshot.peakRate, rate),
    etaSeconds: rate > 0 ? (snapshot.bytes - bytesDone) / rate : -1,
    state: bytesDone >= snapshot.bytes ? 'done' : snapshot.state,
  }
}

/** One after the other, the last of those that are whole being proven. */
function filesAt({ entries }: Manifest, bytesDone: number): { current: FileProgress[]; filesDone: number } {
  let left = bytesDone
  let filesDone = 0
  const current: FileProgress[] = []
  for (const [n, { path, kind, size }] of entries.entries()) {
    if (kind === 'directory') continue
    if (left >= size) filesDone++
    else if (current.length < 2 && (left > 0 || current.length === 0))
      current.push({ file: n, path, size, done: left, state: 'moving', problem: '' })
    left = Math.max(0, left - size)
  }
  return { current, filesDone }
}

const turnMs = 9000
const waits: Record<Bottleneck, Quality['waits']> = {
  none: { receiver: 0.02, network: 0.1, source: 0.01, cpu: 0.05 },
  'network-bandwidth': { receiver: 0.03, network: 0.78, source: 0.02, cpu: 0.08 },
  'network-latency': { receiver: 0.02, network: 0.71, source: 0.01, cpu: 0.04 },
  backpressure: { receiver: 0.64, network: 0.12, source: 0.02, cpu: 0.06 },
  cpu: { receiver: 0.04, network: 0.1, source: 0.02, cpu: 0.7 },
  memory: { receiver: 0.2, network: 0.4, source: 0.02, cpu: 0.1 },
}
const sentences: Record<Bottleneck, string> = {
  none: 'Nothing holds it up.',
  'network-bandwidth':
    'The network carries no more: the sender waited for it 78 % of the time. A faster link would help.',
  'network-latency':
    'The path is long and loses 0.6 % of packets: lanes wait for acknowledgements. More lanes are being tried.',
  backpressure:
    "The receiver's disk is the limit: the sender waited for it 64 % of the time. A faster disk there would help.",
  cpu: 'The CPU is the limit: sealing and hashing took 70 % of the time. Close what else runs there.',
  memory: 'As much is on its way as memory allows. Fewer lanes would need less.',
}
const scores: Record<Bottleneck, number> = {
  none: 97,
  'network-bandwidth': 92,
  'network-latency': 64,
  backpressure: 71,
  cpu: 58,
  memory: 60,
}

/** Which of its habits a path has now. */
export const heldNow = ({ held }: FakePath, at: number): Bottleneck =>
  held[Math.floor(at / turnMs) % held.length] ?? 'none'

/** bytes/s that a path carries now. */
export function rateNow(path: FakePath, at: number): number {
  const part =
    heldNow(path, at) === 'backpressure' ? 0.55 : heldNow(path, at) === 'network-latency' ? 0.7 : 0.94
  return path.rate * (part + 0.03 * wave(at, 0.2, 7000) + 0.04 * noise(at, 5))
}

export function lanesNow(fake: FakePath, at: number, rate: number, sending: boolean): LaneSnapshot[] {
  return Array.from({ length: fake.lanes }, (_, lane) => {
    const part = (rate / fake.lanes) * (1 + 0.12 * wave(at, lane * 0.31, 5000 + lane * 700))
    const rttMs = fake.rttMs * (1 + 0.15 * noise(at, lane + 1)) + lane * 0.1
    const window = Math.max(262_144, Math.round(2 * part * (rttMs / 1000)))
    return {
      lane,
      state: 'open',
      path: fake.path,
      pair: fake.pair,
      sendRate: sending ? part : 0,
      receiveRate: sending ? 0 : part,
      rttMs,
      jitterMs: rttMs * 0.06,
      loss: fake.loss,
      retransmits: Math.round(((at / 1000) % 1e5) * fake.loss * 3),
      discards: 0,
      window,
      inFlight: rate > 0 ? Math.round(window * (0.5 + 0.4 * noise(at, lane + 9))) : 0,
      buffered: rate > 0 ? 65_536 : 0,
    }
  })
}

export function qualityNow(fake: FakePath, at: number, busy: boolean): Quality {
  const bottleneck = busy ? heldNow(fake, at) : 'none'
  return {
    score: busy ? scores[bottleneck] : 97,
    bottleneck,
    text: busy ? sentences[bottleneck] : 'Nothing is being sent.',
    waits: waits[bottleneck],
  }
}

export const emptySnapshot = (peer: string): SessionSnapshot => ({
  at: Date.now(),
  state: 'connecting',
  peer,
  words: '',
  sealed: true,
  proven: false,
  chunkBytes: 262_144,
  mode: 'reliable',
  lanes: [],
  lanesWanted: 1,
  memory: 0,
  quality: { score: 97, bottleneck: 'none', text: 'Nothing is being sent.', waits: waits.none },
  transfers: [],
  faultCode: '',
  problem: '',
})
