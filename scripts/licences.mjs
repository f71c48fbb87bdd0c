// What of other people is in a package of Hawser, and under which licence. Plain JavaScript: packages are made by whatever Node
// runs npm. `node scripts/licences.mjs [FILE]` writes all texts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The file that packages have. */
export const fileName = 'THIRD-PARTY-LICENCES.txt'

/** Permissive, or (MPL-2.0) free to be shipped unmodified beside code under another licence. Nothing of the GPL's family, no SSPL. */
export const allowedShipped = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
]
/** Of what only builds and tests, and goes nowhere. */
export const allowedTools = [...allowedShipped, 'CC-BY-4.0', 'WTFPL']
/** As some packages write it. */
const spellings = { 'MPL 2.0': 'MPL-2.0', 'Apache 2.0': 'Apache-2.0', 'Apache License 2.0': 'Apache-2.0' }
/** The Node that `npm ci` brings for the command line of a checkout; no package has it. */
const leftOut = /^node_modules\/node-(?:linux|win|darwin)-/
/** Not bundled: the shell that the app runs in, with licence texts of its own beside it. */
const providedElsewhere = ['electron']
/** What is linked into native parts, which their packages do not name. */
const linkedInto = {
  'node-datachannel':
    'libdatachannel and libjuice (MPL-2.0), usrsctp and libsrtp (BSD-3-Clause), plog (MIT), OpenSSL (Apache-2.0)',
  '@matrixai/quic': 'quiche (BSD-2-Clause), BoringSSL (ISC, OpenSSL), crates of Rust (MIT, Apache-2.0)',
}

/** Whether an SPDX expression lets one choose licences that are allowed. */
export function isAllowed(expression, allowed) {
  const plain = (spellings[expression] ?? expression).trim()
  const inner = /^\(([^()]*)\)$/.exec(plain)?.[1] ?? plain
  if (inner.includes('(')) return false
  return inner
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((each) => allowed.includes(each.trim())))
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
export const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** The packages that files of a folder import, styles and types included. */
export function importedPackages(folder) {
  const found = new Set()
  const pattern =
    /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|@import\s+|@plugin\s+)['"]((?:@[\w.-]+\/)?[\w][\w.-]*)(?:\/[^'"]*)?['"]/g
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(?:tsx?|css|html|m?js)$/.test(name)) continue
    for (const [, specifier] of readFileSync(join(folder, name), 'utf8').matchAll(pattern))
      found.add(specifier)
  }
  return found
}

/** Where Node finds `name` for the package at `from`, as npm has laid it out. */
function resolveIn(lock, from, name) {
  for (let folder = from; ; ) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (lock.packages[path]) return path
    if (folder === '') return undefined
    const above = folder.lastIndexOf('/node_modules/')
    folder = above < 0 ? '' : folder.slice(0, above)
  }
}

/**
 * Paths in the lock of everything that may be in a package: what is installed beside it, and what the bundles are made of,
 * with all that those need. Rather too much than too little: what a bundler leaves out of it is not looked at.
 */
export function shippedPaths(lock, manifest, imported) {
  const found = new Set()
  const visit = (name, from) => {
    const path = resolveIn(lock, from, name)
    if (path === undefined || found.has(path) || leftOut.test(path) || providedElsewhere.includes(name))
      return
    found.add(path)
    const { dependencies, optionalDependencies } = lock.packages[path]
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) visit(each, path)
  }
  const { dependencies, optionalDependencies } = manifest
  for (const each of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...imported])
    visit(each, '')
  return [...found].sort()
}

const isText = (name) => /^(?:licen[cs]e|copying|notice|copyright|ofl)(?:[.-][\w.-]*)?$/i.test(name)

/** What an installed package says of its licence, and with which texts; undefined: not installed on this system. */
export function readPackage(root, path) {
  const folder = join(root, path)
  if (!existsSync(join(folder, 'package.json'))) return undefined
  const { name, version, license, licenses, author, homepage, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const declared = license ?? licenses?.map?.(({ type }) => type).join(' OR ')
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isText(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim())
  return {
    name,
    version,
    license: typeof declared === 'string' ? declared : (declared?.type ?? ''),
    by: typeof author === 'string' ? author : (author?.name ?? ''),
    at: homepage ?? (typeof repository === 'string' ? repository : repository?.url) ?? '',
    texts,
  }
}

/** Whether a text is a licence that forbids what the declaration beside it allows; others mention such licences further down. */
export const isCopyleft = (text) =>
  /^\s*(?:GNU (?:AFFERO |LESSER )?GENERAL PUBLIC LICENSE|Server Side Public License)/i.test(text)

/** All texts, of what is installed here. */
export function thirdPartyText(root) {
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))
  const paths = shippedPaths(
    read('package-lock.json'),
    read('package.json'),
    importedPackages(join(root, 'src')),
  )
  const packages = paths.map((path) => readPackage(root, path)).filter((each) => each !== undefined)
  const line = '─'.repeat(80)
  const parts = packages.map(({ name, version, license, by, at, texts }) => {
    const linked = Object.entries(linkedInto).find(
      ([prefix]) => name === prefix || name.startsWith(`${prefix}-`),
    )?.[1]
    const head = [`${name} ${version}`, `Licence: ${license}`]
    if (by) head.push(`By: ${by}`)
    if (at) head.push(`From: ${at}`)
    if (linked) head.push(`Linked into its native part: ${linked}`)
    const body = texts.length > 0 ? texts.join('\n\n') : 'It comes without a text of its licence.'
    return `${line}\n${head.join('\n')}\n\n${body}\n`
  })
  const intro = [
    'Hawser is made with the work of others. What may be in this package of theirs, and under which terms:',
    'Electron and Chromium have texts of their own beside it (LICENSE.electron.txt, LICENSES.chromium.html).',
    '',
    ...packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`),
  ]
  return `${intro.join('\n')}\n\n${parts.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = thirdPartyText(join(import.meta.dirname, '..'))
  if (process.argv[2]) writeFileSync(process.argv[2], text)
  else process.stdout.write(text)
}
