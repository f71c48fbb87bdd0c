import { type FaultCode, faultCodes } from '../../../src/contract/fault-codes.ts'
import { fixes } from '../../../src/renderer/pages/help/fixes.ts'

const begin = '<!-- codes: written by scripts/docs-codes.ts -->\n'
const end = '<!-- /codes -->'
const cell = (text: string) => text.replaceAll('|', '\\|')

/** Every fault code, with what it means and what helps, as the app's own help has it. */
export const codeTable = (): string =>
  [
    '| code | what it means | what helps |',
    '|---|---|---|',
    ...Object.entries(faultCodes).map(([code, meaning]) =>
      `| \`${code}\` | ${cell(meaning)} | ${cell(fixes[code as FaultCode] ?? '')} |`.replace('|  |', '| |'),
    ),
  ].join('\n')

/** The page with the table of now in the place of the one that it has. */
export function withCodeTable(page: string): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error('The page has no place for the codes.')
  return `${page.slice(0, from + begin.length)}${codeTable()}\n${page.slice(to)}`
}
