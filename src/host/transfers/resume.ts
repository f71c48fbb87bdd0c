import { join } from 'node:path'
import { errorCode } from '../../disk/faults.ts'
import { closeFile, lookAt, openFile, readAt, readFlags, unlink } from '../../disk/io.ts'
import { blockBytes, type Hasher, type Manifest } from '../../transfer/files.ts'
import { readJournal } from './journal.ts'
import type { JournalRecord } from './journal-records.ts'
import { Places } from './places.ts'
import { ReceivedFile } from './received-file.ts'

/** Disks that count time in steps are off by so many ms at most. */
const timeSlackMs = 2000
/** Files looked at at once. */
const atOnce = 8

/** What an earlier run has left of a transfer. */
export interface Resumed {
  places: Places
  /** Those of which something is here, and is as the journal says. */
  files: Map<number, ReceivedFile>
  /** By file: what it is called, in its directory. */
  placed: Map<number, string>
}

interface Told {
  part: string
  placed: string
  /** Where in the journal the newest word of a block is, and its hash. */
  blocks: Map<number, { at: number; hash: Uint8Array }>
}

/**
 * Reads a journal and compares it with the disk: files in place are looked at, and blocks that may not have been
 * flushed before a crash are read and hashed again. Rejects with the system's errors, or the signal's reason.
 */
export async function resume(
  journalPath: string,
  folder: string,
  manifest: Manifest,
  hasher: Hasher,
  signal: AbortSignal,
): Promise<Resumed> {
  const { tops, told, flushed } = await readTold(journalPath, manifest)
  const places = new Places(folder, manifest, tops)
  const files = new Map<number, ReceivedFile>()
  const placed = new Map<number, string>()
  const buffers = Array.from({ length: atOnce }, () => new Uint8Array(0))
  const queue = told.entries()
  const look = async (_: unknown, worker: number) => {
    for (const [file, known] of queue) {
      signal.throwIfAborted()
      const entry = manifest.entries[file]!
      const received = new ReceivedFile(file, entry, places.directoryOf(entry.path))
      received.part = known.part
      if (await isPlaced(received, known.placed)) placed.set(file, known.placed)
      else {
        const size = await partSize(received)
        if (size === undefined) continue
        files.set(file, received)
        if (buffers[worker]!.length === 0) buffers[worker] = new Uint8Array(blockBytes)
        const there = blocksWithin(received, known.blocks, size)
        await takeBlocks(received, there, flushed, hasher, buffers[worker]!, signal)
      }
    }
  }
  await Promise.all(buffers.map(look))
  return { places, files, placed }
}

async function readTold(journalPath: string, manifest: Manifest) {
  const tops = new Map<string, string>()
  const told = new Map<number, Told>()
  let flushed = 0
  let isOurs = false
  const of = (file: number): Told => {
    let known = told.get(file)
    if (!known) {
      known = { part: '', placed: '', blocks: new Map() }
      told.set(file, known)
    }
    return known
  }
  await readJournal(journalPath, (record: JournalRecord, at) => {
    if (record.type === 'begin') isOurs = record.id === manifest.id
    if (!isOurs) return
    if ('file' in record && manifest.entries[record.file]?.kind !== 'file') return
    if (record.type === 'top') tops.set(record.from, record.to)
    else if (record.type === 'flushed') flushed = Math.max(flushed, record.before)
    else if (record.type === 'part') of(record.file).part = record.name
    else if (record.type === 'placed') of(record.file).placed = record.name
    else if (record.type === 'block') {
      of(record.file).blocks.set(record.block, { at, hash: Uint8Array.from(record.hash) })
    } else if (record.type === 'dropped') told.delete(record.file)
  })
  return { tops, told, flushed }
}

/** Whether a file has its final name already. One that was given it in the moment of a crash may have its other name still. */
async function isPlaced(received: ReceivedFile, name: string): Promise<boolean> {
  if (name === '') return false
  const stats = await lookHere(join(received.directory, name))
  const part = received.part === '' ? undefined : await lookHere(received.partPath)
  if (!stats?.isFile() || stats.size !== received.entry.size) return false
  if (part === undefined) return Math.abs(stats.mtimeMs - received.entry.mtime) <= timeSlackMs
  if (part.ino !== stats.ino || part.dev !== stats.dev || part.nlink < 2) return false
  await unlink(received.partPath)
  return true
}

/** Bytes of what was begun, if it is still there, and ours alone. */
async function partSize(received: ReceivedFile): Promise<number | undefined> {
  if (received.part === '') return undefined
  const stats = await lookHere(received.partPath)
  if (!stats?.isFile() || stats.nlink !== 1 || stats.size > received.entry.size) return undefined
  return stats.size
}

/** Those that a file of so many bytes can hold. */
function blocksWithin(received: ReceivedFile, blocks: Told['blocks'], size: number): Told['blocks'] {
  return new Map(
    [...blocks].filter(([block]) => {
      const length = received.bytesOf(block)
      return length !== undefined && block * blockBytes + length <= size
    }),
  )
}

/** Undefined also where its directory is gone. */
const lookHere = (path: string) =>
  lookAt(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOTDIR') return undefined
    throw error
  })

async function takeBlocks(
  received: ReceivedFile,
  blocks: Told['blocks'],
  flushed: number,
  hasher: Hasher,
  buffer: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  const fd = await openFile(received.partPath, readFlags)
  try {
    for (const [block, { at, hash }] of blocks) {
      if (at >= flushed) {
        signal.throwIfAborted()
        const bytes = buffer.subarray(0, received.bytesOf(block))
        const count = await readAt(fd, bytes, block * blockBytes)
        if (count < bytes.length || Buffer.compare(hasher.hash(bytes), hash) !== 0) continue
      }
      received.add(block, hash)
    }
  } finally {
    await closeFile(fd)
  }
}
