import type { Peer } from '../contract/peers.ts'
import type { Difference, Folder, SyncSnapshot, Verifying } from '../contract/sync.ts'
import { connectControl } from '../host/control.ts'
import { Fault } from '../wire/fault.ts'
import { type HostClient, settingsOf } from './settings-access.ts'

/** How long an engine that starts may take until it tells anything. */
const patienceMs = 5000

/** The folders of a running Hawser. Everything throws the faults of the host's contract. */
export interface FoldersAccess {
  list(): Promise<readonly Folder[]>
  paired(): Promise<readonly Peer[]>
  snapshot(): Promise<SyncSnapshot>
  /** `tell` is called with how far it is, now and then. */
  verify(
    folderId: string,
    tell: ((now: Verifying) => void) | undefined,
  ): Promise<{ files: number; damaged: string[]; complete: boolean }>
  differences(folderId: string): Promise<readonly Difference[]>
  revert(folderId: string): Promise<{ remove: number; fetch: number; left: number }>
  override(folderId: string): Promise<{ files: number; left: number }>
}

/** Lets `action` have the folders of a running Hawser. Throws `host-not-running`. */
export async function withFolders(
  userData: string,
  action: (folders: FoldersAccess) => Promise<void>,
): Promise<void> {
  using control = await connectControl(userData)
  const host = control.client
  await action({
    list: async () => (await settingsOf(host)).folders,
    paired: async () => (await settingsOf(host)).peers,
    async snapshot() {
      const limit = AbortSignal.timeout(patienceMs)
      try {
        for await (const { sync } of host.telemetry({ look: [] }, limit)) if (sync) return sync
      } catch (error) {
        if (!limit.aborted) throw error
      }
      throw new Fault('engine-unavailable', 'The sync engine is not running at the moment.')
    },
    async verify(folderId, tell) {
      const over = new AbortController()
      const telling = tell && tellProgress(host, folderId, tell, over.signal).catch(() => {})
      try {
        return await host.verifyFolder({ folderId })
      } finally {
        over.abort()
        await telling
      }
    },
    differences: async (folderId) => (await host.differences({ folderId })).files,
    revert: (folderId) => host.revertFolder({ folderId }),
    override: (folderId) => host.overrideFolder({ folderId }),
  })
}

async function tellProgress(
  host: HostClient,
  folderId: string,
  tell: (now: Verifying) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const { sync } of host.telemetry({ look: [] }, signal)) {
    const { verifying } = sync?.folders.find(({ id }) => id === folderId) ?? {}
    if (verifying) tell(verifying)
  }
}
