import type { Picked, Staged } from '../client.ts'

const kept = 50

/** The files of the last transfers, to be sent again without choosing them anew. By the record of the history. */
export class SentFiles {
  readonly #picked = new Map<string, readonly Picked[]>()

  of(recordId: string): readonly Picked[] | undefined {
    return this.#picked.get(recordId)
  }

  keep(recordId: string, picked: readonly Picked[]): void {
    this.#picked.set(recordId, picked)
    for (const id of this.#picked.keys()) {
      if (this.#picked.size <= kept) break
      this.#picked.delete(id)
    }
  }
}

/** Picked files in a few words. */
export function stagedOf(picked: readonly Picked[]): Staged {
  const files = picked.filter(({ file }) => file !== undefined)
  const [first = ''] = picked[0]?.path.split('/') ?? []
  const tops = new Set(picked.map(({ path }) => path.split('/', 1)[0]))
  const others = tops.size - 1
  return {
    name: others === 0 ? first : `${first} and ${others} ${others === 1 ? 'other' : 'others'}`,
    files: files.length,
    bytes: files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0),
  }
}
