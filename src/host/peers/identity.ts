import { chmod, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Self } from '../../contract/peers.ts'
import { Fault } from '../../wire/fault.ts'
import { writeAtomically } from '../atomic-file.ts'
import type { Notice } from '../notices.ts'
import { type KeyPair, keyFits, makeKeyPair, type ReadCertificate, readCertificate } from './certificate.ts'
import type { SecretStore } from './secret-store.ts'

export interface IdentityOptions {
  userData: string
  /** Without one, the key is kept in a file that its owner alone can read. */
  secrets?: SecretStore | undefined
  notice(notice: Notice): void
  /** For the name under which something damaged is kept; ms since the Unix epoch. */
  now(): number
}

/** Who this device is, as long as its user-data folder lasts. The private key leaves it by `privateKey()` alone. */
export class Identity {
  readonly id: string
  /** PEM */
  readonly certificate: string
  readonly keyStorage: Self['keyStorage']
  /** Or why it cannot be had. */
  readonly #privateKey: string | Fault

  constructor(
    certificate: Pick<ReadCertificate, 'id' | 'pem'>,
    keyStorage: Self['keyStorage'],
    privateKey: string | Fault,
  ) {
    this.id = certificate.id
    this.certificate = certificate.pem
    this.keyStorage = keyStorage
    this.#privateKey = privateKey
  }

  /** False while the key cannot be had: it lies in a key store that cannot be opened here, or its file cannot be read. */
  get usable(): boolean {
    return typeof this.#privateKey === 'string'
  }

  /** PEM, PKCS #8. For engines only. Throws a fault of code `identity-unreadable` when it cannot be had. */
  privateKey(): string {
    if (typeof this.#privateKey === 'string') return this.#privateKey
    throw this.#privateKey
  }
}

/** Of a device that cannot even tell its own id. */
export const noIdentity = (reason: Fault): Identity => new Identity({ id: '', pem: '' }, 'file', reason)

const lockedText =
  "The key of this device lies in the system's key store, which cannot be opened here. Start Hawser's desktop app, or unlock the key store and start again."

/**
 * The identity of a user-data folder, made when there is none. One that is damaged is set aside under another name, and
 * said; one whose key is locked away stays as it is. Throws a fault of code `identity-unreadable` when the files cannot
 * be read or written.
 */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const files = filesIn(options.userData)
  try {
    const found = await find(files, options)
    if (found === 'none') return await create(files, options)
    if (found instanceof Identity) return found
    await setAside(files, found.damage, options)
    return await create(files, options)
  } catch (error) {
    if (error instanceof Fault) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Fault('identity-unreadable', `The key of this device cannot be read or written: ${reason}`)
  }
}

interface Files {
  certificate: string
  /** The key, readable. */
  key: string
  /** The key, encrypted by the secret store. */
  sealed: string
}

const filesIn = (userData: string): Files => ({
  certificate: join(userData, 'device-certificate.pem'),
  key: join(userData, 'device-key.pem'),
  sealed: join(userData, 'device-key.sealed'),
})

async function find(files: Files, options: IdentityOptions): Promise<Identity | 'none' | { damage: string }> {
  const { secrets } = options
  const [pem, key, sealed] = await Promise.all([
    readIfThere(files.certificate),
    readIfThere(files.key),
    readIfThere(files.sealed),
  ])
  if (pem === undefined && key === undefined && sealed === undefined) return 'none'
  if (pem === undefined) return { damage: 'its certificate is missing' }
  if (key === undefined && sealed === undefined) return { damage: 'its key is missing' }
  let certificate: ReadCertificate
  try {
    certificate = readCertificate(pem.toString())
  } catch (error) {
    return { damage: (error as Error).message }
  }

  if (sealed !== undefined && secrets?.protects()) {
    const opened = attempt(() => secrets.decrypt(sealed))
    if (opened !== undefined && fits(certificate, opened)) {
      // What was there before it was encrypted, if a crash left it.
      await rm(files.key, { force: true })
      return new Identity(certificate, 'protected', opened)
    }
    if (key === undefined) return { damage: 'the key store cannot open its key' }
  }
  if (key === undefined) {
    options.notice({ code: 'identity-unreadable', text: lockedText })
    return new Identity(certificate, 'protected', new Fault('identity-unreadable', lockedText))
  }

  const text = key.toString()
  if (!fits(certificate, text)) return { damage: 'its key does not belong to its certificate' }
  if (secrets?.protects()) {
    await seal(files, text, secrets)
    return new Identity(certificate, 'protected', text)
  }
  await close(files.key, options)
  return new Identity(certificate, 'file', text)
}

const fits = (certificate: ReadCertificate, key: string) => attempt(() => keyFits(certificate, key)) === true

function attempt<T>(task: () => T): T | undefined {
  try {
    return task()
  } catch {
    return undefined
  }
}

async function create(files: Files, { secrets }: IdentityOptions): Promise<Identity> {
  const made: KeyPair = await makeKeyPair()
  // The certificate last: without its key it would count as damaged.
  const isProtected = secrets?.protects() === true
  if (isProtected) await seal(files, made.privateKey, secrets)
  else await writeAtomically(files.key, made.privateKey)
  await writeAtomically(files.certificate, made.certificate)
  return new Identity(readCertificate(made.certificate), isProtected ? 'protected' : 'file', made.privateKey)
}

async function seal(files: Files, key: string, secrets: SecretStore): Promise<void> {
  await writeAtomically(files.sealed, secrets.encrypt(key))
  await rm(files.key, { force: true })
}

/** A key that others can read is closed to them; that it was open is said, because somebody may have copied it. */
async function close(path: string, { notice }: IdentityOptions): Promise<void> {
  // Windows has no such bits: there the user's own folder keeps others out.
  if (process.platform === 'win32') return
  const { mode } = await stat(path)
  if ((mode & 0o077) === 0) return
  await chmod(path, 0o600)
  notice({
    code: 'identity-exposed',
    text: `Other users of this machine could read the key of this device; they no longer can. If one of them may have copied it, delete ${path} and pair again.`,
  })
}

async function setAside(files: Files, damage: string, { notice, now }: IdentityOptions): Promise<void> {
  const suffix = `damaged-${new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '')}`
  for (const path of Object.values(files))
    await rename(path, `${path}.${suffix}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  notice({
    code: 'identity-unreadable',
    text: `This device has a new id and must be paired again: ${damage.replace(/\.$/, '')}. What was there is kept as device-*.${suffix}.`,
  })
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
