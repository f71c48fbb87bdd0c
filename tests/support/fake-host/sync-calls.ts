import type { HawserEvent } from '../../../src/contract/events.ts'
import type { hostContract } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { RuleProblem } from '../../../src/contract/rule.ts'
import {
  type Folder,
  type FolderInput,
  folderSchema,
  folderSettingsSchema,
  type SyncSettings,
  type SyncSnapshot,
  syncSettingsSchema,
} from '../../../src/contract/sync.ts'
import { Fault } from '../../../src/wire/index.ts'
import type { FakePeer } from './devices.ts'
import type { FakeFolder } from './folders.ts'
import type { Pace } from './pace.ts'
import { entriesOf, versionsIn } from './sync-files.ts'
import { FakeSyncing, row } from './sync-traffic.ts'

type SyncCalls = Pick<
  Server<typeof hostContract>,
  | 'setSync'
  | 'addFolder'
  | 'changeFolder'
  | 'removeFolders'
  | 'checkFolder'
  | 'rescan'
  | 'pauseFolders'
  | 'verifyFolder'
  | 'stopVerifying'
  | 'dryRun'
  | 'differences'
  | 'revertFolder'
  | 'overrideFolder'
  | 'conflicts'
  | 'resolveConflict'
  | 'versions'
  | 'restoreVersion'
  | 'browse'
>
export type TellSync = (
  event: Pick<HawserEvent, 'level' | 'code' | 'text'> & { folderId?: string; peerId?: string },
) => void

export type SyncWorld = {
  folders: FakeFolder[]
  peers: FakePeer[]
  offers: SyncSnapshot['offers']
  listenProblem: string
}

/** The synced folders of a host without engines. */
export class FakeSync {
  readonly calls: SyncCalls
  readonly world: SyncWorld
  readonly #engine = new FakeSyncing()
  readonly #changed: () => void
  readonly #tell: TellSync
  readonly #pace: Pace
  readonly #versions = versionsIn()
  settings: SyncSettings = syncSettingsSchema.parse({})

  constructor(world: SyncWorld, changed: () => void, tell: TellSync, pace: Pace) {
    this.#pace = pace
    this.world = world
    this.#changed = changed
    this.#tell = tell
    this.calls = this.#implement()
  }

  get folders(): Folder[] {
    return this.world.folders.map(({ folder }) => folder)
  }

  snapshot(at: number): SyncSnapshot {
    const stepMs = this.#engine.begin(at)
    const { folders, peers, offers, listenProblem } = this.world
    const shown = folders.map((fake) => this.#engine.folder(fake, peers, at, stepMs))
    return {
      at,
      listening: listenProblem || peers.length === 0 ? '' : '0.0.0.0:8741',
      listenProblem,
      listenFaultCode: listenProblem ? 'port-in-use' : '',
      datagrams: this.settings.datagrams === 'dgram' ? 'dgram' : 'native',
      datagramsReason: '',
      folders: shown,
      peers: peers.map((fake) => this.#engine.peer(fake, folders, at, stepMs)),
      offers,
      refused: 4,
      memoryBytes: shown.reduce((sum, { memory }) => sum + memory, 0),
      memoryLimit: this.settings.memoryMB * 1e6,
      loopDelayMs: 1.2,
      eventsLost: 0,
    }
  }

  /** A device that is no longer trusted is gone from every folder. */
  forget(peerIds: readonly string[]): void {
    this.world.peers = this.world.peers.filter(({ peer }) => !peerIds.includes(peer.id))
    this.world.offers = this.world.offers.filter(({ peer }) => !peerIds.includes(peer))
    for (const fake of this.world.folders)
      fake.folder = { ...fake.folder, peers: fake.folder.peers.filter((id) => !peerIds.includes(id)) }
  }

  /** The figures of a folder at one instant. */
  rowAt(id: string, at: number, stepMs: number): Record<string, number> | undefined {
    const fake = this.world.folders.find(({ folder }) => folder.id === id)
    return fake && row(fake, at, stepMs)
  }

  #find(id: string): FakeFolder {
    const found = this.world.folders.find(({ folder }) => folder.id === id)
    if (!found) throw new Fault('folder-unknown', 'There is no such folder any more.')
    return found
  }

  /** What differed does no more. */
  #equal(id: string, mode: Folder['mode']): Pick<FakeFolder, 'differences'> {
    const fake = this.#find(id)
    if (fake.folder.mode !== mode) throw new Fault('invalid', 'The folder is no such folder.')
    const { differences } = fake
    fake.differences = []
    return { differences }
  }

