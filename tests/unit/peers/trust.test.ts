import { X509Certificate } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Peer } from '../../../src/contract/peers.ts'
import type { Settings } from '../../../src/contract/settings.ts'
import { keyFits, makeKeyPair, readCertificate } from '../../../src/host/peers/certificate.ts'
import { deviceIdOf, formatDeviceId } from '../../../src/host/peers/device-id.ts'
import { peerList, trustedPeers } from '../../../src/host/peers/trust.ts'
import { defaultSettings, formatSettings, readSettings } from '../../../src/host/settings-format.ts'

const at = (host: string) => ({ host, port: 8741 })
let van: Peer
let edit: Peer
let key: string
beforeAll(async () => {
  const peer = async (name: string): Promise<Peer> => {
    const pair = await makeKeyPair()
    key = pair.privateKey
    const { id } = readCertificate(pair.certificate)
    return { id, name, certificate: pair.certificate, addresses: [at('10.0.0.5')], pairedAt: 5 }
  }
  van = await peer('Van')
  edit = await peer('Edit suite')
})

const settings = (...peers: Peer[]): Settings => ({ ...defaultSettings(), peers })

test('an id is the base32 of the SHA-256 of the certificate', () => {
  // SHA-256 of "abc" is ba7816bf…f20015ad (FIPS 180-2).
  expect(deviceIdOf(Buffer.from('abc'))).toBe('XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ')
  expect(formatDeviceId(van.id)).toMatch(/^([A-Z2-7]{4}-){12}[A-Z2-7]{4}$/)
})

test('a certificate is of an ECDSA key of P-256, for the one name, whatever a clock shows', () => {
  const { x509 } = readCertificate(edit.certificate)
  expect(x509.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  expect(x509.subjectAltName).toBe('DNS:hawser')
  expect(x509.issuer).toBe(x509.subject)
  expect(x509.subject).not.toBe(readCertificate(van.certificate).x509.subject)
  expect([x509.validFrom, x509.validTo]).toEqual(['Jan  1 00:00:00 1970 GMT', 'Dec 31 23:59:59 9999 GMT'])
  expect(keyFits(readCertificate(edit.certificate), key)).toBe(true)
  expect(keyFits(readCertificate(van.certificate), key)).toBe(false)
})

test('what stands around a certificate is left out', () => {
  const { pem, id } = readCertificate(`-- \u001b[31m hello\n${van.certificate}\nmore`)
  expect([pem, id]).toEqual([van.certificate, van.id])
})

test.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'x'.repeat(9000)])(
  '%j is no certificate',
  (text) => {
    expect(() => readCertificate(text)).toThrowError(expect.objectContaining({ code: 'invalid' }))
  },
)

test('a certificate whose signature was changed is refused', () => {
  const der = Buffer.from(new X509Certificate(van.certificate).raw)
  der[der.length - 1]! ^= 1
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  expect(() => readCertificate(pem)).toThrowError(/not signed by its own key|not the certificate/)
})

test('a device that is paired again keeps the name it was given here, and its new address comes first', () => {
  const once = peerList.add(settings(), { ...van, name: 'Renamed' })
  const twice = peerList.add(once, { ...van, addresses: [at('10.0.0.9'), at('10.0.0.5')] })
  expect(twice.peers).toEqual([{ ...van, name: 'Renamed', addresses: [at('10.0.0.9'), at('10.0.0.5')] }])
})

test('a change is checked', () => {
  const changed = peerList.change(settings(van), van.id, {
    name: 'Unit 2',
    addresses: [at('a.example'), at('a.example')],
  })
  expect(changed.peers).toEqual([{ ...van, name: 'Unit 2', addresses: [at('a.example')] }])
  const refused = (task: () => unknown) => {
    try {
      task()
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(refused(() => peerList.change(settings(van), van.id, { name: ' ' }))).toBe('invalid')
  expect(refused(() => peerList.change(settings(van), edit.id, {}))).toBe('peer-unknown')
  const full = settings(...Array.from({ length: 1000 }, () => van))
  expect(refused(() => peerList.add(full, edit))).toBe('invalid')
})

test('a revoked device is gone from the list and from every folder', () => {
  const folder = { id: 'dailies', peers: [van.id, edit.id] }
  const before = { ...settings(van, edit), folders: [folder as never] }
  const after = peerList.revoke(before, [van.id])
  expect(after.peers).toEqual([edit])
  expect(after.folders).toMatchObject([{ peers: [edit.id] }])
  expect(peerList.revoke(after, [van.id])).toBe(after)
})

test('a certificate that is not of the id beside it is not trusted, nor is this device itself', () => {
  const forged = { ...van, certificate: edit.certificate }
  const garbage = { ...van, certificate: 'nonsense' }
  expect(trustedPeers(settings(forged, edit), 'own').trusted).toEqual([edit])
  expect(trustedPeers(settings(garbage), 'own')).toEqual({ trusted: [], refused: [garbage] })
  expect(trustedPeers(settings(edit), edit.id).refused).toEqual([edit])
})

test('two devices with one id are refused in a settings file, with the place', () => {
  const text = formatSettings(settings(van, van))
  expect(() => readSettings(text)).toThrowError(/"peers\.1\.id": another device has this id/)
})
