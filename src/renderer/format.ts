import { formatCount, formatFixed } from '../language/numbers.ts'
import { language } from '../language/speech.ts'
import { t } from '../language/t.ts'

/**
 * How numbers are written for people, everywhere on the page, in the language that is spoken. Thin spaces keep number and
 * unit together.
 */
export { formatCount }

const nbsp = '\u00a0'
const none = '–'

/** So many decimals: `0.95`. */
export const formatDecimal = (value: number, digits: number) => formatFixed(value, digits, language())

/** Two or three significant digits: 0.42, 4.2, 42, 420. */
export function significant(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95) return Math.round(value).toString()
  if (size >= 9.995) return formatDecimal(value, 1)
  return formatDecimal(value, size === 0 ? 0 : 2)
}

/** Bytes a second as bits: `8.42 Mbit/s`. */
export function formatRate(bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8
  if (!Number.isFinite(bits) || bits < 0) return none
  if (bits < 1) return `0${nbsp}Mbit/s`
  if (bits < 999_500) return `${significant(bits / 1e3)}${nbsp}kbit/s`
  if (bits < 999_500_000) return `${significant(bits / 1e6)}${nbsp}Mbit/s`
  return `${significant(bits / 1e9)}${nbsp}Gbit/s`
}

/** Decimal units, as networks count: `4.2 MB`. Negative: the system does not tell. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return none
  if (bytes < 1000) return `${Math.round(bytes)}${nbsp}B`
  if (bytes < 999_500) return `${significant(bytes / 1e3)}${nbsp}kB`
  if (bytes < 999_500_000) return `${significant(bytes / 1e6)}${nbsp}MB`
  if (bytes < 999_500_000_000) return `${significant(bytes / 1e9)}${nbsp}GB`
  return `${significant(bytes / 1e12)}${nbsp}TB`
}

/** `12 ms`, `1.25 s`, `4 min 10 s`, `3 h 5 min`, `2 d 4 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return none
  if (ms < 999.5) return `${ms < 9.95 && ms % 1 !== 0 ? formatDecimal(ms, 1) : Math.round(ms)}${nbsp}ms`
  if (ms < 59_950) return `${trimZero(formatDecimal(ms / 1000, ms < 9995 ? 2 : 1))}${nbsp}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.floor(minutes / 60)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}
/** A short duration, to a tenth of a millisecond. */
export const formatTenths = (ms: number): string => formatDuration(Math.round(ms * 10) / 10)
/** As a duration, in whole seconds: `1 s`, `42 s`, `4 min 10 s`. */
export const formatSpan = (ms: number): string => formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000)
const trimZero = (text: string) => text.replace(/[.,]0+$|([.,]\d*[1-9])0+$/, '$1')
const pair = (a: number, unitA: string, b: number, unitB: string) =>
  b === 0 ? `${a}${nbsp}${unitA}` : `${a}${nbsp}${unitA} ${b}${nbsp}${unitB}`

/** A part of a whole: `0 %`, `< 0.1 %`, `2.4 %`, `38 %`. */
export function formatPart(part: number): string {
  const percent = part * 100
  if (!Number.isFinite(percent)) return none
  if (percent > 0 && percent < 0.1) return `<${nbsp}${formatDecimal(0.1, 1)}${nbsp}%`
  return `${percent === 0 || percent >= 9.95 ? Math.round(percent) : formatDecimal(percent, 1)}${nbsp}%`
}

/** `25`, `24.9`, or a dash when nothing is known. */
export const formatFps = (fps: number): string =>
  fps > 0 ? trimZero(formatDecimal(fps, fps < 9.95 || Math.abs(fps - Math.round(fps)) > 0.05 ? 1 : 0)) : none

const two = (n: number) => String(n).padStart(2, '0')
/** `14:03:27` in local time. */
export function formatTime(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
/** `2026-11-21`, or as the language has it: `21.11.2026`. */
export function formatDate(at: number): string {
  const date = new Date(at)
  if (language() === 'en') return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return date.toLocaleDateString(language(), { day: '2-digit', month: '2-digit', year: 'numeric' })
}
/** Date and time to the second. */
export const formatInstant = (at: number): string => `${formatDate(at)} ${formatTime(at)}`

/** `Today`, `Yesterday` or the date. */
export function formatDay(at: number, now: number): string {
  const day = (time: number) => new Date(time).toDateString()
  if (day(at) === day(now)) return t('Today')
  if (day(at) === day(now - 86_400_000)) return t('Yesterday')
  return formatDate(at)
}

/** `Today 14:03`, `Yesterday 09:12`, `2026-11-19 22:40`. */
export const formatMoment = (at: number, now: number): string =>
  `${formatDay(at, now)} ${formatTime(at).slice(0, 5)}`

/** `just now`, `12 s ago`, `4 min ago`. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000)
  if (seconds < 3) return t('just now')
  if (seconds < 60) return ago(seconds, 's')
  if (seconds < 3600) return ago(Math.floor(seconds / 60), 'min')
  if (seconds < 86_400) return ago(Math.floor(seconds / 3600), 'h')
  return ago(Math.floor(seconds / 86_400), 'd')
}

const ago = (number: number, unit: string) => t('{{time}} ago', { time: `${number}${nbsp}${unit}` })

/** `3 so far`, `3 so far, 1 refused`. */
export const soFar = (accepted: number, refused: number): string =>
  refused > 0
    ? t('{{accepted}} so far, {{refused}} refused', {
        accepted: formatCount(accepted),
        refused: formatCount(refused),
      })
    : t('{{accepted}} so far', { accepted: formatCount(accepted) })

/** `10.0.0.5:554`, `[fd00::7]:554`, `cam:8554–8560`. */
export function formatEndpoint({ host, port }: { host: string; port: number }, portCount = 1): string {
  const name = host.includes(':') ? `[${host}]` : host
  return portCount > 1 ? `${name}:${port}–${port + portCount - 1}` : `${name}:${port}`
}

/** `1 rule`, `3 rules`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the page
const deceiving = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
/**
 * A file name as it may be shown: characters that hide or turn what follows them (`gpj.exe`) become visible. Joiners
 * stay: scripts and emoji need them.
 */
export const visibleName = (name: string): string => name.replace(deceiving, '\ufffd')

/** As a sentence begins. */
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The last part of a path, and all before it with its slash. */
export function splitPath(path: string): { folder: string; name: string } {
  const cut = path.lastIndexOf('/') + 1
  return { folder: path.slice(0, cut), name: path.slice(cut) }
}
