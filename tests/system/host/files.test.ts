import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Rule } from '../../../src/contract/index.ts'
import { userDataFolder } from '../../../src/host/user-data.ts'
import { eventsUntil, input, open, signal, temporaryFolder } from './opened.ts'

const codes = async (host: Awaited<ReturnType<typeof open>>) =>
  (await host.server.about(undefined, signal)).notices.map(({ code }) => code)
const rules = async (host: Awaited<ReturnType<typeof open>>) => {
  for await (const { rules } of host.server.settings(undefined, signal)) return rules as Rule[]
  throw new Error('settings ended')
}
const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'))

test('settings outlive the host, and nobody else can read them', async () => {
  const folder = join(await temporaryFolder(), 'deep', 'hawser')
  const first = await open(folder)
  const rule = await first.server.addRule({ rule: input() }, signal)
  await first.server.setPreferences({ theme: 'dark' }, signal)
  await first[Symbol.asyncDispose]()
  const second = await open(folder)
  expect(await rules(second)).toEqual([rule])
  if (process.platform === 'win32') return
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'hawser.json'))).mode & 0o777).toBe(0o600)
})

test('one folder has one host', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  await expect(open(folder)).rejects.toMatchObject({ code: 'host-running' })
  await first[Symbol.asyncDispose]()
  await open(folder)
})

test('a host in another process is noticed, and one that was killed leaves nothing in the way', async () => {
  const folder = await temporaryFolder()
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL('../../../src/host/lock.ts', import.meta.url).href)})
    globalThis.lock = lockFolder(${JSON.stringify(folder)})
    console.log('locked')
    setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(other.stdout, 'data')
  await expect(open(folder)).rejects.toMatchObject({ code: 'host-running' })
  other.kill('SIGKILL')
  await once(other, 'exit')
  await open(folder)
})

test('a lock file that holds something else is no obstacle', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'hawser.lock'), 'not a lock at all'.repeat(100))
  await open(folder)
})

test('a file edited into nonsense is refused with the place, the last good copy serves, and it is not lost', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const rule = await first.server.addRule({ rule: input() }, signal)
  await first[Symbol.asyncDispose]()
  const nonsense = '{\n  "version": 1,\n  "rules": [\n}'
  await writeFile(join(folder, 'hawser.json'), nonsense)

  const host = await open(folder)
  expect(await rules(host)).toEqual([rule])
  const { notices } = await host.server.about(undefined, signal)
  expect(notices).toMatchObject([
    { code: 'settings-invalid', text: expect.stringContaining('line 4, column 1') },
  ])
  expect((await eventsUntil(host, 'settings-invalid')).at(-1)?.level).toBe('warning')
  expect(await readFile(join(folder, 'hawser.json'), 'utf8')).toBe(nonsense)

  await host.server.setPreferences({ theme: 'light' }, signal)
  expect(await codes(host)).toEqual([])
  expect(await readFile(join(folder, 'hawser.json.refused'), 'utf8')).toBe(nonsense)
  expect((await json(join(folder, 'hawser.json'))).rules).toEqual([rule])
})

test('an edit while the host runs is taken over, or refused while the old settings go on', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'hawser.json')
  const host = await open(folder)
  const rule = await host.server.addRule({ rule: input({ name: 'before' }) }, signal)
  const text = await readFile(path, 'utf8')

  await writeFile(path, text.replace('before', 'after'))
  await eventsUntil(host, 'settings-edited')
  expect((await rules(host))[0]?.name).toBe('after')

  await writeFile(path, text.replace(/"enabled": true/, '"enabled": "yes"'))
  await vi.waitFor(async () => expect(await codes(host)).toEqual(['settings-invalid']), { timeout: 30_000 })
  expect((await rules(host))[0]?.name).toBe('after')

  // Without waiting for anybody to notice: a change must not undo what was just written by hand.
  await writeFile(path, text.replace('before', 'last'))
  await host.server.setPreferences({ theme: 'dark' }, signal)
  expect(await rules(host)).toEqual([{ ...rule, name: 'last' }])
})

