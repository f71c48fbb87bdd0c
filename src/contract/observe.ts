import { z } from 'zod'
import { changeOf } from './change.ts'
import { call, stream } from './procedure.ts'
import { endpointSchema } from './rule.ts'

/** Where monitoring systems read the figures from. Nothing listens unless it is switched on. */
export const prometheusSettingsSchema = z.object({
  enabled: z.boolean().default(false),
  listen: endpointSchema.default({ host: '127.0.0.1', port: 9464 }),
})
export type PrometheusSettings = z.output<typeof prometheusSettingsSchema>

const endpointProblem = 'Write the address of an OTLP collector, such as https://collector.example.net:4318.'

/** An HTTP address without user name and password: those would be kept where everybody reads. */
export const collectorSchema = z
  .string()
  .trim()
  .max(500)
  .refine((text) => {
    const url = URL.parse(text)
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  }, endpointProblem)

/** Figures that are sent to a collector by OTLP over HTTP. */
export const pushSettingsSchema = z.object({
  enabled: z.boolean().default(false),
  /** With no path, `/v1/metrics` is added. */
  endpoint: collectorSchema.default('http://127.0.0.1:4318'),
  intervalSeconds: z.int().min(5).max(3600).default(60),
})
export type PushSettings = z.output<typeof pushSettingsSchema>

export const logFileLevels = ['off', 'error', 'warning', 'info', 'debug'] as const
export type LogFileLevel = (typeof logFileLevels)[number]

/** The log files of the host: JSON, one object a line. */
export const logSettingsSchema = z.object({
  level: z.enum(logFileLevels).default('info'),
  /** Of one file; the oldest goes when there would be more than `files`. These two hold from the next start on. */
  fileMB: z.int().min(1).max(100).default(2),
  files: z.int().min(2).max(20).default(5),
})
export type LogSettings = z.output<typeof logSettingsSchema>

export const observeSettingsSchema = z.object({
  prometheus: prometheusSettingsSchema.prefault({}),
  push: pushSettingsSchema.prefault({}),
  /** Names of rules, bonds, folders and devices beside their ids. */
  names: z.boolean().default(false),
  log: logSettingsSchema.prefault({}),
})
export type ObserveSettings = z.output<typeof observeSettingsSchema>

/** Parts that are left out stay as they are, those within parts too. */
export const observeChangeSchema = z.strictObject({
  prometheus: changeOf(prometheusSettingsSchema).optional(),
  push: changeOf(pushSettingsSchema).optional(),
  names: z.boolean().optional(),
  log: changeOf(logSettingsSchema).optional(),
})
export type ObserveChange = z.output<typeof observeChangeSchema>

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'A header has a name such as Authorization.')
const headerValue = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\t\x20-\x7e]+$/, 'A header holds letters, digits and signs, in one line.')

/** What is never shown again: it is kept beside the settings, not in them. */
export const observeSecretsSchema = z.object({
  /** Whoever reads the figures must show it (`Authorization: Bearer …`); empty: nobody is asked. */
  token: z
    .string()
    .regex(/^[A-Za-z0-9._~+/=-]{16,512}$|^$/, 'A token has at least 16 letters, digits or signs of ._~+/=-')
    .optional(),
  /** Sent with each push; an empty list takes them all away. */
  headers: z
    .array(z.object({ name: headerName, value: headerValue }))
    .max(16)
    .optional(),
})
export type ObserveSecrets = z.output<typeof observeSecretsSchema>

/** How watching goes. */
export const observeStateSchema = z.object({
  /** `http://host:port/metrics`, or empty; and why it does not listen though it should. */
  listening: z.string(),
  listenProblem: z.string(),
  hasToken: z.boolean(),
  headerNames: z.array(z.string()),
  /** `protected` by the system's key store, or in a file that its owner alone can read. */
  secretStorage: z.enum(['protected', 'file']),
  /** ms since the Unix epoch of the last push that was taken, 0 never; and what was wrong with the newest one. */
  pushedAt: z.number(),
  pushProblem: z.string(),
  logFolder: z.string(),
  logProblem: z.string(),
})
export type ObserveState = z.output<typeof observeStateSchema>

/** For load balancers and watchdogs: `ok` while every engine runs. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  engines: z.record(
    z.string(),
    z.object({ state: z.enum(['idle', 'starting', 'running', 'waiting', 'stopped']), restarts: z.int() }),
  ),
})
export type Health = z.output<typeof healthSchema>

/** Parts of the host's contract. */
export const observeCalls = {
  setObserve: call(observeChangeSchema, observeSettingsSchema),
  setObserveSecrets: call(observeSecretsSchema, z.void()),
  observeState: stream(z.void(), observeStateSchema, 2),
  /** What the endpoint would answer now (the text format of Prometheus), whether it is on or off. */
  metrics: call(z.void(), z.object({ text: z.string() })),
  health: call(z.void(), healthSchema),
}
