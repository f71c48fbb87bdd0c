import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Notice } from '../../../src/host/notices.ts'
import { makeKeyPair } from '../../../src/host/peers/certificate.ts'
import { openIdentity } from '../../../src/host/peers/identity.ts'
import type { SecretStore } from '../../../src/host/peers/secret-store.ts'
import { newFolder, openDevice } from '../../support/peers.ts'

/** A key store that encrypts by turning the bits over. */
class FakeStore implements SecretStore {
  open = true
  protects = () => this.open
  encrypt = (text: string) => Buffer.from(text).map((byte) => byte ^ 0xff)
  decrypt(bytes: Uint8Array): string {
    const text = Buffer.from(bytes.map((byte) => byte ^ 0xff)).toString()
    if (!text.startsWith('-----')) throw new Error('cannot be decrypted')
    return text
  }
}

async function open(userData: string, secrets?: SecretStore) {
  const notices: Notice[] = []
  const identity = await openIdentity({
    userData,
    secrets,
    notice: (notice) => void notices.push(notice),
    now: () => Date.UTC(2026, 10, 21, 10, 5),
  })
  return { identity, notices, files: (await readdir(userData)).sort() }
}

const keyFile = (folder: string) => join(folder, 'device-key.pem')
const sealedFile = (folder: string) => join(folder, 'device-key.sealed')
const certificateFile = (folder: string) => join(folder, 'device-certificate.pem')

test('an identity is made once, readable by its owner alone, and is the same after a restart', async () => {
  const folder = await newFolder()
  const first = await open(folder)
  expect(first).toMatchObject({
    files: ['device-certificate.pem', 'device-key.pem'],
    notices: [],
    identity: { keyStorage: 'file', usable: true },
  })
  expect((await stat(keyFile(folder))).mode & 0o777).toBe(0o600)
  const second = await open(folder)
  expect(second.identity.id).toBe(first.identity.id)
  expect(second.identity.privateKey()).toBe(first.identity.privateKey())
  expect(second.notices).toEqual([])
})

test('the private key does not come along when an identity is printed or told', async () => {
  const { identity } = await open(await newFolder())
  expect(inspect(identity, { depth: 9, showHidden: true })).not.toContain('PRIVATE')
  expect(JSON.stringify(identity)).not.toContain('PRIVATE')
})

test('a key that others can read is closed to them, and that it was open is said', async () => {
  const folder = await newFolder()
  const { identity } = await open(folder)
  await chmod(keyFile(folder), 0o644)
  const again = await open(folder)
  expect(again.identity.id).toBe(identity.id)
  expect(again.notices).toMatchObject([{ code: 'identity-exposed' }])
  expect((await stat(keyFile(folder))).mode & 0o777).toBe(0o600)
  expect((await open(folder)).notices).toEqual([])
})

test.each([
  ['a key that is garbage', (folder: string) => writeFile(keyFile(folder), randomBytes(200))],
  ['an empty key', (folder: string) => writeFile(keyFile(folder), '')],
  ['no key', (folder: string) => rm(keyFile(folder))],
  ['a certificate that is garbage', (folder: string) => writeFile(certificateFile(folder), 'nonsense')],
  ['no certificate', (folder: string) => rm(certificateFile(folder))],
  [
    'the key of another',
    async (folder: string) => writeFile(keyFile(folder), (await makeKeyPair()).privateKey),
  ],
])('an identity with %s is set aside, said, and a new one made', async (_, damage) => {
  const folder = await newFolder()
  const { identity } = await open(folder)
  await damage(folder)
  const again = await open(folder)
  expect(again.identity.id).not.toBe(identity.id)
  expect(again.identity.usable).toBe(true)
  expect(again.notices).toMatchObject([{ code: 'identity-unreadable' }])
  expect(again.files.some((name) => name.endsWith('.damaged-20261121T100500Z'))).toBe(true)
  expect(again.notices[0]?.text).not.toContain('PRIVATE')
  expect((await open(folder)).identity.id).toBe(again.identity.id)
})

