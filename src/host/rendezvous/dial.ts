import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Endpoint } from '../../contract/rule.ts'
import type { Clock } from '../clock.ts'
import { certificateName } from '../peers/certificate.ts'
import { connectFirst } from '../peers/pairing-client.ts'
import { type Line, SocketLine } from './line.ts'
import type { TlsIdentity } from './listener.ts'
import { type Protocol, protocols } from './messages.ts'

/** A rendezvous at the first of several places that answers: any will do, for it cannot read what it passes on. */
export async function dialRendezvous(
  places: readonly Endpoint[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Line> {
  const { socket } = await connectFirst(places, signal, (socket) => secure(socket, protocols.rendezvous))
  return new SocketLine(socket, { clock })
}

/** A device at the first of several places where it is the one that answers. */
export async function dialDevice(
  places: readonly Endpoint[],
  own: TlsIdentity,
  certificate: Uint8Array,
  clock: Clock,
  signal: AbortSignal,
): Promise<Line> {
  return (await dialDeviceAt(places, own, certificate, clock, signal)).line
}

/** The same, with the address at which it answered. */
export async function dialDeviceAt(
  places: readonly Endpoint[],
  own: TlsIdentity,
  certificate: Uint8Array,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ line: Line; address: string }> {
  const { socket, place } = await connectFirst(places, signal, async (socket) => {
    const secured = await secure(socket, protocols.call, own)
    const shown = secured.getPeerX509Certificate()?.raw
    if (shown !== undefined && Buffer.compare(shown, certificate) === 0) return secured
    secured.destroy()
    throw new Error('another device')
  })
  const address = socket.remoteAddress ?? place.host
  return { line: new SocketLine(socket, { clock }), address }
}

function secure(socket: Socket, protocol: Protocol, own?: TlsIdentity): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      servername: certificateName,
      ALPNProtocols: [protocol],
      minVersion: 'TLSv1.3',
      // Of a device the certificate is compared; of a rendezvous there is none to expect.
      rejectUnauthorized: false,
      ...(own && { cert: own.certificate, key: own.privateKey }),
    })
    const fail = () => {
      secured.destroy()
      reject(new Error('no such protocol'))
    }
    secured.on('error', fail).once('close', fail)
    secured.once('secureConnect', () => {
      if (secured.alpnProtocol !== protocol) return fail()
      secured.off('close', fail)
      resolve(secured)
    })
  })
}
