import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type CheckName, checkTitles, type Diagnosis, diagnoseInputSchema } from '../contract/diagnose.ts'
import type { Endpoint } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import type { CheckedInput } from '../host/diagnose/doctor.ts'
import { readReport } from '../host/diagnose/read-report.ts'
import { redactReport } from '../host/diagnose/redact.ts'
import { reportHtml } from '../host/diagnose/report-html.ts'
import { reportText } from '../host/diagnose/report-text.ts'
import { defaultSettings } from '../host/settings-format.ts'
import { userDataFolder } from '../host/user-data.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { Fault } from '../wire/fault.ts'
import { type PlanPart, parseChecks, parsePlanPart, planOf } from './diagnose-options.ts'
import { diagnoseHere } from './diagnose-run.ts'
import { progressLine } from './progress-line.ts'
import { asArgument, collect } from './quantities.ts'
import {
  findNamed,
  type HostClient,
  type SettingsAccess,
  settingsOf,
  withSettings,
} from './settings-access.ts'

interface DiagnoseOptions {
  target?: Endpoint
  peer?: string
  deep?: true
  only?: CheckName[]
  plan?: PlanPart[]
  json?: true
  html?: string
  hideAddresses?: true
  read?: string
}

const examples = `
Examples:
  hawser diagnose
  hawser diagnose --target 10.0.0.5:554 --html report.html
  hawser diagnose --deep --peer "OB van" --json
  hawser diagnose --plan up=8Mbit --plan bond=Truck --plan rule="Stage left" --target studio.example.net:5000
  hawser diagnose --read report.html

What is said first is the verdict; then come the causes, the likeliest first, with what was measured and what to do; then
every check. It needs no privileges and no running Hawser; a device (--peer) is measured against by a running Hawser alone.
Passwords, keys and tokens are never in a report; --hide-addresses takes out addresses and names of machines, too.

Exit status: 0 all is good, 4 something is poor, bad, or cannot be told, 5 the plan has a no-go, 2 the command line is not
understood, 1 anything else.`

/** Statuses for scripts that look at nothing else. */
const statuses = { good: 0, troubled: 4, noGo: 5 }

/** `hawser diagnose` */
export function addDiagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description('say what is wrong with this network, and what to do')
    .option(
      '-t, --target <host:port>',
      'a camera, server or receiver that matters',
      asArgument(parseEndpoint),
    )
    .option('-p, --peer <device>', 'a paired device to measure against, by id or name')
    .option('--deep', 'take up to 60 s instead of 15')
    .option('--only <checks>', 'only these, such as dns,ping', asArgument(parseChecks))
    .option(
      '--plan <part>',
      'what is planned: up=RATE, down=RATE, rule=NAME or bond=NAME; repeatable',
      collect(parsePlanPart),
    )
    .option('--json', 'print the report as JSON')
    .option('--html <file>', 'write the report as a page of its own, too')
    .option('--hide-addresses', 'put others in the place of addresses and names of machines')
    .option('--read <file>', 'show a report that was saved, as JSON or HTML, instead of making one')
    .addHelpText('after', examples)
    .action(async (options: DiagnoseOptions) => {
      const report = options.read === undefined ? await make(options) : await read(options.read)
      await tell(report, options)
    })
}

async function read(path: string): Promise<Diagnosis> {
  try {
    return readReport(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('report-invalid', `${path} cannot be read: ${(error as Error).message}`)
  }
}

/** By the Hawser that runs, so that it keeps the report, or else by an engine of our own. */
async function make(options: DiagnoseOptions): Promise<Diagnosis> {
  const stop = stopSignal()
  const access: SettingsAccess<{ host?: HostClient; stored?: Settings }> = {
    ofHost: (host) => ({ host }),
    ofFile: (file) => ({ stored: file.latest.value }),
  }
  let settings = defaultSettings()
  let report: Diagnosis | undefined
  try {
    // The folder is let go before the engine begins, so that a Hawser can be started meanwhile.
    await withSettings(userDataFolder(), access, async ({ host, stored }) => {
      settings = stored ?? (host ? await settingsOf(host) : settings)
      if (host) report = await byHost(host, inputOf(options, settings), stop)
    })
  } catch (error) {
    // The doctor works where nothing else does.
    if (!(error instanceof Fault) || error.code !== 'settings-unreadable') throw error
    console.error(`hawser: ${error.code}: ${error.message}`)
  }
  if (report) return report
  const input = inputOf(options, settings)
  if (input.peer !== undefined)
    throw new Fault('host-not-running', 'Measuring against a device needs a running Hawser: start it first.')
  return follow(diagnoseHere(input, settings, stop), stop)
}

function inputOf(options: DiagnoseOptions, settings: Settings): CheckedInput {
  const plan = planOf(options.plan ?? [], settings)
  const [peer] = options.peer === undefined ? [] : findNamed(settings.peers, [options.peer], 'peer')
  return diagnoseInputSchema.parse({
    ...(options.target && { target: options.target }),
    ...(peer !== undefined && { peer }),
    ...(plan && { plan }),
    deep: options.deep ?? false,
    only: options.only ?? [],
  })
}

/** Undefined where the running one cannot do it, but an engine of our own could: it may be of an older version. */
async function byHost(
  host: HostClient,
  input: CheckedInput,
  stop: AbortSignal,
): Promise<Diagnosis | undefined> {
  try {
    return await follow(host.diagnose(input, stop), stop)
  } catch (error) {
    const isUnable =
      error instanceof Fault && (error.code === 'unknown' || error.code === 'engine-unavailable')
    if (isUnable && input.peer === undefined) return undefined
    throw error
  }
}

/** The last of the reports; how far it has come is shown at a terminal meanwhile. */
async function follow(reports: AsyncIterable<Diagnosis>, stop: AbortSignal): Promise<Diagnosis> {
  const line = progressLine(process.stderr)
  let last: Diagnosis | undefined
  try {
    for await (const report of reports) {
      last = report
      line?.show(progressText(report))
    }
  } catch (error) {
    if (!stop.aborted) throw error
  } finally {
    line?.clear()
  }
  if (last === undefined || stop.aborted) throw new Fault('closed', 'Stopped before there was a verdict.')
  return last
}

function progressText({ checks }: Diagnosis): string {
  const open = checks.filter(({ state }) => state === 'waiting' || state === 'running')
  const running = checks.filter(({ state }) => state === 'running').map(({ name }) => checkTitles[name])
  return `${checks.length - open.length} of ${checks.length} checks${running.length > 0 ? `; now ${running.join(', ')}` : ''}`
}

async function tell(report: Diagnosis, { json, html, hideAddresses }: DiagnoseOptions): Promise<void> {
  // Also of one that was read: who saved it may have been less careful.
  const clean = redactReport(report, { addresses: !hideAddresses })
  console.log(json ? JSON.stringify(clean, null, 2) : reportText(clean).trimEnd())
  if (html !== undefined) await writeFile(html, reportHtml(clean), { mode: 0o600 })
  process.exitCode = statusOf(report)
}

function statusOf({ state, plan }: Diagnosis): number {
  if (plan.some(({ verdict }) => verdict === 'no-go')) return statuses.noGo
  return state === 'good' ? statuses.good : statuses.troubled
}
