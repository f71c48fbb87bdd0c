import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, usage } from './peers.ts'
import type { Report } from './table.ts'

const settleMs = 6000

/** Memory of the web shell that has twenty rules and nothing to do. */
export async function idle(): Promise<Report> {
  const home = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
  const rules = []
  for (let n = 0; n < 20; n++) {
    const listen = { host: '127.0.0.1', port: await freePort() }
    rules.push({ id: `r${n}`, name: `Camera ${n}`, listen, target: { host: '127.0.0.1', port: 9 } })
  }
  await writeFile(join(home, 'hawser.json'), JSON.stringify({ version: 1, rules }))
  const env = { ...process.env, HAWSER_HOME: home, HAWSER_PORT: '0' }
  const child = spawn(process.execPath, ['out/main/web.js', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  const { rssBytes } = await usage(child.pid!)
  child.kill('SIGTERM')
  await once(child, 'exit')
  await rm(home, { recursive: true, force: true })
  const value = rssBytes / 1e6
  return {
    rows: [{ measure: 'idle web shell with 20 rules', peer: 'hawser', values: { 'RSS MB': value } }],
    goals: [{ text: 'idle RSS, MB', value, limit: 120, better: 'less' }],
  }
}
