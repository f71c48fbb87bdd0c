import { type FSWatcher, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Settings } from '../contract/settings.ts'
import { Fault } from '../wire/fault.ts'
import { writeAtomically } from './atomic-file.ts'
import { Latest } from './latest.ts'
import type { SecretStore } from './peers/secret-store.ts'
import {
  defaultSettings,
  formatSettings,
  readNewerSettings,
  readSettings,
  type SettingsFormat,
  settingsFormat,
} from './settings-format.ts'
import { SettingsSeal } from './settings-seal.ts'

/** Editors save in several steps; this long after the last one the file is read. */
const settleMs = 200

export interface SettingsFileOptions {
  /** Told what is wrong with the file as a whole, or undefined when all is well again. */
  notice(fault: Fault | undefined): void
  /** Told after the file was edited by hand and taken over. */
  edited(): void
  report(error: unknown): void
  /** By which passwords in the file are encrypted; without, they are left as they are. */
  secrets?: SecretStore | undefined
  /** Told which ways have passwords that the key store does not open here, by name, whenever the file was read. */
  locked?(wayNames: readonly string[]): void
  format?: SettingsFormat
}

/**
 * `hawser.json`. Beside it lie `hawser.json.good`, the last content that was understood, and `hawser.json.refused`, a
 * hand-edited one that was not and had to make room. A change made by hand is taken over while the host runs.
 */
export class SettingsFile {
  readonly latest = new Latest<Settings>(defaultSettings())
  readonly #path: string
  readonly #options: SettingsFileOptions
  readonly #format: SettingsFormat
  readonly #seal: SettingsSeal
  /** The text that lies on disk as far as we know; undefined: no file. */
  #text: string | undefined
  /** Whether that text is what `latest` holds. */
  #serves = false
  #complaint: Fault | undefined
  #queue: Promise<unknown> = Promise.resolve()
  #watcher: FSWatcher | undefined
  #settle: NodeJS.Timeout | undefined

  private constructor(folder: string, options: SettingsFileOptions) {
    this.#path = join(folder, 'hawser.json')
    this.#options = options
    this.#format = options.format ?? settingsFormat
    this.#seal = new SettingsSeal(options.secrets)
  }

  /** Never throws because of what the file holds: the last good copy or the defaults serve, and `notice` tells. */
  static async open(folder: string, options: SettingsFileOptions): Promise<SettingsFile> {
    const file = new SettingsFile(folder, options)
    await file.#load(true)
    try {
      file.#watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || name === 'hawser.json') file.#touched()
      })
      file.#watcher.on('error', options.report)
    } catch (error) {
      options.report(error)
    }
    return file
  }

  /**
   * Changes the settings, on disk first. Throws a fault of code `settings-newer` when the file belongs to a newer
   * version, and `settings-unreadable` when it cannot be written; then nothing has changed.
   */
  change(next: (settings: Settings) => Settings): Promise<Settings> {
    return this.#queued(async () => {
      await this.#load(false)
      if (this.#complaint?.code === 'settings-newer') throw this.#complaint
      const settings = next(this.latest.value)
      if (isDeepStrictEqual(settings, this.latest.value)) return settings
      await this.#write(settings)
      this.latest.set(settings)
      return settings
    })
  }

  /** Reads the file again if it was changed by another program. */
  reload(): Promise<void> {
    return this.#queued(() => this.#load(false))
  }

  async close(): Promise<void> {
    clearTimeout(this.#settle)
    this.#watcher?.close()
    await this.#queue
  }

  #queued<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task)
    this.#queue = done.catch(() => {})
    return done
  }

  #touched(): void {
    clearTimeout(this.#settle)
    this.#settle = setTimeout(() => this.reload().catch(this.#options.report), settleMs)
    this.#settle.unref()
  }

  async #load(first: boolean): Promise<void> {
    let text: string | undefined
    try {
      text = await readText(this.#path)
    } catch (error) {
      const fault = unreadable('read', this.#path, error)
      if (!first) throw fault
      this.#complaint = fault
    }
    if (!first && text === this.#text) return
    this.#text = text
    this.#serves = false
    if (text !== undefined) await this.#take(text, first)
    if (first && !this.#serves) await this.#fallBack()
    this.#options.notice(this.#complaint)
  }

  async #take(text: string, first: boolean): Promise<void> {
    try {
      const { settings: read, version, unknown } = readSettings(text, this.#format)
      const settings = this.#open(read)
      this.#serves = true
      this.#complaint = unknown.length > 0 ? unknownSettings(unknown) : undefined
      await this.#keep('good', text)
      // An older version of Hawser cannot read what will be written from now on.
      if (version !== this.#format.version) await this.#keep(`v${version}`, text)
      // A password that was typed into the file, or is of a time before there was a key store.
      const isBare = unknown.length === 0 && !isDeepStrictEqual(this.#seal.seal(read), read)
      if (isBare) await this.#write(settings).catch(this.#options.report)
      if (isDeepStrictEqual(settings, this.latest.value)) return
      this.latest.set(settings)
      if (!first) this.#options.edited()
    } catch (error) {
      this.#complaint = error instanceof Fault ? error : unreadable('read', this.#path, error)
    }
  }

  /** At the start without a file that serves: as much of a newer one as can be used, the last good copy, or defaults. */
  async #fallBack(): Promise<void> {
    const newer =
      this.#complaint?.code === 'settings-newer' && readNewerSettings(this.#text ?? '', this.#format)
    if (newer) return this.latest.set(this.#open(newer))
    try {
      const good = await readText(`${this.#path}.good`)
      if (good === undefined) return
      this.latest.set(this.#open(readSettings(good, this.#format).settings))
      this.#complaint ??= new Fault(
        'settings-unreadable',
        'hawser.json was missing; the last good copy serves. To start from nothing, delete hawser.json.good too.',
      )
    } catch (error) {
      this.#options.report(error)
    }
  }

  #open(read: Settings): Settings {
    const { settings, locked } = this.#seal.open(read)
    this.#options.locked?.(locked)
    return settings
  }

  async #write(settings: Settings): Promise<void> {
    const text = formatSettings(this.#seal.seal(settings))
    try {
      if (this.#complaint && this.#text !== undefined)
        await writeAtomically(`${this.#path}.refused`, this.#text)
      await writeAtomically(this.#path, text)
    } catch (error) {
      throw unreadable('written', this.#path, error)
    }
    this.#text = text
    this.#serves = true
    this.#complaint = undefined
    this.#options.notice(undefined)
    await this.#keep('good', text)
  }

  /** Copies are a convenience: that one cannot be written must not stop anything. */
  async #keep(suffix: string, text: string): Promise<void> {
    const path = `${this.#path}.${suffix}`
    try {
      if ((await readText(path)) !== text) await writeAtomically(path, text)
    } catch (error) {
      this.#options.report(error)
    }
  }
}

/** Without a byte-order mark, which some editors write; undefined when there is no file. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function unreadable(what: 'read' | 'written', path: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error)
  return new Fault('settings-unreadable', `The settings cannot be ${what}: ${reason}`, { path, reason })
}

const unknownSettings = (names: string[]) =>
  new Fault(
    'settings-invalid',
    `hawser.json: there is no setting called "${names[0]}"; it has no effect and goes with the next change.`,
    { path: names[0], reason: 'unknown' },
  )
