import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Diagnosis, diagnoseContract, diagnoseSettingsSchema } from '../../../src/contract/diagnose.ts'
import { startEngineThread } from '../../../src/host/engine-thread.ts'
import type { EngineThread } from '../../../src/host/supervisor.ts'
import { connect } from '../../../src/wire/index.ts'

const program = new URL('../../../src/engines/diagnose/index.ts', import.meta.url)
const running: EngineThread[] = []
afterEach(async () => {
  for (const thread of running.splice(0)) await thread.terminate()
})

function begin() {
  const thread = startEngineThread(program, (error) => {
    throw error
  })
  running.push(thread)
  return connect(diagnoseContract, thread.link)
}

const context = {
  settings: diagnoseSettingsSchema.parse({}),
  iceServers: [],
  version: '0.0.0',
  needs: [],
  peer: null,
}

test('a service of this machine is reached, and that is told in a stream of reports', async () => {
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const client = begin()
  const input = {
    target: { host: '127.0.0.1', port },
    only: ['interfaces' as const, 'rtsp' as const],
    plan: {},
  }
  const reports: Diagnosis[] = []
  for await (const report of client.run({ input, context })) reports.push(report)
  expect(reports[0]?.state).toBe('running')
  const last = reports.at(-1)!
  expect(last.target).toBe(`127.0.0.1:${port}`)
  expect(last.checks.map(({ name }) => name)).toEqual(['interfaces', 'rtsp'])
  expect(last.checks[1]?.figures).toMatchObject({ speaks: 'HTTP' })
  expect(last.state).not.toBe('running')
  server.close()
})

test('one that was given up makes room for the next, and a second at once is refused', async () => {
  const client = begin()
  const ask = (signal?: AbortSignal) =>
    client.run({ input: { only: ['own-health'] }, context }, signal)[Symbol.asyncIterator]()
  const abort = new AbortController()
  const first = ask(abort.signal)
  await first.next()
  await expect(ask().next()).rejects.toMatchObject({ code: 'diagnosis-busy' })
  abort.abort()
  await first.next().catch(() => {})
  const next = ask()
  expect((await next.next()).value).toMatchObject({ state: 'running' })
  await next.return?.()
  await client.drain({ deadlineMs: 1000 })
})

test('looks on while streams run', async () => {
  const client = begin()
  for await (const { checks, causes } of client.watch({ intervalMs: 1000 })) {
    expect(checks.map(({ name }) => name)).toEqual([
      'interfaces',
      'routes',
      'tunnel-interface',
      'system-limits',
      'own-health',
    ])
    expect(causes).toBeInstanceOf(Array)
    break
  }
})
