import { largeSlotBytes } from '../../kit/datagram/datagram.ts'
import { openDatagramIo } from '../../kit/datagram/open-io.ts'
import type { ProfileName, Transport } from '../transport.ts'
import { loadQuiche } from './binding.ts'
import { QuicEndpoint } from './endpoint.ts'
import { type Profile, profiles } from './profile.ts'

export interface QuicTransportOptions {
  datagrams?: 'automatic' | 'dgram'
  /** Figures of the profiles that differ from the table. */
  tuning?: Partial<Record<ProfileName, Partial<Profile>>>
  /** A file that holds the binding, instead of the system's package. */
  binding?: string
  /** ALPN, instead of our own, to talk to other programs. */
  protocol?: string
}

/** QUIC by quiche. Throws a fault of code `quic-unavailable` where the binding does not exist. */
export function openQuicTransport(options: QuicTransportOptions = {}): Transport {
  const { datagrams = 'automatic', tuning = {}, binding, protocol } = options
  const quiche = loadQuiche(binding)
  const tuned = {
    lan: { ...profiles.lan, ...tuning.lan },
    wan: { ...profiles.wan, ...tuning.wan },
  }
  return {
    name: 'quic',
    open: (endpoint) =>
      QuicEndpoint.open(
        {
          quiche,
          io: openDatagramIo(datagrams, { slotBytes: largeSlotBytes, join: true }),
          profiles: tuned,
          protocol,
        },
        endpoint,
      ),
  }
}
