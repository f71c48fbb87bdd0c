import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnosis } from '../../contract/diagnose.ts'
import { writeAtomically } from '../atomic-file.ts'
import { readReport } from './read-report.ts'

/** The newest report of this host, on disk, so that it is there again tomorrow. Secrets are gone before it gets here. */
export class LastReport {
  readonly #path: string
  readonly #report: (error: unknown) => void
  #value: Promise<Diagnosis | undefined>

  constructor(userData: string, report: (error: unknown) => void) {
    this.#path = join(userData, 'last-report.json')
    this.#report = report
    this.#value = this.#load()
  }

  read(): Promise<Diagnosis | undefined> {
    return this.#value
  }

  /** A report that cannot be written is kept in memory. */
  async keep(report: Diagnosis): Promise<void> {
    this.#value = Promise.resolve(report)
    await writeAtomically(this.#path, `${JSON.stringify(report, null, 2)}\n`).catch(this.#report)
  }

  async #load(): Promise<Diagnosis | undefined> {
    try {
      return readReport(await readFile(this.#path, 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      // One that cannot be read is of no use to anybody.
      this.#report(error)
      await rm(this.#path, { force: true }).catch(this.#report)
      return undefined
    }
  }
}
