import type { Folder, FolderSnapshot, FolderState } from '../../contract/sync.ts'
import type { Fault } from '../../wire/fault.ts'
import type { FolderParts } from './folder-parts.ts'
import type { FolderRates } from './folder-rates.ts'
import { folderText } from './folder-text.ts'
import type { Totals } from './store/types.ts'

const heldShown = 50

/** What is known of a folder at the moment. */
export interface FolderFacts {
  readonly settings: Folder
  readonly paused: boolean
  readonly totals: Totals
  readonly fault: Fault | undefined
  readonly parts: FolderParts | undefined
  readonly verifying: FolderSnapshot['verifying'] | undefined
  readonly peers: FolderSnapshot['peers']
  readonly rates: FolderRates
  readonly streams: number
  /** bytes, of all folders */
  readonly memory: number
  readonly lastScanAt: number
  readonly lastChangeAt: number
}

/** A folder as people see it. */
export function folderSnapshot(facts: FolderFacts): FolderSnapshot {
  const { settings, totals, fault, parts, peers, rates, streams, memory, lastScanAt, lastChangeAt } = facts
  const { fetcher, local, pull } = parts ?? {}
  const { downBytes, reusedBytes, chunks, files } = rates.measure(performance.now(), fetcher?.counters)
  const { downRate, upRate, upBytes } = rates
  const { globalFiles: totalFiles, globalBytes: totalBytes, ...own } = { ...totals, ...needsOf(facts) }
  const shown = {
    totalFiles,
    totalBytes,
    ...own,
    state: stateOf(facts),
    problem: fault?.message ?? '',
    differing: differingOf(facts),
    scanned: local?.scanned ?? 0,
    heldTotal: (local?.held.total ?? 0) + (pull?.held.total ?? 0),
    peers,
    downRate,
  }
  const held = [...(pull?.held.list(heldShown) ?? []), ...(local?.held.list(heldShown) ?? [])]
  return {
    id: settings.id,
    text: folderText({ ...shown, mode: settings.mode }),
    faultCode: fault?.code ?? '',
    etaSeconds: downRate > 0 && own.needBytes > 0 ? own.needBytes / downRate : -1,
    upRate,
    streams,
    memory,
    downBytes,
    upBytes,
    reusedBytes,
    chunks,
    files,
    transfers: fetcher?.transfers() ?? [],
    held: held.slice(0, heldShown),
    verifying: facts.verifying ? { ...facts.verifying } : null,
    lastScanAt,
    lastChangeAt,
    ...shown,
  }
}

/** What is to come: nothing where nothing is taken, and what is being reverted besides. */
function needsOf({ settings, totals, parts }: FolderFacts) {
  if (settings.mode === 'send') return { needFiles: 0, needBytes: 0, needDeletes: 0 }
  const { files = 0, bytes = 0 } = parts?.local.changedHere.reverting ?? {}
  const { needFiles, needBytes, needDeletes } = totals
  return { needFiles: needFiles + files, needBytes: needBytes + bytes, needDeletes }
}

/** Files that are not the same here and elsewhere, and stay so by the folder's mode. */
function differingOf({ settings, totals, parts }: FolderFacts): number {
  if (settings.mode === 'send') return totals.needFiles + totals.needDeletes
  return parts?.local.changedHere.size ?? 0
}

function stateOf(facts: FolderFacts): FolderState {
  const { settings, paused, fault, parts, lastScanAt } = facts
  if (!settings.enabled) return 'off'
  if (paused) return 'paused'
  if (fault) return fault.code === 'folder-missing' ? 'missing' : 'failed'
  if (parts === undefined) return 'scanning'
  if (parts.pull.isWorking) return 'syncing'
  if (parts.local.isLooking && lastScanAt === 0) return 'scanning'
  const { needFiles, needDeletes } = needsOf(facts)
  return needFiles + needDeletes > 0 ? 'waiting' : 'idle'
}
