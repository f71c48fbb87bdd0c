import { describe, test } from 'vitest'
import { whyNotNative } from '../../../src/engines/kit/datagram/open-io.ts'
import { openQuicTransport } from '../../../src/engines/sync/quic/index.ts'
import { transportCompliance } from '../../support/transport/suite.ts'

transportCompliance('quiche on plain datagrams', (haste = {}) =>
  openQuicTransport({ datagrams: 'dgram', tuning: { lan: haste } }),
)

if (whyNotNative() === '')
  transportCompliance('quiche on batched datagrams', (haste = {}) =>
    openQuicTransport({ tuning: { lan: haste } }),
  )
else describe('quiche on batched datagrams', () => test.skip(whyNotNative(), () => {}))
