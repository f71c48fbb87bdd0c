import { problemAlone, type TextProblem } from './checks.ts'
import { findRow, leafOf } from './index.ts'

const factorOf = (path: string) => findRow(path)?.unit?.factor ?? 1

/** Without digits that only the division has made. */
const tidy = (value: number) => String(Number(value.toPrecision(12)))

function endpointText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  const { host, port } = value as { host: string; port: number }
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** A stored value as it stands in a field: numbers in the unit of the row, addresses as `host:port`, lists one a line. */
export function fieldText(path: string, value: unknown): string {
  switch (leafOf(path).control) {
    case 'number':
      return typeof value === 'number' ? tidy(value / factorOf(path)) : ''
    case 'endpoint':
      return endpointText(value)
    case 'lines':
      return Array.isArray(value) ? value.join('\n') : ''
    case 'other':
      return JSON.stringify(value) ?? ''
    default:
      return value === undefined || value === null ? '' : String(value)
  }
}

/** The value that a text in a field stands for, or what is wrong with it. Nothing stands for a missing value where there may be none. */
export function parseField(path: string, text: string): { value: unknown } | { problem: TextProblem } {
  const { control, schema, nullable, min, max } = leafOf(path)
  const trimmed = text.trim()
  const factor = factorOf(path)
  let value: unknown = trimmed
  if (control === 'number') {
    const number = Number(trimmed.replace(',', '.'))
    if (trimmed === '' || !Number.isFinite(number)) return { problem: { kind: 'number' } }
    // Whole in what is stored: 2.5 Mbit/s are whole bytes.
    value = factor === 1 ? number : Math.round(number * factor)
    if (min !== undefined && (value as number) < min) return { problem: { kind: 'min', limit: min / factor } }
    if (max !== undefined && (value as number) > max) return { problem: { kind: 'max', limit: max / factor } }
    if (!Number.isSafeInteger(value)) return { problem: { kind: 'whole' } }
  } else if (control === 'endpoint') {
    if (trimmed === '' && nullable) return { value: null }
    const found = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(trimmed)
    if (found === null) return { problem: { kind: 'endpoint' } }
    value = { host: found[1] ?? found[2], port: Number(found[3]) }
  } else if (control === 'lines')
    value = text
      .split(findRow(path)?.holdsCommas ? /\n+/ : /[\n,;]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
  else if (control === 'switch') value = switches[trimmed.toLowerCase()] ?? trimmed
  else if (control === 'other') value = parsed(trimmed)
  else if (trimmed === '' && path === 'deviceName') return { value: null }
  const checked = schema.safeParse(value)
  if (checked.success) {
    const problem = problemAlone(path, checked.data)
    return problem ? { problem } : { value: checked.data }
  }
  return { problem: { kind: 'other', message: checked.error.issues[0]?.message ?? '' } }
}

const switches: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  false: false,
  off: false,
  no: false,
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
