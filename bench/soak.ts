// npm run soak -- [--minutes N] [--seed TEXT] [--json] [--source]
import { existsSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { soak } from './soak/run.ts'
import { hasFailed, table } from './soak/verdict.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
    /** From source, not as it was built. */
    source: { type: 'boolean' },
  },
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  console.error('npm run soak -- [--minutes N] [--seed TEXT] [--json] [--source]')
  process.exit(2)
}
if (process.platform !== 'linux') {
  console.error('The soak reads /proc and uses 127.0.0.2: it runs on Linux.')
  process.exit(2)
}
const project = resolve(import.meta.dirname, '..')
const program = resolve(project, values.source ? 'src/cli/index.ts' : 'out/main/cli.js')
if (!existsSync(program)) {
  console.error('Hawser is not built yet. Run: npm run build')
  process.exit(2)
}
const seed = values.seed ?? String(Date.now() % 1_000_000)
const machine = {
  seed,
  minutes,
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  system: `${process.platform} ${release()}`,
  node: process.version,
  loadBefore: loadavg()[0]?.toFixed(2),
}
const began = performance.now()
const say = (text: string) =>
  console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} ${text}`)
say(`seed ${seed}`)
const { measures, problems } = await soak({ minutes, seed, program, say })
const failed = hasFailed(measures)
if (values.json) console.log(JSON.stringify({ machine, measures, problems, failed }, null, 2))
else {
  for (const [name, value] of Object.entries(machine)) console.log(`- ${name}: ${value}`)
  console.log(`\n${table(measures)}\n`)
  for (const problem of problems) console.log(`- ${problem}`)
  console.log(failed ? 'The soak has failed.' : 'The soak has found nothing.')
}
process.exit(failed ? 1 : 0)
