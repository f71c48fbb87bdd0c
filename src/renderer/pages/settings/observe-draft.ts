import {
  type LogFileLevel,
  type ObserveChange,
  type ObserveSecrets,
  type ObserveSettings,
  observeChangeSchema,
  observeSecretsSchema,
} from '../../../contract/observe.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import type { DraftProblem } from '../../forms/problems.ts'
import { bareHost, limitText, parseNumber } from '../../forms/text.ts'

/** How this host may be watched, as it is being typed. */
export interface ObserveDraft {
  /** There is nothing to switch on or off as a whole. */
  enabled?: never
  isRead: boolean
  listenHost: string
  listenPort: string
  /** Typed anew; what there is, is never shown. Empty: it stays, unless it is taken away. */
  token: string
  tokenRemoved: boolean
  isPushed: boolean
  endpoint: string
  intervalSeconds: string
  /** `Name: value`, one a line; as with the token. */
  headers: string
  headersRemoved: boolean
  names: boolean
  level: LogFileLevel
  fileMB: string
  files: string
}
export type ObserveField = Exclude<keyof ObserveDraft, 'enabled'>

/** What is stored in the settings, and what beside them. */
export interface ObserveInput {
  change: ObserveChange
  secrets: ObserveSecrets
}

export const levelWords: Record<LogFileLevel, string> = translated({
  off: 'Nothing',
  error: 'Errors',
  warning: 'Warnings',
  info: 'Events',
  debug: 'Everything',
})

/** The fields for stored settings. */
export const toObserveDraft = ({ prometheus, push, names, log }: ObserveSettings): ObserveDraft => ({
  isRead: prometheus.enabled,
  listenHost: prometheus.listen.host,
  listenPort: String(prometheus.listen.port),
  token: '',
  tokenRemoved: false,
  isPushed: push.enabled,
  endpoint: push.endpoint,
  intervalSeconds: String(push.intervalSeconds),
  headers: '',
  headersRemoved: false,
  names,
  level: log.level,
  fileMB: String(log.fileMB),
  files: String(log.files),
})

/** The settings that the fields describe, or what is wrong with each of them. */
export function parseObserveDraft(draft: ObserveDraft): {
  input: ObserveInput | undefined
  problems: DraftProblem<ObserveField>[]
} {
  const problems: DraftProblem<ObserveField>[] = []
  const wrong = (field: ObserveField, message: string) => {
    if (!problems.some((known) => known.field === field)) problems.push({ field, level: 'error', message })
  }
  const change: ObserveChange = {
    prometheus: {
      enabled: draft.isRead,
      listen: { host: bareHost(draft.listenHost), port: Number(draft.listenPort) },
    },
    push: {
      enabled: draft.isPushed,
      endpoint: draft.endpoint.trim(),
      intervalSeconds: parseNumber(draft.intervalSeconds),
    },
    names: draft.names,
    log: { level: draft.level, fileMB: parseNumber(draft.fileMB), files: parseNumber(draft.files) },
  }
  for (const { path, message } of observeChangeSchema.safeParse(change).error?.issues ?? [])
    wrong(fieldOf(path.join('.')), limitText(message))
  const secrets = secretsOf(draft)
  for (const { path, message } of observeSecretsSchema.safeParse(secrets).error?.issues ?? [])
    wrong(path[0] === 'token' ? 'token' : 'headers', message)
  if (draft.headers.trim() !== '' && secrets.headers?.some(({ value }) => value === ''))
    wrong('headers', t('Write one a line, such as Authorization: Bearer abc.'))
  return { input: problems.length === 0 ? { change, secrets } : undefined, problems }
}

function secretsOf({ token, tokenRemoved, headers, headersRemoved }: ObserveDraft): ObserveSecrets {
  const typed = headers
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', ...value] = line.split(':')
      return { name: name.trim(), value: value.join(':').trim() }
    })
  return {
    ...(token.trim() !== '' ? { token: token.trim() } : tokenRemoved ? { token: '' } : {}),
    ...(typed.length > 0 ? { headers: typed } : headersRemoved ? { headers: [] } : {}),
  }
}

function fieldOf(path: string): ObserveField {
  const fields: Record<string, ObserveField> = {
    'prometheus.listen.host': 'listenHost',
    'prometheus.listen.port': 'listenPort',
    'push.endpoint': 'endpoint',
    'push.intervalSeconds': 'intervalSeconds',
    'log.fileMB': 'fileMB',
    'log.files': 'files',
  }
  return fields[path] ?? 'listenHost'
}
