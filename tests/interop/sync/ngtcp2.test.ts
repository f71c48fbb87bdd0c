import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openQuicTransport } from '../../../src/engines/sync/quic/index.ts'
import { profiles } from '../../../src/engines/sync/quic/profile.ts'
import type { Connection } from '../../../src/engines/sync/transport.ts'
import { freePort } from '../../support/free-port.ts'
import { settled, soon } from '../../support/soon.ts'
import { Ends, identity, pattern } from '../../support/transport/ends.ts'
import { bodyOf, getRequest, response } from '../../support/transport/http3.ts'

/** ngtcp2 is another implementation of QUIC; its programs speak HTTP/3 and nothing else. */
const transport = () => openQuicTransport({ protocol: 'h3' })

let folder: string
let ends: Ends
const programs: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-ngtcp2-'))
  ends = new Ends(transport())
  const { certificate, privateKey } = await identity(0)
  await writeFile(join(folder, 'cert.pem'), certificate)
  await writeFile(join(folder, 'key.pem'), privateKey)
})
afterEach(async () => {
  await ends[Symbol.asyncDispose]()
  for (const program of programs.splice(0)) {
    program.kill('SIGKILL')
    if (program.exitCode === null && program.signalCode === null) await once(program, 'exit')
  }
  await rm(folder, { recursive: true })
})

/** ngtcp2's server, which serves the folder; its port, once it listens there. */
async function theirServer(...options: string[]): Promise<number> {
  const port = await freePort()
  const args = ['-q', '-d', folder, ...options, '127.0.0.1', String(port), 'key.pem', 'cert.pem']
  programs.push(spawn('gtlsserver', args, { cwd: folder, stdio: 'ignore' }))
  const local = `:${port.toString(16).toUpperCase()} `
  await soon(async () => expect(await readFile('/proc/net/udp', 'utf8')).toContain(local))
  return port
}

/** A connection of ours to ngtcp2's server. */
async function toTheirServer(...options: string[]): Promise<Connection> {
  const port = await theirServer(...options)
  const client = await ends.open(1)
  const { certificate } = await identity(0)
  return client.endpoint.connect({ host: '127.0.0.1', port }, { profile: 'lan', certificate })
}

async function get(connection: Connection, path: string): Promise<Buffer> {
  const stream = await connection.open()
  await stream.writeAll(getRequest(path, 'hawser'))
  stream.end()
  return bodyOf(stream)
}

describe('our client and the server of ngtcp2', () => {
  test('shake hands, and a file comes whole', async () => {
    const bytes = pattern(100_000)
    await writeFile(join(folder, 'file'), bytes)
    const connection = await toTheirServer()
    expect((await get(connection, '/file')).equals(bytes)).toBe(true)
  })

  test('with proof of our address by Retry', async () => {
    await writeFile(join(folder, 'file'), 'proven')
    const connection = await toTheirServer('--validate-addr')
    expect((await get(connection, '/file')).toString()).toBe('proven')
  })

  test('many streams at once, more than are allowed at a time', async () => {
    await writeFile(join(folder, 'file'), pattern(20_000))
    const connection = await toTheirServer('--max-streams-bidi=10')
    const files = await Promise.all(Array.from({ length: 60 }, () => get(connection, '/file')))
    for (const file of files) expect(file.equals(pattern(20_000))).toBe(true)
  })

  test('a reader that pauses stops their sender, and the file is whole afterwards', async () => {
    const { streamWindow } = profiles.lan
    const bytes = pattern(2 * streamWindow)
    await writeFile(join(folder, 'file'), bytes)
    const connection = await toTheirServer()
    const stream = await connection.open()
    await stream.writeAll(getRequest('/file', 'hawser'))
    stream.end()
    const received = () => connection.stats().receivedBytes
    await soon(() => expect(received()).toBeGreaterThan(0.8 * streamWindow))
    expect(await settled(received)).toBeLessThan(1.2 * streamWindow)
    expect((await bodyOf(stream)).equals(bytes)).toBe(true)
  })

  test('a stream that we reset leaves the others alone', async () => {
    await writeFile(join(folder, 'file'), pattern(10_000_000))
    await writeFile(join(folder, 'small'), 'small')
    const connection = await toTheirServer()
    const stream = await connection.open()
    await stream.writeAll(getRequest('/file', 'hawser'))
    stream.end()
    await stream.readable()
    stream.reset(0x10c)
    expect((await get(connection, '/small')).toString()).toBe('small')
    expect(connection.isClosed).toBe(false)
  })

  test('a file is whole though each side loses packets', async () => {
    const bytes = pattern(1_000_000)
    await writeFile(join(folder, 'file'), bytes)
    const connection = await toTheirServer('--tx-loss=0.03', '--rx-loss=0.03')
    expect((await get(connection, '/file')).equals(bytes)).toBe(true)
  })

  test('a server whose certificate is another is refused', async () => {
    const port = await theirServer()
    const client = await ends.open(1)
    const { certificate } = await identity(2)
    const dialling = client.endpoint.connect({ host: '127.0.0.1', port }, { profile: 'lan', certificate })
    await expect(dialling).rejects.toMatchObject({ code: 'peer-refused' })
  })
})

