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
  const { globalFiles: totalFiles, globalBytes: totalBytes, ...own } = totals
  const shown = {
    totalFiles,
    totalBytes,
    ...own,
    state: stateOf(facts),
    problem: fault?.message ?? '',
    scanned: local?.scanned ?? 0,
    heldTotal: (local?.held.total ?? 0) + (pull?.held.total ?? 0),
    peers,
    downRate,
  }
  const held = [...(pull?.held.list(heldShown) ?? []), ...(local?.held.list(heldShown) ?? [])]
  return {
    id: settings.id,
    text: folderText({ ...shown, localOnly: local?.changedHere.size ?? 0 }),
    faultCode: fault?.code ?? '',
    etaSeconds: downRate > 0 && totals.needBytes > 0 ? totals.needBytes / downRate : -1,
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
    lastScanAt,
    lastChangeAt,
    ...shown,
  }
}

function stateOf({ settings, paused, fault, parts, totals, lastScanAt }: FolderFacts): FolderState {
  if (!settings.enabled) return 'off'
  if (paused) return 'paused'
  if (fault) return fault.code === 'folder-missing' ? 'missing' : 'failed'
  if (parts === undefined) return 'scanning'
  if (parts.pull.isWorking) return 'syncing'
  if (parts.local.isLooking && lastScanAt === 0) return 'scanning'
  return totals.needFiles + totals.needDeletes > 0 && settings.mode !== 'send' ? 'waiting' : 'idle'
}
