// Runs on whatever Node npm itself uses, so it is plain JavaScript and depends on nothing.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === 'win32'

/** Runs a program with the terminal attached; returns its exit status. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    // npm is a script on Windows, which only its shell can start; every argument here is our own.
    shell: windows && command === 'npm',
  })
  if (error) console.error(`${command}: ${error.message}`)
  return status ?? 1
}

/** Runs a step that everything after it needs. */
export function must(command, args, env) {
  const status = run(command, args, env)
  if (status !== 0) process.exit(status)
}

/** Node 24: the one npm installed for this project, else the running one if it is new enough. */
export function projectNode() {
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const own = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  console.error(
    `Hawser needs Node 24 and this is ${process.version}. Install Node 24 and run the command again.`,
  )
  return process.exit(1)
}

/** Environment in which `#!/usr/bin/env node` finds the project's Node. */
export const withProjectNode = () => ({
  PATH: `${dirname(projectNode())}${windows ? ';' : ':'}${process.env.PATH}`,
})

/** `npm ci` unless what is installed came from this very lock file. */
export function ensureDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const mark = join(root, 'node_modules', '.hawser-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  console.log('Installing the packages that Hawser is built from …')
  must('npm', ['ci', '--no-fund', '--no-audit'])
  writeFileSync(mark, lock)
}

function newestChange(path) {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
}

/** Builds the addon where that is possible, and `out/`, unless they are newer than everything they are made from. */
export function ensureBuilt() {
  run(process.execPath, [join(root, 'native', 'build.mjs')])
  const inputs = ['src', 'package-lock.json', 'electron.vite.config.ts'].map((name) =>
    newestChange(join(root, name)),
  )
  const built = join(root, 'out', 'renderer', 'index.html')
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...inputs)) return
  console.log('Building …')
  must(projectNode(), [
    join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ])
}
