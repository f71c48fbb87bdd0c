// Builds the addon for batched UDP. Runs after `npm ci` on whatever Node npm itself uses, so it is plain JavaScript;
// the addon is optional, so whatever is missing is said in one line and is no error.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const sources = readdirSync(here).filter((name) => name.endsWith('.c') || name.endsWith('.h'))

/** Where node_api.h and uv.h lie: the packages of Node in node_modules, npm's `nodedir`, or beside the running Node. */
function findHeaders() {
  const modules = join(here, '..', 'node_modules')
  const installed = existsSync(modules)
    ? readdirSync(modules).filter((name) => name.startsWith('node-linux-'))
    : []
  const folders = [
    ...installed.map((name) => join(modules, name)),
    process.env['npm_config_nodedir'],
    join(dirname(process.execPath), '..'),
  ]
  return folders
    .filter((folder) => folder !== undefined && folder !== '')
    .map((folder) => join(folder, 'include', 'node'))
    .find((folder) => ['node_api.h', 'uv.h'].every((name) => existsSync(join(folder, name))))
}

function build() {
  if (process.platform !== 'linux') return `no batched UDP on ${process.platform}`
  const target = join(here, 'build', `batch-udp-linux-${process.arch}.node`)
  const changed = Math.max(...['build.mjs', ...sources].map((name) => statSync(join(here, name)).mtimeMs))
  if (existsSync(target) && statSync(target).mtimeMs > changed) return undefined
  const headers = findHeaders()
  if (headers === undefined) return 'no headers of Node'
  mkdirSync(dirname(target), { recursive: true })
  // Under another name first: a running Hawser may have the old one mapped into its memory.
  const fresh = `${target}.${process.pid}`
  const { status, error, stderr } = spawnSync(
    'cc',
    ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-fPIC', '-shared', '-fvisibility=hidden', '-isystem', headers]
      .concat(sources.filter((name) => name.endsWith('.c')).map((name) => join(here, name)))
      .concat(['-o', fresh]),
    { encoding: 'utf8' },
  )
  if (error) return `no C compiler (${error.message})`
  if (stderr) process.stderr.write(stderr)
  if (status !== 0) {
    rmSync(fresh, { force: true })
    return 'the compiler failed'
  }
  renameSync(fresh, target)
  return undefined
}

try {
  const problem = build()
  if (problem !== undefined) console.log(`Batched UDP is left out, plain UDP serves: ${problem}.`)
} catch (error) {
  console.log(`Batched UDP is left out, plain UDP serves: ${error.message}.`)
}
