import { randomBytes } from 'node:crypto'
import { watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, percentile } from '../forward/load.ts'
import type { Report } from '../forward/table.ts'
import { allArrived, appearances, bring, makeSmallFiles, mustBeSame } from './files.ts'
import { hawser } from './hawser.ts'
import { Figures, type MeasureOptions, openAll, quiet, seconds, workFolder } from './measures.ts'
import { loopback } from './network.ts'
import { rsync } from './rsync.ts'
import type { SyncPair } from './syncer.ts'
import { syncthing } from './syncthing.ts'

/** 10,000 files of 4 KB that come all at once. */
export async function manySmallFiles({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  using folder = workFolder()
  using network = loopback()
  const count = quick ? 1000 : 10_000
  const figures = new Figures()
  await using all = await openAll(
    [hawser(), syncthing, rsync].map((syncer) => ({ syncer, network })),
    folder.path,
  )
  for (let round = 1; round <= rounds; round++)
    for (const { name, pair } of all.opened) {
      progress(`small files, round ${round}, ${name}`)
      const staged = join(folder.staging, 'small')
      makeSmallFiles(staged, count, 4096)
      await sleep(1000)
      await pair.settled()
      await quiet()
      const tree = `small-${round}`
      const took = await seconds(async () => {
        bring(staged, join(pair.from, tree))
        await Promise.all([pair.changed(tree), allArrived(join(pair.to, tree), count)])
      })
      figures.add(name, { s: took, 'files/s': count / took })
      await pair.settled()
      mustBeSame(join(pair.from, tree), join(pair.to, tree))
    }
  return {
    rows: figures.rows(`${count} files of 4 KB`),
    goals: [
      {
        text: `${count} files: time over Syncthing`,
        value: figures.of('hawser', 's') / figures.of('syncthing', 's'),
        limit: 0.5,
        better: 'less',
      },
    ],
  }
}

/** Milliseconds from writing files of 1 KB, one after another, until each is in its place on the other side. */
async function latencies(pair: SyncPair, prefix: string, count: number): Promise<number[]> {
  const there = appearances(pair.to)
  const own = watch(pair.from)
  const took: number[] = []
  for (let n = 0; n < count; n++) {
    const name = `${prefix}-${n}`
    const bytes = randomBytes(1024)
    const since = performance.now()
    writeFileSync(join(pair.from, name), bytes)
    const told = pair.changed(name)
    took.push((await there.of(name)) - since)
    await told
    // Syncthing tells others of changes every 250 ms at most: nobody is to wait for the file before.
    await sleep(300 + Math.random() * 50)
  }
  there.close()
  own.close()
  return took.sort((a, b) => a - b)
}

/** One file of 1 KB at a time, on a connection that is there. */
export async function oneSmallFile({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  using folder = workFolder()
  using network = loopback()
  const figures = new Figures()
  await using all = await openAll(
    [hawser(), syncthing].map((syncer) => ({ syncer, network })),
    folder.path,
  )
  for (const { pair } of all.opened) await latencies(pair, 'warm', 20)
  for (let round = 1; round <= rounds; round++)
    for (const { name, pair } of all.opened) {
      progress(`one small file, round ${round}, ${name}`)
      await pair.settled()
      await quiet()
      const took = await latencies(pair, `file-${round}`, quick ? 20 : 50)
      figures.add(name, {
        'p50, ms': median(took),
        'p90, ms': percentile(took, 0.9),
        'p99, ms': percentile(took, 0.99),
      })
    }
  return {
    rows: figures.rows('1 KB file, from writing it to seeing it on the other side'),
    goals: [{ text: '1 KB file, p50 ms', value: figures.of('hawser', 'p50, ms'), limit: 10, better: 'less' }],
  }
}
