import type { FaultCode } from '../../../contract/fault-codes.ts'
import { diskFault } from '../../../disk/faults.ts'
import { PathSet } from './path-set.ts'

/** At most so many are told one by one; all count. */
const told = 1000

export interface ScanProblem {
  readonly path: string
  readonly code: FaultCode
  readonly text: string
}

/** What could not be looked at, and so cannot be called gone either. */
export class ScanProblems {
  readonly list: ScanProblem[] = []
  total = 0
  readonly #unseen = new PathSet()

  /** `path` with all that lies under it was not seen. */
  unseen(path: string): void {
    this.#unseen.add(path)
  }

  isUnseen(path: string): boolean {
    return this.#unseen.covers(path)
  }

  add(path: string, code: FaultCode, text: string): void {
    this.total++
    if (this.list.length < told) this.list.push({ path, code, text })
  }

  /** The system's answer to a look at a path, which then was not seen. */
  failed(path: string, error: unknown): void {
    const { code, message } = diskFault(error, path, 'read')
    this.add(path, code, message)
    this.unseen(path)
  }
}
