import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ObserveState } from '../../../src/contract/observe.ts'
import { openHost } from '../../../src/host/index.ts'
import { freePort } from '../../support/free-port.ts'
import { readSamples } from '../../support/observed.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { eventsUntil, input, open, running, signal, telemetryUntil, temporaryFolder } from '../host/opened.ts'

type OpenHost = Awaited<ReturnType<typeof open>>

async function stateUntil(host: OpenHost, check: (state: ObserveState) => boolean): Promise<ObserveState> {
  const stop = new AbortController()
  for await (const state of host.server.observeState(undefined, stop.signal))
    if (check(state as ObserveState)) return state as ObserveState
  throw new Error('states ended')
}

interface Pushed {
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** Takes what is pushed, or answers `status`. */
async function collector(status = 200) {
  const pushed: Pushed[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      pushed.push({ url: request.url!, headers: request.headers, body })
      response.writeHead(status, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return { pushed, endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}` }
}

test('nothing listens and nothing is sent until the settings say so; then at once', async () => {
  const host = await open(await temporaryFolder())
  expect(await stateUntil(host, () => true)).toMatchObject({ listening: '', pushedAt: 0, hasToken: false })
  const port = await freePort()
  const rule = await host.server.addRule({ rule: input({ name: 'Crane' }) }, signal)
  await telemetryUntil(host, (telemetry) => running(telemetry) && telemetry.forward!.ids.includes(rule.id))
  await host.server.setObserve({ prometheus: { enabled: true, listen: { host: '127.0.0.1', port } } }, signal)
  const { listening } = await stateUntil(host, ({ listening }) => listening !== '')
  const samples = readSamples(await (await fetch(listening)).text())
  expect(samples.some(({ labels }) => labels['hawser_rule_id'] === rule.id)).toBe(true)
  expect(JSON.stringify(samples)).not.toContain('Crane')
  expect((await host.server.metrics(undefined, signal)).text).toContain(rule.id)

  await host.server.setObserve({ names: true }, signal)
  expect(await (await fetch(listening)).text()).toContain('hawser_rule_name="Crane"')
  await host.server.setObserve({ prometheus: { enabled: false } }, signal)
  await expect(fetch(listening)).rejects.toThrow()
})

test('an address that is taken is said as a notice, and everything else goes on', async () => {
  const host = await open(await temporaryFolder())
  const { endpoint } = await collector()
  const taken = Number(new URL(endpoint).port)
  await host.server.setObserve(
    { prometheus: { enabled: true, listen: { host: '127.0.0.1', port: taken } } },
    signal,
  )
  const { listenProblem } = await stateUntil(host, (state) => state.listenProblem !== '')
  expect(listenProblem).toContain(String(taken))
  const { notices } = await host.server.about(undefined, signal)
  expect(notices.map(({ code }) => code)).toContain('observe-not-listening')
  await host.server.setObserve({ prometheus: { enabled: false } }, signal)
  expect(await stateUntil(host, () => true)).toMatchObject({ listening: '', listenProblem: '' })
  await host.server.setObserve({ prometheus: { enabled: true } }, signal)
  await stateUntil(host, (state) => state.listenProblem !== '')
  await host.server.setObserve(
    { prometheus: { listen: { host: '127.0.0.1', port: await freePort() } } },
    signal,
  )
  expect((await host.server.about(undefined, signal)).notices).toEqual([])
})

test('the token and headers are kept beside the settings, readable by their owner alone, and never shown', async () => {
  const folder = await temporaryFolder()
  const host = await open(folder)
  const headers = [{ name: 'Authorization', value: 'Bearer planted-header-value' }]
  await host.server.setObserveSecrets({ token: 'planted-token-of-length', headers }, signal)
  const state = await stateUntil(host, ({ hasToken }) => hasToken)
  expect(state).toMatchObject({ headerNames: ['Authorization'], secretStorage: 'file' })
  expect(JSON.stringify(state)).not.toContain('planted')
  host.report(new Error('sent with planted-header-value and planted-token-of-length'))
  const port = await freePort()
  await host.server.setObserve({ prometheus: { enabled: true, listen: { host: '127.0.0.1', port } } }, signal)
  const url = `http://127.0.0.1:${port}/metrics`
  expect((await fetch(url)).status).toBe(401)
  expect((await fetch(url, { headers: { authorization: 'Bearer planted-token-of-length' } })).status).toBe(
    200,
  )
  await host[Symbol.asyncDispose]()

  const secret = join(folder, 'observe-secrets.json')
  if (process.platform !== 'win32') expect((await stat(secret)).mode & 0o777).toBe(0o600)
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (path === secret || !(await stat(path)).isFile()) continue
    expect(await readFile(path, 'latin1'), name).not.toContain('planted')
  }
  const again = await open(folder)
  expect(await stateUntil(again, () => true)).toMatchObject({
    hasToken: true,
    headerNames: ['Authorization'],
  })
})

test('with a key store, they are sealed by it, and what was readable before is gone', async () => {
  const userData = await temporaryFolder()
  const first = await open(userData)
  await first.server.setObserveSecrets({ token: 'planted-token-of-length' }, signal)
  await first[Symbol.asyncDispose]()
  const turned = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x5a)
  const secrets = {
    protects: () => true,
    encrypt: (text: string) => turned(Buffer.from(text)),
    decrypt: (bytes: Uint8Array) => Buffer.from(turned(bytes)).toString(),
  }
  const options = { userData, engines: fakeEngines, shell: 'test', version: '0', secrets } as const
  const second = await openHost(options)
  onTestFinished(() => second[Symbol.asyncDispose]())
  expect(await stateUntil(second, () => true)).toMatchObject({ hasToken: true, secretStorage: 'protected' })
  await second.server.setObserveSecrets({ headers: [{ name: 'X-Key', value: 'planted-key' }] }, signal)
  await second[Symbol.asyncDispose]()
  const names = await readdir(userData)
  expect(names).toContain('observe-secrets.sealed')
  expect(names).not.toContain('observe-secrets.json')
  const third = await openHost(options)
  onTestFinished(() => third[Symbol.asyncDispose]())
  expect(await stateUntil(third, () => true)).toMatchObject({ hasToken: true, headerNames: ['X-Key'] })
})

