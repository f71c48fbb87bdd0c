import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SyncDevice } from '../../support/sync/engines.ts'
import { snapshot } from '../../support/sync/random-tree.ts'

const program = new URL('../../support/sync/engine-process.ts', import.meta.url).pathname
/** More for a long run: HAWSER_KILLS=200. */
const kills = Number(process.env['HAWSER_KILLS'] ?? 8)
/** After it began, by when it has usually brought the most. */
const latestKillMs = 800

/**
 * Starts the device in a process of its own, and kills it so long after it began or, without a time, when it says that
 * everything is in place; resolves with that.
 */
async function run(device: SyncDevice, killMs: number | undefined): Promise<string> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  child.stdin.end(JSON.stringify(device.work))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  expect(await line()).toBe('begins')
  let said = ''
  if (killMs === undefined) said = await line()
  else await Promise.race([sleep(killMs), exited])
  child.kill('SIGKILL')
  const [code] = await exited
  expect(code).toBe(null)
  return said
}

const filesOf = (root: string): Map<string, Buffer> => {
  const files = new Map<string, Buffer>()
  for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    if (!entry.startsWith('.hawser') && statSync(join(root, entry)).isFile())
      files.set(entry, readFileSync(join(root, entry)))
  return files
}

test(
  'a device that is killed at any instant shows whole files only, loses nothing and goes on',
  async () => {
    await using a = await SyncDevice.make('set')
    const b = await SyncDevice.make('suite')
    await using _ = { [Symbol.asyncDispose]: async () => rmSync(b.home, { recursive: true, force: true }) }
    mkdirSync(join(a.root, 'clips'), { recursive: true })
    mkdirSync(b.root)
    /** Everything that each path ever held. */
    const versions = new Map<string, Buffer[]>()
    const write = (path: string, content: Buffer) => {
      versions.set(path, [...(versions.get(path) ?? []), content])
      writeFileSync(join(a.root, path), content)
    }
    for (let i = 0; i < 200; i++) write(`clips/${i}.mov`, randomBytes(randomInt(0, 20_000)))
    for (let i = 0; i < 4; i++) write(`${i}.mxf`, randomBytes(randomInt(3_000_000, 12_000_000)))
    await a.start([b])
    b.work = {
      ...b.work,
      peers: [{ ...a.work.peers[0]!, id: a.device.id, name: 'set', certificate: a.device.certificate }],
      folders: [b.folder([a])],
    }
    b.work.peers[0]!.addresses = [{ host: '127.0.0.1', port: a.port }]

    for (let kill = 0; kill < kills; kill++) {
      await run(b, randomInt(latestKillMs))
      for (const [path, content] of filesOf(b.root)) {
        const isOne = versions.get(path)?.some((version) => version.equals(content))
        expect(isOne, `${path} holds what was never written`).toBe(true)
      }
      write(`clips/${randomInt(200)}.mov`, randomBytes(randomInt(0, 20_000)))
      write(`${randomInt(4)}.mxf`, randomBytes(randomInt(3_000_000, 12_000_000)))
    }
    // What was written last is known to the device that is to tell of it.
    const bytes = [...filesOf(a.root).values()].reduce((sum, { length }) => sum + length, 0)
    await a.until(({ localBytes }) => localBytes === bytes)
    expect(await run(b, undefined), JSON.stringify(a.snapshot, null, 1)).toBe('equal')
    expect(snapshot(b.root)).toEqual(snapshot(a.root))
  },
  120_000 + kills * 10_000,
)
