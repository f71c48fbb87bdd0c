import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diagnosisSchema } from '../../../src/contract/index.ts'
import { serveControl } from '../../../src/host/control.ts'
import { readReport } from '../../../src/host/diagnose/read-report.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { report } from '../../support/diagnose/report.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { newHome, run } from './harness.ts'

/** Checks that are done at once, everywhere. */
const few = ['diagnose', '--only', 'interfaces,system-limits']

test('without a running Hawser an engine of its own looks', async () => {
  using home = newHome()
  const page = join(home.path, 'report.html')
  const { status, stdout, stderr } = await run([...few, '--json', '--html', page], { HAWSER_HOME: home.path })
  expect(stderr).toBe('')
  const told = diagnosisSchema.parse(JSON.parse(stdout))
  expect(told.checks.map(({ name }) => name)).toEqual(['interfaces', 'system-limits'])
  expect(told.verdict).not.toBe('')
  expect(status).toBe(told.state === 'good' ? 0 : 4)
  expect(readReport(await readFile(page, 'utf8'))).toEqual(told)
})

test('a saved report is read as text, without what would steer the terminal or give away secrets', async () => {
  using home = newHome()
  const path = join(home.path, 'saved.json')
  const saved = report({ verdict: 'rtsp://u:hunter2@camera/\u001b[2J', target: '10.0.0.5:554' })
  await writeFile(path, JSON.stringify(saved))
  const { status, stdout } = await runHere(['diagnose', '--read', path, '--hide-addresses'], home.path)
  expect(status).toBe(4)
  expect(stdout).toMatch(/^rtsp:\/\/\[removed\]@/)
  expect(stdout).toContain('What to do: Set the MTU of wg0 to 1280.')
  expect(stdout).not.toMatch(/hunter2|10\.0\.0\.5|camera\.example/)
  expect(stdout).not.toContain('\u001b')
  await writeFile(path, '{}')
  const refused = await runHere(['diagnose', '--read', path], home.path)
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('hawser: report-invalid: ') })
})

test('a running Hawser does it, and keeps the report', async () => {
  using home = newHome()
  await using host = await openHost({
    userData: home.path,
    engines: fakeEngines,
    shell: 'test',
    version: '0',
  })
  await using _ = await serveControl(host, home.path)
  const { status, stdout } = await runHere(['diagnose', '-t', '10.0.0.5:554'], home.path)
  expect(status).toBe(4)
  expect(stdout).toMatch(/^The tunnel loses packets\./)
  const { report: last } = await host.server.lastDiagnosis(undefined, new AbortController().signal)
  expect(last?.target).toBe('10.0.0.5:554')
})

test.each([
  [['--peer', 'nobody'], 1, 'peer-unknown'],
  [['--plan', 'rule=nothing'], 1, 'rule-unknown'],
  [['--target', 'nowhere'], 2, 'usage'],
  [['--only', 'luck'], 2, 'usage'],
])('%s is refused before anything begins', async (args, status, code) => {
  using home = newHome()
  const refused = await runHere(['diagnose', ...args], home.path)
  expect(refused).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(`hawser: ${code}: `) })
})