test('files that cannot be read are a fault, and nothing is set aside', async () => {
  const folder = await newFolder()
  await mkdir(certificateFile(folder))
  await expect(open(folder)).rejects.toMatchObject({ code: 'identity-unreadable' })
  expect(await readdir(folder)).toEqual(['device-certificate.pem'])
  const device = await openDevice({ userData: folder })
  expect(device.notices.get('identity')).toMatchObject({ code: 'identity-unreadable' })
  await expect(device.peers.openPairing(5)).rejects.toMatchObject({ code: 'identity-unreadable' })
  expect(device.peers.own).toBeUndefined()
})

test('with a key store that protects, the key lies in no readable file', async () => {
  const folder = await newFolder()
  const store = new FakeStore()
  const { identity, files } = await open(folder, store)
  expect(identity.keyStorage).toBe('protected')
  expect(files).toEqual(['device-certificate.pem', 'device-key.sealed'])
  expect(await readFile(sealedFile(folder), 'utf8')).not.toContain('PRIVATE')
  expect((await open(folder, store)).identity.privateKey()).toBe(identity.privateKey())
})

test('a key in a file moves into a key store that protects', async () => {
  const folder = await newFolder()
  const { identity } = await open(folder)
  const again = await open(folder, new FakeStore())
  expect(again.identity.id).toBe(identity.id)
  expect(again.files).toEqual(['device-certificate.pem', 'device-key.sealed'])
})

test('a key store that is locked, or not there, keeps the identity as it is', async () => {
  const folder = await newFolder()
  const store = new FakeStore()
  const { identity } = await open(folder, store)
  store.open = false
  for (const secrets of [store, undefined]) {
    const locked = await open(folder, secrets)
    expect(locked.identity).toMatchObject({ id: identity.id, keyStorage: 'protected', usable: false })
    expect(locked.notices).toMatchObject([{ code: 'identity-unreadable' }])
    expect(() => locked.identity.privateKey()).toThrowError(/key store/)
  }
  const device = await openDevice({ userData: folder })
  expect(device.peers.state.self.id).toBe(identity.id)
  await expect(device.peers.openPairing(5)).rejects.toMatchObject({ code: 'identity-unreadable' })
  store.open = true
  expect((await open(folder, store)).identity.usable).toBe(true)
})

test('a key that its store cannot open any more is set aside', async () => {
  const folder = await newFolder()
  const { identity } = await open(folder, new FakeStore())
  await writeFile(sealedFile(folder), 'garbage')
  const again = await open(folder, new FakeStore())
  expect(again.identity.id).not.toBe(identity.id)
  expect(again.notices).toMatchObject([{ code: 'identity-unreadable' }])
})

test('a crash between encrypting the key and removing it leaves one identity', async () => {
  const folder = await newFolder()
  const { identity } = await open(folder)
  await writeFile(sealedFile(folder), new FakeStore().encrypt(identity.privateKey()))
  const again = await open(folder, new FakeStore())
  expect(again.identity.id).toBe(identity.id)
  expect(again.files).toEqual(['device-certificate.pem', 'device-key.sealed'])
})

test('TLS takes the certificate of the one device and of no other, both ways', async () => {
  const [studio, van, stranger] = await Promise.all([1, 2, 3].map(makeKeyPair))
  const meet = (client: typeof studio, trusted: string) => {
    const server = createServer({
      key: studio!.privateKey,
      cert: studio!.certificate,
      ca: [van!.certificate],
      requestCert: true,
      rejectUnauthorized: true,
    })
    return new Promise<string>((resolve) => {
      const done = (how: string) => {
        server.close()
        resolve(how)
      }
      server.on('secureConnection', (socket: TLSSocket) => socket.end('welcome'))
      server.on('tlsClientError', () => {})
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }
        const socket = connect({
          port,
          host: '127.0.0.1',
          servername: 'hawser',
          key: client!.privateKey,
          cert: client!.certificate,
          ca: [trusted],
        })
        socket.on('data', (bytes) => done(String(bytes)))
        socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'))
        socket.on('close', () => done('closed'))
      })
    })
  }
  expect(await meet(van, studio!.certificate)).toBe('welcome')
  expect(await meet(van, stranger!.certificate)).not.toBe('welcome')
  expect(await meet(stranger, studio!.certificate)).not.toBe('welcome')
})
