import { z } from 'zod'
import { call } from './procedure.ts'
import { ruleIdSchema } from './rule.ts'
import { profileSchema } from './settings.ts'

/** What settings are divided into when they are taken from a file. */
export const settingsParts = [
  'preferences',
  'rules',
  'bonds',
  'tunnel',
  'folders',
  'devices',
  'sync',
  'transfer',
  'diagnose',
  'observe',
  'profiles',
] as const
export const settingsPartSchema = z.enum(settingsParts)
export type SettingsPart = z.infer<typeof settingsPartSchema>

export const settingsNouns = [
  'setting',
  'rule',
  'bond',
  'receiver',
  'way',
  'allow',
  'folder',
  'device',
  'profile',
] as const
export type SettingsNoun = (typeof settingsNouns)[number]

/** One thing that would be otherwise. */
export const settingsDifferenceSchema = z.object({
  part: settingsPartSchema,
  kind: z.enum(['added', 'changed', 'removed']),
  noun: z.enum(settingsNouns),
  /** Of a setting its path such as `sync.upload`, of anything else what people call it. */
  name: z.string(),
  /** What of it, as text; at most 20. Secrets are told as dots. */
  fields: z.array(z.object({ path: z.string(), from: z.string(), to: z.string() })),
})
export type SettingsDifference = z.infer<typeof settingsDifferenceSchema>

/** Something that would begin or end to work, or begin anew because it is changed. */
export const settingsEffectSchema = z.object({
  does: z.enum(['start', 'stop', 'restart']),
  noun: z.enum(settingsNouns),
  id: z.string(),
  name: z.string(),
  /** What goes through it at the moment, such as `3 connections`; empty: nothing. */
  busy: z.string(),
})
export type SettingsEffect = z.infer<typeof settingsEffectSchema>

export const settingsPreviewSchema = z.object({
  /** At most 500 of them. */
  differences: z.array(settingsDifferenceSchema),
  differencesTotal: z.int(),
  /** At most 500 of them; what is busy and would stop stands first. */
  effects: z.array(settingsEffectSchema),
  effectsTotal: z.int(),
  /** What should be known before it is done, one sentence each. */
  warnings: z.array(z.string()),
})
export type SettingsPreview = z.infer<typeof settingsPreviewSchema>

/** Where a file of settings comes from and what is in it. */
export const settingsFileFactsSchema = z.object({
  kind: z.enum(['settings', 'profile']),
  /** The device or profile that it is of. */
  name: z.string(),
  hawser: z.string(),
  /** ms since the Unix epoch */
  at: z.number(),
  parts: z.array(settingsPartSchema),
  /** Passwords in it: left out, or sealed with a passphrase. */
  secrets: z.enum(['none', 'left-out', 'sealed']),
  secretsCount: z.int(),
})
export type SettingsFileFacts = z.infer<typeof settingsFileFactsSchema>

const textLimit = 16_000_000
const passphrase = z
  .string()
  .min(8, 'A passphrase has at least 8 characters.')
  .max(200, 'A passphrase has at most 200 characters.')

const fileInput = z.object({
  text: z.string().max(textLimit),
  /** For what is sealed in it; without, that is left out. */
  passphrase: z.string().max(200).optional(),
  /** Only these; all that are in it without. */
  parts: z.array(settingsPartSchema).min(1).optional(),
})
const exported = z.object({
  text: z.string(),
  /** What the file may be called. */
  name: z.string(),
  /** Passwords that are not in it. */
  secretsLeftOut: z.int(),
})
const undoable = z.object({ undoId: z.string() })

/** A value for each path such as `sync.upload`; what each may be, its schema says. */
const settingValues = z.record(z.string().max(200), z.unknown())

/** Parts of the host's contract: single settings, all of them in a file, and profiles. */
export const exchangeCalls = {
  /** All or nothing. Gives what they were before. Throws `setting-unknown` and `invalid`. */
  changeSettings: call(z.object({ values: settingValues }), z.object({ before: settingValues })),

  /** With a passphrase, passwords are in it, sealed by that. */
  exportSettings: call(z.object({ passphrase: passphrase.optional() }), exported),
  /** What would become of it. Throws `import-invalid`, `settings-newer`, `passphrase-wrong`. */
  previewSettings: call(fileInput, settingsPreviewSchema.extend({ file: settingsFileFactsSchema })),
  /** All or nothing. Throws as `previewSettings`, and `rule-overlap`, `rule-loop`. */
  importSettings: call(fileInput, undoable),
  /** Puts back what an import, a switch or a removal has changed, unless it was changed again. Throws `undo-gone`. */
  undoSettings: call(undoable, z.object({ what: z.string(), left: z.int() })),
  /** What can be undone: the newest alone. */
  lastExchange: call(
    z.void(),
    z.object({ last: z.object({ undoId: z.string(), at: z.number(), what: z.string() }).nullable() }),
  ),

  /** The present state under a name; with an id in place of what that profile held. */
  saveProfile: call(z.object({ name: profileSchema.shape.name, id: ruleIdSchema.optional() }), profileSchema),
  renameProfile: call(z.object({ id: ruleIdSchema, name: profileSchema.shape.name }), z.void()),
  removeProfile: call(z.object({ id: ruleIdSchema }), undoable),
  /** `unsaved`: how much was changed since the active profile was saved, and is in none. */
  previewProfile: call(z.object({ id: ruleIdSchema }), settingsPreviewSchema.extend({ unsaved: z.int() })),
  /** `saveFirst`: the present state is saved into the active profile before. */
  switchProfile: call(z.object({ id: ruleIdSchema, saveFirst: z.boolean().default(false) }), undoable),
  exportProfile: call(z.object({ id: ruleIdSchema, passphrase: passphrase.optional() }), exported),
}
