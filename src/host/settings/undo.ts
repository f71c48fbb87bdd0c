import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { writeAtomically } from '../atomic-file.ts'
import type { SecretStore } from '../peers/secret-store.ts'
import { SettingsSeal } from '../settings-seal.ts'

const keptSchema = z.object({
  hawserUndo: z.literal(1),
  undoId: z.string().max(64),
  at: z.number(),
  /** What was done, as the end of a sentence: `the import of venue.json`. */
  what: z.string().max(400),
  before: settingsSchema,
  after: settingsSchema,
})
export type Kept = Omit<z.output<typeof keptSchema>, 'hawserUndo'>

/** What the newest great change has changed, on disk beside the settings, so that it can be undone tomorrow. */
export class UndoFile {
  readonly #path: string
  readonly #seal: SettingsSeal
  readonly #report: (error: unknown) => void
  #kept: Promise<Kept | undefined> | undefined

  constructor(userData: string, secrets: SecretStore | undefined, report: (error: unknown) => void) {
    this.#path = join(userData, 'hawser-undo.json')
    this.#seal = new SettingsSeal(secrets)
    this.#report = report
  }

  read(): Promise<Kept | undefined> {
    this.#kept ??= this.#load()
    return this.#kept
  }

  /** One that cannot be written is kept in memory. */
  async keep(kept: Kept): Promise<void> {
    this.#kept = Promise.resolve(kept)
    const { before, after, ...rest } = kept
    const sealed = { hawserUndo: 1, ...rest, before: this.#seal.seal(before), after: this.#seal.seal(after) }
    await writeAtomically(this.#path, `${JSON.stringify(sealed)}\n`).catch(this.#report)
  }

  async forget(): Promise<void> {
    this.#kept = Promise.resolve(undefined)
    await rm(this.#path, { force: true }).catch(this.#report)
  }

  async #load(): Promise<Kept | undefined> {
    try {
      const { hawserUndo: _, ...kept } = keptSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')))
      const { before, after } = kept
      return { ...kept, before: this.#seal.open(before).settings, after: this.#seal.open(after).settings }
    } catch (error) {
      // One of another version, or damaged, is of no use to anybody.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await this.forget()
      return undefined
    }
  }
}

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Entry = { id: string }
const isEntries = (value: unknown): value is Entry[] =>
  Array.isArray(value) && value.every((each) => isFields(each) && typeof each['id'] === 'string')

/**
 * What has become of `before` is put back, where it is still as in `after`; what was changed since stays, and is counted
 * in `left`. Entries of lists are looked at as a whole.
 */
export function putBack(
  now: Settings,
  before: Settings,
  after: Settings,
): { settings: Settings; left: number } {
  let left = 0
  const keep = (value: unknown) => {
    left++
    return value
  }

  function merge(current: unknown, old: unknown, fresh: unknown): unknown {
    if (isDeepStrictEqual(old, fresh) || isDeepStrictEqual(current, old)) return current
    if (isDeepStrictEqual(current, fresh)) return old
    if (isEntries(current) && isEntries(old) && isEntries(fresh)) return mergeEntries(current, old, fresh)
    if (isFields(current) && isFields(old) && isFields(fresh)) return mergeFields(current, old, fresh)
    return keep(current)
  }

  function mergeFields(current: Fields, old: Fields, fresh: Fields): Fields {
    const names = new Set([...Object.keys(current), ...Object.keys(old)])
    const merged = [...names].map((name) => [name, merge(current[name], old[name], fresh[name])] as const)
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
  }

  function mergeEntries(current: Entry[], old: Entry[], fresh: Entry[]): Entry[] {
    const byId = (entries: Entry[]) => new Map(entries.map((entry) => [entry.id, entry]))
    const [nows, olds, freshes] = [byId(current), byId(old), byId(fresh)]
    const one = (id: string): Entry | undefined => {
      const [entry, was, became] = [nows.get(id), olds.get(id), freshes.get(id)]
      if (isDeepStrictEqual(was, became)) return entry
      if (isDeepStrictEqual(entry, became)) return was
      return isDeepStrictEqual(entry, was) ? entry : (keep(entry) as Entry | undefined)
    }
    // In the order of old, and then what came since.
    const ids = new Set([...olds.keys(), ...nows.keys()])
    return [...ids].map(one).filter((entry) => entry !== undefined)
  }

  const settings = merge(now, before, after) as Settings
  return { settings, left }
}
