import { t } from '../../language/t.ts'

/** One entry a line; commas and semicolons separate too. */
export const lines = (text: string): string[] =>
  text
    .split(/[\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** A host as the contract wants it: IPv6 without brackets. */
export const bareHost = (host: string): string => host.trim().replace(/^\[(.*)\]$/, '$1')

/** A number with a point or a comma; nothing is 0; NaN where it is none. */
export function parseNumber(text: string): number {
  const trimmed = text.trim().replace(',', '.')
  return trimmed === '' ? 0 : Number(trimmed)
}

/** A limit that a schema complains about, in the unit of the form: `At least 0.25.` */
export function limitText(message: string, unit = 1): string {
  const limit = /expected (?:number|int) to be ([<>]=?)\s?(-?\d+)/.exec(message)
  if (limit === null) return message
  const value = Number(limit[2]) / unit
  return limit[1]!.startsWith('>') ? t('At least {{value}}.', { value }) : t('At most {{value}}.', { value })
}
