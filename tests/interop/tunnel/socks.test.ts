import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliTunnel, openCliTunnel } from '../../support/tunnel-peers/cli-tunnel.ts'
import { startDnsmasq } from '../../support/tunnel-peers/dnsmasq.ts'

const exec = promisify(execFile)
const askDns = join(import.meta.dirname, '../../support/tunnel-peers/ask-dns.py')

/** A web page that says how it was reached. */
async function startPage(host: string) {
  const server = createServer((request, response) =>
    response.end(`${request.headers.host} ${request.socket.localAddress}`),
  ).listen({ port: 0, host, ipv6Only: host === '::1' })
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

describe('programs that speak SOCKS5', () => {
  let pages: Record<'v4' | 'v6', Awaited<ReturnType<typeof startPage>>>
  let dns: Awaited<ReturnType<typeof startDnsmasq>>
  let tunnel: CliTunnel
  let socks: number
  let withLogin: CliTunnel

  beforeAll(async () => {
    pages = { v4: await startPage('127.0.0.1'), v6: await startPage('::1') }
    dns = await startDnsmasq({ 'camera.test': '192.0.2.77', 'gateway.test': '192.0.2.1' })
    const allow = [`127.0.0.1:${pages.v4.port}`, `[::1]:${pages.v6.port}`, `localhost:${pages.v4.port}`]
    const serve = [...allow, `127.0.0.1:${dns.port}`].flatMap((target) => ['--allow', target])
    tunnel = await openCliTunnel({ serve, ways: ['--socks', '0'] })
    ;[socks = 0] = tunnel.ports('socks')
    const login = ['--socks', '0', '--user', 'anna', '--password', 'lamp:otter']
    withLogin = await openCliTunnel({ serve, ways: login })
  })
  afterAll(async () => {
    await tunnel?.[Symbol.asyncDispose]()
    await withLogin?.[Symbol.asyncDispose]()
    await dns?.[Symbol.asyncDispose]()
    pages.v4.close()
    pages.v6.close()
  })

  const curl = (...args: string[]) => exec('curl', ['--silent', '--show-error', '--max-time', '30', ...args])

  test('curl reaches an IPv4 address', async () => {
    const { stdout } = await curl('--socks5', `127.0.0.1:${socks}`, `http://127.0.0.1:${pages.v4.port}/`)
    expect(stdout).toBe(`127.0.0.1:${pages.v4.port} 127.0.0.1`)
  })

  test('curl reaches an IPv6 address', async () => {
    const { stdout } = await curl('--socks5', `127.0.0.1:${socks}`, `http://[::1]:${pages.v6.port}/`)
    expect(stdout).toBe(`[::1]:${pages.v6.port} ::1`)
  })

  test('curl lets a name be resolved at the far end', async () => {
    const proxy = ['--socks5-hostname', `127.0.0.1:${socks}`]
    const { stdout } = await curl(...proxy, `http://localhost:${pages.v4.port}/`)
    expect(stdout).toBe(`localhost:${pages.v4.port} 127.0.0.1`)
  })

  test('what is not allowed is refused as such, and told at the far end', async () => {
    const proxy = ['--socks5-hostname', `127.0.0.1:${socks}`]
    // curl's status for a proxy that says no; 2 is SOCKS5's own code for what its rules do not allow.
    await expect(curl(...proxy, 'http://127.0.0.1:9/')).rejects.toMatchObject({
      code: 97,
      stderr: expect.stringContaining('(2)'),
    })
    await tunnel.far.event('denied', ({ target, what }) => target === '127.0.0.1:9' && what === 'connect')
  })

  test('a login is asked for where there is one', async () => {
    const [port = 0] = withLogin.ports('socks')
    const page = `http://127.0.0.1:${pages.v4.port}/`
    const { stdout } = await curl('--proxy', `socks5h://anna:lamp%3Aotter@127.0.0.1:${port}`, page)
    expect(stdout).toContain('127.0.0.1')
    await expect(curl('--proxy', `socks5h://anna:wrong@127.0.0.1:${port}`, page)).rejects.toMatchObject({
      code: 97,
    })
    await expect(curl('--proxy', `socks5h://127.0.0.1:${port}`, page)).rejects.toMatchObject({ code: 97 })
  })

  test('datagrams reach a DNS server, and its answers come back', async () => {
    const names = ['camera.test', 'gateway.test', 'nothing.test']
    const { stdout } = await exec('/usr/bin/python3', [
      askDns,
      `${socks}`,
      '127.0.0.1',
      `${dns.port}`,
      ...names,
    ])
    expect(stdout.trim().split('\n')).toEqual([
      `1 0 192.0.2.77 127.0.0.1 ${dns.port}`,
      `2 0 192.0.2.1 127.0.0.1 ${dns.port}`,
      expect.stringMatching(/^3 [35] none 127\.0\.0\.1 /),
    ])
  })
})
