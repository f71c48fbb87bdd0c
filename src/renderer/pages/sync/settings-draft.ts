import { type SyncSettings, syncSettingsSchema } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { parsePorts } from '../../forms/ports.ts'
import type { DraftProblem } from '../../forms/problems.ts'
import { bareHost, limitText, parseNumber } from '../../forms/text.ts'

/** Hours with limits of their own as they are being typed: `08:30`, Mbit/s. */
export interface HoursDraft {
  from: string
  to: string
  upload: string
  download: string
}

/** Sync settings as they are being typed: rates in Mbit/s. */
export interface SyncDraft {
  /** There is nothing to switch on or off. */
  enabled?: never
  listenHost: string
  listenPort: string
  announce: boolean
  profile: SyncSettings['profile']
  upload: string
  download: string
  hours: readonly HoursDraft[]
  streams: string
  memory: string
  datagrams: SyncSettings['datagrams']
}
export type SyncField = keyof SyncDraft

const bytesPerMbit = 125_000
const mbit = (bytes: number) => String(bytes / bytesPerMbit)

/** `8.5` is `08:30`. */
export function formatHour(hour: number): string {
  const minutes = Math.round(hour * 60)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
/** `8:30`, `8.30` or `8` is 8.5 or 8; undefined where it is no time of day. 24:00 is the end of the day. */
export function parseHour(text: string): number | undefined {
  const match = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(text)
  if (match === null) return undefined
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)]
  const value = hour + minute / 60
  return minute < 60 && value <= 24 ? value : undefined
}

/** The fields for stored settings. */
export const toSyncDraft = (sync: SyncSettings): SyncDraft => ({
  listenHost: sync.listen.host,
  listenPort: String(sync.listen.port),
  announce: sync.announce,
  profile: sync.profile,
  upload: mbit(sync.upload),
  download: mbit(sync.download),
  hours: sync.hours.map(({ from, to, upload, download }) => ({
    from: formatHour(from),
    to: formatHour(to),
    upload: mbit(upload),
    download: mbit(download),
  })),
  streams: String(sync.streams),
  memory: String(sync.memoryMB),
  datagrams: sync.datagrams,
})

export const newHours: HoursDraft = { from: '08:00', to: '20:00', upload: '10', download: '0' }

/** The settings that the fields describe, or what is wrong with each of them. */
export function parseSyncDraft(draft: SyncDraft): {
  input: SyncSettings | undefined
  problems: DraftProblem<SyncField>[]
} {
  const problems: DraftProblem<SyncField>[] = []
  const wrong = (field: SyncField, message: string) => problems.push({ field, level: 'error', message })
  const number = (field: SyncField, text: string, factor = 1) => {
    const value = parseNumber(text)
    if (!Number.isFinite(value) || value < 0) wrong(field, t('Write a number.'))
    return Number.isFinite(value) ? Math.round(Math.max(0, value) * factor) : 1
  }
  const hour = (text: string) => {
    const value = parseHour(text)
    if (value === undefined) wrong('hours', t('"{{text}}" is no time of day. Write it as 08:30.', { text }))
    return value ?? 0
  }
  const ports = parsePorts(draft.listenPort)
  if (typeof ports === 'string') wrong('listenPort', ports.replace(/, or a range.*/, '.'))
  else if (ports.count > 1) wrong('listenPort', t('Write one port.'))
  const input = {
    listen: { host: bareHost(draft.listenHost), port: typeof ports === 'string' ? 1 : ports.first },
    announce: draft.announce,
    profile: draft.profile,
    upload: number('upload', draft.upload, bytesPerMbit),
    download: number('download', draft.download, bytesPerMbit),
    hours: draft.hours.map(({ from, to, upload, download }) => ({
      from: hour(from),
      to: hour(to),
      upload: number('hours', upload, bytesPerMbit),
      download: number('hours', download, bytesPerMbit),
    })),
    streams: number('streams', draft.streams),
    memoryMB: number('memory', draft.memory),
    datagrams: draft.datagrams,
  }
  if (input.hours.some(({ from, to }) => from === to))
    wrong('hours', t('The hours begin and end at one time.'))
  for (const { path, message } of syncSettingsSchema.safeParse(input).error?.issues ?? []) {
    const field = syncFieldOf(path.join('.'))
    if (!problems.some((known) => known.field === field)) wrong(field, limitText(message))
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}

/** The field that shows a problem with `path` of the settings. */
export function syncFieldOf(path: string): SyncField {
  if (path.startsWith('listen')) return path === 'listen.port' ? 'listenPort' : 'listenHost'
  if (path === 'memoryMB') return 'memory'
  const [first = ''] = path.split('.')
  const known: readonly string[] = [
    'profile',
    'upload',
    'download',
    'hours',
    'streams',
    'datagrams',
    'announce',
  ]
  return known.includes(first) ? (first as SyncField) : 'listenHost'
}
