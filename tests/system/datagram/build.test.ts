import { execFile } from 'node:child_process'
import { cp, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadAddon } from '../../../src/engines/kit/datagram/native-addon.ts'
import { whyNotNative } from '../../../src/engines/kit/datagram/open-io.ts'

const name = `batch-udp-linux-${process.arch}.node`

describe.runIf(process.platform === 'linux')('building the addon', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hawser-native-'))
    await cp('native', join(root, 'native'), {
      recursive: true,
      filter: (path) => !/[\\/]build$/.test(path),
    })
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  const target = () => join(root, 'native', 'build', name)
  const build = async (env: Record<string, string> = {}, program = process.execPath) => {
    const { stdout } = await promisify(execFile)(program, [join(root, 'native/build.mjs')], {
      env: { ...process.env, ...env },
    })
    return stdout
  }
  /** As seen by a file of a build. */
  const load = () => loadAddon(pathToFileURL(join(root, 'out/main/bond.js')).href)
  const change = async (file: string, from: string, to: string) => {
    const path = join(root, 'native', file)
    const text = await readFile(path, 'utf8')
    expect(text).toContain(from)
    await writeFile(path, text.replace(from, to))
  }

  /** A Node that has nothing beside it. */
  const lonelyNode = async () => {
    await mkdir(join(root, 'bin'))
    const path = join(root, 'bin', 'node')
    // Another name costs nothing where it is on the same disk.
    await link(process.execPath, path).catch(() => cp(process.execPath, path))
    return path
  }

  test('without a compiler it says so in one line and fails nothing', async () => {
    expect(await build({ PATH: root })).toMatch(
      /^Batched UDP is left out, plain UDP serves: no C compiler.*\n$/,
    )
    expect(load()).toMatch(/not built/)
  })

  test('without headers it says so in one line and fails nothing', async () => {
    const said = await build({ npm_config_nodedir: '' }, await lonelyNode())
    expect(said).toBe('Batched UDP is left out, plain UDP serves: no headers of Node.\n')
  })

  test('a file that is no addon is a reason, not a crash', async () => {
    await mkdir(join(root, 'native', 'build'))
    await writeFile(target(), 'not an addon')
    expect(load()).toMatch(/does not load/)
  })

  describe.skipIf(whyNotNative() !== '')('with a compiler', () => {
    test('it is built once, and again when a source changes; one of another version is not used', async () => {
      expect(await build()).toBe('')
      const first = (await stat(target())).mtimeMs
      await build()
      expect((await stat(target())).mtimeMs).toBe(first)
      await change('batch-udp.c', 'VERSION = 2,', 'VERSION = 99,')
      expect(await build()).toBe('')
      expect((await stat(target())).mtimeMs).toBeGreaterThan(first)
      expect(load()).toMatch(/another version/)
      expect(await readdir(join(root, 'native', 'build'))).toEqual([name])
    })

    test('source that does not compile leaves nothing behind', async () => {
      await change('transmit.c', '#include', '#error no\n#include')
      expect(await build()).toMatch(/the compiler failed/)
      expect(await readdir(join(root, 'native', 'build'))).toEqual([])
    })

    test('headers of the installed Node serve, whatever runs the script', async () => {
      await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
      expect(await build({ npm_config_nodedir: '' }, await lonelyNode())).toBe('')
      expect(load()).toMatchObject({ version: 2 })
    })
  })
})
