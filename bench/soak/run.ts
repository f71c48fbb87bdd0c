import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../tests/support/link-emulator/random.ts'
import { BondLoad } from './bond-load.ts'
import { defectsOf } from './defects.ts'
import { injectFaults } from './faults.ts'
import { ForwardLoad } from './forward-load.ts'
import { SoakHost } from './host.ts'
import { PagesLoad } from './pages-load.ts'
import { Sampler } from './samples.ts'
import { type Load, newOutages, pause, type Soak } from './soak.ts'
import { Streams } from './streams.ts'
import { SyncLoad } from './sync-load.ts'
import { TransferLoad } from './transfer-load.ts'
import { TunnelLoad } from './tunnel-load.ts'
import { atMost, figure, type Measure } from './verdict.ts'

export interface SoakOptions {
  minutes: number
  seed: string
  /** The command line that is started. */
  program: string
  say(text: string): void
}

export interface SoakResult {
  measures: Measure[]
  problems: string[]
}

/** At rest, so that what is left behind shows. */
const restMs = 3000
const shownProblems = 200
const endsEngine = /engine crashes|process is killed/

const hasSrt = () => {
  try {
    execFileSync('srt-live-transmit', ['-version'], { stdio: 'ignore' })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** All engines of a host under load, with faults at random from `seed`; resolves with what was measured. */
export async function soak({ minutes, seed, program, say }: SoakOptions): Promise<SoakResult> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hawser-soak-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const main = stack.use(await SoakHost.make({ name: 'main', address: '127.0.0.1', program }, folder))
  const other = stack.use(await SoakHost.make({ name: 'other', address: '127.0.0.2', program }, folder))
  await main.write(other)
  await other.write(main)
  await Promise.all([main.start(), other.start()])
  const streams = stack.use(await Streams.start())
  const problems: string[] = []
  const shared: Soak = {
    main,
    other,
    streams,
    folder,
    random: seededRandom(`${seed} loads`),
    tunnelRounds: 0,
    outages: newOutages(),
    say,
    problem(text) {
      say(`PROBLEM: ${text}`)
      if (problems.length < shownProblems) problems.push(text)
    },
  }
  const loads: Load[] = []
  const add = async (load: Load | Promise<Load>) => {
    loads.push(stack.use(await load))
    say(`${loads.at(-1)!.name}: under load`)
  }
  await add(ForwardLoad.start(shared))
  if (hasSrt()) await add(BondLoad.start(shared))
  else say('bond: not under load, srt-live-transmit is missing (Debian: srt-tools)')
  await add(SyncLoad.start(shared, seed))
  await add(TunnelLoad.start(shared, seed))
  await add(new TransferLoad(shared, seed))
  await add(new PagesLoad(shared))

  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), minutes * 60_000)
  stack.defer(() => clearTimeout(timer))
  const sampler = new Sampler(main)
  const sampling = sampler.run(over.signal, ({ rssMB, handles, sockets, atMs }) =>
    say(`${(atMs / 1000).toFixed(0)} s: ${rssMB.toFixed(1)} MB, ${handles} handles, ${sockets} sockets`),
  )
  const done = await injectFaults({
    faults: loads.flatMap(({ faults }) => faults),
    seed,
    over: over.signal,
    told: say,
    failed: shared.problem,
  })
  await sampling
  say('no more faults: what is under way is brought to its end')
  await Promise.all(loads.map((load) => load.settle()))
  await pause(restMs)

  const measures = (await Promise.all(loads.map((load) => load.measures()))).flat()
  const crashes = main.events.filter(({ code }) => code === 'engine-crashed').length
  const onPurpose = [...done].reduce((sum, [name, times]) => sum + (endsEngine.test(name) ? times : 0), 0)
  measures.push(...sampler.measures())
  for (const [name, times] of [...done].sort()) measures.push(figure(`fault: ${name}`, times))
  measures.push(atMost('engines that crashed by themselves', Math.max(0, crashes - onPurpose), 0))
  measures.push(atMost('status of the host when it is stopped', (await main.stop()) ?? 1, 0))
  const defects = await defectsOf(main.home)
  for (const defect of new Set(defects)) problems.push(`defect in the log: ${defect}`)
  measures.push(atMost('other problems', problems.length, 0))
  return { measures, problems }
}
