import type { StatementSync } from 'node:sqlite'
import { Damage } from './bytes.ts'
import type { StoreDatabase } from './database.ts'

/** So many devices get a number; versions may name any, and all numbers are held in memory. */
const mostNumbers = 4096

/** Small numbers for the ids of devices, which would be most of every record. A number once given stays. */
export class DeviceNumbers {
  readonly #insert: StatementSync
  readonly #select: StatementSync
  readonly #numbers = new Map<string, number>()
  #ids: string[] = []

  constructor(database: StoreDatabase) {
    this.#select = database.prepare('SELECT number, id FROM devices ORDER BY number')
    this.#insert = database.prepare('INSERT INTO devices (number, id) VALUES (?, ?)')
    this.#load()
    database.afterRollback(() => this.#load())
  }

  /** 0 where it has none and gets none. To be called within a transaction. */
  numberOf(id: string): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    if (this.#numbers.size >= mostNumbers) return 0
    const number = this.#ids.length + 1
    this.#insert.run(number, id)
    this.#ids.push(id)
    this.#numbers.set(id, number)
    return number
  }

  idOf(number: number): string {
    const id = this.#ids[number - 1]
    if (id === undefined) throw new Damage('a device has no such number')
    return id
  }

  #load(): void {
    this.#numbers.clear()
    this.#ids = []
    for (const [number, id] of this.#select.all() as unknown as [number, string][]) {
      if (number !== this.#ids.length + 1) throw new Damage('the numbers of devices have a gap')
      this.#ids.push(id)
      this.#numbers.set(id, number)
    }
  }
}
