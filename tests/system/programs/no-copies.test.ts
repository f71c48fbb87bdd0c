import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Runs a host that works, and tells what it prints and which programs Node has started in any of its threads. */
async function hostAtWork(...words: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-programs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const childrenFile = join(folder, 'children')
  const args = ['--import', fileOf('./count-children.ts'), fileOf('./host-at-work.ts'), ...words]
  const stdout = await new Promise<string>((resolve, reject) => {
    const env = { ...process.env, CHILDREN_FILE: childrenFile }
    execFile(process.execPath, args, { env }, (error, output) => (error ? reject(error) : resolve(output)))
  })
  const children = await readFile(childrenFile, 'utf8').catch(() => '')
  return { told: JSON.parse(stdout), children: children.split('\n').filter((line) => line !== '') }
}

test.skipIf(process.platform !== 'linux')(
  'a rule on a used port, one that is watched, and a bond that starts copy the process for no program',
  async () => {
    const { told, children } = await hostAtWork('control')
    expect(told).toMatchObject({
      problem: expect.stringMatching(new RegExp(`is in use by .+ \\(process ${told.pid}\\)`)),
      bufferedKernel: expect.any(Number),
      routing: 'ok',
    })
    // What the control has started shows that any other would have been seen.
    expect(children).toEqual(['worker true'])
  },
)
