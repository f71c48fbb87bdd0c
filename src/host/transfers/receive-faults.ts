import { basename } from 'node:path'
import { diskFault, errorCode } from '../../disk/faults.ts'
import { Fault } from '../../wire/fault.ts'

/** What the other side may be told of a folder: its name, and not where it lies here. */
export const nameOf = (folder: string): string => basename(folder) || folder

/**
 * What a failure while receiving `path` into `folder` means for a person; `told`: what the text calls the folder. Faults
 * of a sink are told to the other side too: they hold `nameOf` in the text, and the whole path in `detail.folder`. A
 * fault stays as it is.
 */
export function receiveFault(error: unknown, path: string, folder: string, told = folder): Fault {
  if (error instanceof Fault) return error
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const fault = new Fault(
      'folder-missing',
      `${told} is not there any more, or a folder within it: if it is on another disk, connect that, then receive again. What has come is kept.`,
      { folder },
    )
    fault.cause = error
    return fault
  }
  const { code: meaning, message } = diskFault(withoutPath(error), path)
  const fault = new Fault(meaning, message, { folder })
  fault.cause = error
  return fault
}

/** The system's own words name the file by its whole path: `EIO: i/o error, write '/home/…'`. */
export function withoutPath(error: unknown): unknown {
  const code = errorCode(error)
  return code === '' ? error : Object.assign(new Error(code), { code })
}

/** `12.4 GB` */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
