import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../forward/table.ts'
import { MiB, makeChanged, makeFile } from './files.ts'
import { hawser } from './hawser.ts'
import { carry } from './loopback.ts'
import { Figures, type MeasureOptions, openAll, workFolder } from './measures.ts'
import { loopback } from './network.ts'
import { rsync } from './rsync.ts'
import { syncthing } from './syncthing.ts'

/** A large file of which 1 % is other bytes: what crosses, and how long it takes. Each has a loopback of its own, to count on. */
export async function changedFile({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  using folder = workFolder()
  using first = loopback()
  using second = loopback()
  using third = loopback()
  const size = (quick ? 128 : 1024) * MiB
  const original = join(folder.path, 'original')
  makeFile(original, size)
  const figures = { one: new Figures(), ten: new Figures() }
  await using all = await openAll(
    [
      { syncer: hawser(), network: first },
      { syncer: syncthing, network: second },
      { syncer: rsync, network: third },
    ],
    folder.path,
  )
  for (let round = 1; round <= rounds; round++)
    for (const { name, pair, network } of all.opened) {
      progress(`changed file, round ${round}, ${name}`)
      const staged = join(folder.staging, 'big')
      const file = `big-${round}`
      makeChanged(original, staged, 0, 1)
      await carry(pair, staged, file)
      for (const [figure, places] of [
        [figures.one, 1],
        [figures.ten, 10],
      ] as const) {
        await pair.settled()
        makeChanged(join(pair.from, file), staged, 0.01, places)
        const before = network.crossed()
        const took = await carry(pair, staged, file)
        const crossed = network.crossed() - before
        figure.add(name, { s: took, 'MB crossed': crossed / 1e6, '% of the file': (crossed / size) * 100 })
      }
      await pair.settled()
      for (const side of [pair.from, pair.to]) rmSync(join(side, file), { force: true })
    }
  const timeOver = (figure: Figures) => figure.of('hawser', 's') / figure.of('syncthing', 's')
  const share = (figure: Figures) => figure.of('hawser', '% of the file')
  return {
    rows: [
      ...figures.one.rows(`1 % of ${size / MiB} MiB changed, in one place`),
      ...figures.ten.rows(`1 % of ${size / MiB} MiB changed, in 10 places`),
    ],
    goals: [
      {
        text: '1 % changed in one place: % that crossed',
        value: share(figures.one),
        limit: 1.5,
        better: 'less',
      },
      {
        text: '1 % changed in one place: time over Syncthing',
        value: timeOver(figures.one),
        limit: 0.5,
        better: 'less',
      },
      {
        text: '1 % changed in 10 places: time over Syncthing',
        value: timeOver(figures.ten),
        limit: 0.5,
        better: 'less',
      },
    ],
  }
}
