import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { loadQuiche } from '../../../src/engines/sync/quic/binding.ts'
import { makeConfig } from '../../../src/engines/sync/quic/config.ts'
import { openQuicTransport } from '../../../src/engines/sync/quic/index.ts'
import { profiles } from '../../../src/engines/sync/quic/profile.ts'
import { identity } from '../../support/transport/ends.ts'
import { refusingBinding } from '../../support/transport/refusing-binding.ts'
import { transportCompliance } from '../../support/transport/suite.ts'

const binding = refusingBinding()

if ('reason' in binding) {
  describe('quiche where external buffers are refused', () => test.skip(binding.reason, () => {}))
} else {
  const { path } = binding
  test('the binding is really refused them', async () => {
    const quiche = loadQuiche(path)
    const address = { host: '127.0.0.1', port: 1 }
    const config = makeConfig(quiche, await identity(0), [], profiles.lan)
    const connection = quiche.Connection.connect('hawser', randomBytes(20), address, address, config)
    expect(() => (connection as unknown as { sourceId(): unknown }).sourceId()).toThrow(/external/)
  })

  transportCompliance('quiche where external buffers are refused, as in Electron', (haste = {}) =>
    openQuicTransport({ binding: path, tuning: { lan: haste } }),
  )
}
