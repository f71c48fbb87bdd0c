import { z } from 'zod'
import { bondSchema, receiverSchema } from './bond.ts'
import { changeOf, someOf } from './change.ts'
import { diagnoseSettingsSchema } from './diagnose.ts'
import { observeSettingsSchema } from './observe.ts'
import { deviceNameSchema, peerSchema } from './peers.ts'
import { ruleIdSchema, ruleSchema } from './rule.ts'
import { folderIdSchema, folderSchema, syncSettingsSchema } from './sync.ts'
import { transferSettingsSchema } from './transfer.ts'
import { allowSchema, tunnelSettingsSchema, waySchema } from './tunnel.ts'

export const settingsVersion = 1

/** Hours of each day by the clock on the wall, such as `22:00-06:00`; empty for none. */
export const quietHoursSchema = z
  .string()
  .trim()
  .regex(
    /^(?:(?:[01]?\d|2[0-3]):[0-5]\d ?[-–] ?(?:[01]?\d|2[0-3]):[0-5]\d)?$/,
    'Write hours such as 22:00-06:00, or nothing.',
  )

export const preferencesSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Of windows and tray. `system`: the browser's or the system's if the app has it, English otherwise. */
  language: z.enum(['system', 'en', 'de']).default('system'),
  closeToTray: z.boolean().default(true),
  /** Set once the notice that closing keeps Hawser running has been shown. */
  closeToTrayExplained: z.boolean().default(false),
  startAtLogin: z.boolean().default(false),
  /** With `startAtLogin`: start in the tray, without a window. */
  startHidden: z.boolean().default(true),
  /** The desktop app asks where it came from whether there is a newer version; nothing is installed without a click. */
  lookForUpdates: z.boolean().default(true),
  /** What the desktop app tells while nobody looks: all, without what has merely ended or recovered, or nothing. */
  notifications: z.enum(['all', 'trouble', 'off']).default('all'),
  /** When it tells nothing. */
  quietHours: quietHoursSchema.default(''),
})
export type Preferences = z.output<typeof preferencesSchema>
export const preferencesChangeSchema = changeOf(preferencesSchema)

/** As many profiles as there may be. */
export const profileLimit = 30

/** What a place of work needs, under a name: all of it is put in place at once when it is switched to. */
export const profileSchema = z.object({
  id: ruleIdSchema,
  name: z.string().trim().min(1, 'Give the profile a name.').max(60, 'Names have at most 60 characters.'),
  /** ms since the Unix epoch */
  savedAt: z.number(),
  rules: z.array(ruleSchema).max(10_000).default([]),
  bonds: z.array(bondSchema).max(100).default([]),
  receivers: z.array(receiverSchema).max(100).default([]),
  ways: z.array(waySchema).max(1000).default([]),
  allow: z.array(allowSchema).max(1000).default([]),
  /** Folders are the same everywhere; whether they are on is not. One that is not named stays as it is. */
  folders: z
    .array(z.object({ id: folderIdSchema, enabled: z.boolean(), paused: z.boolean() }))
    .max(1000)
    .default([]),
  preferences: someOf(preferencesSchema).default({}),
})
export type Profile = z.output<typeof profileSchema>

/** The whole of `hawser.json`. */
export const settingsSchema = z.object({
  version: z.literal(settingsVersion),
  preferences: preferencesSchema.prefault({}),
  rules: z.array(ruleSchema).max(10_000).default([]),
  bonds: z.array(bondSchema).max(100).default([]),
  receivers: z.array(receiverSchema).max(100).default([]),
  /** What other devices show of this one; the machine's own name without it. */
  deviceName: deviceNameSchema.optional(),
  sync: syncSettingsSchema.prefault({}),
  peers: z.array(peerSchema).max(1000).default([]),
  folders: z.array(folderSchema).max(1000).default([]),
  transfer: transferSettingsSchema.prefault({}),
  tunnel: tunnelSettingsSchema.prefault({}),
  diagnose: diagnoseSettingsSchema.prefault({}),
  observe: observeSettingsSchema.prefault({}),
  /** Folders that a person has paused, until they are resumed. */
  pausedFolders: z.array(folderIdSchema).max(1000).default([]),
  profiles: z.array(profileSchema).max(profileLimit).default([]),
  /** The id of the profile that was switched to or saved last; empty: none. */
  activeProfile: z.union([z.literal(''), ruleIdSchema]).default(''),
})
export type Settings = z.output<typeof settingsSchema>
