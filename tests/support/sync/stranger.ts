import { randomBytes } from 'node:crypto'
import { monotonicClock } from '../../../src/engines/kit/clock.ts'
import { PeerPool } from '../../../src/engines/sync/pool/pool.ts'
import type { Exchange } from '../../../src/engines/sync/protocol/exchange.ts'
import { greetAsClient } from '../../../src/engines/sync/protocol/hello.ts'
import type { PeerSession } from '../../../src/engines/sync/protocol/session.ts'
import { StallWatch } from '../../../src/engines/sync/protocol/stall-watch.ts'
import { openQuicTransport } from '../../../src/engines/sync/quic/index.ts'
import type { Connection, TransportEndpoint } from '../../../src/engines/sync/transport.ts'
import { freePort } from '../free-port.ts'
import { asPeer, makeDevice } from './devices.ts'
import { folderId, type SyncDevice } from './engines.ts'
import { FakeHost, sharedFolder } from './session-host.ts'

/** A paired device that does not run our engine: it tells and serves whatever a test makes it. */
export class Stranger implements AsyncDisposable {
  readonly device: SyncDevice['device']
  readonly port: number
  readonly host = new FakeHost()
  session: PeerSession | undefined
  readonly #endpoint: TransportEndpoint
  readonly #pool: PeerPool
  readonly #watch = new StallWatch(monotonicClock)

  private constructor(device: SyncDevice['device'], endpoint: TransportEndpoint) {
    this.device = device
    this.port = endpoint.local.port
    this.#endpoint = endpoint
    this.#pool = new PeerPool({
      endpoint,
      identity: device,
      host: this.host,
      clock: monotonicClock,
      random: Math.random,
      connected: (session) => {
        this.session = session
      },
      lost: () => {
        this.session = undefined
      },
    })
    this.host.shared = [sharedFolder(folderId)]
  }

  static async make(name: string): Promise<Stranger> {
    const device = await makeDevice(name)
    let stranger: Stranger | undefined
    const endpoint = await openQuicTransport({ datagrams: 'dgram' }).open({
      identity: device,
      local: { host: '127.0.0.1', port: await freePort() },
      profile: 'lan',
      maxConnections: 8,
      accept: (connection) => {
        if (stranger) stranger.#pool.accept(connection)
      },
    })
    stranger = new Stranger(device, endpoint)
    return stranger
  }

  /** Knows these devices from now on. */
  connect(devices: readonly SyncDevice[]): void {
    this.#pool.setPeers(devices.map(({ device, port }) => asPeer(device, [{ host: '127.0.0.1', port }])))
  }

  /** A connection of which nothing but the hello is as it should be. */
  async raw({ device, port }: SyncDevice): Promise<{ connection: Connection; control: Exchange }> {
    const { certificate } = device
    const connection = await this.#endpoint.connect(
      { host: '127.0.0.1', port },
      { profile: 'lan', certificate },
    )
    const instance = randomBytes(8).toString('hex')
    const { control } = await greetAsClient(
      connection,
      { ...this.device, instance },
      asPeer(device),
      this.#watch,
    )
    return { connection, control }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pool.close()
    this.#watch.close()
    await this.#endpoint.close()
  }
}
