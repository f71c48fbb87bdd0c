import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'hawser-compiled-'))
  folders.push(made)
  return made
}

/** What a program says that keeps what it compiles in a user-data folder. */
async function keeping(userData: string): Promise<string> {
  const program = `import { keepCompiled } from './src/web/compiled.ts'
await keepCompiled(process.argv[1])
await import('./src/contract/index.ts')
console.log(process.env.NODE_COMPILE_CACHE ?? 'nowhere')`
  const env = { PATH: process.env['PATH'] }
  const args = ['--input-type=module', '--eval', program, userData]
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim()
}

test('what was compiled is kept for the next start, where its owner alone can write', async () => {
  const userData = join(folder(), 'home')
  expect(await keeping(userData)).toBe(join(userData, 'compiled'))
  expect(readdirSync(join(userData, 'compiled'))).toHaveLength(1)
  if (process.platform !== 'win32') expect(statSync(userData).mode & 0o777).toBe(0o700)
})

test('where nothing can be kept, it runs without', async () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  expect(await keeping(join(file, 'home'))).toBe('nowhere')
})
