export interface Row {
  measure: string
  peer: string
  values: Record<string, number>
}

export interface Goal {
  text: string
  value: number
  limit: number
  /** Whether the value has to be at least, or at most, the limit. */
  better: 'more' | 'less'
}

export interface Report {
  rows: Row[]
  goals: Goal[]
}

export const reached = ({ value, limit, better }: Goal): boolean =>
  better === 'more' ? value >= limit : value <= limit

const digits = (value: number) =>
  Number.isNaN(value) ? '–' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)

/** The report as markdown: a table a measure, its first column headed `column`; then the goals. */
export function markdown({ rows, goals }: Report, column: string): string {
  const lines: string[] = []
  for (const measure of new Set(rows.map((row) => row.measure))) {
    const own = rows.filter((row) => row.measure === measure)
    const columns = Object.keys(own[0]?.values ?? {})
    lines.push(
      `### ${measure}`,
      '',
      `| ${column} | ${columns.join(' | ')} |`,
      `|---|${columns.map(() => '---|').join('')}`,
    )
    for (const { peer, values } of own)
      lines.push(`| ${peer} | ${columns.map((name) => digits(values[name] ?? Number.NaN)).join(' | ')} |`)
    lines.push('')
  }
  lines.push('### Goals', '', '| goal | measured | limit | |', '|---|---|---|---|')
  for (const goal of goals)
    lines.push(
      `| ${goal.text} | ${digits(goal.value)} | ${goal.better === 'more' ? '≥' : '≤'} ${goal.limit} | ${reached(goal) ? 'reached' : '**missed**'} |`,
    )
  return `${lines.join('\n')}\n`
}
