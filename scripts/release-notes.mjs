// `node scripts/release-notes.mjs VERSION`: prints what CHANGELOG.md says of a version, or of what is not released yet.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const version = process.argv[2] ?? ''
const text = readFileSync(join(import.meta.dirname, '..', 'CHANGELOG.md'), 'utf8')
const sections = text.split(/^## /m).slice(1)
const own =
  sections.find((section) => section.startsWith(`${version}`) || section.startsWith(`[${version}]`)) ??
  sections[0]
const [, ...lines] = (own ?? '').split('\n')
console.log(lines.join('\n').trim())
