import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { hostContract, Server } from '../../../src/contract/index.ts'
import { connectControl, controlPath, serveControl } from '../../../src/host/control.ts'
import { newHome } from './harness.ts'

const reported: unknown[] = []
const host = {
  server: { about: () => ({ version: '1', notices: [] }) } as unknown as Server<typeof hostContract>,
  report: (error: unknown) => void reported.push(error),
}

test('a host that runs can be asked, by several at once', async () => {
  using home = newHome()
  await using _ = await serveControl(host, home.path)
  const controls = await Promise.all([1, 2, 3].map(() => connectControl(home.path)))
  for (const { client } of controls) expect(await client.about(undefined)).toMatchObject({ version: '1' })
  for (const control of controls) control[Symbol.dispose]()
})

test('without a host it is said that none runs', async () => {
  using home = newHome()
  await expect(connectControl(home.path)).rejects.toMatchObject({ code: 'host-not-running' })
  await expect(connectControl(join(home.path, 'nowhere'))).rejects.toMatchObject({ code: 'host-not-running' })
})

test('the socket is for its owner alone and goes with its host', async () => {
  using home = newHome()
  const control = await serveControl(host, home.path)
  expect(statSync(controlPath(home.path)).mode & 0o777).toBe(0o600)
  await control[Symbol.asyncDispose]()
  expect(() => statSync(controlPath(home.path))).toThrow(/ENOENT/)
})

test('what a killed host left behind does not stand in the way', async () => {
  using home = newHome()
  writeFileSync(controlPath(home.path), '')
  await expect(connectControl(home.path)).rejects.toMatchObject({ code: 'host-not-running' })
  await using _ = await serveControl(host, home.path)
  using control = await connectControl(home.path)
  expect(await control.client.about(undefined)).toMatchObject({ version: '1' })
})

test('a folder with a long path has its socket in a folder that only its owner may enter', async () => {
  using home = newHome()
  const deep = join(home.path, 'x'.repeat(100))
  mkdirSync(deep)
  await using _ = await serveControl(host, deep)
  expect(statSync(dirname(controlPath(deep))).mode & 0o777).toBe(0o700)
  using control = await connectControl(deep)
  expect(await control.client.about(undefined)).toMatchObject({ version: '1' })
})

test('who waits for an answer when the host ends is told', async () => {
  using home = newHome()
  const slow = { ...host, server: { ...host.server, probe: () => new Promise<void>(() => {}) } }
  const serving = await serveControl(slow, home.path)
  using control = await connectControl(home.path)
  const answer = expect(control.client.probe(undefined)).rejects.toMatchObject({ code: 'closed' })
  await control.client.about(undefined)
  await serving[Symbol.asyncDispose]()
  await answer
})
