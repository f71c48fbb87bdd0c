import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type MainTask, watchMainThread } from '../../tests/support/long-tasks.ts'
import { attachFake, serveBuilt } from '../../tests/support/serve-fake.ts'
import type { Report } from '../forward/table.ts'
import { startChromium } from './chromium.ts'

/** Snapshots come ten times a second. */
const updateMs = 100
const settleMs = 5000

const scenes = [
  { name: 'overview', path: '#/' },
  { name: 'list of 50 rules', path: '#/forwarding' },
  { name: 'one rule', path: '#/forwarding/many-7' },
  { name: 'bond of 8 uplinks', path: '#/bonding/many-0' },
  { name: '20 transfers', path: '#/transfer' },
]

/** What each update took of the main thread, ms of the thread's own time, least first: all that ran from one to the next. */
function perUpdate(tasks: readonly MainTask[]): number[] {
  const began = Math.min(...tasks.map(({ atMs }) => atMs))
  const sums: number[] = []
  for (const { atMs, ownMs } of tasks) {
    const place = Math.floor((atMs - began) / updateMs)
    sums[place] = (sums[place] ?? 0) + ownMs
  }
  // The last one was cut off.
  return Array.from(sums.slice(0, -1), (sum) => sum ?? 0).sort((a, b) => a - b)
}

const quantile = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

/** The main thread of the page over a host with 50 rules, 8 uplinks and 20 transfers, all moving. */
export async function updates({
  seconds,
  progress,
}: {
  seconds: number
  progress(text: string): void
}): Promise<Report> {
  const server = serveBuilt()
  attachFake(server, 'full')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const browser = await startChromium()
  const report: Report = { rows: [], goals: [] }
  let worst = 0
  let longest = 0
  try {
    for (const { name, path } of scenes) {
      progress(`updates: ${name}`)
      const page = await browser.newPage({ viewport: { width: 1600, height: 1200 } })
      await page.goto(`http://127.0.0.1:${port}/${path}`)
      await page.getByRole('main').waitFor()
      await sleep(settleMs)
      const stop = await watchMainThread(browser)
      await sleep(seconds * 1000)
      const tasks = await stop()
      await page.close()
      const sums = perUpdate(tasks)
      const p95 = quantile(sums, 0.95)
      const longestHere = Math.max(...tasks.map(({ ownMs }) => ownMs))
      worst = Math.max(worst, p95)
      longest = Math.max(longest, longestHere)
      report.rows.push({
        measure: 'main thread of the page, ms of its own time',
        peer: name,
        values: {
          'an update, p50': quantile(sums, 0.5),
          p95,
          'longest task': longestHere,
          updates: sums.length,
        },
      })
    }
  } finally {
    await browser.close()
    server.close()
    server.closeAllConnections()
  }
  report.goals.push(
    { text: 'an update of any page, p95, ms', value: worst, limit: 8, better: 'less' },
    { text: 'longest task, ms', value: longest, limit: 50, better: 'less' },
  )
  return report
}
