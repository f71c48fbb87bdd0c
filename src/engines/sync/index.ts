import { type SyncSnapshot, syncContract } from '../../contract/sync.ts'
import { Activity } from '../kit/activity.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { snapshotsByActivity } from '../kit/snapshots.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { SyncEngine } from './engine.ts'

/** A folder that is read, fetched or given is watched as it goes. */
const moves = ({ folders }: SyncSnapshot): boolean =>
  folders.some(
    ({ state, verifying, downRate, upRate }) =>
      state === 'scanning' || state === 'syncing' || verifying !== null || downRate + upRate > 0,
  )

const activity = new Activity()
const events = new EventQueue(() => activity.stir())
const engine = new SyncEngine(events, activity)

serveEngine(syncContract, {
  apply: (work) => engine.apply(work),
  found: ({ devices }) => engine.found(devices),
  checkFolder: async ({ folder, id }) => ({ problems: await engine.checkFolder(folder, id) }),
  rescan: ({ folderIds }) => engine.rescan(folderIds),
  pauseFolders: ({ folderIds, paused }) => engine.pause(folderIds, paused),
  verifyFolder: ({ folderId }, signal) => engine.calls.verify(folderId, signal),
  stopVerifying: ({ folderId }) => engine.calls.stopVerifying(folderId),
  dryRun: ({ folderId }) => engine.calls.dryRun(folderId),
  differences: ({ folderId }) => engine.calls.differences(folderId),
  revertFolder: ({ folderId }) => engine.calls.revert(folderId),
  overrideFolder: ({ folderId }) => engine.calls.override(folderId),
  conflicts: ({ folderId }) => ({ conflicts: engine.calls.conflicts(folderId) }),
  resolveConflict: ({ folderId, copy, keep }) => engine.calls.resolveConflict(folderId, copy, keep),
  versions: async ({ folderId, path }) => ({ versions: await engine.calls.versions(folderId, path) }),
  restoreVersion: ({ folderId, id }) => engine.calls.restoreVersion(folderId, id),
  browse: ({ folderId, path }) => ({ entries: engine.calls.browse(folderId, path) }),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  snapshots: ({ intervalMs }, signal) => snapshotsByActivity(intervalMs, signal, engine, moves),
  events: (_, signal) => events.read(signal),
})
