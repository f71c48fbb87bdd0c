import { setImmediate } from 'node:timers/promises'
import type { FolderStore } from './store/folder-store.ts'
import type { Need } from './store/types.ts'

const pageRecords = 500

/** All that a folder needs, some at a time, so that the engine does other things in between. */
export async function* needPages(store: Pick<FolderStore, 'needed'>): AsyncGenerator<Need[]> {
  let after: string | undefined
  for (;;) {
    const page = store.needed({ limit: pageRecords, ...(after !== undefined && { after }) })
    yield page
    if (page.length < pageRecords) return
    after = page.at(-1)?.cursor
    await setImmediate()
  }
}
