#!/usr/bin/env node
// Plain JavaScript for whatever Node starts it: finds the Node that Hawser needs, then runs the built command line.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const neededMajor = 24
const self = fileURLToPath(import.meta.url)
const root = dirname(dirname(self))
const windows = process.platform === 'win32'

/** The Node that npm installed beside Hawser: in its own node_modules or in those of a folder above. */
function projectNode() {
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const candidates = [join(root, 'node_modules', '.bin', windows ? 'node.exe' : 'node')]
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    candidates.unshift(join(dirname(manifest), 'bin', windows ? 'node.exe' : 'node'))
  } catch {
    // Not installed, as on a Mac; the candidates say the rest.
  }
  return candidates.find((path) => existsSync(path))
}

function fail(message) {
  console.error(`hawser: ${message}`)
  process.exit(1)
}

/** Runs this file again with `node`; signals go down, the exit status comes up. */
function runWith(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, HAWSER_NODE: node },
  })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('error', (error) => fail(`${node}: ${error.message}`))
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

const built = join(root, 'out', 'main', 'cli.js')
if (!existsSync(built)) fail('Hawser is not built yet. Run: npm run build')

if (Number(process.versions.node.split('.')[0]) >= neededMajor) await import(pathToFileURL(built).href)
else {
  const node = projectNode()
  // A Node that calls itself new but is not must not start itself for ever.
  if (node === undefined || process.env.HAWSER_NODE === node)
    fail(
      `Node ${neededMajor} is needed and this is ${process.version}. Install Node ${neededMajor}, or run: npm ci`,
    )
  runWith(node)
}
