import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../forward/table.ts'
import { arrived, bring, MiB, makeFile, mustBeSame } from './files.ts'
import { hawser } from './hawser.ts'
import { Figures, type MeasureOptions, openAll, quiet, seconds, workFolder } from './measures.ts'
import { loopback } from './network.ts'
import { rsync } from './rsync.ts'
import type { SyncPair } from './syncer.ts'
import { syncthing } from './syncthing.ts'

/** From when a file has come to its place on one side until it is in its place on the other. */
export async function carry(pair: SyncPair, staged: string, name: string): Promise<number> {
  await pair.settled()
  await quiet()
  const took = await seconds(async () => {
    bring(staged, join(pair.from, name))
    await Promise.all([pair.changed(name), arrived(join(pair.to, name), join(pair.from, name))])
  })
  mustBeSame(join(pair.from, name), join(pair.to, name))
  return took
}

const small = 'hawser, packets of 1472 bytes'

/** One large file between two processes of this machine, as it is for those who look: hashed, on the disk, in its place. */
export async function oneLargeFile({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  using folder = workFolder()
  using network = loopback()
  using narrow = loopback(1500)
  const size = (quick ? 64 : 1024) * MiB
  const figures = new Figures()
  await using all = await openAll(
    [
      { syncer: hawser(), network },
      { syncer: hawser(small), network: narrow },
      { syncer: syncthing, network },
      { syncer: rsync, network },
    ],
    folder.path,
  )
  for (let round = 1; round <= rounds; round++)
    for (const { name, pair } of all.opened) {
      progress(`loopback, round ${round}, ${name}`)
      const staged = join(folder.staging, 'big')
      makeFile(staged, size)
      const took = await carry(pair, staged, `big-${round}`)
      figures.add(name, { s: took, 'MB/s': size / 1e6 / took })
      await pair.settled()
      for (const side of [pair.from, pair.to]) rmSync(join(side, `big-${round}`), { force: true })
    }
  const over = (name: string) => figures.of(name, 'MB/s') / figures.of('syncthing', 'MB/s')
  return {
    rows: figures.rows(`${size / MiB} MiB on loopback, file to file`),
    goals: [
      { text: 'loopback, over Syncthing', value: over('hawser'), limit: 1.5, better: 'more' },
      {
        text: 'loopback, packets of 1472 bytes, over Syncthing',
        value: over(small),
        limit: 0.8,
        better: 'more',
      },
    ],
  }
}
