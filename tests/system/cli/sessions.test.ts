import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { newHome } from './harness.ts'

async function opened() {
  const stack = new AsyncDisposableStack()
  const home = newHome()
  stack.defer(() => home[Symbol.dispose]())
  const host = stack.use(
    await openHost({ userData: home.path, engines: fakeEngines, shell: 'test', version: '0' }),
  )
  stack.use(await serveControl(host, home.path))
  return {
    home: home.path,
    hawser: (...args: string[]) => runHere(['sessions', ...args], home.path),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

test('a session is started, listed, ended, shown and exported by its name', async () => {
  await using at = await opened()
  const started = await at.hawser('start', "Saturday's match", '--note', 'Two cameras')
  expect(started).toMatchObject({ status: 0, stderr: '' })
  const listed = JSON.parse((await at.hawser('list', '--json')).stdout)
  expect(listed).toMatchObject([
    { id: started.stdout, name: "Saturday's match", note: 'Two cameras', endedAt: 0 },
  ])
  expect(await at.hawser('end')).toMatchObject({ status: 0, stdout: '"Saturday\'s match" has ended.' })
  expect((await at.hawser('show', "Saturday's match")).stdout).toMatch(
    /^Saturday's match, .*\nNothing flowed\.\n\nTwo cameras\n/,
  )
  const file = join(at.home, 'match.html')
  expect(await at.hawser('export', started.stdout, '--output', file)).toMatchObject({ status: 0, stdout: '' })
  expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/)
  expect((await at.hawser('export', started.stdout, '--form', 'csv')).stdout).toMatch(/^minute,kind,name,/)
})

test('what is wrong is told by its code', async () => {
  await using at = await opened()
  const fails = async (args: string[], status: number, code: string) =>
    expect(await at.hawser(...args)).toMatchObject({
      status,
      stderr: expect.stringContaining(`hawser: ${code}:`),
    })
  await fails(['end'], 1, 'session-unknown')
  await fails(['start', 'x', '--from', '1h', '--to', '2h'], 1, 'session-times')
  await fails(['start', 'x'.repeat(10_000)], 2, 'invalid')
})

test('without a running Hawser it is said so', async () => {
  using home = newHome()
  const { status, stderr } = await runHere(['sessions', 'list'], home.path)
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('host-not-running') })
})
