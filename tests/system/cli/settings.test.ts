import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { newHome } from './harness.ts'

describe.each(['the settings file', 'a running Hawser'])('settings of %s', (where) => {
  async function open() {
    const stack = new AsyncDisposableStack()
    const home = newHome()
    stack.defer(() => home[Symbol.dispose]())
    if (where === 'a running Hawser') {
      const host = await openHost({ userData: home.path, engines: fakeEngines, shell: 'test', version: '0' })
      stack.use(host)
      stack.use(await serveControl(host, home.path))
    }
    const hawser = (...args: string[]) => runHere(args, home.path)
    const stored = () => JSON.parse(readFileSync(join(home.path, 'hawser.json'), 'utf8'))
    return { home: home.path, hawser, stored, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  test('are read, changed in the units of people, and made as by default again', async () => {
    await using at = await open()
    expect(await at.hawser('settings', 'set', 'sync.upload', '20Mbit')).toMatchObject({
      status: 0,
      stderr: '',
    })
    expect((await at.hawser('settings', 'get', 'sync.upload')).stdout).toBe('20 Mbit/s')
    expect(at.stored().sync.upload).toBe(2_500_000)
    const listed = JSON.parse((await at.hawser('settings', 'list', '--changed', '--json')).stdout)
    expect(listed).toMatchObject([{ path: 'sync.upload', value: 2_500_000, default: 0, changed: true }])
    await at.hawser('settings', 'reset', 'sync.upload')
    expect(at.stored().sync.upload).toBe(0)
    const wrong = await at.hawser('settings', 'set', 'sync.streams', '99')
    expect(wrong).toMatchObject({ status: 2, stderr: 'hawser: invalid: sync.streams: At most 16.\n' })
    expect(await at.hawser('settings', 'get', 'sync.colour')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^hawser: setting-unknown: /),
    })
  })

  test('go into a file and come back from it, profiles too; undo takes that back', async () => {
    await using at = await open()
    await at.hawser('settings', 'set', 'preferences.theme', 'dark')
    await at.hawser('rules', 'add', '--name', 'Stage', '-l', '127.0.0.1:18554', '-t', '10.0.0.5:554')
    await at.hawser('profiles', 'save', 'Venue A')
    const file = join(at.home, 'venue.json')
    await at.hawser('settings', 'export', file)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    const whole = at.stored()

    await at.hawser('rules', 'remove', 'Stage')
    const looked = await at.hawser('settings', 'import', file, '--dry-run')
    expect(looked.stdout).toMatch(/^\+ rule "Stage"$/m)
    expect(at.stored().rules).toEqual([])
    expect((await at.hawser('settings', 'import', file)).status).toBe(0)
    expect(at.stored()).toEqual(whole)
    expect((await at.hawser('settings', 'undo')).stdout).toBe('Undone: the import of settings.')
    expect(at.stored().rules).toEqual([])

    const dry = await at.hawser('profiles', 'switch', 'Venue A', '--dry-run')
    expect(dry.stdout).toMatch(/starts: rule "Stage"/)
    expect(dry.stderr).toMatch(/--save/)
    await at.hawser('profiles', 'switch', 'Venue A')
    expect(at.stored()).toMatchObject({ rules: [{ name: 'Stage' }] })

    writeFileSync(file, '{"hawserSettings": 1')
    expect(await at.hawser('settings', 'import', file)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^hawser: import-invalid: .*line 1/),
    })
  })
})
