import { randomBytes } from 'node:crypto'
import { realpath, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { closeFile, createFlags, openFile, unlink } from '../../disk/io.ts'
import { checkStorable } from '../../disk/names.ts'
import type { Manifest } from '../../transfer/files.ts'
import { Fault } from '../../wire/fault.ts'
import { bytesInWords, nameOf, receiveFault } from './receive-faults.ts'
import type { ReceivedFile } from './received-file.ts'

/** In the folder that is received into; the id of the transfer follows. */
export const journalPrefix = '.hawser-transfer-'

/** Throws `file-path-unsafe`, or `file-name-invalid` for what this system cannot store. */
export function checkNames({ entries }: Manifest): void {
  for (const { path } of entries) {
    checkStorable(path)
    // Else a sender could leave a journal here that a later transfer would believe.
    if (path.toLowerCase().startsWith(journalPrefix)) {
      throw new Fault('file-path-unsafe', `${path} has a name that Hawser keeps for itself.`)
    }
  }
}

/** The folder without symbolic links. Throws `folder-missing`, whose text calls it `told`. */
export async function usableFolder(folder: string, told = folder): Promise<string> {
  try {
    const real = await realpath(folder)
    if ((await stat(real)).isDirectory()) return real
  } catch (error) {
    throw receiveFault(error, told, folder, told)
  }
  throw new Fault('folder-missing', `${told} is no folder: choose another one to receive into.`, {
    folder,
  })
}

/** Throws `folder-read-only` or `disk-full` when no file can be made in it; nothing stays. */
export async function checkWritable(folder: string): Promise<void> {
  const probe = join(folder, `${journalPrefix}${randomBytes(6).toString('hex')}.probe`)
  try {
    await closeFile(await openFile(probe, createFlags))
    await unlink(probe)
  } catch (error) {
    throw receiveFault(error, folder, folder)
  }
}

/** Bytes that may still be written. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Throws `disk-full` before anything is begun that cannot end well. */
export async function checkRoom(
  folder: string,
  manifest: Manifest,
  placed: ReadonlyMap<number, string>,
  begun: Iterable<ReceivedFile>,
): Promise<void> {
  let needed = manifest.bytes
  for (const file of placed.keys()) needed -= manifest.entries[file]!.size
  for (const received of begun) {
    const { blocks, size } = await stat(received.partPath)
    needed -= blocks === undefined ? size : Math.min(blocks * 512, received.entry.size)
  }
  const free = await freeBytes(folder)
  if (free >= needed) return
  throw new Fault(
    'disk-full',
    `${manifest.name} needs ${bytesInWords(needed)}, and the disk with ${nameOf(folder)} has room for ${bytesInWords(free)}: free some space, or receive into another folder.`,
    { folder },
  )
}
