import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { Fault } from '../../wire/fault.ts'
import { deviceIdOf } from './device-id.ts'

/** The one name of every device: what is proven is the key. Also what is asked for as SNI. */
export const certificateName = 'hawser'

const maxPemLength = 8192

export interface KeyPair {
  /** PEM */
  certificate: string
  /** PEM, PKCS #8 */
  privateKey: string
}

export interface ReadCertificate {
  id: string
  /** PEM as we write it, whatever stood around the one that was read. */
  pem: string
  x509: X509Certificate
}

/**
 * A new ECDSA P-256 key with a self-signed certificate that is valid at any time a clock may show (RFC 5280, 4.1.2.5:
 * 99991231235959Z is "no well-defined expiration date").
 */
export async function makeKeyPair(): Promise<KeyPair> {
  // Loaded here only: it is needed once in the life of a device.
  const { generate } = await import('selfsigned')
  const subject = [
    { name: 'commonName', value: certificateName },
    // TLS finds a trusted certificate by its subject: each device needs one of its own.
    { name: 'organizationName', value: randomBytes(8).toString('hex') },
  ]
  const { cert, private: key } = await generate(subject, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(0),
    notAfterDate: new Date('9999-12-31T23:59:59Z'),
    // No usages: it vouches for itself, which a certificate that names usages may do only with that of a CA.
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: certificateName }] }],
  })
  return { certificate: readCertificate(cert).pem, privateKey: key }
}

/** Reads a device's certificate. Throws a fault of code `invalid` for one that no Hawser makes. */
export function readCertificate(pem: string): ReadCertificate {
  try {
    if (pem.length > maxPemLength) throw new Error('it is too long')
    const x509 = new X509Certificate(pem)
    const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey
    if (asymmetricKeyType !== 'ec' || asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      throw new Error('its key is not of the curve P-256')
    if (!x509.verify(x509.publicKey)) throw new Error('it is not signed by its own key')
    if (x509.checkHost(certificateName) === undefined) throw new Error(`it is not for "${certificateName}"`)
    return { id: deviceIdOf(x509.raw), pem: x509.toString(), x509 }
  } catch (error) {
    throw new Fault('invalid', `This is not the certificate of a device: ${(error as Error).message}.`)
  }
}

/** Whether a private key belongs to a certificate. */
export const keyFits = ({ x509 }: ReadCertificate, privateKey: string): boolean =>
  x509.checkPrivateKey(createPrivateKey(privateKey))
