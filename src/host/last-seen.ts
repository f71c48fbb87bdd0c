import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SyncSnapshot } from '../contract/sync.ts'
import type { Database } from './database.ts'

/** By device, ms since the Unix epoch. */
export type Seen = Readonly<Record<string, number>>

const select = 'SELECT peer, at FROM seen'

/** When each paired device was connected last, kept over restarts. It is written when a connection begins and when it ends. */
export class LastSeen {
  readonly #database: Database
  readonly #changed: () => void
  readonly #connected = new Set<string>()
  readonly #seen: Map<string, number>
  #isPaired: (id: string) => boolean = () => true

  /** `changed` is called when `all` is another. */
  constructor(database: Database, changed: () => void) {
    this.#database = database
    this.#changed = changed
    this.#seen = new Map(Object.entries(database.use(read, {})))
  }

  get all(): Seen {
    return Object.fromEntries(this.#seen)
  }

  snapshot({ at, peers }: Pick<SyncSnapshot, 'at' | 'peers'>): void {
    const now = new Set(peers.filter(({ state }) => state === 'connected').map(({ id }) => id))
    const turned = [...now.symmetricDifference(this.#connected)]
    // An engine may still tell of devices that were revoked just now.
    this.#see(turned.filter(this.#isPaired), at)
    this.#connected.clear()
    for (const id of now) this.#connected.add(id)
  }

  /** The engine, or all of Hawser, ends: so do its connections. */
  ended(at: number): void {
    this.#see([...this.#connected].filter(this.#isPaired), at)
    this.#connected.clear()
  }

  /** Devices that are no longer paired are forgotten. */
  keep(isPaired: (id: string) => boolean): void {
    this.#isPaired = isPaired
    const gone = [...this.#seen.keys()].filter((id) => !isPaired(id))
    if (gone.length === 0) return
    for (const id of gone) this.#seen.delete(id)
    this.#database.write((database) => {
      const remove = database.prepare('DELETE FROM seen WHERE peer = ?')
      for (const id of gone) remove.run(id)
    })
    this.#changed()
  }

  #see(ids: readonly string[], at: number): void {
    if (ids.length === 0) return
    for (const id of ids) this.#seen.set(id, Math.floor(at))
    this.#database.write((database) => {
      const put = database.prepare('INSERT OR REPLACE INTO seen (peer, at) VALUES (?, ?)')
      for (const id of ids) put.run(id, Math.floor(at))
    })
    this.#changed()
  }
}

/** What is kept in a user-data folder while no Hawser runs; nothing if that cannot be read. */
export function readLastSeen(userData: string): Seen {
  try {
    using database = new DatabaseSync(join(userData, 'hawser.db'), { readOnly: true })
    return read(database)
  } catch {
    return {}
  }
}

const read = (database: DatabaseSync): Seen =>
  Object.fromEntries(
    database
      .prepare(select)
      .all()
      .map(({ peer, at }) => [String(peer), Number(at)]),
  )
