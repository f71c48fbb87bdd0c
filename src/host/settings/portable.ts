import { z } from 'zod'
import { type SettingsFileFacts, type SettingsPart, settingsParts } from '../../contract/exchange.ts'
import { type Profile, type Settings, settingsVersion } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'
import { findPlace, findSyntaxError } from '../json-place.ts'
import { checkSettings, defaultSettings, settingsFormat } from '../settings-format.ts'
import { partOf } from './difference.ts'
import { openSecrets, type SealedSecrets, sealedSecretsSchema, sealSecrets } from './passphrase.ts'
import { changeAllSecrets, isOfUse, secretsByPlace } from './secrets.ts'

/** Of the file, not of the settings in it. */
const fileVersion = 1
const textLimit = 16_000_000

/** A file of settings, or of one profile, on its way to another machine. */
const portableSchema = z.object({
  hawserSettings: z.literal(fileVersion),
  kind: z.enum(['settings', 'profile']),
  name: z.string().max(200).default(''),
  hawser: z.string().max(50).default(''),
  at: z.number().default(0),
  /** Where passwords were, sealed now or left out. */
  secrets: z.array(z.string().max(1000)).max(100_000).default([]),
  sealed: sealedSecretsSchema.optional(),
  settings: z.record(z.string(), z.unknown()),
})

export interface Portable {
  facts: SettingsFileFacts
  /** Complete: what is not in the file is as by default, and among no part. */
  settings: Settings
  /** Names in the file that mean nothing here. */
  unknown: string[]
  sealed: SealedSecrets | undefined
  /** Where passwords were. */
  places: readonly string[]
}

export interface Origin {
  /** Of the device or profile. */
  name: string
  hawser: string
  at: number
}

/** The text of a file with all settings, or those of one profile. Passwords are in it only where they are sealed. */
export async function formatPortable(
  settings: Settings,
  kind: SettingsFileFacts['kind'],
  origin: Origin,
  passphrase: string | undefined,
): Promise<{ text: string; secretsLeftOut: number }> {
  const secrets = secretsByPlace(settings)
  const ofUse = new Map([...secrets].filter(([, secret]) => isOfUse(secret)))
  const sealed = passphrase !== undefined && ofUse.size > 0 ? await sealSecrets(ofUse, passphrase) : undefined
  const bare = changeAllSecrets(settings, () => '')
  const file = {
    hawserSettings: fileVersion,
    kind,
    ...origin,
    secrets: [...secrets.keys()],
    ...(sealed && { sealed }),
    settings: kind === 'profile' ? { version: settingsVersion, profiles: bare.profiles } : bare,
  }
  return {
    text: `${JSON.stringify(file, null, 2)}\n`,
    secretsLeftOut: secrets.size - (sealed ? ofUse.size : 0),
  }
}

/** Reads such a file. Throws `import-invalid` with the place and the reason, or `settings-newer`; nothing else. */
export function readPortable(text: string): Portable {
  try {
    return read(text)
  } catch (error) {
    if (error instanceof Fault) throw error
    // Such as what is nested more deeply than the program's stack.
    throw refused('it cannot be read', '')
  }
}

function read(text: string): Portable {
  if (text.length > textLimit) throw refused('it is larger than 16 MB', '')
  const value = parse(text.replace(/^\uFEFF/, ''))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused('it is no file of settings', '')
  const { hawserSettings } = value as Record<string, unknown>
  if (!Number.isSafeInteger(hawserSettings)) throw refused(whatItIs(value), 'hawserSettings')
  if ((hawserSettings as number) > fileVersion)
    throw new Fault(
      'settings-newer',
      `The file was written by a newer Hawser (format ${hawserSettings}; this one knows ${fileVersion}).`,
    )
  const checked = portableSchema.safeParse(value)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    throw placed(text, issue?.path ?? [], issue?.message ?? 'it is not as it should be')
  }
  const file = checked.data
  const { version } = file.settings
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    throw placed(text, ['settings', 'version'], 'the version is missing or not a whole number')
  const { settings, unknown } = checkSettings(
    file.settings,
    version as number,
    settingsFormat,
    (path, reason, isOfText) =>
      isOfText ? placed(text, ['settings', ...path], reason) : refused(reason, path.map(String).join('.')),
  )
  const present = new Set(
    Object.keys(file.settings).map((name) => partOf[name as keyof typeof partOf] as SettingsPart | undefined),
  )
  const secretsCount = file.secrets.length
  return {
    facts: {
      kind: file.kind,
      name: file.name,
      hawser: file.hawser,
      at: file.at,
      parts: settingsParts.filter((part) => present.has(part)),
      secrets: file.sealed ? 'sealed' : secretsCount > 0 ? 'left-out' : 'none',
      secretsCount,
    },
    settings,
    unknown,
    sealed: file.sealed,
    places: file.secrets,
  }
}

