// `node scripts/merge-updates.mjs FROM INTO`: machines that build one system for different processors each write a list
// of the newest files (`windows-x64-latest.yml`, `windows-arm64-latest.yml`); this makes one of each name (`latest.yml`).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The lists as electron-builder writes them: `files:` and its entries, indented, among lines that are not. */
export function mergeLists(texts) {
  const [first, ...others] = texts.map((text) => {
    const lines = text.trimEnd().split('\n')
    const start = lines.indexOf('files:') + 1
    if (start === 0) throw new Error('a list of updates without files')
    const rest = lines.slice(start).findIndex((line) => !line.startsWith(' '))
    const end = rest < 0 ? lines.length : start + rest
    const version = lines.find((line) => line.startsWith('version:'))
    return { version, before: lines.slice(0, start), files: lines.slice(start, end), after: lines.slice(end) }
  })
  if (others.some(({ version }) => version !== first.version))
    throw new Error('lists of updates of different versions')
  return `${[...first.before, ...first.files, ...others.flatMap(({ files }) => files), ...first.after].join('\n')}\n`
}

const [from, into] = process.argv.slice(2)
if (import.meta.main) {
  const byName = Map.groupBy(readdirSync(from).sort().reverse(), (file) => file.slice(file.indexOf('latest')))
  for (const [name, files] of byName)
    writeFileSync(join(into, name), mergeLists(files.map((file) => readFileSync(join(from, file), 'utf8'))))
}
