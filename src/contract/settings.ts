import { z } from 'zod'
import { bondSchema, receiverSchema } from './bond.ts'
import { changeOf } from './change.ts'
import { diagnoseSettingsSchema } from './diagnose.ts'
import { observeSettingsSchema } from './observe.ts'
import { deviceNameSchema, peerSchema } from './peers.ts'
import { ruleSchema } from './rule.ts'
import { folderIdSchema, folderSchema, syncSettingsSchema } from './sync.ts'
import { transferSettingsSchema } from './transfer.ts'
import { tunnelSettingsSchema } from './tunnel.ts'

export const settingsVersion = 1

export const preferencesSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  closeToTray: z.boolean().default(true),
  /** Set once the notice that closing keeps Hawser running has been shown. */
  closeToTrayExplained: z.boolean().default(false),
  startAtLogin: z.boolean().default(false),
  /** With `startAtLogin`: start in the tray, without a window. */
  startHidden: z.boolean().default(true),
  /** The desktop app asks where it came from whether there is a newer version; nothing is installed without a click. */
  lookForUpdates: z.boolean().default(true),
})
export type Preferences = z.output<typeof preferencesSchema>
export const preferencesChangeSchema = changeOf(preferencesSchema)

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
})
export type Settings = z.output<typeof settingsSchema>
