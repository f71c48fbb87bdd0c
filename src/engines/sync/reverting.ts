import type { ChangedHere } from './changed-here.ts'
import { removeEntry } from './files/place.ts'
import type { FolderRoot } from './files/root.ts'
import type { OpenFolder } from './open-folder.ts'
import type { Placing } from './placing.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { Need } from './store/types.ts'

/**
 * In a folder that only receives: what was changed here is to be as the others have it. What gives way goes to the bin. Nothing is
 * done about what no device has at the moment: `left`.
 */
export async function revertChanges({ root, local, store, settings, pull }: OpenFolder) {
  const told = { remove: 0, fetch: 0, left: 0 }
  // Of a folder that is not at work since long, what differs may not all be known.
  await local.lookAtAll()
  await root.check()
  for (const [path] of [...local.changedHere.entries()]) {
    const best = store.best(path)
    const isTheirs = best?.record.deleted === false
    if (
      isTheirs &&
      (best.devices.length === 0 || (best.record.kind === 'symlink' && settings.symlinks === 'skip'))
    )
      told.left++
    else {
      if (isTheirs) told.fetch++
      else told.remove++
      local.changedHere.revert(path, best?.record)
    }
  }
  pull.wake()
  return told
}

interface RevertingOptions {
  root: FolderRoot
  store: FolderStore
  placing: Placing
  changedHere: ChangedHere
}

/** What is left to be reverted. What lies in a directory goes before it, and comes after it. */
export class Reverting {
  readonly #options: RevertingOptions

  constructor(options: RevertingOptions) {
    this.#options = options
  }

  /** Paths at which other devices have nothing. */
  toRemove(): string[] {
    const { store, changedHere } = this.#options
    return changedHere
      .revertingPaths()
      .filter((path) => store.best(path)?.record.deleted !== false)
      .reverse()
  }

  /** As if nothing were here. */
  *needs(): Generator<Need> {
    const { store, changedHere } = this.#options
    for (const path of changedHere.revertingPaths()) {
      const best = store.best(path)
      if (best?.record.deleted === false)
        yield { best: best.record, own: undefined, devices: best.devices, cursor: '' }
    }
  }

  /** Into the bin. Throws the faults of `removeEntry`. */
  async remove(path: string): Promise<void> {
    const { root, placing, changedHere } = this.#options
    placing.begin(path)
    await removeEntry(root, path, { known: changedHere.get(path), keep: true })
    changedHere.delete(path)
    placing.end(path)
  }
}
