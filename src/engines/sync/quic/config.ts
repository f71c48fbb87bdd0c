import type { TransportIdentity } from '../transport.ts'
import type { Quiche, QuicheConfig } from './binding.ts'
import type { Profile } from './profile.ts'

export const applicationProtocol = 'hawser-sync/1'
/** The name in every certificate. */
export const serverName = 'hawser'
/** DATAGRAM frames that may wait; they carry nothing but the reason of closing. */
const datagramQueue = 4

/**
 * TLS with both certificates, and the figures of a profile. `trusted` (PEM) are the only certificates taken of the
 * other side: each is its own authority, so none vouches for another. Their subjects must differ: BoringSSL looks an
 * issuer up by its name and tries the first.
 */
export function makeConfig(
  quiche: Quiche,
  identity: TransportIdentity,
  trusted: readonly string[],
  profile: Profile,
  protocol = applicationProtocol,
): QuicheConfig {
  // Without authorities those of the system would count. Our own certificate admits nobody but us.
  const authorities = trusted.length === 0 ? [identity.certificate] : trusted
  const config = quiche.Config.withBoringSslCtx(
    true,
    false,
    Buffer.from(`${authorities.join('\n')}\n`),
    [Buffer.from(identity.privateKey)],
    [Buffer.from(identity.certificate)],
    undefined,
  )
  config.setApplicationProtos([protocol])
  config.setMaxIdleTimeout(profile.idleTimeoutMs)
  config.setMaxRecvUdpPayloadSize(65_527)
  config.setMaxSendUdpPayloadSize(profile.largestPacket)
  config.setInitialMaxData(profile.connectionWindow)
  config.setInitialMaxStreamDataBidiLocal(profile.streamWindow)
  config.setInitialMaxStreamDataBidiRemote(profile.streamWindow)
  config.setInitialMaxStreamDataUni(0)
  config.setInitialMaxStreamsBidi(profile.streams)
  config.setInitialMaxStreamsUni(profile.oneWayStreams)
  config.setMaxStreamWindow(profile.streamWindow)
  config.setMaxConnectionWindow(profile.connectionWindow)
  config.setMaxAckDelay(profile.maxAckDelayMs)
  config.setCcAlgorithmName(profile.congestion)
  config.enableDgram(true, datagramQueue, datagramQueue)
  config.enablePacing(false)
  config.grease(false)
  return config
}
