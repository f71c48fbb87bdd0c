import type { Rule } from '../contract/rule.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { textTable } from './text-table.ts'

const heads = ['ID', 'NAME', 'GROUP', 'ON', 'LISTEN', 'TARGET']

function cells(rule: Rule): string[] {
  const ports = rule.portCount > 1 ? ` +${rule.portCount - 1}` : ''
  const protocol = rule.protocol === 'udp' ? ' udp' : ''
  return [
    rule.id,
    rule.name,
    rule.group,
    rule.enabled ? 'yes' : 'no',
    `${formatEndpoint(rule.listen)}${ports}${protocol}`,
    formatEndpoint(rule.target),
  ]
}

/** The rules for a terminal, one a line. */
export function rulesTable(rules: readonly Rule[]): string {
  if (rules.length === 0) return 'There are no rules yet. Add one: hawser rules add --help'
  return textTable([heads, ...rules.map(cells)])
}