describe('the client of ngtcp2 and our server', () => {
  /** Fetches what our server answers to `count` requests; what the last one brought. */
  async function fetch(body: Uint8Array, count: number, ...options: string[]): Promise<Buffer> {
    const server = await ends.open(0, {
      accept(connection) {
        connection.onStream((stream) => {
          void (async () => {
            // The request ends the stream: what is asked for is the same always.
            while ((await stream.readAll(Buffer.alloc(1024))) > 0);
            await stream.writeAll(response(body))
            stream.end()
          })().catch(() => stream.reset(1))
        })
      },
    })
    const { certificate, privateKey } = await identity(1)
    server.endpoint.trust([certificate])
    await writeFile(join(folder, 'own.pem'), certificate)
    await writeFile(join(folder, 'own.key'), privateKey)
    const { port } = server.endpoint.local
    const args = [
      '-q',
      '--key=own.key',
      '--cert=own.pem',
      '--sni=hawser',
      '--download=.',
      '--exit-on-all-streams-close',
    ]
    const uri = `https://hawser:${port}/got`
    await promisify(execFile)(
      'gtlsclient',
      [...args, '-n', String(count), ...options, '127.0.0.1', String(port), uri],
      {
        cwd: folder,
        timeout: 60_000,
      },
    )
    await soon(() => expect(server.endpoint.counters.accepted).toBe(1))
    return readFile(join(folder, 'got'))
  }

  test('shake hands with both certificates, and what we serve arrives whole', async () => {
    const bytes = pattern(3_000_000)
    expect((await fetch(bytes, 1)).equals(bytes)).toBe(true)
  })

  test('many requests, each on a stream', async () => {
    const bytes = pattern(2000)
    expect((await fetch(bytes, 40)).equals(bytes)).toBe(true)
  })

  test('what we serve arrives whole through small windows and though packets are lost', async () => {
    const bytes = pattern(300_000)
    const options = ['--tx-loss=0.03', '--rx-loss=0.03', '--max-stream-data-bidi-local=20K', '--max-data=30K']
    expect((await fetch(bytes, 1, ...options)).equals(bytes)).toBe(true)
  })

  test('without a certificate that is trusted it gets nothing', async () => {
    const server = await ends.open(0)
    server.endpoint.trust([(await identity(1)).certificate])
    const { port } = server.endpoint.local
    const args = [
      '-q',
      '--sni=hawser',
      '--timeout=3s',
      '127.0.0.1',
      String(port),
      `https://hawser:${port}/got`,
    ]
    await promisify(execFile)('gtlsclient', args, { cwd: folder, timeout: 20_000 }).catch(() => {})
    await soon(() => expect(server.endpoint.counters.refused).toBe(1))
    expect(server.accepted).toEqual([])
  })
})
