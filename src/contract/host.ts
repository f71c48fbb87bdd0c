import { z } from 'zod'
import {
  bondChangeSchema,
  bondContract,
  bondInputSchema,
  bondSchema,
  bondsSnapshotSchema,
  receiverChangeSchema,
  receiverInputSchema,
  receiverSchema,
} from './bond.ts'
import { causeSchema, diagnoseCalls, diagnoseSnapshotSchema } from './diagnose.ts'
import { eventCalls, eventSchema } from './events.ts'
import { exchangeCalls } from './exchange.ts'
import { forwardSnapshotSchema } from './forward.ts'
import { historyCalls } from './history.ts'
import { observeCalls } from './observe.ts'
import { peerCalls, peersStateSchema } from './peers.ts'
import { call, stream } from './procedure.ts'
import { ruleChangeSchema, ruleIdSchema, ruleInputSchema, ruleProblemSchema, ruleSchema } from './rule.ts'
import { sessionCalls } from './sessions.ts'
import { preferencesChangeSchema, preferencesSchema, settingsSchema } from './settings.ts'
import {
  folderChangeSchema,
  folderIdSchema,
  folderIds,
  folderInputSchema,
  folderSchema,
  syncCalls,
  syncSettingsChangeSchema,
  syncSettingsSchema,
  syncSnapshotSchema,
} from './sync.ts'
import { transferCalls } from './transfer.ts'
import { tunnelCalls, tunnelSnapshotSchema } from './tunnel.ts'

export const engineNames = ['forward', 'bond', 'sync', 'tunnel', 'diagnose'] as const
export type EngineName = (typeof engineNames)[number]

/** `waiting`: crashed, to be started again at `retryAt`; `idle`: nothing needs it, and it is started when something does. */
export const engineStatusSchema = z.object({
  name: z.enum(engineNames),
  state: z.enum(['idle', 'starting', 'running', 'waiting', 'stopped']),
  restarts: z.int(),
  /** Milliseconds since the Unix epoch; 0 unless waiting. */
  retryAt: z.number(),
})
export type EngineStatus = z.infer<typeof engineStatusSchema>

/** The newest state of everything that moves; at most ten a second, older ones are dropped for a slow client. */
export const telemetrySchema = z.object({
  at: z.number(),
  engines: z.array(engineStatusSchema),
  /** Absent while the engine is down. */
  forward: forwardSnapshotSchema.optional(),
  bond: bondsSnapshotSchema.optional(),
  sync: syncSnapshotSchema.optional(),
  tunnel: tunnelSnapshotSchema.optional(),
  /** `causes`: what the doctor finds wrong while streams run, from what costs nothing. */
  diagnose: diagnoseSnapshotSchema.extend({ causes: z.array(causeSchema) }).optional(),
})
export type Telemetry = z.infer<typeof telemetrySchema>

const someIds = z.object({ ids: z.array(ruleIdSchema).min(1).max(1000) })

export const aboutSchema = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'web', 'test']),
  platform: z.string(),
  node: z.string(),
  userData: z.string(),
  /** Things the user should know about this machine, such as a history database that was set aside. */
  notices: z.array(z.object({ code: z.string(), text: z.string() })),
})
export type About = z.infer<typeof aboutSchema>

/** What a shell asks of the host. */
export const hostContract = {
  about: call(z.void(), aboutSchema),

  /** The whole settings at once, then again after each change. */
  settings: stream(z.void(), settingsSchema, 2),
  setPreferences: call(preferencesChangeSchema, preferencesSchema),

  addRule: call(z.object({ rule: ruleInputSchema }), ruleSchema),
  changeRule: call(z.object({ id: ruleIdSchema, change: ruleChangeSchema }), ruleSchema),
  removeRules: call(z.object({ ids: z.array(ruleIdSchema).min(1).max(10_000) }), z.void()),
  enableRules: call(
    z.object({ ids: z.array(ruleIdSchema).min(1).max(10_000), enabled: z.boolean() }),
    z.void(),
  ),
  /** Loops, overlaps, ports in use, odd addresses: everything wrong with a rule, before it is saved. */
  checkRule: call(
    z.object({ rule: ruleInputSchema, id: ruleIdSchema.optional() }),
    z.object({ problems: z.array(ruleProblemSchema) }),
  ),
  /** `text` is the JSON of a rules file. All or nothing. */
  importRules: call(
    z.object({ text: z.string().max(16_000_000), mode: z.enum(['merge', 'replace']) }),
    z.object({ added: z.int(), changed: z.int(), unchanged: z.int() }),
  ),
  /** Without ids, every rule. */
  exportRules: call(
    z.object({ ids: z.array(ruleIdSchema).max(10_000).optional() }),
    z.object({ text: z.string() }),
  ),

  addBond: call(z.object({ bond: bondInputSchema }), bondSchema),
  changeBond: call(z.object({ id: ruleIdSchema, change: bondChangeSchema }), bondSchema),
  removeBonds: call(someIds, z.void()),
  addReceiver: call(z.object({ receiver: receiverInputSchema }), receiverSchema),
  changeReceiver: call(z.object({ id: ruleIdSchema, change: receiverChangeSchema }), receiverSchema),
  removeReceivers: call(someIds, z.void()),
  /** Everything wrong with a bond or receiver before it is saved: overlaps with others, ports in use, no uplink. */
  checkBond: bondContract.checkBond,
  checkReceiver: bondContract.checkReceiver,
  uplinks: bondContract.uplinks,
  checkRouting: bondContract.checkRouting,
  impair: bondContract.impair,

  /** The whole at once, then again after each change. */
  peers: stream(z.void(), peersStateSchema, 2),
  ...peerCalls,
  setSync: call(syncSettingsChangeSchema, syncSettingsSchema),
  /** Without an id it is a new folder; with the id of an offer it takes part in that one. */
  addFolder: call(z.object({ folder: folderInputSchema }), folderSchema),
  changeFolder: call(z.object({ id: folderIdSchema, change: folderChangeSchema }), folderSchema),
  /** The files stay where they are. */
  removeFolders: call(folderIds, z.void()),
  ...syncCalls,
  ...transferCalls,
  ...tunnelCalls,
  ...diagnoseCalls,
  ...observeCalls,
  ...historyCalls,
  ...exchangeCalls,
  ...eventCalls,
  ...sessionCalls,

  disconnect: call(z.object({ ruleId: ruleIdSchema, connectionId: z.int() }), z.void()),
  probe: call(z.void(), z.void()),

  /** One a client, conflated; `look` names the rules whose details are wanted. */
  telemetry: stream(z.object({ look: z.array(ruleIdSchema).max(16).default([]) }), telemetrySchema, 2),
  /** Everything after `after` that is still remembered, then each new one. 0: from the beginning. */
  events: stream(z.object({ after: z.int().min(0) }), eventSchema),
}
