import type { SettingsFileFacts, SettingsPart, SettingsPreview } from '../../contract/exchange.ts'
import { type Profile, type Settings, settingsSchema } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'
import type { Machine } from '../addresses.ts'
import { refuseErrors } from '../rule-checks.ts'
import { newRuleId } from '../rule-list.ts'
import { freshConflicts } from './conflicts.ts'
import { differencesOf } from './difference.ts'
import { type BusyOf, effectsOf } from './effects.ts'
import { formatPortable, openPortable, readPortable, settingsOfProfile, takePortable } from './portable.ts'
import {
  contentOf,
  findProfile,
  isSaved,
  withoutProfile,
  withProfile,
  withRenamed,
  withSaved,
} from './profiles.ts'
import { changeSingle } from './single.ts'
import { putBack, type UndoFile } from './undo.ts'
import { warningsOf } from './warnings.ts'

export interface ExchangeOptions {
  settings: {
    latest: { readonly value: Settings }
    change(next: (old: Settings) => Settings): Promise<Settings>
  }
  undo: UndoFile
  version: string
  /** What this device is called. */
  deviceName(): string
  machine(): Machine
  busyOf: BusyOf
  /** Gives the engines the settings as they are now. */
  changed(): Promise<void>
  now(): number
}

export interface FileInput {
  text: string
  passphrase?: string | undefined
  parts?: readonly SettingsPart[] | undefined
}

const mostShown = 500