  #check({ path }: Pick<FolderInput, 'path'>, id?: string): RuleProblem[] {
    const inside = (a: string, b: string) => a === b || a.startsWith(`${b.replace(/\/$/, '')}/`)
    const problem = (level: RuleProblem['level'], code: string, message: string) => [
      { path: 'path', level, code, message },
    ]
    const other = this.folders.find(
      (folder) => folder.id !== id && (inside(path, folder.path) || inside(folder.path, path)),
    )
    if (other)
      return problem(
        'error',
        'folder-overlap',
        `"${other.name}" is at ${other.path}; folders cannot lie in one another.`,
      )
    if (path.startsWith('/proc') || path.startsWith('/sys'))
      return problem('error', 'folder-read-only', 'Nothing can be written there.')
    if (path.startsWith('/media/raid/new'))
      return problem('warning', 'folder-missing', 'There is no such folder yet; it will be made.')
    return []
  }
  #refuse(folder: FolderInput, id?: string): void {
    const [problem] = this.#check(folder, id)
    if (problem?.level === 'error') throw new Fault('folder-overlap', problem.message, [problem])
  }

  #implement(): SyncCalls {
    return {
      setSync: (change) => {
        this.settings = syncSettingsSchema.parse({ ...this.settings, ...change })
        this.#changed()
        return this.settings
      },
      addFolder: ({ folder: input }) => {
        this.#refuse(input)
        const offer = this.world.offers.find(({ id }) => id === input.id)
        this.world.offers = this.world.offers.filter((one) => one !== offer)
        const id = input.id ?? Math.random().toString(36).slice(2, 10).padEnd(8, '0')
        const folder: Folder = { ...folderSettingsSchema.parse(input), id }
        this.world.folders.push({
          folder,
          state: offer ? 'syncing' : 'idle',
          text: '',
          problem: '',
          faultCode: '',
          paused: false,
          totalFiles: offer?.files ?? 12,
          totalBytes: offer?.bytes ?? 4e6,
          needFiles: offer?.files ?? 0,
          needBytes: offer?.bytes ?? 0,
          needDeletes: 0,
          downMbit: offer ? 120 : 0,
          upMbit: 0,
          conflicts: [],
          differences: [],
          held: [],
          heldTotal: 0,
          files: [],
        })
        this.#tell({ level: 'info', code: 'folder-added', text: `${folder.name}: added.`, folderId: id })
        this.#changed()
        return folder
      },
      changeFolder: ({ id, change }) => {
        const fake = this.#find(id)
        const folder = folderSchema.parse({ ...fake.folder, ...change })
        this.#refuse(folder, id)
        fake.folder = folder
        this.#tell({
          level: 'info',
          code: 'folder-changed',
          text: `${folder.name}: settings changed.`,
          folderId: id,
        })
        this.#changed()
        return folder
      },
      removeFolders: ({ ids }) => {
        this.world.folders = this.world.folders.filter(({ folder }) => !ids.includes(folder.id))
        this.#changed()
      },
      checkFolder: ({ folder, id }) => ({ problems: this.#check(folder, id) }),
      rescan: ({ folderIds }) => {
        for (const id of folderIds) {
          const { folder } = this.#find(id)
          this.#tell({
            level: 'info',
            code: 'rescan',
            text: `${folder.name}: looked through again.`,
            folderId: id,
          })
        }
      },
      pauseFolders: ({ folderIds, paused }) => {
        for (const id of folderIds) this.#find(id).paused = paused
        this.#changed()
      },
      verifyFolder: async ({ folderId }, signal) => {
        const fake = this.#find(folderId)
        const { folder, totalFiles, totalBytes } = fake
        const stop = new AbortController()
        const usualMs = 2000 + totalBytes / 4e7
        fake.verifying = { since: Date.now(), ms: this.#pace.ms(usualMs), stop }
        try {
          await this.#pace.take('reading', usualMs, AbortSignal.any([signal, stop.signal]))
        } catch (error) {
          if (!stop.signal.aborted) throw error
          return { files: Math.floor(totalFiles / 3), damaged: [], complete: false }
        } finally {
          fake.verifying = undefined
        }
        const damaged = folder.name === 'Graphics' ? ['lower-thirds/Title.psd'] : []
        return { files: totalFiles, damaged, complete: true }
      },
      stopVerifying: ({ folderId }) => this.#find(folderId).verifying?.stop.abort(),
      dryRun: ({ folderId }) => {
        const { needFiles, needBytes, needDeletes, conflicts } = this.#find(folderId)
        if (needFiles === 0 && needDeletes === 0)
          return { fetch: 0, fetchBytes: 0, remove: 0, conflicts: 0, examples: [] }
        return {
          fetch: needFiles,
          fetchBytes: needBytes,
          remove: needDeletes,
          conflicts: conflicts.length || 1,
          examples: [
            { path: 'Day 12/Card A012/A012C004_261121_R3XK.mov', action: 'fetch' },
            { path: 'Day 12/Camera reports.pdf', action: 'replace' },
            { path: 'Day 12/Sound/scene-41.wav', action: 'rename' },
            { path: 'Day 12/Card A012/A012C001.tmp', action: 'delete' },
            { path: 'Day 12/notes.txt', action: 'conflict' },
          ],
        }
      },
      differences: ({ folderId }) => ({ files: this.#find(folderId).differences }),
      revertFolder: ({ folderId }) => {
        const { differences } = this.#equal(folderId, 'receive')
        const remove = differences.filter(({ change }) => change === 'added').length
        return { remove, fetch: differences.length - remove, left: 0 }
      },
      overrideFolder: ({ folderId }) => ({
        files: this.#equal(folderId, 'send').differences.length,
        left: 0,
      }),
      conflicts: ({ folderId }) => ({ conflicts: this.#find(folderId).conflicts }),
      resolveConflict: ({ folderId, copy, keep }) => {
        const fake = this.#find(folderId)
        const found = fake.conflicts.find((conflict) => conflict.copy === copy)
        if (!found) throw new Fault('version-unknown', 'This conflict is resolved already.')
        fake.conflicts = fake.conflicts.filter((conflict) => conflict !== found)
        const text = `${fake.folder.name}: conflict of ${found.path} resolved, keeping ${keep === 'both' ? 'both' : `the ${keep} one`}.`
        this.#tell({ level: 'info', code: 'conflict-resolved', text, folderId })
      },
      versions: ({ folderId, path }) => {
        this.#find(folderId)
        return { versions: this.#versions.filter((version) => version.path.startsWith(path)) }
      },
      restoreVersion: ({ folderId, id }) => {
        const { folder } = this.#find(folderId)
        const at = this.#versions.findIndex((version) => version.id === id)
        if (at < 0) throw new Fault('version-unknown', 'The bin no longer holds this version.')
        const [version] = this.#versions.splice(at, 1)
        this.#tell({
          level: 'info',
          code: 'version-restored',
          text: `${folder.name}: ${version!.path} restored.`,
          folderId,
        })
      },
      browse: ({ folderId, path }) => {
        this.#find(folderId)
        const entries = entriesOf(path)
        if (!entries) throw new Fault('file-unreadable', 'There is no such directory any more.')
        return { entries }
      },
    }
  }
}
