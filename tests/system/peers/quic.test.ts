import { expect, test } from 'vitest'
import { openQuicTransport } from '../../../src/engines/sync/quic/index.ts'
import { makeKeyPair } from '../../../src/host/peers/certificate.ts'

test('QUIC takes the certificate that a device makes for itself, and that of no other device', async () => {
  const [studio, van, stranger] = await Promise.all([makeKeyPair(), makeKeyPair(), makeKeyPair()])
  const transport = openQuicTransport()
  const open = (identity: typeof studio) =>
    transport.open({
      identity,
      local: { host: '127.0.0.1', port: 0 },
      profile: 'lan',
      maxConnections: 4,
      accept: () => {},
    })
  const [server, client, other] = [await open(studio), await open(van), await open(stranger)]
  try {
    server.trust([van.certificate])
    const how = { profile: 'lan', certificate: studio.certificate } as const
    expect((await client.connect(server.local, how)).isClosed).toBe(false)
    await expect(
      client.connect(server.local, { ...how, certificate: stranger.certificate }),
    ).rejects.toMatchObject({ code: 'peer-refused' })
    const refused = await other.connect(server.local, how).then(
      (connection) => connection.closed,
      (error: { code: string }) => error,
    )
    expect(refused.code).toBe('peer-refused')
  } finally {
    await Promise.all([server, client, other].map((endpoint) => endpoint.close()))
  }
})
