import type { EngineEvent } from '../../contract/events.ts'
import type { Fault } from '../../wire/fault.ts'

/** Tells an event of one folder; date and folder are added on the way. */
export type TellFolder = (event: Omit<EngineEvent, 'at' | 'folderId'>) => void

export const folderFailed = (name: string, { code, message }: Fault) =>
  ({ level: 'error', code, text: `${name}: ${message}` }) as const

export const folderUnwatched = (name: string, { code, message }: Fault) =>
  ({ level: 'warning', code, text: `${name}: ${message}` }) as const

/** Some of the lines at least. */
const linesTold = 3

export const linesRefused = (name: string, lines: readonly string[]) => {
  const told = lines.slice(0, linesTold).map((line) => `"${line.slice(0, 80)}"`)
  const more = lines.length > linesTold ? ` and ${lines.length - linesTold} more` : ''
  const text = `${name}: these lines of the ignore rules are not understood and count for nothing: ${told.join(', ')}${more}.`
  return { level: 'warning', code: 'ignore-lines-refused', text } as const
}

/** What a device sent could not be stored. */
export const indexRefused = (name: string, peerId: string, device: string, { code, message }: Fault) =>
  ({
    level: 'error',
    code,
    peerId,
    text: `${name}: what ${device} has cannot be stored. ${message}`,
  }) as const

export const folderBack = (name: string) =>
  ({ level: 'info', code: 'folder-back', text: `${name} is at work again.` }) as const

export const conflictKept = (name: string, path: string, copy: string) =>
  ({
    level: 'warning',
    code: 'sync-conflict',
    text: `${name}: ${path} was changed on two devices at once. The other version is kept as ${copy}.`,
  }) as const

export const upToDate = (name: string, files: number) =>
  ({
    level: 'info',
    code: 'folder-in-sync',
    text: `${name}: everything is in place (${files} ${files === 1 ? 'file' : 'files'} arrived).`,
  }) as const
