import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../forward/table.ts'
import { copy, iperf } from './copies.ts'
import { arrived, bring, MiB, makeFile, mustBeSame } from './files.ts'
import { hawser } from './hawser.ts'
import { carry } from './loopback.ts'
import { Figures, type MeasureOptions, openAll, quiet, seconds, workFolder } from './measures.ts'
import { gigabitLink } from './network.ts'
import { rsync } from './rsync.ts'
import { syncthing } from './syncthing.ts'

/** A large file, and as much memory, over a link of 1 Gbit/s, as shares of what TCP gets on it. */
export async function gigabit({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  using folder = workFolder()
  using network = gigabitLink()
  const size = (quick ? 128 : 1024) * MiB
  const figures = new Figures()
  const add = (name: string, mbps: number) => figures.add(name, { 'MB/s': mbps })
  await using all = await openAll(
    [hawser(), syncthing, rsync].map((syncer) => ({ syncer, network })),
    folder.path,
  )
  const staged = join(folder.staging, 'big')
  const bytes = { bytes: size, ms: 1e9 }
  for (let round = 1; round <= rounds; round++) {
    progress(`link, round ${round}, memory to memory`)
    add('iperf3', await iperf(network, quick ? 2 : 9))
    add('hawser transport, memory', await copy(network, { way: 'quic', ...bytes }))
    add('node:tls, memory', await copy(network, { way: 'tls', ...bytes }))
    makeFile(staged, size)
    const files = { from: staged, to: join(folder.staging, 'copy') }
    add('node:tls, files', await copy(network, { way: 'tls', ...bytes, files }))
    for (const { name, pair } of all.opened) {
      progress(`link, round ${round}, ${name}`)
      makeFile(staged, size)
      add(`${name}, a new file`, size / 1e6 / (await carry(pair, staged, `new-${round}`)))
      if (name === 'rsync') continue
      const file = `known-${round}`
      makeFile(staged, size)
      await quiet()
      await pair.without(async () => bring(staged, join(pair.from, file)))
      const took = await seconds(() => arrived(join(pair.to, file), join(pair.from, file)))
      mustBeSame(join(pair.from, file), join(pair.to, file))
      add(`${name}, hashed before, connecting`, size / 1e6 / took)
      await pair.settled()
      for (const side of [pair.from, pair.to])
        for (const each of [file, `new-${round}`]) rmSync(join(side, each), { force: true })
    }
  }
  const share = (name: string) => figures.of(name, 'MB/s') / figures.of('iperf3', 'MB/s')
  const rows = figures.rows(`${size / MiB} MiB over 1 Gbit/s`)
  for (const row of rows) row.values['of iperf3'] = share(row.peer)
  return {
    rows,
    goals: [
      {
        text: 'link, memory to memory, of iperf3',
        value: share('hawser transport, memory'),
        limit: 0.97,
        better: 'more',
      },
      {
        text: 'link, a new file, of iperf3',
        value: share('hawser, a new file'),
        limit: 0.95,
        better: 'more',
      },
      {
        text: 'link, a file hashed before, of iperf3',
        value: share('hawser, hashed before, connecting'),
        limit: 0.95,
        better: 'more',
      },
    ],
  }
}
