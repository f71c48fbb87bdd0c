import type { X509Certificate } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect as connectTcp, createServer } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { clientOver, closing, newFolder, openShell } from './harness.ts'

const everywhere = (port: number) => ({ host: '0.0.0.0', port })

async function takePort() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, free: () => new Promise((resolve) => server.close(resolve)) }
}

async function refusal(options: Parameters<typeof openShell>[0]) {
  const folder = newFolder()
  try {
    const shell = await openShell(options, folder)
    await shell[Symbol.asyncDispose]()
    return undefined
  } catch (error) {
    return error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const peerCertificate = (port: number) =>
  new Promise<X509Certificate>((resolve, reject) => {
    const socket: TLSSocket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()!)
      socket.destroy()
    })
    socket.on('error', reject)
  })

describe('beyond loopback', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'some-name'])(
    '%s without TLS is refused, with the way out',
    async (host) => {
      expect(await refusal({ listen: { host, port: 40_000 } })).toMatchObject({
        code: 'tls-required',
        message: expect.stringMatching(/--tls.*--cert/),
      })
    },
  )

  test('a certificate is made, kept for its owner alone, and its fingerprint told', async () => {
    const port = await freePort()
    await using shell = await openShell({
      listen: everywhere(port),
      tls: 'generated',
      hostNames: ['venue.example'],
    })
    const certificate = await peerCertificate(port)
    expect(shell.web.fingerprint).toBe(certificate.fingerprint256)
    expect(certificate.checkHost('venue.example')).toBe('venue.example')
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.ca).toBe(false)
    const file = join(shell.folder, 'data', 'web-certificate.pem')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain('PRIVATE KEY')
  })

  test('it serves over TLS what it serves on loopback, with a cookie that never leaves TLS', async () => {
    const port = await freePort()
    await using shell = await openShell({ listen: everywhere(port), tls: 'generated' })
    expect(shell.origin).toBe(`https://127.0.0.1:${port}`)
    const { headers } = await shell.exchange(shell.token)
    expect(headers['set-cookie']![0]).toMatch(/^__Host-hawser-\d+=.*; Secure$/)
    const cookie = await shell.enter()
    expect((await shell.ask('/', { headers: { cookie } })).text).toContain('The page')
    expect((await shell.ask('/', { headers: { cookie, host: 'evil.example' } })).status).toBe(421)
    const socket = shell.openSocket({ cookie, origin: shell.origin })
    expect(await clientOver(socket).about(undefined)).toMatchObject({ shell: 'web' })
    const gone = closing(socket)
    socket.close()
    await gone
  })

  test('strangers that never finish TLS do not push out a page that is open, nor keep out the next', async () => {
    const port = await freePort()
    await using shell = await openShell({ listen: everywhere(port), tls: 'generated' })
    const headers = { cookie: await shell.enter(), origin: shell.origin }
    const page = shell.openSocket(headers)
    const client = clientOver(page)
    await client.about(undefined)
    const strangers = Array.from({ length: 300 }, () => connectTcp(port, '127.0.0.1').on('error', () => {}))
    await Promise.all(
      strangers.map((socket) => new Promise((done) => socket.once('connect', done).once('close', done))),
    )
    expect(await client.about(undefined)).toMatchObject({ shell: 'web' })
    expect((await shell.ask('/', { headers })).text).toContain('The page')
    for (const socket of strangers) socket.destroy()
    const gone = closing(page)
    page.close()
    await gone
  })

  test('the certificate stays the same from one start to the next, until another name is asked for', async () => {
    const folder = newFolder()
    const fingerprints: (string | undefined)[] = []
    for (const hostNames of [[], [], ['venue.example']]) {
      const { web } = await openShell(
        { listen: everywhere(await freePort()), tls: 'generated', hostNames },
        folder,
      )
      fingerprints.push(web.fingerprint)
      await web[Symbol.asyncDispose]()
    }
    rmSync(folder, { recursive: true })
    expect(fingerprints[1]).toBe(fingerprints[0])
    expect(fingerprints[2]).not.toBe(fingerprints[0])
  })

  test('the user’s own certificate and key are used', async () => {
    const folder = newFolder()
    const made = await openShell({ listen: everywhere(await freePort()), tls: 'generated' }, folder)
    await made.web[Symbol.asyncDispose]()
    const pem = readFileSync(join(folder, 'data', 'web-certificate.pem'), 'utf8')
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const certificateStart = pem.indexOf('-----BEGIN CERTIFICATE')
    writeFileSync(keyFile, pem.slice(0, certificateStart))
    writeFileSync(certFile, pem.slice(certificateStart))
    const port = await freePort()
    await using own = await openShell({ listen: everywhere(port), tls: { certFile, keyFile } }, folder)
    expect(own.web.fingerprint).toBe(made.web.fingerprint)
    const swapped = { certFile: keyFile, keyFile: certFile }
    expect(await refusal({ listen: everywhere(port), tls: swapped })).toMatchObject({ code: 'usage' })
    const missing = { certFile: join(folder, 'none.pem'), keyFile }
    expect(await refusal({ listen: everywhere(port), tls: missing })).toMatchObject({ code: 'usage' })
  })
})

test('a port in use is told', async () => {
  const { port, free } = await takePort()
  const message = expect.stringContaining(`127.0.0.1:${port}`)
  expect(await refusal({ port })).toMatchObject({ code: 'port-in-use', message })
  expect(await refusal({ listen: { host: '127.0.0.1', port } })).toMatchObject({ code: 'port-in-use' })
  await free()
})

test('an address that this machine does not have is told', async () => {
  expect(await refusal({ listen: { host: '192.0.2.1', port: 40_000 }, tls: 'generated' })).toMatchObject({
    code: 'address-unavailable',
  })
})

test('a page that is not built is told', async () => {
  expect(await refusal({ renderer: '/nowhere' })).toMatchObject({
    message: expect.stringContaining('npm run build'),
  })
})

test('a second one with the same user data is refused, and the first goes on', async () => {
  await using shell = await openShell()
  await expect(openShell({}, shell.folder)).rejects.toMatchObject({ code: 'host-running' })
  expect((await shell.exchange(shell.token)).status).toBe(204)
})
