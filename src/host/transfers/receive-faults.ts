import { diskFault, errorCode } from '../../disk/faults.ts'
import { Fault } from '../../wire/fault.ts'

/** What a failure while receiving `path` into `folder` means for a person. A fault stays as it is. */
export function receiveFault(error: unknown, path: string, folder: string): Fault {
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const fault = new Fault(
      'folder-missing',
      `${folder} is not there any more, or a folder within it: if it is on another disk, connect that, then receive again. What has come is kept.`,
    )
    fault.cause = error
    return fault
  }
  return diskFault(error, path)
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
