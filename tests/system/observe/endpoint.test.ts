import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { EngineStatus } from '../../../src/contract/host.ts'
import { MetricsEndpoint } from '../../../src/host/observe/endpoint.ts'
import { healthOf } from '../../../src/host/observe/health.ts'
import { freePort } from '../../support/free-port.ts'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

async function open(options: { token?: string; host?: string; engines?: EngineStatus[] } = {}) {
  const engines = options.engines ?? [{ name: 'forward', state: 'running', restarts: 0, retryAt: 0 }]
  let turnedAway = 0
  const endpoint = await MetricsEndpoint.open({
    listen: { host: options.host ?? '127.0.0.1', port: await freePort() },
    token: () => options.token ?? '',
    metrics: async () => 'hawser_forward_io_total 1\n',
    health: () => healthOf(engines),
    turnedAway: () => turnedAway++,
    report: (error) => {
      throw error
    },
  })
  onTestFinished(() => endpoint[Symbol.asyncDispose]())
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: endpoint.port, path, headers, method }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
      })
      asked.on('error', reject).end()
    })
  return Object.assign(ask, { port: endpoint.port, turnedAway: () => turnedAway })
}

test('figures are read in the text format of Prometheus', async () => {
  const ask = await open()
  const { status, headers, text } = await ask('/metrics')
  expect([status, text]).toEqual([200, 'hawser_forward_io_total 1\n'])
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect((await ask('/metrics?name=x')).status).toBe(200)
  expect((await ask('/metrics', {}, 'HEAD')).text).toBe('')
})

test('connections by the hundred that say nothing keep nobody out, and are counted', async () => {
  const ask = await open()
  const sockets = Array.from({ length: 150 }, () => connect(ask.port, '127.0.0.1').on('error', () => {}))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  await Promise.all(
    sockets.map((socket) => new Promise((done) => socket.once('connect', done).once('close', done))),
  )
  expect((await ask('/metrics')).status).toBe(200)
  expect(ask.turnedAway()).toBeGreaterThan(100)
})

test('with a token, only who shows it reads figures; health is for everybody', async () => {
  const ask = await open({ token: 'a-token-of-some-length' })
  for (const headers of [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: 'Basic a-token-of-some-length' },
  ])
    expect((await ask('/metrics', headers as Record<string, string>)).status).toBe(401)
  expect((await ask('/metrics', { authorization: 'Bearer a-token-of-some-length' })).status).toBe(200)
  expect((await ask('/health')).status).toBe(200)
})

test('health is 503 as long as an engine does not run, and names the engines', async () => {
  const engines: EngineStatus[] = [
    { name: 'forward', state: 'running', restarts: 0, retryAt: 0 },
    { name: 'bond', state: 'waiting', restarts: 3, retryAt: 1 },
  ]
  const ask = await open({ engines })
  const { status, headers, text } = await ask('/health')
  expect(status).toBe(503)
  expect(headers['content-type']).toBe('application/json')
  expect(JSON.parse(text)).toEqual({
    status: 'degraded',
    engines: { forward: { state: 'running', restarts: 0 }, bond: { state: 'waiting', restarts: 3 } },
  })
})

test('on this machine, a page whose name was made to lead here reads nothing', async () => {
  const ask = await open()
  for (const host of ['evil.example.net', '127.0.0.1.evil.example.net:9464', 'bad host'])
    expect((await ask('/metrics', { host })).status, host).toBe(403)
  for (const host of ['localhost:9464', '127.0.0.1', '[::1]:9464'])
    expect((await ask('/metrics', { host })).status, host).toBe(200)
})

test('on other addresses any name is good', async () => {
  const ask = await open({ host: '0.0.0.0' })
  expect((await ask('/metrics', { host: 'venue-box.example.net:9464' })).status).toBe(200)
})

test('there is nothing else, and nothing can be sent', async () => {
  const ask = await open()
  expect((await ask('/')).status).toBe(404)
  expect((await ask('/../hawser.json')).status).toBe(404)
  const posted = await ask('/metrics', {}, 'POST')
  expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD'])
})
