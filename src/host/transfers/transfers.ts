import { isAbsolute } from 'node:path'
import { makeDirectories } from '../../disk/io.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import type { SettingsFile } from '../settings-file.ts'
import { DiskServer } from './disk-server.ts'
import { downloadsFolder } from './downloads-folder.ts'
import { receiveFault } from './receive-faults.ts'
import { checkWritable, freeBytes, usableFolder } from './receiving-folder.ts'
import { TransferHistory } from './transfer-history.ts'

export interface TransfersOptions {
  database: Database
  settings: SettingsFile
  clock: Clock
  /** The system's folder for what is downloaded, where the shell knows better than this process. */
  downloads?: string | undefined
  /** Shows a folder in the system's file manager; shells without one leave it out. */
  showFolder?: ((path: string) => Promise<void>) | undefined
  report(error: unknown): void
}

/** The host's part in transfers: where files go, the disk for windows that receive, and what there was. */
export class Transfers implements AsyncDisposable {
  readonly history: TransferHistory
  readonly disk: DiskServer
  readonly #options: TransfersOptions

  constructor(options: TransfersOptions) {
    this.#options = options
    this.history = new TransferHistory(options.database)
    this.disk = new DiskServer(() => options.clock.now(), options.report)
  }

  /**
   * Where received files would go; made if only its last part is not there. Throws `folder-missing`,
   * `folder-read-only`, `invalid` for a path that is not absolute.
   */
  async folder(wanted?: string): Promise<{ folder: string; freeBytes: number }> {
    const { saveTo } = this.#options.settings.latest.value.transfer
    const path = wanted || saveTo || this.#options.downloads || (await downloadsFolder())
    if (!isAbsolute(path)) throw new Fault('invalid', `${path} is no whole path such as /home/me/Downloads.`)
    try {
      // Never more than one: a disk that is not mounted is no place to make folders in.
      await makeDirectories(path, 0o777, path)
    } catch (error) {
      throw receiveFault(error, path, path)
    }
    const folder = await usableFolder(path)
    await checkWritable(folder)
    return { folder, freeBytes: await freeBytes(folder) }
  }

  /** False: this shell has no file manager, or there is no such transfer with a folder. */
  async show(id: string): Promise<boolean> {
    const { showFolder } = this.#options
    const folder = this.history.find(id)?.folder
    if (!showFolder || !folder) return false
    await showFolder(await usableFolder(folder))
    return true
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disk[Symbol.asyncDispose]()
  }
}
