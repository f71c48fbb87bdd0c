import type { FaultCode } from '../contract/fault-codes.ts'
import { Fault } from '../wire/fault.ts'

type Text = (path: string) => string
const full: [FaultCode, Text] = [
  'disk-full',
  (path) => `There is no room left on the disk for ${path}: free some space, or empty a bin.`,
]
const denied = {
  read: ['file-unreadable', (path: string) => `${path} cannot be read: this user may not open it.`],
  write: [
    'folder-read-only',
    (path: string) =>
      `${path} cannot be written: this user may not change that place. Change its permissions, or choose another place.`,
  ],
} as const
const locked: [FaultCode, Text] = [
  'file-locked',
  (path) => `Another program keeps ${path} from being changed: close it there.`,
]
const badName: [FaultCode, Text] = [
  'file-name-invalid',
  (path) => `This disk cannot store the name ${path}: rename it where it comes from.`,
]
const busy: [FaultCode, Text] = [
  'file-busy',
  (path) => `${path} changed here in the meantime; it is looked at again.`,
]

const known: Record<string, [FaultCode, Text]> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: [
    'disk-full',
    (path) =>
      `This disk cannot hold a file as large as ${path}: use another file system, such as exFAT instead of FAT32.`,
  ],
  EROFS: [
    'folder-read-only',
    (path) => `The disk with ${path} is read-only: make it writable, or choose another place.`,
  ],
  EBUSY: locked,
  ETXTBSY: locked,
  ENAMETOOLONG: badName,
  EILSEQ: badName,
  EINVAL: badName,
  ELOOP: ['file-path-unsafe', (path) => `${path} lies behind a symbolic link, which is never followed.`],
  ENOENT: busy,
  ENOTDIR: busy,
  EEXIST: busy,
  EISDIR: busy,
  ENOTEMPTY: busy,
  EIO: ['file-damaged', (path) => `The disk reports an error at ${path}: check the disk and its cable.`],
  EMFILE: ['file-unreadable', (path) => `${path} cannot be opened: this program has too many files open.`],
  ENFILE: ['file-unreadable', (path) => `${path} cannot be opened: the system has too many files open.`],
}

/** What a failure of the disk means for a person. A fault stays as it is; `path` is how people know the file. */
export function diskFault(error: unknown, path: string, action: 'read' | 'write' = 'write'): Fault {
  if (error instanceof Fault) return error
  const [code, text] = meaning(error, action)
  const fault = new Fault(code, text(path))
  fault.cause = error
  return fault
}

function meaning(error: unknown, action: 'read' | 'write'): readonly [FaultCode, Text] {
  const code = errorCode(error)
  if (code === 'EACCES' || code === 'EPERM') {
    return process.platform === 'win32' && action === 'write' ? locked : denied[action]
  }
  const verb = action === 'read' ? 'read' : 'written'
  const reason = error instanceof Error ? error.message : String(error)
  const other: Text = (path) => `${path} cannot be ${verb}: ${reason}.`
  return known[code] ?? [action === 'read' ? 'file-unreadable' : 'file-locked', other]
}

/** `ENOENT` and its like; empty for anything else. */
export const errorCode = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return typeof code === 'string' ? code : ''
}
