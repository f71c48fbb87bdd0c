import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectControl } from '../../../src/host/control.ts'
import { Running } from '../cli/harness.ts'
import { newFolder } from './harness.ts'

let folder = ''
beforeAll(() => {
  folder = newFolder()
})
afterAll(() => rmSync(folder, { recursive: true }))

const start = (...flags: string[]) =>
  new Running([join(import.meta.dirname, 'run-fixture.ts'), folder, ...flags])

test.each(['SIGINT', 'SIGTERM'] as const)(
  'it prints its address, can be asked by the command line, and stops at %s',
  async (signal) => {
    await using running = start()
    const address = (await running.line((line) => line.includes('http://'))).trim()
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter#token=[\w-]{43}$/)
    expect((await fetch(address)).status).toBe(200)
    {
      using control = await connectControl(join(folder, 'data'))
      expect(await control.client.about(undefined)).toMatchObject({ shell: 'web' })
    }
    expect(await running.stop(signal)).toMatchObject({ status: 0, stderr: '' })
    await expect(fetch(address)).rejects.toThrow()
  },
)

test('for programs it prints one line of JSON', async () => {
  await using running = start('--json')
  const { addresses, pid } = await running.event('listening')
  expect(addresses).toEqual([expect.stringMatching(/#token=/)])
  expect(pid).toBe(running.child.pid)
  await running.stop('SIGTERM')
})
