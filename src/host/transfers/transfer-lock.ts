import { rm, stat } from 'node:fs/promises'
import { Fault } from '../../wire/fault.ts'
import { isTaken, lockFile } from '../lock.ts'

const maxAttempts = 5

/** Of this process, where a second lock on a file would say nothing. */
const ours = new Set<string>()

const inodeOf = (path: string) =>
  stat(path).then(
    ({ ino }) => ino,
    () => undefined,
  )

/**
 * Makes this process the only one that receives a transfer into a folder, until disposed of: the app and the command
 * line may both be asked to. The lock is on a file `<journal>.lock`; the system takes it back however the process ends.
 * On disks without locks it holds within this process alone. Throws `file-busy`.
 */
export async function lockTransfer(journalPath: string, name: string): Promise<AsyncDisposable> {
  if (ours.has(journalPath)) throw taken(name)
  ours.add(journalPath)
  const path = `${journalPath}.lock`
  let held: Disposable | undefined
  try {
    held = await lockThatStays(path)
  } catch (error) {
    if (isTaken(error)) {
      ours.delete(journalPath)
      throw taken(name)
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      // While it is still locked: whoever has opened it by now finds that it is gone. Windows only lets go of it later.
      if (held) await rm(path, { force: true }).catch(() => {})
      held?.[Symbol.dispose]()
      if (held && process.platform === 'win32') await rm(path, { force: true }).catch(() => {})
      ours.delete(journalPath)
    },
  }
}

/**
 * Who had it before may have removed the file in the moment between our opening and locking it, and a third may have
 * made it anew: the file that was there before must be there still. That is so the second time if not the first.
 */
async function lockThatStays(path: string): Promise<Disposable> {
  for (let attempt = 1; ; attempt++) {
    const before = await inodeOf(path)
    const held = lockFile(path)
    const isSame = before !== undefined && before === (await inodeOf(path))
    // There are disks on which a file has another number every time.
    if (isSame || attempt === maxAttempts) return held
    held[Symbol.dispose]()
  }
}

const taken = (name: string) =>
  new Fault(
    'file-busy',
    `${name} is being received into the same folder already: wait for that, or stop it there.`,
  )