test('figures are pushed by OTLP with the headers, to the path of metrics', async () => {
  const host = await open(await temporaryFolder())
  const { pushed, endpoint } = await collector()
  await host.server.setObserveSecrets({ headers: [{ name: 'X-Api-Key', value: 'planted' }] }, signal)
  await host.server.setObserve({ push: { enabled: true, endpoint, intervalSeconds: 3600 } }, signal)
  const state = await stateUntil(host, ({ pushedAt }) => pushedAt > 0)
  expect(state.pushProblem).toBe('')
  expect(pushed[0]).toMatchObject({ url: '/v1/metrics', headers: { 'x-api-key': 'planted' } })
  const { resourceMetrics } = JSON.parse(pushed[0]!.body)
  const [{ resource, scopeMetrics }] = resourceMetrics
  expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'hawser' } })
  const metrics = scopeMetrics.flatMap((scope: { metrics: { name: string }[] }) => scope.metrics)
  const names = metrics.map(({ name }: { name: string }) => name)
  expect(names).toContain('hawser.engine.restarts')
  const restarts = metrics.find(({ name }: { name: string }) => name === 'hawser.engine.restarts')
  expect(restarts).toMatchObject({ sum: { isMonotonic: true, aggregationTemporality: 2 } })
  expect(new Set(names).size).toBe(names.length)
})

test('a collector that refuses is a notice until it takes them, and no secret is in what is said', async () => {
  const host = await open(await temporaryFolder())
  const { endpoint } = await collector(403)
  await host.server.setObserveSecrets(
    { headers: [{ name: 'Authorization', value: 'Bearer planted' }] },
    signal,
  )
  await host.server.setObserve({ push: { enabled: true, endpoint, intervalSeconds: 3600 } }, signal)
  const refused = await stateUntil(host, ({ pushProblem }) => pushProblem !== '')
  expect(refused.pushProblem).not.toContain('planted')
  const events = await eventsUntil(host, 'observe-push-failed')
  expect(JSON.stringify(events)).not.toContain('planted')
  const good = await collector()
  await host.server.setObserve({ push: { endpoint: good.endpoint } }, signal)
  await stateUntil(host, ({ pushedAt }) => pushedAt > 0)
  expect((await host.server.about(undefined, signal)).notices).toEqual([])
})

test('health tells of every engine', async () => {
  const host = await open(await temporaryFolder())
  await telemetryUntil(host, ({ engines }) =>
    engines.every(({ state }) => state === 'running' || state === 'idle'),
  )
  const health = host.health()
  expect(health.status).toBe('ok')
  expect(Object.keys(health.engines)).toEqual(['forward', 'bond', 'sync', 'tunnel', 'diagnose'])
  expect(await host.server.health(undefined, signal)).toEqual(health)
})

test('events and defects of a host are in its log files', async () => {
  const folder = await temporaryFolder()
  const host = await open(folder)
  host.report(new Error('a defect of the window'))
  const rule = await host.server.addRule({ rule: input() }, signal)
  await telemetryUntil(host, running)
  await host.server.setObserve({ log: { level: 'debug' } }, signal)
  await host[Symbol.asyncDispose]()
  const [name] = await readdir(join(folder, 'logs'))
  const text = await readFile(join(folder, 'logs', name!), 'utf8')
  expect(text).toContain('a defect of the window')
  expect(text).toContain('The forward engine is stopped.')
  expect(rule.id).not.toBe('')
})
