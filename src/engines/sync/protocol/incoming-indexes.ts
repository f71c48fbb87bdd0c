import type { FileRecord } from '../model/record.ts'
import { violation } from './bytes.ts'

/** An index that was asked for. */
export interface IncomingIndex {
  readonly folderId: string
  readonly indexId: string
}

interface Asked extends IncomingIndex {
  /** Up to which it has come. */
  sequence: number
}

/** What was asked of a device, so that what comes can be told apart: answered, out of date, or never asked for. */
export class IncomingIndexes {
  readonly #asked = new Map<number, Asked>()
  readonly #latest = new Map<string, number>()
  #requests = 0

  /** The number of the request. What was asked for that folder before counts no more. */
  ask(folderId: string, indexId: string, sequence: number): number {
    const before = this.#latest.get(folderId)
    if (before !== undefined) this.#asked.delete(before)
    this.#requests++
    this.#latest.set(folderId, this.#requests)
    this.#asked.set(this.#requests, { folderId, indexId, sequence })
    return this.#requests
  }

  /** Undefined if it is out of date. Throws `sync-protocol` if nobody asked or if it goes back. */
  batch(request: number, records: readonly FileRecord[]): IncomingIndex | undefined {
    const asked = this.#find(request)
    if (asked === undefined) return undefined
    if (records[0]!.sequence <= asked.sequence) throw violation('An index goes back.')
    asked.sequence = records.at(-1)!.sequence
    return asked
  }

  end(request: number, sequence: number): IncomingIndex | undefined {
    const asked = this.#find(request)
    if (asked !== undefined && sequence < asked.sequence)
      throw violation('An index ends before its last record.')
    return asked
  }

  #find(request: number): Asked | undefined {
    if (request === 0 || request > this.#requests) throw violation('An index comes that was not asked for.')
    return this.#asked.get(request)
  }
}