function whatItIs(value: object): string {
  if ('hawserRules' in value) return 'it holds rules alone; import it on the page Forwarding'
  if ('version' in value && 'preferences' in value)
    return 'it is a hawser.json; put it into the data folder, or export the settings where it is from'
  return 'it is no file of settings'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const { line = 1, column = 1, reason = 'it cannot be read' } = findSyntaxError(text) ?? {}
    throw refused(`line ${line}, column ${column}: ${reason}`, '')
  }
}

function placed(text: string, path: readonly PropertyKey[], reason: string): Fault {
  const { line } = findPlace(text, path)
  const name = path.map(String).join('.')
  return refused(`line ${line}, ${name || 'the whole'}: ${inWords(reason)}`, name)
}

/** A limit that a schema complains about, in words. */
const inWords = (reason: string) =>
  reason.replace(/^Too (?:big|small): expected \w+ to (?:be|have) ([<>])=?\s?(-?\d+)/, (_, sign, limit) =>
    sign === '<' ? `at most ${limit}` : `at least ${limit}`,
  )

const refused = (reason: string, path: string) =>
  new Fault('import-invalid', `The settings were not imported: ${reason.replace(/\.$/, '')}.`, {
    path,
    reason,
  })

/** The passwords that are sealed in a file, by their places; none without a passphrase. Throws `passphrase-wrong`. */
export const openPortable = async (
  { sealed }: Portable,
  passphrase: string | undefined,
): Promise<ReadonlyMap<string, string>> =>
  sealed && passphrase ? openSecrets(sealed, passphrase) : new Map()

/**
 * The settings after an import: the parts of the file take the place of what was there. Passwords come from what was
 * sealed if it is `opened`, else from what this machine knows of the same things. `missing` is how many are known nowhere.
 */
export function takePortable(
  present: Settings,
  { settings, facts, places }: Portable,
  opened: ReadonlyMap<string, string>,
  parts: readonly SettingsPart[] = facts.parts,
): { settings: Settings; missing: number } {
  const taken = new Set(facts.parts.filter((part) => parts.includes(part)))
  const known = secretsByPlace(present)
  const wanted = new Set(places)
  let missing = 0
  const merged =
    facts.kind === 'profile' ? withProfiles(present, settings.profiles) : withParts(present, settings, taken)
  const complete = changeAllSecrets(merged, (place, secret) => {
    if (secret !== '' || !wanted.has(place)) return secret
    const found = opened.get(place) ?? known.get(place) ?? ''
    if (found === '') missing++
    return found
  })
  return { settings: complete, missing }
}

function withParts(present: Settings, file: Settings, taken: ReadonlySet<SettingsPart>): Settings {
  const names = Object.keys(partOf) as (keyof typeof partOf)[]
  const chosen = names.filter((name) => taken.has(partOf[name]))
  const next: Record<string, unknown> = { ...present }
  for (const name of chosen)
    if (file[name] === undefined) delete next[name]
    else next[name] = file[name]
  return next as Settings
}

/** A profile that is there already is replaced by that of the file. */
function withProfiles(present: Settings, profiles: readonly Profile[]): Settings {
  const ids = new Set(profiles.map(({ id }) => id))
  return {
    ...present,
    profiles: [...present.profiles.filter(({ id }) => !ids.has(id)), ...profiles],
  }
}

/** Of one profile, as settings that hold nothing else. */
export const settingsOfProfile = (profile: Profile): Settings => ({
  ...defaultSettings(),
  profiles: [profile],
})
