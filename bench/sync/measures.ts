import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../forward/load.ts'
import type { Network } from './network.ts'
import type { Syncer, SyncPair } from './syncer.ts'

export interface MeasureOptions {
  rounds: number
  quick: boolean
  progress(text: string): void
}

/** A folder that is gone afterwards. */
export function workFolder(): Disposable & { path: string; staging: string } {
  const path = mkdtempSync(join(tmpdir(), 'hawser-bench-'))
  const staging = join(path, 'staging')
  mkdirSync(staging)
  return { path, staging, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Contender {
  syncer: Syncer
  network: Network
}

/** All pairs of folders at work at once; each is idle while another one is measured. */
export async function openAll(contenders: readonly Contender[], folder: string) {
  const opened: { name: string; pair: SyncPair; network: Network }[] = []
  for (const { syncer, network } of contenders)
    opened.push({ name: syncer.name, network, pair: await syncer.open(network, join(folder, syncer.name)) })
  return {
    opened,
    async [Symbol.asyncDispose]() {
      for (const { pair } of opened) await pair[Symbol.asyncDispose]()
    },
  }
}

/** What was measured in the rounds, by contender and figure. */
export class Figures {
  readonly #all = new Map<string, Map<string, number[]>>()

  add(name: string, values: Record<string, number>): void {
    const own = this.#all.get(name) ?? new Map<string, number[]>()
    this.#all.set(name, own)
    for (const [figure, value] of Object.entries(values)) own.set(figure, [...(own.get(figure) ?? []), value])
  }

  of(name: string, figure: string): number {
    return median(this.#all.get(name)?.get(figure) ?? [])
  }

  /** Medians, as rows of a report. */
  rows(measure: string) {
    return [...this.#all].map(([peer, figures]) => ({
      measure,
      peer,
      values: Object.fromEntries([...figures].map(([figure, values]) => [figure, median(values)])),
    }))
  }
}

/** Seconds that it takes. */
export async function seconds(run: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await run()
  return (performance.now() - since) / 1000
}

const quietShare = 0.15
const quietTries = 60

/** Until the processors have next to nothing to do for half a second; not for ever where others are at work. */
export async function quiet(): Promise<void> {
  for (let tries = 0; tries < quietTries; tries++) {
    const [busy, all] = processorTime()
    await sleep(500)
    const [busyNow, allNow] = processorTime()
    if ((busyNow - busy) / (allNow - all) < quietShare) return
  }
}

/** Ticks since the start; proc_stat(5). */
function processorTime(): [busy: number, all: number] {
  const [user, nice, system, idle, wait, ...interrupts] = readFileSync('/proc/stat', 'utf8')
    .slice(3, 200)
    .trim()
    .split(/\s+/, 8)
    .map(Number) as [number, number, number, number, number, ...number[]]
  const busy = user + nice + system + interrupts.reduce((sum, each) => sum + each, 0)
  return [busy, busy + idle + wait]
}
