import { randomBytes } from 'node:crypto'
import { generate } from 'selfsigned'
import type { TransportIdentity } from '../../../src/engines/sync/transport.ts'

/** A device's certificate as pairing makes it: self-signed, valid always, with a subject of its own. */
export async function makeTransportIdentity(): Promise<TransportIdentity> {
  const subject = [
    { name: 'commonName', value: 'hawser' },
    { name: 'organizationName', value: randomBytes(8).toString('hex') },
  ]
  const made = await generate(subject, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(0),
    notAfterDate: new Date('9999-12-31T23:59:59Z'),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'hawser' }] }],
  })
  return { certificate: made.cert, privateKey: made.private }
}
