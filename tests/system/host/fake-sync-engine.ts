import { setInterval } from 'node:timers/promises'
import { type Folder, syncContract } from '../../../src/contract/index.ts'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'
import { serveEngine } from '../../../src/engines/kit/worker-server.ts'
import { folderSnapshot, syncSnapshot } from '../../support/folders.ts'

// A stand-in for the sync engine that opens no sockets and reads no folders. Each folder receives a thousand bytes with
// each snapshot.
const events = new EventQueue()
let folders: Folder[] = []
const paused = new Set<string>()
let ticks = 0

serveEngine(syncContract, {
  apply: ({ folders: next }) => {
    folders = next
  },
  found: () => {},
  checkFolder: ({ folder }) => ({
    problems: [{ path: 'path', level: 'warning', code: 'folder-unreadable', message: folder.path }],
  }),
  rescan: () => {},
  pauseFolders: ({ folderIds, paused: wanted }) => {
    for (const id of folderIds)
      if (wanted) paused.add(id)
      else paused.delete(id)
  },
  verifyFolder: () => ({ files: 1, damaged: [], complete: true }),
  stopVerifying: () => {},
  dryRun: () => ({ fetch: 0, fetchBytes: 0, remove: 0, conflicts: 0, examples: [] }),
  conflicts: () => ({ conflicts: [] }),
  resolveConflict: () => {},
  differences: () => ({ files: [] }),
  revertFolder: () => ({ remove: 0, fetch: 0, left: 0 }),
  overrideFolder: () => ({ files: 0, left: 0 }),
  versions: () => ({ versions: [] }),
  restoreVersion: () => {},
  browse: () => ({ entries: [] }),
  probe: () => {},
  drain: () => {},
  async *snapshots({ intervalMs }, signal) {
    for await (const _tick of setInterval(intervalMs, undefined, { signal })) {
      ticks++
      const state = (id: string) => (paused.has(id) ? 'paused' : 'idle')
      yield syncSnapshot(
        folders.map(({ id }) => folderSnapshot(id, { downBytes: ticks * 1000, state: state(id) })),
      )
    }
  },
  events: (_, signal) => events.read(signal),
})
