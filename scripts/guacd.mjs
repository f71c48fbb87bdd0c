// A real guacd for the tests. Debian had its last one in release 11; that one runs on newer systems beside its own libraries.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './setup.mjs'

/** Where it lies when the system has none. */
export const guacdFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'hawser-tests',
  'guacd',
)

/** Of that release; only what newer ones do not have, or have incompatibly. */
const packages = [
  'guacd',
  'libguac19',
  'libguac-client-vnc0',
  'libvncclient1',
  'libossp-uuid16',
  'libssl1.1',
  'libwebp6',
  'liblzo2-2',
  'libssh2-1',
]

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
const mirrors = ['http://deb.debian.org/debian', 'http://archive.debian.org/debian']

/** Fetches it if there is none. Needs no root: apt works in folders of its own. Where that fails, the tests of guacd are skipped. */
export function ensureGuacd() {
  if (existsSync('/usr/sbin/guacd') || existsSync(join(guacdFolder, 'usr/sbin/guacd'))) return
  if (!existsSync(keyring) || process.arch !== 'x64') return
  console.log('Fetching guacd of Debian 11 for the tests …')
  const work = `${guacdFolder}.new`
  if (!mirrors.some((mirror) => fetchFrom(mirror, work)))
    console.error('It could not be fetched; the tests with guacd are skipped.')
  rmSync(work, { recursive: true, force: true })
}

function fetchFrom(mirror, work) {
  rmSync(work, { recursive: true, force: true })
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs', 'root'])
    mkdirSync(join(work, folder), { recursive: true })
  const sources = join(work, 'sources.list')
  writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror} bullseye main\n`)
  const settings = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    // The release is archived, and its lists are not signed anew.
    'Acquire::Check-Valid-Until=false',
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting])
  const apt = (args) =>
    run('sh', ['-c', 'cd "$0" && apt-get "$@"', join(work, 'debs'), '-qq', ...settings, ...args]) === 0
  if (!apt(['update']) || !apt(['download', ...packages.map((name) => `${name}/bullseye`)])) return false
  const debs = readdirSync(join(work, 'debs'))
  if (!debs.every((deb) => run('dpkg', ['-x', join(work, 'debs', deb), join(work, 'root')]) === 0))
    return false
  rmSync(guacdFolder, { recursive: true, force: true })
  renameSync(join(work, 'root'), guacdFolder)
  return true
}
