// `node scripts/dependencies.mjs [--list]`: looks at every package that Hawser is made from. Part of `npm test`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockProblems, readAudit, runAudit } from './audit.mjs'
import { importedPackages, isCopyleft, nameOf, readPackage, shippedPaths } from './licences.mjs'
import { root } from './setup.mjs'

const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))
const [lock, manifest] = [read('package-lock.json'), read('package.json')]
const shipped = shippedPaths(lock, manifest, importedPackages(join(root, 'src')))
const problems = lockProblems(lock, manifest, shipped)

const withoutText = []
const count = new Map()
for (const path of shipped) {
  const { license } = lock.packages[path]
  count.set(license, (count.get(license) ?? 0) + 1)
  const installed = readPackage(root, path)
  if (installed === undefined) continue
  if (process.argv.includes('--list'))
    console.log(`${installed.name} ${installed.version}: ${installed.license}`)
  if (installed.license !== license)
    problems.push(`${installed.name}: the lock says "${license}", the package itself "${installed.license}"`)
  if (installed.texts.length === 0) withoutText.push(installed.name)
  if (installed.texts.some(isCopyleft) && !/ OR /.test(license))
    problems.push(`${installed.name}: it says "${license}", and brings the text of another licence`)
}
const all = Object.keys(lock.packages).length - 1
const licences = [...count].sort((a, b) => b[1] - a[1]).map(([licence, times]) => `${times} ${licence}`)
console.log(`${all} packages, ${shipped.length} of them shipped: ${licences.join(', ')}`)
if (withoutText.length > 0) console.log(`Shipped without a text of their licence: ${withoutText.join(', ')}`)

const audit = readAudit(await runAudit(root), shipped)
problems.push(...audit.problems)
if (!audit.answered)
  console.log(`Known vulnerabilities were NOT looked for, the registry does not answer that: ${audit.why}`)
else if (audit.found.length === 0) console.log('No known vulnerabilities.')
else
  for (const { name, severity, isShipped } of audit.found)
    console.log(
      `Known vulnerability (${severity}): ${nameOf(name)}${isShipped ? ', which is shipped' : ', a tool'}`,
    )

for (const problem of problems) console.error(problem)
process.exit(problems.length > 0 ? 1 : 0)
