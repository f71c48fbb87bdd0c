import { randomBytes } from 'node:crypto'
import type { PoolIdentity } from '../../../src/engines/sync/pool/pool.ts'
import { greetAsClient, greetAsServer } from '../../../src/engines/sync/protocol/hello.ts'
import { PeerSession } from '../../../src/engines/sync/protocol/session.ts'
import { StallWatch } from '../../../src/engines/sync/protocol/stall-watch.ts'
import type { Stream } from '../../../src/engines/sync/transport.ts'
import { ManualClock } from '../manual-clock.ts'
import { connectedPair, type MemoryConnection } from './memory-transport.ts'
import { FakeHost } from './session-host.ts'

export interface End {
  session: PeerSession
  host: FakeHost
  connection: MemoryConnection
}

/** Two devices with a session between them; `before` changes the hosts before they begin. */
export async function sessionPair(
  [a, b]: readonly [PoolIdentity, PoolIdentity],
  before: (client: FakeHost, server: FakeHost) => void = () => {},
): Promise<{ client: End; server: End; clock: ManualClock; watch: StallWatch }> {
  const clock = new ManualClock()
  const watch = new StallWatch(clock)
  const [one, other] = connectedPair()
  const hosts = [new FakeHost(), new FakeHost()] as const
  before(...hosts)
  const greeter = (identity: PoolIdentity) => ({ ...identity, instance: randomBytes(8).toString('hex') })
  const first = new Promise<Stream>((resolve) => other.onStream(resolve))
  const [atClient, atServer] = await Promise.all([
    greetAsClient(one, greeter(a), b, watch),
    first.then((stream) => greetAsServer(other, stream, greeter(b), () => a.certificate, watch)),
  ])
  const client = new PeerSession({ connection: one, greeted: atClient, host: hosts[0], watch })
  const server = new PeerSession({ connection: other, greeted: atServer, host: hosts[1], watch })
  one.onStream((stream) => client.serve(stream))
  other.onStream((stream) => server.serve(stream))
  client.start()
  server.start()
  return {
    client: { session: client, host: hosts[0], connection: one },
    server: { session: server, host: hosts[1], connection: other },
    clock,
    watch,
  }
}
