import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { usage } from '../forward/peers.ts'
import type { Report } from '../forward/table.ts'
import { MiB, makeFile } from './files.ts'
import { hawser } from './hawser.ts'
import { carry } from './loopback.ts'
import { Figures, type MeasureOptions, openAll, workFolder } from './measures.ts'
import { loopback } from './network.ts'
import { Program } from './programs.ts'
import { syncthing } from './syncthing.ts'

const rssMB = async (pid: number) => (await usage(pid)).rssBytes / 1e6
/** The most that it ever was; proc(5). */
const peakMB = (pid: number) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 976.5625

/** Resident memory of either side, idle after start and at most while a large file crosses, and that of a Node that does nothing. */
export async function memory({ rounds, quick, progress }: MeasureOptions): Promise<Report> {
  const figures = new Figures()
  for (let round = 1; round <= rounds; round++) {
    progress(`memory, round ${round}`)
    using folder = workFolder()
    using network = loopback()
    await using node = new Program(network.near, process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])
    await using all = await openAll(
      [hawser(), syncthing].map((syncer) => ({ syncer, network })),
      folder.path,
    )
    await sleep(3000)
    const bare = await rssMB(node.pid)
    figures.add('node', { 'idle, MB': bare })
    for (const { name, pair } of all.opened) {
      const idle = Math.max(...(await Promise.all(pair.pids.map(rssMB))))
      const staged = join(folder.staging, 'big')
      makeFile(staged, (quick ? 128 : 1024) * MiB)
      await carry(pair, staged, 'big')
      const [sending, receiving] = pair.pids.map(peakMB) as [number, number]
      await sleep(3000)
      const after = Math.max(...(await Promise.all(pair.pids.map(rssMB))))
      figures.add(name, {
        'idle, MB': idle,
        'sending, MB': sending,
        'receiving, MB': receiving,
        'idle after, MB': after,
      })
    }
  }
  const bare = figures.of('node', 'idle, MB')
  const active = Math.max(figures.of('hawser', 'sending, MB'), figures.of('hawser', 'receiving, MB'))
  const rows = figures.rows('resident memory of a side')
  return {
    // The one that has all columns first: the table's head.
    rows: [...rows.filter(({ peer }) => peer !== 'node'), ...rows.filter(({ peer }) => peer === 'node')],
    goals: [
      {
        text: 'idle, MB above bare Node',
        value: figures.of('hawser', 'idle, MB') - bare,
        limit: 45,
        better: 'less',
      },
      { text: 'active, MB above bare Node', value: active - bare, limit: 120, better: 'less' },
    ],
  }
}
