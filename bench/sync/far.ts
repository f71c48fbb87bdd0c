import { join } from 'node:path'
import type { Report } from '../forward/table.ts'
import { type Copy, copy, iperf } from './copies.ts'
import { MiB, makeFile } from './files.ts'
import { hawser } from './hawser.ts'
import { impairedLink } from './impaired-link.ts'
import { carry } from './loopback.ts'
import { Figures, type MeasureOptions, openAll, workFolder } from './measures.ts'
import { syncthing } from './syncthing.ts'

const ways: Record<string, Pick<Copy, 'way' | 'profile' | 'congestion'>> = {
  'hawser transport, BBR': { way: 'quic', profile: 'wan', congestion: 'bbr' },
  'hawser transport, CUBIC': { way: 'quic', profile: 'wan', congestion: 'cubic' },
  'node:tls over TCP CUBIC': { way: 'tls' },
}

/** MB/s over 100 Mbit/s with a round trip of 20 ms, at several rates of loss. */
export async function farAway({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  using folder = workFolder()
  const path = { delayMs: 10, bitsPerSecond: 100e6, queueMs: 50 }
  const figures = new Figures()
  const ms = quick ? 4000 : 6000
  for (const loss of quick ? [0.01] : [0, 0.01, 0.03]) {
    await using network = await impairedLink({ ...path, loss })
    const column = `loss ${loss * 100} %, MB/s`
    for (let round = 1; round <= rounds; round++) {
      progress(`far away, ${column}, round ${round}`)
      for (const [name, way] of Object.entries(ways))
        figures.add(name, { [column]: await copy(network, { ...way, bytes: Number.MAX_SAFE_INTEGER, ms }) })
      figures.add('iperf3', { [column]: await iperf(network, ms / 1000) })
    }
    if (loss !== 0.01) continue
    const size = (quick ? 8 : 16) * MiB
    await using all = await openAll(
      [hawser(), syncthing].map((syncer) => ({ syncer, network })),
      join(folder.path, String(loss)),
    )
    for (let round = 1; round <= rounds; round++)
      for (const { name, pair } of all.opened) {
        progress(`far away, ${column}, a file, round ${round}, ${name}`)
        const staged = join(folder.staging, 'file')
        makeFile(staged, size)
        const took = await carry(pair, staged, `file-${round}`)
        figures.add(`${name}, a file of ${size / MiB} MiB`, { [column]: size / 1e6 / took })
      }
  }
  const lossy = 'loss 1 %, MB/s'
  return {
    rows: figures.rows('100 Mbit/s, 20 ms'),
    goals: [
      {
        text: '1 % loss, 20 ms: over node:tls',
        value: figures.of('hawser transport, BBR', lossy) / figures.of('node:tls over TCP CUBIC', lossy),
        limit: 3,
        better: 'more',
      },
    ],
  }
}
