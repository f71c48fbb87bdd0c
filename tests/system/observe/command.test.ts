import { expect, test } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { readSamples } from '../../support/observed.ts'
import { newHome } from '../cli/harness.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { running, telemetryUntil } from '../host/opened.ts'
import { openShell } from '../web/harness.ts'

test('hawser metrics prints what the endpoint would, though it is off, and whether all is well', async () => {
  using home = newHome()
  await using stack = new AsyncDisposableStack()
  const host = stack.use(
    await openHost({ userData: home.path, engines: fakeEngines, shell: 'test', version: '0' }),
  )
  stack.use(await serveControl(host, home.path))
  await telemetryUntil(
    host,
    (telemetry) =>
      running(telemetry) && telemetry.engines.every(({ state }) => state === 'running' || state === 'idle'),
  )
  const hawser = (...args: string[]) => runHere(args, home.path)
  const figures = await hawser('metrics')
  expect(figures).toMatchObject({ status: 0, stderr: '' })
  const names = readSamples(figures.stdout).map(({ name }) => name)
  expect(names).toContain('hawser_engine_state')
  expect(names).toContain('process_memory_usage')
  const health = await hawser('metrics', '--health')
  expect(health.status).toBe(0)
  expect(JSON.parse(health.stdout)).toEqual(host.health())
})

test('hawser metrics without a running Hawser says so', async () => {
  using home = newHome()
  const { status, stderr } = await runHere(['metrics'], home.path)
  expect(status).toBe(1)
  expect(stderr).toContain('host-not-running')
})

test('the web shell tells its health to who has no token, and nothing else', async () => {
  await using shell = await openShell()
  await expect
    .poll(async () => (await shell.ask('/health')).status, { timeout: 60_000, interval: 200 })
    .toBe(200)
  const { headers, text } = await shell.ask('/health')
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(headers['cache-control']).toBe('no-store')
  const { status, engines, ...rest } = JSON.parse(text)
  expect([status, rest]).toEqual(['ok', {}])
  expect(engines.forward).toEqual({ state: 'running', restarts: 0 })
  expect((await shell.ask('/health', { headers: { host: 'evil.example.net' } })).status).toBeGreaterThan(400)
  expect((await shell.ask('/metrics')).status).toBe(401)
})
