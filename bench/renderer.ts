// Main-thread time of the page for one telemetry update, with 24 live rules over a made-up host:
// `node bench/renderer.ts [--json]`, after `npm run build`. Wants a Chromium (CHROMIUM, or /usr/bin/chromium).
import type { AddressInfo } from 'node:net'
import { chromium, type Page } from 'playwright-core'
import { attachFake, serveBuilt } from '../tests/support/serve-fake.ts'

const settleMs = 4000
const measureMs = 8_000
const goalMs = 5

const scenes = [
  { name: 'list with 24 sparklines', path: '#/forwarding' },
  { name: 'overview, all rules in two lines', path: '#/' },
  { name: 'overview, one chart of 24 series', path: '#/', press: 'By rule' },
  { name: 'a rule, three charts, one minute', path: '#/forwarding/many-7' },
  { name: 'a rule, three charts, half an hour', path: '#/forwarding/many-7', press: '30 min' },
]

/** Seconds that the main thread was busy with anything: scripts, layout, painting, messages. */
async function busySeconds(page: Page): Promise<() => Promise<Record<string, number>>> {
  const session = await page.context().newCDPSession(page)
  // The thread's own time: other work on this machine must not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
}

/** Resolves to how many items of telemetry came in while `wait` ran. */
async function countUpdates(page: Page, wait: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  let updates = 0
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    if (response.payloadData.includes('"loopDelayMs"')) updates++
  })
  // The socket was opened before anybody listened; only a new page tells its frames.
  await page.reload()
  await page.waitForTimeout(settleMs)
  updates = 0
  await wait()
  await session.detach()
  return updates
}

const server = serveBuilt()
attachFake(server, 'many')
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const rows: { scene: string; updates: number; msPerUpdate: number; scriptMsPerUpdate: number }[] = []
try {
  for (const { name, path, press } of scenes) {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1200 } })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`)
    const metrics = await busySeconds(page)
    let before: Record<string, number> = {}
    let after: Record<string, number> = {}
    const updates = await countUpdates(page, async () => {
      if (press) await page.getByText(press, { exact: true }).click()
      await page.waitForTimeout(1000)
      before = await metrics()
      await page.waitForTimeout(measureMs)
      after = await metrics()
    })
    // The second of settling is counted in updates, not in time.
    const counted = (updates * measureMs) / (measureMs + 1000)
    const per = (metric: string) => ((after[metric]! - before[metric]!) * 1000) / counted
    rows.push({
      scene: name,
      updates: Math.round(counted),
      msPerUpdate: Number(per('TaskDuration').toFixed(2)),
      scriptMsPerUpdate: Number(per('ScriptDuration').toFixed(2)),
    })
    await page.close()
  }
} finally {
  await browser.close()
  server.close()
  server.closeAllConnections()
}
if (process.argv.includes('--json')) console.log(JSON.stringify({ goalMs, rows }))
else {
  console.table(rows)
  console.log(`Goal: at most ${goalMs} ms of main thread an update.`)
}
process.exit(rows.every(({ msPerUpdate }) => msPerUpdate <= goalMs) ? 0 : 1)
