// npm run bench -- SUBJECT [--json] [--quick] [--rounds N] [--only MEASURE] [--peer CMD]
import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release } from 'node:os'
import { parseArgs } from 'node:util'
import { app } from './app.ts'
import { bond } from './bond.ts'
import { bondCore } from './bond-core.ts'
import { bondScenarioTable } from './bond-scenarios.ts'
import { datagram } from './datagram.ts'
import { diagnoseBench } from './diagnose.ts'
import { markdown, type Report, reached } from './forward/table.ts'
import { type BenchOptions, forward } from './forward.ts'
import { sync } from './sync.ts'
import { syncContent } from './sync-content.ts'
import { syncTransport } from './sync-transport.ts'
import { transfer } from './transfer.ts'
import { tunnel } from './tunnel.ts'

interface Subject {
  measure(options: BenchOptions): Promise<Report>
  /** What is compared: the heading of the tables' first column. */
  column: string
  /** Programs whose version is told, with the arguments that make them tell it. */
  programs: [string, ...string[]][]
}

const subjects: Record<string, Subject> = {
  app: { measure: app, column: 'what', programs: [['chromium', '--version']] },
  forward: {
    measure: forward,
    column: 'forwarder',
    programs: [
      ['haproxy', '-v'],
      ['socat', '-V'],
    ],
  },
  datagram: { measure: datagram, column: 'way', programs: [] },
  bond: { measure: bond, column: 'sender', programs: [] },
  'bond-core': { measure: bondCore, column: 'mode', programs: [] },
  sync: {
    measure: sync,
    column: 'program',
    programs: [
      ['syncthing', '--version'],
      ['rsync', '--version'],
      ['iperf3', '--version'],
    ],
  },
  'sync-transport': { measure: syncTransport, column: 'way', programs: [] },
  'sync-content': { measure: syncContent, column: 'way', programs: [] },
  transfer: { measure: transfer, column: 'way', programs: [['chromium', '--version']] },
  tunnel: { measure: tunnel, column: 'what', programs: [] },
  diagnose: { measure: diagnoseBench, column: 'fault', programs: [] },
  'bond-scenarios': { measure: bondScenarioTable, column: 'scenario', programs: [] },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    peer: { type: 'string' },
  },
})
const subject = Object.hasOwn(subjects, positionals[0] ?? '') ? subjects[positionals[0]!] : undefined
if (subject === undefined) {
  console.error(
    `npm run bench -- ${Object.keys(subjects).join('|')} [--json] [--quick] [--rounds N] [--only MEASURE] [--peer CMD]`,
  )
  process.exit(2)
}

const versionOf = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    .split('\n')[0]
    ?.trim()

const machine = {
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  system: `${process.platform} ${release()}`,
  node: process.version,
  ...Object.fromEntries(subject.programs.map(([program, ...args]) => [program, versionOf(program, ...args)])),
  loadBefore: loadavg()[0]?.toFixed(2),
}
const report = await subject.measure({
  quick: values.quick ?? false,
  rounds: values.rounds === undefined ? undefined : Number(values.rounds),
  only: values.only,
  peer: values.peer,
  progress: (text) => console.error(`measuring: ${text}`),
})
if (values.json)
  console.log(JSON.stringify({ machine, ...report, reached: report.goals.every(reached) }, null, 2))
else {
  console.log(
    Object.entries(machine)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
  )
  console.log(`\n${markdown(report, subject.column)}`)
}
