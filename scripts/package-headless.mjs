// `npm run package:headless [-- FOLDER] [--built]`: dist/hawser-VERSION-headless.tar.gz, the host without Electron, ready to run.
// With --built out/ is taken as it is.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { fileName, thirdPartyText } from './licences.mjs'
import { ensureBuilt, root } from './setup.mjs'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const name = `hawser-${manifest.version}-headless`
/** The Node that `npm ci` brings is for a checkout; koffi brings its source, and a package for each system beside it. */
const leftOut = /^node-(?:linux|win|darwin)-/
const koffiSource = ['src', 'doc', 'vendor', 'lib']
/** For Electron alone. */
const desktopOnly = ['index.js']

/** Folders of the packages that the bundles load, with all that those need; what is not for this system is not installed. */
function runtimePackages() {
  const found = new Map()
  const visit = (dependencies, from) => {
    for (const each of dependencies) {
      const folder = [join(from, 'node_modules', each), join(root, 'node_modules', each)].find(existsSync)
      if (folder === undefined || found.has(folder)) continue
      const own = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      found.set(folder, own)
      visit(Object.keys({ ...own.dependencies, ...own.optionalDependencies }), folder)
    }
  }
  const direct = { ...manifest.dependencies, ...manifest.optionalDependencies }
  visit(
    Object.keys(direct).filter((each) => !leftOut.test(each)),
    root,
  )
  return found
}

function copyPackage(folder, own, into) {
  const isKoffi = own.name === 'koffi'
  const target = join(into, relative(root, folder))
  cpSync(folder, target, {
    recursive: true,
    dereference: true,
    filter: (path) => {
      const [first, ...rest] = relative(folder, path).split(sep)
      if (first === 'node_modules') return false
      return !(isKoffi && koffiSource.includes(first) && rest.length === 0)
    },
  })
  // It is installed already: its scripts, which npm would run again, build from source that is not here.
  const { scripts: _, gypfile: __, ...installed } = own
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(installed, null, 2)}\n`)
}

/** What npm needs to install it from the archive: no development, no Electron, and its packages come with it. */
function packedManifest(packages) {
  const { version, description, license, type, bin, engines } = manifest
  const optionalDependencies = Object.fromEntries(
    Object.entries(manifest.optionalDependencies).filter(([each]) => !leftOut.test(each)),
  )
  return {
    name: manifest.name,
    version,
    description,
    license,
    type,
    bin,
    engines,
    platform: `${process.platform}-${process.arch}`,
    dependencies: manifest.dependencies,
    optionalDependencies,
    bundleDependencies: [...new Set([...packages.values()].map((each) => each.name))],
  }
}

const options = process.argv.slice(2)
if (!options.includes('--built')) ensureBuilt()
const staging = mkdtempSync(join(tmpdir(), 'hawser-headless-'))
const into = join(staging, name)
mkdirSync(into)
cpSync(join(root, 'out', 'main'), join(into, 'out', 'main'), {
  recursive: true,
  filter: (path) => !desktopOnly.includes(relative(join(root, 'out', 'main'), path)),
})
cpSync(join(root, 'out', 'renderer'), join(into, 'out', 'renderer'), { recursive: true })
cpSync(join(root, 'bin'), join(into, 'bin'), { recursive: true })
chmodSync(join(into, 'bin', 'hawser.js'), 0o755)
const addons = join(root, 'native', 'build')
if (existsSync(addons))
  for (const each of readdirSync(addons).filter((file) => file.endsWith('.node')))
    cpSync(join(addons, each), join(into, 'native', 'build', each))
for (const each of ['service', 'grafana'])
  cpSync(join(root, 'resources', each), join(into, each), { recursive: true })
mkdirSync(join(into, 'docs'))
copyFileSync(join(root, 'docs', 'service.md'), join(into, 'docs', 'service.md'))
const readme = readFileSync(join(root, 'scripts', 'headless-readme.md'), 'utf8')
writeFileSync(join(into, 'README.md'), readme.replaceAll('VERSION', manifest.version))
if (existsSync(join(root, 'LICENSE'))) copyFileSync(join(root, 'LICENSE'), join(into, 'LICENSE'))
writeFileSync(join(into, fileName), thirdPartyText(root))
const packages = runtimePackages()
for (const [folder, own] of packages) copyPackage(folder, own, into)
writeFileSync(join(into, 'package.json'), `${JSON.stringify(packedManifest(packages), null, 2)}\n`)

const dist = resolve(root, options.find((each) => !each.startsWith('--')) ?? 'dist')
mkdirSync(dist, { recursive: true })
const archive = join(dist, `${name}.tar.gz`)
// Whoever unpacks it as root must not get files of whoever packed it.
const owners = process.platform === 'linux' ? ['--owner=0', '--group=0'] : []
const { status, error } = spawnSync('tar', ['-czf', archive, ...owners, '-C', staging, name], {
  stdio: 'inherit',
})
rmSync(staging, { recursive: true, force: true })
if (status !== 0) {
  console.error(`tar: ${error?.message ?? `status ${status}`}`)
  process.exit(1)
}
console.log(archive)
