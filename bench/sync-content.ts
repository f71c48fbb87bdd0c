// Cutting and hashing of files, and how much of a changed file would travel: npm run bench -- sync-content
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { portionBytes } from '../src/engines/sync/content/chunk-hasher.ts'
import {
  largeChunks,
  largeFileBytes,
  profileOf,
  smallChunks,
} from '../src/engines/sync/content/chunk-profile.ts'
import { Chunker } from '../src/engines/sync/content/chunker.ts'
import { hashChunk } from '../src/engines/sync/content/hash-chunk.ts'
import { FileHasher } from '../src/engines/sync/content/hash-file.ts'
import { HashPool } from '../src/engines/sync/content/hash-pool.ts'
import { median } from './forward/load.ts'
import type { Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

const MiB = 1024 * 1024

/** Bytes that neither repeat nor compress; the same for the same seed. */
function randomBytes(length: number, seed: number): Uint8Array {
  const words = new Uint32Array(length / 4)
  let state = seed
  for (let i = 0; i < words.length; i++) {
    state = (state + 0x9e3779b9) | 0
    const mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    words[i] = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  }
  return new Uint8Array(words.buffer)
}

function writeRandom(path: string, bytes: number, seed: number): void {
  const file = openSync(path, 'w')
  for (let at = 0; at < bytes; at += 64 * MiB)
    writeSync(file, randomBytes(Math.min(64 * MiB, bytes - at), seed + at))
  closeSync(file)
}

function cut(bytes: Uint8Array, take: (from: number, to: number) => void): void {
  const chunker = new Chunker(profileOf(bytes.length))
  for (let begin = 0; begin < bytes.length; ) {
    const end = chunker.next(bytes, begin, bytes.length)
    take(begin, end === -1 ? bytes.length : end)
    begin = end === -1 ? bytes.length : end
  }
}

async function secondsOf(run: () => unknown): Promise<number> {
  const from = performance.now()
  await run()
  return (performance.now() - from) / 1000
}

/** GB/s, the median of several rounds after one that warms up; all ways in each round. */
async function pipeline(folder: string, quick: boolean): Promise<Report> {
  const size = (quick ? 256 : 1024) * MiB
  const paths = [1, 2].map((seed) => {
    const path = join(folder, `big-${seed}`)
    writeRandom(path, size, seed)
    return path
  })
  const sample = randomBytes(largeFileBytes, 3)
  const hasher = new FileHasher()
  const one = new HashPool({ threads: 1 })
  const two = new HashPool({ threads: 2 })
  const buffer = new Uint8Array(portionBytes)
  const ways: Record<string, [bytes: number, run: () => unknown]> = {
    'reading alone': [
      size,
      () => {
        const file = openSync(paths[0]!, 'r')
        while (readSync(file, buffer, 0, portionBytes, null) > 0);
        closeSync(file)
      },
    ],
    'FastCDC alone': [sample.length, () => cut(sample, () => {})],
    'BLAKE3 alone, 1 MiB': [
      sample.length,
      () => {
        for (let at = 0; at < sample.length; at += MiB) hashChunk(sample.subarray(at, at + MiB))
      },
    ],
    'all, in the calling thread': [size, () => hasher.hash(paths[0]!, () => {})],
    'all, one thread': [2 * size, () => Promise.all(paths.map((path) => one.hashFile(path, { size })))],
    'all, two threads': [2 * size, () => Promise.all(paths.map((path) => two.hashFile(path, { size })))],
  }
  const rates = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]))
  for (let round = 0; round <= (quick ? 1 : 5); round++)
    for (const [name, [bytes, run]] of Object.entries(ways)) {
      const seconds = await secondsOf(run)
      if (round > 0) rates.get(name)!.push(bytes / 1e9 / seconds)
    }
  await Promise.all([one.close(), two.close()])
  const rate = (name: string) => median(rates.get(name)!)
  const slower = Math.min(rate('FastCDC alone'), rate('BLAKE3 alone, 1 MiB'))
  return {
    rows: Object.keys(ways).map((peer) => ({ measure: 'pipeline', peer, values: { 'GB/s': rate(peer) } })),
    goals: [
      { text: 'pipeline, two threads, GB/s', value: rate('all, two threads'), limit: 1.2, better: 'more' },
      {
        text: 'pipeline, two threads, over the slower part alone in one',
        value: rate('all, two threads') / slower,
        limit: 0.8,
        better: 'more',
      },
    ],
  }
}

