import { createPrivateKey, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { deviceIdSchema } from '../../contract/peers.ts'
import { readCertificate } from './certificate.ts'
import { malformed } from './frames.ts'
import type { SealedChannel, Side } from './sealed-channel.ts'

const nameLimit = 60

/** What two devices tell each other once nobody else can read it. */
export interface Introduction {
  id: string
  name: string
  /** PEM */
  certificate: string
  /** Of its sync listener; UDP. */
  port: number
}

/** This device, as it introduces itself. */
export interface Introducer extends Introduction {
  /** PEM */
  privateKey: string
}

const messageSchema = z.object({
  id: deviceIdSchema,
  name: z.string().max(500),
  certificate: z.string().max(8192),
  port: z.int().min(1).max(65_535),
  /** base64; that it has the certificate's key */
  signature: z.string().max(500),
})

/** Signed with a device's key in one pairing (`binding`) and of no use in another, nor for anything else. */
const signed = (side: Side, binding: Uint8Array) =>
  Buffer.concat([Buffer.from(`hawser-pair/1 introduction of the ${side} side\n`), binding])

export function introduce(channel: SealedChannel, self: Introducer, side: Side, binding: Uint8Array): void {
  const { privateKey, ...introduction } = self
  const signature = sign('sha256', signed(side, binding), createPrivateKey(privateKey))
  channel.send({ ...introduction, signature: signature.toString('base64') })
}

/** Throws `sync-protocol` when the other side (`side`) is not the device whose certificate it shows. */
export async function beIntroduced(
  channel: SealedChannel,
  side: Side,
  binding: Uint8Array,
): Promise<Introduction> {
  const read = messageSchema.safeParse(await channel.receive())
  if (!read.success) throw malformed('an introduction that lacks something')
  const { signature, name, ...introduction } = read.data
  const certificate = readOrRefuse(introduction.certificate)
  if (certificate.id !== introduction.id) throw malformed('an id that is not of the certificate')
  const proof = Buffer.from(signature, 'base64')
  if (!verify('sha256', signed(side, binding), certificate.x509.publicKey, proof))
    throw malformed('a certificate without its key')
  return { ...introduction, certificate: certificate.pem, name: cleanName(name) }
}

function readOrRefuse(pem: string) {
  try {
    return readCertificate(pem)
  } catch {
    throw malformed('a certificate that cannot be used')
  }
}

/** A name from outside, fit to be shown: without control characters, nor those that turn the direction of writing. */
export function cleanName(text: string): string {
  const shown = text
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
  return [...shown].slice(0, nameLimit).join('').slice(0, nameLimit).trim() || 'Unnamed device'
}