/** Single settings, all of them in a file, and profiles: every change is checked as a whole, and made at once or not at all. */
export class SettingsExchange {
  readonly #options: ExchangeOptions

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  /** What they were before, by path. Throws `setting-unknown`, `invalid`. */
  async changeSingle(values: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    let before: Record<string, unknown> = {}
    await this.#change((old) => {
      const changed = changeSingle(old, values)
      before = changed.before
      return changed.settings
    })
    return before
  }

  async export(passphrase: string | undefined) {
    const name = this.#options.deviceName()
    return {
      ...(await formatPortable(this.#settings, 'settings', this.#origin(name), passphrase)),
      name: fileName(name, 'settings'),
    }
  }

  /** Throws `profile-unknown`. */
  async exportProfile(id: string, passphrase: string | undefined) {
    const profile = findProfile(this.#settings, id)
    const settings = settingsOfProfile(profile)
    return {
      ...(await formatPortable(settings, 'profile', this.#origin(profile.name), passphrase)),
      name: fileName(profile.name, 'profile'),
    }
  }

  /** Throws `import-invalid`, `settings-newer`, `passphrase-wrong`. */
  async preview(input: FileInput): Promise<SettingsPreview & { file: SettingsFileFacts }> {
    const file = readPortable(input.text)
    const opened = await openPortable(file, input.passphrase)
    const before = this.#settings
    const { settings, missing } = takePortable(before, file, opened, input.parts)
    return { ...this.#compare(before, settings, missing, file.unknown), file: file.facts }
  }

  /** Throws as `preview`, and `rule-overlap`, `rule-loop`, `invalid`. */
  async import(input: FileInput): Promise<string> {
    const file = readPortable(input.text)
    const opened = await openPortable(file, input.passphrase)
    const what = file.facts.kind === 'profile' ? 'the import of a profile' : 'the import of settings'
    return this.#exchange(what, (old) => {
      const { settings } = takePortable(old, file, opened, input.parts)
      const conflicts = freshConflicts(old, settings, this.#options.machine())
      refuseErrors(
        conflicts.map(({ rule, ...problem }) => ({
          ...problem,
          message: `${rule.name}: ${problem.message}`,
        })),
      )
      return settings
    })
  }

  /** How much was changed since, and stays. Throws `undo-gone`. */
  async undo(undoId: string): Promise<{ what: string; left: number }> {
    const kept = await this.#options.undo.read()
    if (kept?.undoId !== undoId)
      throw new Fault('undo-gone', 'Something else was changed since; this cannot be undone any more.')
    let left = 0
    await this.#change((old) => {
      const back = putBack(old, kept.before, kept.after)
      left = back.left
      return whole(back.settings)
    })
    await this.#options.undo.forget()
    return { what: kept.what, left }
  }

  async last(): Promise<{ undoId: string; at: number; what: string } | null> {
    const kept = await this.#options.undo.read()
    return kept ? { undoId: kept.undoId, at: kept.at, what: kept.what } : null
  }

  /** Throws `profile-unknown`, `invalid`. */
  async saveProfile(name: string, id: string | undefined): Promise<Profile> {
    const { now } = this.#options
    const profile = { id: id ?? newRuleId(), name, savedAt: now() }
    const saved = await this.#options.settings.change((old) => {
      if (id !== undefined) findProfile(old, id)
      return whole(withSaved(old, profile))
    })
    return findProfile(saved, profile.id)
  }

  /** Throws `profile-unknown`, `invalid`. */
  async renameProfile(id: string, name: string): Promise<void> {
    await this.#options.settings.change((old) => withRenamed(old, id, name))
  }

  /** Throws `profile-unknown`. */
  removeProfile(id: string): Promise<string> {
    const { name } = findProfile(this.#settings, id)
    return this.#exchange(`the removal of the profile "${name}"`, (old) => withoutProfile(old, id))
  }

  /** Throws `profile-unknown`. */
  previewProfile(id: string): SettingsPreview & { unsaved: number } {
    const before = this.#settings
    const after = withProfile(before, id)
    const active = before.profiles.find((each) => each.id === before.activeProfile)
    const unsaved =
      active === undefined || isSaved(before, active)
        ? 0
        : differencesOf(withProfile(before, active.id), before).length
    return { ...this.#compare(before, after, 0, []), unsaved }
  }

  /** Throws `profile-unknown`. What cannot work in it is told by the engines, as ever. */
  async switchProfile(id: string, saveFirst: boolean): Promise<{ undoId: string; name: string }> {
    const { name } = findProfile(this.#settings, id)
    const undoId = await this.#exchange(`the switch to the profile "${name}"`, (old) => {
      const active = old.profiles.find((each) => each.id === old.activeProfile)
      const saved =
        saveFirst && active
          ? {
              ...old,
              profiles: old.profiles.map((each) =>
                each.id === active.id ? { ...active, savedAt: this.#options.now(), ...contentOf(old) } : each,
              ),
            }
          : old
      return withProfile(saved, id)
    })
    return { undoId, name }
  }

  get #settings(): Settings {
    return this.#options.settings.latest.value
  }

  #origin(name: string) {
    return { name, hawser: this.#options.version, at: this.#options.now() }
  }

  #compare(before: Settings, after: Settings, missing: number, unknown: readonly string[]): SettingsPreview {
    const differences = differencesOf(before, after)
    const effects = effectsOf(before, after, this.#options.busyOf)
    const conflicts = freshConflicts(before, after, this.#options.machine())
    return {
      differences: differences.slice(0, mostShown),
      differencesTotal: differences.length,
      effects: effects.slice(0, mostShown),
      effectsTotal: effects.length,
      warnings: warningsOf({ before, after, effects, conflicts, missing, unknown }),
    }
  }

  /** A great change, which can be undone. */
  async #exchange(what: string, next: (old: Settings) => Settings): Promise<string> {
    const { undo, settings, now } = this.#options
    let before = settings.latest.value
    const after = await this.#change((old) => {
      before = old
      return whole(next(old))
    })
    const undoId = newRuleId()
    await undo.keep({ undoId, at: now(), what, before, after })
    return undoId
  }

  async #change(next: (old: Settings) => Settings): Promise<Settings> {
    const settings = await this.#options.settings.change(next)
    await this.#options.changed()
    return settings
  }
}

/** What is written must be readable again, whatever it was put together from. Throws `invalid`. */
function whole(settings: Settings): Settings {
  const checked = settingsSchema.safeParse(settings)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new Fault('invalid', `${issue?.path.join('.')}: ${issue?.message}`, { path: issue?.path.join('.') })
}

/** Such as `hawser-venue-a-profile.json`. */
function fileName(name: string, kind: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `hawser-${plain === '' ? '' : `${plain}-`}${kind}.json`
}
