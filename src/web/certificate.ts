import { randomBytes, X509Certificate } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { Fault } from '../wire/fault.ts'

/** Both in PEM; the certificate may be followed by its chain. */
export interface Tls {
  cert: string
  key: string
}

const dayMs = 86_400_000
/** The longest that Apple's systems accept of a certificate which the user chose to trust. */
const lifeDays = 825

/** The certificate's fingerprint as browsers show it. */
export const fingerprint = ({ cert }: Tls): string => new X509Certificate(cert).fingerprint256

/** The user's own certificate and key. Throws a fault of code `usage` when they cannot be used together. */
export async function readTls(certFile: string, keyFile: string): Promise<Tls> {
  const read = (file: string) =>
    readFile(file, 'utf8').catch((error: Error) => {
      throw new Fault('usage', `${file} cannot be read: ${error.message}`)
    })
  const tls = { cert: await read(certFile), key: await read(keyFile) }
  // Loaded here only: whoever listens on loopback needs no TLS.
  const { createSecureContext } = await import('node:tls')
  try {
    createSecureContext(tls)
    return tls
  } catch (error) {
    const text = (error as Error).message
    throw new Fault('usage', `${certFile} and ${keyFile} are not a certificate and its key: ${text}`)
  }
}

export interface CertificateNames {
  /** Names and addresses that it must hold; one that lacks any is replaced. */
  asked: readonly string[]
  /** Put into a new one, but not worth another fingerprint when they change. */
  present: readonly string[]
}

/** The certificate that Hawser made for itself earlier, kept while it is valid and fits; else a new one. */
export async function generatedTls(userData: string, names: CertificateNames, nowMs: number): Promise<Tls> {
  const file = join(userData, 'web-certificate.pem')
  const kept = await readFile(file, 'utf8').then(splitPem, () => undefined)
  if (kept && fits(kept, names.asked, nowMs)) return kept
  const tls = await generate([...new Set([...names.asked, ...names.present])], nowMs)
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(fresh, `${tls.key.trim()}\n${tls.cert.trim()}\n`, { mode: 0o600, flag: 'wx' })
  await rename(fresh, file)
  return tls
}

function splitPem(text: string): Tls | undefined {
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/.exec(text)
  const cert = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)
  return key && cert ? { key: key[0], cert: cert[0] } : undefined
}

function fits({ cert }: Tls, names: readonly string[], nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert)
    const covers = (name: string) =>
      (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
    return Date.parse(certificate.validTo) > nowMs + dayMs && names.every(covers)
  } catch {
    return false
  }
}

async function generate(names: readonly string[], nowMs: number): Promise<Tls> {
  const { generate: selfSigned } = await import('selfsigned')
  const { cert, private: key } = await selfSigned([{ name: 'commonName', value: 'Hawser' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - dayMs),
    notAfterDate: new Date(nowMs + (lifeDays - 1) * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  })
  return { cert, key }
}
