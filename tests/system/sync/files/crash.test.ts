import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporary } from './folders.ts'

const crashes = 14
/** By when many flushes have ended, where a disk is not busy. */
const latestCrashMs = 120
const writer = join(import.meta.dirname, 'crash-writer.ts')

/**
 * Lets the writer work until it is killed, some time after it began or, for `once`, after it first told of a version. Adds to
 * `done` what it told; returns what it complained of.
 */
function runUntilKilled(path: string, done: Map<number, number>, once: 'ready' | 'told'): Promise<string> {
  const child = spawn(process.execPath, [
    writer,
    path,
    ...[...done].map(([number, version]) => `${number}:${version + 10}`),
  ])
  let complaints = ''
  let rest = ''
  let isDoomed = false
  const doom = () => {
    if (!isDoomed) setTimeout(() => child.kill('SIGKILL'), Math.random() * latestCrashMs)
    isDoomed = true
  }
  child.stderr.on('data', (data) => {
    complaints += data
  })
  child.stdout.on('data', (data) => {
    const lines = `${rest}${data}`.split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      if (line !== 'ready' || once === 'ready') doom()
      if (line !== 'ready') {
        const [number, version] = line.split(' ').map(Number)
        done.set(number!, Math.max(done.get(number!) ?? 0, version!))
        told.add(line)
      }
    }
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(complaints))
  })
}

const told = new Set<string>()

/** `number version` of each whole file below; throws for one that is not whole. */
function versionsIn(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(directory, name)
    if (!statSync(path).isFile()) return []
    const text = readFileSync(path, 'utf8')
    const [first = ''] = text.split(';', 1)
    if (text !== `${first};`.repeat(3000)) throw new Error(`${path} is not whole: ${text.slice(0, 40)}`)
    return [first.replace(':', ' ')]
  })
}

test('a crash at any moment leaves each file whole, the old or the new, and loses no version', async () => {
  const path = join(await temporary(), 'folder')
  const done = new Map<number, number>()
  for (let crash = 0; crash < crashes; crash++) {
    expect(await runUntilKilled(path, done, crash % 2 === 0 ? 'ready' : 'told')).toBe('')
    const there = new Set(['a', 'b', '.hawser/bin'].flatMap((name) => versionsIn(join(path, name))))
    expect([...told].filter((version) => !there.has(version))).toEqual([])
  }
  expect(told.size).toBeGreaterThanOrEqual(crashes / 2)
}, 180_000)
