import { join } from 'node:path'
import { median } from '../forward/load.ts'
import type { Side } from '../sync/network.ts'
import { here, Remote, sleep } from './remote.ts'
import type { TcpTasks } from './tcp-end.ts'

export interface TunnelMeasure {
  quick: boolean
  rounds?: number | undefined
  progress(text: string): void
  /** Where CPU profiles of the engines are left. */
  profileDir?: string | undefined
}

export const tcpEnd = (side: Side = here) =>
  new Remote<TcpTasks>(side, join(import.meta.dirname, 'tcp-end.ts'))

/** Something that reads. */
interface Readers {
  ask(name: 'received'): Promise<{ at: number; bytes: number[] }>
}

/** MB/s of each reader in so many ms. */
export async function ratesOf(readers: Readers, ms: number): Promise<number[]> {
  const from = await readers.ask('received')
  await sleep(ms)
  const to = await readers.ask('received')
  return to.bytes.map((bytes, reader) => (bytes - (from.bytes[reader] ?? 0)) / 1e3 / (to.at - from.at))
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Figures of several rounds, by name. */
export class Rounds {
  readonly #values = new Map<string, number[]>()

  add(name: string, value: number): void {
    const values = this.#values.get(name)
    if (values) values.push(value)
    else this.#values.set(name, [value])
  }

  median(name: string): number {
    return median(this.#values.get(name) ?? [])
  }

  /** Of what was measured one after the other in the same round. */
  ratio(one: string, other: string): number {
    const others = this.#values.get(other) ?? []
    return median((this.#values.get(one) ?? []).map((value, round) => value / others[round]!))
  }
}
