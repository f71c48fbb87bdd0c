// What is wrong with the packages that Hawser is made from, as far as the lock file tells and a registry answers.
import { spawn } from 'node:child_process'
import { allowedShipped, allowedTools, isAllowed, nameOf } from './licences.mjs'

const exact = /^\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/

/**
 * Packages of other systems than the one that the lock was made on, of which npm had no digest then: they are the same
 * release as the one for this system, and are looked at by name here so that no other one joins them unseen.
 */
export const withoutIntegrity = [
  '@matrixai/quic-darwin-arm64',
  '@matrixai/quic-darwin-x64',
  '@matrixai/quic-win32-x64',
]

/** Each problem in words; empty: none. `shipped`: paths of what goes into packages. */
export function lockProblems(lock, manifest, shipped, missing = withoutIntegrity) {
  const problems = []
  const { dependencies, devDependencies, optionalDependencies, allowScripts = {} } = manifest
  for (const [name, version] of Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  })) {
    if (!exact.test(version)) problems.push(`${name}: "${version}" is not one exact version`)
    const locked = lock.packages[`node_modules/${name}`]?.version
    if (locked !== version) problems.push(`${name}: the lock has ${locked ?? 'nothing'}, not ${version}`)
  }
  if (lock.lockfileVersion !== 3) problems.push(`the lock is of version ${lock.lockfileVersion}, not 3`)
  const withScripts = new Set()
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue
    const name = nameOf(path)
    const isShipped = shipped.includes(path)
    if (entry.link) problems.push(`${name}: it is a link to a folder`)
    if (entry.resolved) problems.push(`${name}: the lock names where it came from (${entry.resolved})`)
    if (!/^sha512-/.test(entry.integrity ?? '') && !missing.includes(name))
      problems.push(`${name}: the lock has no SHA-512 of it`)
    if (entry.deprecated) problems.push(`${name}: its makers advise against it (${entry.deprecated})`)
    if (entry.hasInstallScript) withScripts.add(name)
    if (!entry.license) problems.push(`${name}: it names no licence`)
    else if (!isAllowed(entry.license, isShipped ? allowedShipped : allowedTools))
      problems.push(
        `${name}: its licence "${entry.license}" is not on the list${isShipped ? ' of what may be shipped' : ''}`,
      )
  }
  for (const name of withScripts)
    if (!Object.hasOwn(allowScripts, name))
      problems.push(
        `${name}: it has a script that runs when it is installed, and allowScripts of package.json does not name it`,
      )
  for (const name of Object.keys(allowScripts))
    if (!withScripts.has(name))
      problems.push(`${name}: allowScripts of package.json names it, and it has no such script`)
  return problems
}

const serious = ['high', 'critical']

/**
 * What `npm audit --json` has said: known vulnerabilities, or why it could not be known. A registry that does not answer
 * (or is not asked) is no vulnerability, and no all-clear either.
 */
export function readAudit(text, shipped) {
  let report
  try {
    report = JSON.parse(text)
  } catch {
    return { answered: false, why: text.trim().split('\n')[0] || 'npm said nothing', found: [], problems: [] }
  }
  if (report === null || typeof report !== 'object' || typeof report.vulnerabilities !== 'object') {
    const why =
      report?.error?.summary || report?.message || report?.error?.code || 'no list of vulnerabilities'
    return { answered: false, why: String(why).trim(), found: [], problems: [] }
  }
  const names = new Set(shipped.map(nameOf))
  const found = Object.values(report.vulnerabilities).map(({ name, severity }) => ({
    name,
    severity,
    isShipped: names.has(name),
  }))
  const problems = found
    .filter(({ severity, isShipped }) => isShipped && serious.includes(severity))
    .map(({ name, severity }) => `${name}: it is shipped and has a known vulnerability (${severity})`)
  return { answered: true, why: '', found, problems }
}

const waitMs = 30_000

/** Asks the registry that npm is set up with. Never throws. */
export function runAudit(root) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32'
    const child = spawn('npm', ['audit', '--json', '--fetch-retries=0'], {
      cwd: root,
      shell: windows,
      timeout: waitMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    let complaint = ''
    child.stdout.on('data', (bytes) => {
      text += bytes
    })
    child.stderr.on('data', (bytes) => {
      complaint += bytes
    })
    child.on('error', (error) => resolve(error.message))
    child.on('close', () => resolve(text.trim() === '' ? complaint : text))
  })
}
