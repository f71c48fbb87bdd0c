import { randomBytes, sign, verify, X509Certificate } from 'node:crypto'
import { Fault } from '../../../wire/fault.ts'
import type { Connection, Stream } from '../transport.ts'
import { violation } from './bytes.ts'
import { deviceIdOfCertificate } from './device-id.ts'
import { Exchange } from './exchange.ts'
import { beginFrame, endFrame, frameHeaderBytes, frameType } from './frame.ts'
import { decodeHello, encodeHello, type Hello, nonceBytes, protocolVersion } from './messages.ts'
import type { StallWatch } from './stall-watch.ts'

const domain = 'hawser-sync hello 1\n'
/** ECDSA P-256 with SHA-256: r and s, 32 bytes each (IEEE P1363). */
const proofBytes = 64
const controlStallMs = 60_000

export interface Greeter {
  /** Device id */
  readonly id: string
  readonly name: string
  /** PEM */
  readonly privateKey: string
  /** 16 hexadecimal digits, anew with each start of the program. */
  readonly instance: string
}

/** Who is at the other end, proven. */
export interface Greeted {
  readonly device: string
  readonly name: string
  readonly instance: string
  readonly control: Exchange
}

type Role = 'client' | 'server'

/** What `role` signs: both hellos as they were sent, hence both ids and both nonces. */
function transcript(role: Role, clientHello: Uint8Array, serverHello: Uint8Array): Buffer {
  const writer = beginFrame(frameType.proof, 512)
  const start = writer.length
  writer.raw(Buffer.from(domain))
  writer.u8(role === 'client' ? 0 : 1)
  for (const hello of [clientHello, serverHello]) {
    writer.u32(hello.length - frameHeaderBytes)
    writer.raw(hello.subarray(frameHeaderBytes))
  }
  return Buffer.from(writer.take().subarray(start))
}

function proofOf(role: Role, privateKey: string, client: Uint8Array, server: Uint8Array): Uint8Array {
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
  const writer = beginFrame(frameType.proof)
  writer.raw(sign('sha256', transcript(role, client, server), key))
  return endFrame(writer)
}

/** Throws `peer-refused` unless the holder of the certificate's key has signed. */
function checkProof(
  role: Role,
  certificate: string,
  client: Uint8Array,
  server: Uint8Array,
  proof: Uint8Array,
) {
  const key = new X509Certificate(certificate).publicKey
  const isProven =
    proof.length === proofBytes &&
    verify('sha256', transcript(role, client, server), { key, dsaEncoding: 'ieee-p1363' }, proof)
  if (!isProven) throw new Fault('peer-refused', 'The device cannot prove who it is.')
}

const helloOf = ({ id, name, instance }: Greeter): Uint8Array =>
  encodeHello({ version: protocolVersion, device: id, name, instance, nonce: randomBytes(nonceBytes) })

/** A frame of the type, as it was sent. */
async function receive(control: Exchange, expected: number): Promise<Uint8Array> {
  const { type, body } = await control.readFrame()
  if (type !== expected) throw violation('The device does not begin with a hello.')
  const writer = beginFrame(type, frameHeaderBytes + body.length)
  writer.raw(body)
  return endFrame(writer)
}

const bodyOf = (frame: Uint8Array) => frame.subarray(frameHeaderBytes)

const greeted = ({ device, name, instance }: Hello, control: Exchange): Greeted => ({
  device,
  name,
  instance,
  control,
})

/** Refuses a certificate that is not that of the id. */
function checkCertificate(device: string, certificate: string): void {
  if (deviceIdOfCertificate(certificate) !== device) {
    throw new Fault('peer-refused', 'The certificate is not that of the device.')
  }
}

/** The hello of whoever dialed. `commit` is called before the last message, after which the other side may use the connection; it may throw. Throws `peer-refused`, `sync-protocol`, `sync-limit`, `sync-stalled` or `closed`. */
export async function greetAsClient(
  connection: Connection,
  self: Greeter,
  peer: { readonly id: string; readonly certificate: string },
  watch: StallWatch,
  commit: () => void = () => {},
): Promise<Greeted> {
  checkCertificate(peer.id, peer.certificate)
  const control = new Exchange(connection, await connection.open(), watch, controlStallMs, 'sync-protocol')
  const own = helloOf(self)
  await control.write(own)
  const theirs = await receive(control, frameType.hello)
  const hello = decodeHello(bodyOf(theirs))
  if (hello.device !== peer.id) throw new Fault('peer-refused', 'Another device answers than was called.')
  const proof = await receive(control, frameType.proof)
  checkProof('server', peer.certificate, own, theirs, bodyOf(proof))
  const ownProof = proofOf('client', self.privateKey, own, theirs)
  commit()
  await control.write(ownProof)
  return greeted(hello, control)
}

/** The hello of whoever was dialed, on the first stream that came. `certificateOf` knows the paired devices. Throws as `greetAsClient`. */
export async function greetAsServer(
  connection: Connection,
  stream: Stream,
  self: Greeter,
  certificateOf: (device: string) => string | undefined,
  watch: StallWatch,
): Promise<Greeted> {
  const control = new Exchange(connection, stream, watch, controlStallMs, 'sync-protocol')
  const theirs = await receive(control, frameType.hello)
  const hello = decodeHello(bodyOf(theirs))
  const certificate = hello.device === self.id ? undefined : certificateOf(hello.device)
  if (certificate === undefined) throw new Fault('peer-refused', 'The device is not paired with this one.')
  checkCertificate(hello.device, certificate)
  const own = helloOf(self)
  await control.write(own)
  await control.write(proofOf('server', self.privateKey, theirs, own))
  const proof = await receive(control, frameType.proof)
  checkProof('client', certificate, theirs, own, bodyOf(proof))
  return greeted(hello, control)
}
