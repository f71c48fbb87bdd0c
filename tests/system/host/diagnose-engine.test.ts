import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DiagnoseInput, Diagnosis, diagnoseInputSchema } from '../../../src/contract/index.ts'
import type { Host } from '../../../src/host/index.ts'
import { eventsUntil, open, temporaryFolder } from './opened.ts'

const never = new AbortController().signal
type Input = ReturnType<typeof diagnoseInputSchema.parse>

async function diagnose(host: Host, input: DiagnoseInput = {}): Promise<Diagnosis[]> {
  const reports: Diagnosis[] = []
  for await (const report of host.server.diagnose({ deep: false, only: [], ...input } as Input, never))
    reports.push(report as Diagnosis)
  return reports
}

test('a diagnosis streams from an engine that is started for it, and its report is there again after a restart, without secrets', async () => {
  const folder = await temporaryFolder()
  const iceServers = [{ url: 'turn:relay.example.net:3478', username: 'van', credential: 'sUpEr-secret' }]
  await writeFile(join(folder, 'hawser.json'), JSON.stringify({ version: 1, transfer: { iceServers } }))
  const host = await open(folder)
  const reports = await diagnose(host, { target: { host: '10.0.0.5', port: 554 } })
  expect(reports.map(({ state }) => state)).toEqual(['running', 'poor'])
  expect(reports.at(-1)).toMatchObject({ target: '10.0.0.5:554', verdict: 'The tunnel loses packets.' })
  expect(reports.at(-1)?.checks[0]?.evidence[0]).toContain('relay.example.net')
  await host[Symbol.asyncDispose]()
  expect(await readFile(join(folder, 'last-report.json'), 'utf8')).not.toContain('sUpEr-secret')

  const again = await open(folder)
  expect(await again.server.lastDiagnosis(undefined, never)).toEqual({ report: reports.at(-1) })
})

test('the needs of planned rules go to the engine, and settings of the doctor are kept', async () => {
  const folder = await temporaryFolder()
  const rule = {
    id: 'r1',
    name: 'Crane',
    listen: { host: '127.0.0.1', port: 18554 },
    target: { host: '10.0.0.5', port: 554 },
  }
  await writeFile(join(folder, 'hawser.json'), JSON.stringify({ version: 1, rules: [rule] }))
  const host = await open(folder)
  const [, last] = await diagnose(host, { plan: { rules: ['r1'] } })
  expect(last?.checks[0]?.figures).toEqual({ needs: ['Rule "Crane"'] })
  await host.server.setDiagnose({ timeServers: ['time.example.net'] }, never)
  for await (const { diagnose: settings } of host.server.settings(undefined, never)) {
    expect(settings).toMatchObject({ timeServers: ['time.example.net'], answerPeers: true })
    break
  }
})

test('who shows streams asks what holds them back', async () => {
  const host = await open(await temporaryFolder())
  await diagnose(host)
  const well = {
    id: 'a',
    name: 'OB van',
    rttMs: 9,
    baseRttMs: 9,
    jitterMs: 1,
    lossPercent: 0,
    loopDelayMs: 0,
  }
  const streams = [well, { ...well, id: 'b', name: 'Studio', lossPercent: 4 }]
  expect(await host.server.judgeStreams({ streams }, never)).toMatchObject({
    bottlenecks: [{ id: 'b', cause: { code: 'loss', text: 'The way to Studio loses packets.' } }],
  })
})

test('an engine that is killed in the midst of a diagnosis ends that with a reason, and is there for the next', async () => {
  const host = await open(await temporaryFolder())
  const killed = diagnose(host, { target: { host: '10.0.0.5', port: 666 } })
  await expect(killed).rejects.toMatchObject({ code: 'engine-unavailable' })
  expect(await host.server.lastDiagnosis(undefined, never)).toEqual({ report: null })
  await eventsUntil(host, 'engine-running')
  expect((await diagnose(host)).map(({ state }) => state)).toEqual(['running', 'poor'])
})

test('a last report that is damaged is forgotten', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'last-report.json'), '{"hawserReport":1')
  const host = await open(folder)
  expect(await host.server.lastDiagnosis(undefined, never)).toEqual({ report: null })
})
