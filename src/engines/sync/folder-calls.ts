import type { Folder } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import type { HashPool } from './content/hash-pool.ts'
import { differences } from './differences.ts'
import { dryRun } from './dry-run.ts'
import type { FolderRunner } from './folder-runner.ts'
import { listConflicts, resolveConflict } from './kept-conflicts.ts'
import type { OpenFolder } from './open-folder.ts'
import { overrideOthers } from './override-others.ts'
import { revertChanges } from './reverting.ts'
import type { Child } from './store/types.ts'
import { Verification } from './verification.ts'

const mostEntries = 5000
const mostVersions = 1000
const mostDifferences = 1000

/** What people ask of one folder. Everything throws `folder-unknown`, and what needs its files `folder-missing` while it is not there. */
export class FolderCalls {
  readonly #runners: ReadonlyMap<string, FolderRunner>
  readonly #hash: HashPool

  constructor(runners: ReadonlyMap<string, FolderRunner>, hash: HashPool) {
    this.#runners = runners
    this.#hash = hash
  }

  async verify(id: string, signal: AbortSignal) {
    const runner = this.#runner(id)
    if (runner.verification) throw new Fault('too-many', 'Its files are being read already.')
    const verification = new Verification(runner.open, this.#hash)
    runner.verification = verification
    try {
      return await verification.run(signal)
    } finally {
      runner.verification = undefined
    }
  }
  stopVerifying(id: string): void {
    this.#runner(id).verification?.stop()
  }
  dryRun(id: string) {
    return dryRun(this.#runner(id).open)
  }
  async differences(id: string) {
    return { files: await differences(this.#runner(id).open, mostDifferences) }
  }
  async revert(id: string) {
    return revertChanges(this.#open(id, 'receive', 'only receives'))
  }
  async override(id: string) {
    return overrideOthers(this.#open(id, 'send', 'only sends'))
  }
  conflicts(id: string) {
    return listConflicts(this.#runner(id).open)
  }
  resolveConflict(id: string, copy: string, keep: 'current' | 'copy' | 'both'): Promise<void> {
    return resolveConflict(this.#runner(id).open, copy, keep)
  }
  versions(id: string, path: string) {
    return this.#runner(id).open.bin.list(path, mostVersions)
  }
  async restoreVersion(id: string, version: string): Promise<void> {
    const { bin, local } = this.#runner(id).open
    local.look([await bin.restore(version)])
  }
  browse(id: string, path: string) {
    const { store } = this.#runner(id)
    const entries: Child[] = []
    let after: string | undefined
    do {
      const page = store.children(path, { limit: mostEntries - entries.length, ...(after && { after }) })
      entries.push(...page.entries)
      after = page.next
    } while (after !== undefined && entries.length < mostEntries)
    return entries
  }

  #open(id: string, mode: Folder['mode'], words: string): OpenFolder {
    const { open } = this.#runner(id)
    if (open.settings.mode !== mode)
      throw new Fault('invalid', `"${open.settings.name}" is no folder that ${words}.`)
    return open
  }

  #runner(id: string): FolderRunner {
    const runner = this.#runners.get(id)
    if (runner === undefined) throw new Fault('folder-unknown', `There is no folder with the id ${id}.`)
    return runner
  }
}