test('settings of a newer version are used as far as they are understood, and never overwritten', async () => {
  const folder = await temporaryFolder()
  const text = JSON.stringify({
    version: 99,
    rules: [{ ...input({ name: 'from the future' }), id: 'x', warp: 9 }],
  })
  await writeFile(join(folder, 'hawser.json'), text)
  const host = await open(folder)
  expect(await codes(host)).toEqual(['settings-newer'])
  expect((await rules(host)).map(({ name }) => name)).toEqual(['from the future'])
  await expect(host.server.addRule({ rule: input() }, signal)).rejects.toMatchObject({
    code: 'settings-newer',
  })
  expect(await readFile(join(folder, 'hawser.json'), 'utf8')).toBe(text)
})

test('settings that cannot be written are said so, and nothing has changed', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'hawser.json.new'))
  const host = await open(folder)
  await expect(host.server.addRule({ rule: input() }, signal)).rejects.toMatchObject({
    code: 'settings-unreadable',
  })
  expect(await rules(host)).toEqual([])
})

test('changes at the same time are all kept', async () => {
  const folder = await temporaryFolder()
  const host = await open(folder)
  await Promise.all(Array.from({ length: 20 }, () => host.server.addRule({ rule: input() }, signal)))
  expect((await json(join(folder, 'hawser.json'))).rules.length).toBe(20)
})

test('loops and overlaps are refused, and a loop written by hand is kept off', async () => {
  const folder = await temporaryFolder()
  const host = await open(folder)
  const here = { host: '127.0.0.1', port: 9 }
  const looping = input({ name: 'snake', listen: here, target: here })
  await expect(host.server.addRule({ rule: looping }, signal)).rejects.toMatchObject({
    code: 'rule-loop',
    detail: [{ path: 'target.port', code: 'rule-loop' }],
  })
  const rule = await host.server.addRule({ rule: input({ listen: here }) }, signal)
  await expect(host.server.addRule({ rule: input({ listen: here }) }, signal)).rejects.toMatchObject({
    code: 'rule-overlap',
    detail: [{ path: 'listen.port', suggestion: 10 }],
  })
  await host[Symbol.asyncDispose]()
  await writeFile(
    join(folder, 'hawser.json'),
    JSON.stringify({ version: 1, rules: [{ ...rule, id: 'snake', target: here }] }),
  )
  const again = await open(folder)
  expect(await codes(again)).toEqual(['rule-loop'])
})

test('events are numbered on across hosts', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const before = (await eventsUntil(first, 'engine-told')).at(-1)!
  await first[Symbol.asyncDispose]()
  const second = await open(folder)
  const after = await eventsUntil(second, 'engine-told', before.seq)
  expect(after[0]?.seq).toBe(before.seq + 1)
  expect((await eventsUntil(second, 'engine-told'))[0]?.seq).toBe(1)
})

test('a damaged database is set aside at the start, and the app runs', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'hawser.db'), 'this is no database'.repeat(1000))
  const host = await open(folder)
  expect(await codes(host)).toEqual(['database-damaged'])
  expect((await readdir(folder)).some((name) => name.startsWith('hawser.db.damaged-'))).toBe(true)
  const [event] = await eventsUntil(host, 'database-damaged')
  expect(event?.seq).toBeGreaterThan(1_000_000)
})

test('the user-data folder is where each system keeps such things', () => {
  expect(userDataFolder({ HAWSER_HOME: '/elsewhere' }, 'linux')).toBe('/elsewhere')
  expect(userDataFolder({ XDG_CONFIG_HOME: '/config' }, 'linux')).toBe(join('/config', 'hawser'))
  expect(userDataFolder({}, 'linux')).toMatch(/\.config.hawser$/)
  expect(userDataFolder({}, 'darwin')).toMatch(/Application Support.Hawser$/)
  expect(userDataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Hawser'))
})
