import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Measure } from '../../../bench/soak/verdict.ts'

const program = resolve(import.meta.dirname, '../../../bench/soak.ts')

/** Whatever its exit status is: a machine that is busy with other tests makes frames late, and memory is not told by seconds. */
const soaked = (...args: string[]) =>
  new Promise<{ measures: Measure[]; problems: string[] }>((done, failed) =>
    execFile(
      process.execPath,
      [program, '--json', ...args],
      { timeout: 240_000 },
      (error, stdout, stderr) => {
        try {
          done(JSON.parse(stdout))
        } catch {
          failed(new Error(`${error?.message}\n${stderr}`))
        }
      },
    ),
  )

test('a soak of seconds carries what it is given, loses and damages nothing, and says so', async () => {
  const { measures, problems } = await soaked('--minutes', '0.1', '--seed', '1', '--source')
  expect(problems).toEqual([])
  const missed = measures.filter(({ text, state }) => state === 'failed' && !text.startsWith('late frames'))
  expect(missed).toEqual([])
  const texts = measures.map(({ text }) => text)
  for (const load of [
    'healthy streams',
    'over the bond',
    'synced folder',
    'through the tunnel',
    'transfers',
    'pages',
  ])
    expect(texts.some((text) => text.includes(load))).toBe(true)
}, 250_000)
