import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Peer } from '../../../src/contract/peers.ts'
import type { FolderInput, SyncSettings } from '../../../src/contract/sync.ts'
import { type Identity, openIdentity } from '../../../src/host/peers/identity.ts'
import { freePort } from '../free-port.ts'

/** A user-data folder with a key of its own, whose Hawser listens on loopback alone. */
export class Home implements Disposable {
  readonly path: string
  readonly name: string
  readonly id: string
  readonly port: number
  readonly #certificate: string
  readonly #sync: Partial<SyncSettings>
  #peers: Peer[] = []

  private constructor(
    name: string,
    path: string,
    { id, certificate }: Identity,
    port: number,
    sync: Partial<SyncSettings>,
  ) {
    this.path = path
    this.name = name
    this.id = id
    this.port = port
    this.#certificate = certificate
    this.#sync = sync
  }

  static async make(name: string, sync: Partial<SyncSettings> = {}): Promise<Home> {
    const path = mkdtempSync(join(tmpdir(), 'hawser-home-'))
    const identity = await openIdentity({ userData: path, now: Date.now, notice: () => {} })
    const home = new Home(name, path, identity, await freePort(), sync)
    home.write()
    return home
  }

  /** An empty folder to be synced. */
  get root(): string {
    const path = join(this.path, 'files')
    mkdirSync(path, { recursive: true })
    return path
  }

  get env(): NodeJS.ProcessEnv {
    return { HAWSER_HOME: this.path }
  }

  /** As another device knows it. */
  get asPeer(): Peer {
    return {
      id: this.id,
      name: this.name,
      certificate: this.#certificate,
      addresses: [{ host: '127.0.0.1', port: this.port }],
      pairedAt: 1,
    }
  }

  /** This one trusts these; whether they trust it is theirs. */
  trust(...others: readonly Home[]): void {
    this.#peers = others.map(({ asPeer }) => asPeer)
    this.write()
  }

  /** Writes the settings. Nothing may be running here. */
  write(folders: readonly FolderInput[] = []): void {
    const settings = {
      version: 1,
      deviceName: this.name,
      sync: { listen: { host: '127.0.0.1', port: this.port }, announce: false, ...this.#sync },
      peers: this.#peers,
      folders,
    }
    writeFileSync(join(this.path, 'hawser.json'), JSON.stringify(settings))
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Two that trust each other. */
export async function pairedHomes(...names: [string, string]): Promise<[Home, Home]> {
  const [one, other] = [await Home.make(names[0]), await Home.make(names[1])]
  one.trust(other)
  other.trust(one)
  return [one, other]
}