/** Many small files, through the pool. */
async function files(folder: string, quick: boolean): Promise<Report> {
  const count = 10_000
  const bytes = randomBytes(4096, 5)
  const small = join(folder, 'small')
  mkdirSync(small)
  const paths = Array.from({ length: count }, (_, n) => {
    bytes[0] = n
    bytes[1] = n >> 8
    const path = join(small, String(n))
    writeFileSync(path, bytes)
    return path
  })
  const rows: Row[] = []
  for (const threads of [1, 2]) {
    const pool = new HashPool({ threads })
    const seconds: number[] = []
    for (let round = 0; round <= (quick ? 1 : 5); round++) {
      const took = await secondsOf(() =>
        Promise.all(paths.map((path) => pool.hashFile(path, { size: 4096 }))),
      )
      if (round > 0) seconds.push(took)
    }
    await pool.close()
    const peer = threads === 1 ? 'one thread' : 'two threads'
    rows.push({
      measure: '10,000 files of 4 KiB',
      peer,
      values: { ms: median(seconds) * 1000, 'files/s': count / median(seconds) },
    })
  }
  return { rows, goals: [] }
}

const digestsOf = (bytes: Uint8Array) => {
  const lengths = new Map<string, number>()
  cut(bytes, (from, to) => lengths.set(hashChunk(bytes.subarray(from, to)), to - from))
  return lengths
}

/** How much of a changed file is in no chunk of the old one. */
function dedupe(quick: boolean): Report {
  const rows: Row[] = []
  const goals: Report['goals'] = []
  for (const [name, profile, size] of [
    ['small chunks', smallChunks, 48 * MiB],
    ['large chunks', largeChunks, (quick ? 256 : 1024) * MiB],
  ] as const) {
    const before = randomBytes(size, 7)
    const known = digestsOf(before)
    const overwrite = (pieces: number) => {
      const after = before.slice()
      const length = Math.floor(size / 100 / pieces / 4) * 4
      for (let piece = 0; piece < pieces; piece++)
        after.set(randomBytes(length, 100 + piece), Math.floor((size / pieces) * (piece + 0.3)))
      return after
    }
    const inserted = new Uint8Array(size + 1)
    inserted.set(before, 1)
    const changes: [string, Uint8Array][] = [
      ['a byte put in at the start', inserted],
      ['1 % overwritten in one place', overwrite(1)],
      ['1 % overwritten in 10 places', overwrite(10)],
      ['1 % overwritten in 100 places', overwrite(100)],
    ]
    for (const [peer, after] of changes) {
      let travels = 0
      for (const [hash, length] of digestsOf(after)) if (!known.has(hash)) travels += length
      const percent = (travels / size) * 100
      rows.push({
        measure: `what would travel, ${name} of ${profile.average / 1024} KiB`,
        peer,
        values: { MB: travels / 1e6, '%': percent },
      })
      if (profile === largeChunks && peer.endsWith('one place'))
        goals.push({
          text: '1 % of 1 GiB changed in one place: % that would travel',
          value: percent,
          limit: 1.5,
          better: 'less',
        })
    }
  }
  return { rows, goals }
}

export async function syncContent({ quick, only, progress }: BenchOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-bench-'))
  const measures: Record<string, () => Report | Promise<Report>> = {
    pipeline: () => pipeline(folder, quick),
    files: () => files(folder, quick),
    dedupe: () => dedupe(quick),
  }
  const report: Report = { rows: [], goals: [] }
  try {
    for (const [name, measure] of Object.entries(measures)) {
      if (only !== undefined && only !== name) continue
      progress(name)
      const { rows, goals } = await measure()
      report.rows.push(...rows)
      report.goals.push(...goals)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return report
}
