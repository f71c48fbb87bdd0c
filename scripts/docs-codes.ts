// node scripts/docs-codes.ts: writes the fault codes into docs/troubleshooting.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { withCodeTable } from '../tests/support/docs/code-table.ts'

const page = new URL('../docs/troubleshooting.md', import.meta.url)
writeFileSync(page, withCodeTable(readFileSync(page, 'utf8')))
