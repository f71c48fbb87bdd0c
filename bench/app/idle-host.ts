import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { usage } from '../forward/peers.ts'
import type { Report, Row } from '../forward/table.ts'
import { type Setup, writeHome } from './home.ts'

/** Until what a start brings about is over: caches, compilers, first looks. */
const settleMs = 15_000

const scenes: readonly (Setup & { name: string; isGoal: boolean })[] = [
  { name: 'nothing set up', rules: 0, isGoal: false },
  { name: '20 rules and a folder', rules: 20, folder: true, isGoal: true },
  { name: '20 rules, a folder, a bond and its receiver', rules: 20, folder: true, bond: true, isGoal: true },
]

/** How often each thread of a process has been woken so far, by name. */
async function wakings(pid: number): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const status = await readFile(`/proc/${pid}/task/${thread}/status`, 'utf8').catch(() => '')
    const name = /^Name:\s+(.+)$/m.exec(status)?.[1] ?? 'gone'
    const count = Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0)
    found.set(`${name} ${thread}`, count)
  }
  return found
}

interface Idle {
  cpuPercent: number
  wakings: readonly (readonly [thread: string, perSecond: number])[]
}

/** A host without a window, over `seconds`. */
async function idle(setup: Setup, seconds: number): Promise<Idle> {
  const home = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
  await writeHome(home, setup)
  const env = { ...process.env, HAWSER_HOME: home, HAWSER_PORT: '0' }
  const child = spawn(process.execPath, ['out/main/web.js', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  try {
    await once(child.stdout, 'data')
    const pid = child.pid!
    await sleep(settleMs)
    const before = await usage(pid)
    const wokenBefore = await wakings(pid)
    const began = performance.now()
    await sleep(seconds * 1000)
    const passed = (performance.now() - began) / 1000
    const after = await usage(pid)
    const woken = [...(await wakings(pid))]
      .map(([name, count]) => [name, (count - (wokenBefore.get(name) ?? 0)) / passed] as const)
      .filter(([, perSecond]) => perSecond > 0)
      .sort((a, b) => b[1] - a[1])
    return { cpuPercent: ((after.cpuSeconds - before.cpuSeconds) / passed) * 100, wakings: woken }
  } finally {
    child.kill('SIGTERM')
    await gone
    await rm(home, { recursive: true, force: true })
  }
}

/** What a host costs that has nothing to do and nobody to show it to, and what wakes it. */
export async function idleHost({
  seconds,
  progress,
}: {
  seconds: number
  progress(text: string): void
}): Promise<Report> {
  const rows: Row[] = []
  const goals: Report['goals'] = []
  for (const { name, isGoal, ...setup } of scenes) {
    progress(`idle: ${name}`)
    const { cpuPercent, wakings: woken } = await idle(setup, seconds)
    const all = woken.reduce((sum, [, perSecond]) => sum + perSecond, 0)
    rows.push({
      measure: 'idle, no window',
      peer: name,
      values: { '% of a core': cpuPercent, 'wake-ups a second': all },
    })
    for (const [thread, perSecond] of woken.slice(0, 12))
      rows.push({ measure: `woken: ${name}`, peer: thread, values: { 'times a second': perSecond } })
    if (isGoal)
      goals.push({ text: `idle, ${name}: % of a core`, value: cpuPercent, limit: 0.5, better: 'less' })
  }
  return { rows, goals }
}
