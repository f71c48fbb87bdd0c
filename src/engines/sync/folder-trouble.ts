import type { Fault } from '../../wire/fault.ts'
import type { Clock } from '../kit/clock.ts'
import { folderBack, folderFailed, type TellFolder } from './sync-events.ts'

/** A folder that is not there, or whose disk is full, is tried again so much later. */
const retryMs = 10_000

/** What keeps a folder from its work: told once, and tried again until it is over. */
export class FolderTrouble {
  readonly #tell: TellFolder
  readonly #clock: Clock
  #fault: Fault | undefined
  #cancelRetry = () => {}

  constructor(tell: TellFolder, clock: Clock) {
    this.#tell = tell
    this.#clock = clock
  }

  get fault(): Fault | undefined {
    return this.#fault
  }

  /** `again` is to try it again. */
  begin(name: string, fault: Fault, again?: () => void): void {
    if (this.#fault?.code !== fault.code) this.#tell(folderFailed(name, fault))
    this.#fault = fault
    if (again === undefined) return
    this.#cancelRetry()
    this.#cancelRetry = this.#clock.after(retryMs, again)
  }

  /** It works again. */
  over(name: string): void {
    if (this.#fault === undefined) return
    this.forget()
    this.#tell(folderBack(name))
  }

  /** It is being tried, by whomever. */
  cancelRetry(): void {
    this.#cancelRetry()
  }

  /** Nobody wants it to work any more. */
  forget(): void {
    this.#cancelRetry()
    this.#fault = undefined
  }
}
