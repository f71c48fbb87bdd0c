import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notifyManager, serviceFolder } from '../../../src/web/service.ts'

const run = promisify(execFile)
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-service-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const resources = 'resources/service'
const read = (name: string) => readFileSync(join(resources, name), 'utf8')

describe('the unit for systemd', () => {
  /** With a program that is there. */
  const unit = () => {
    const path = join(folder, 'hawser.service')
    writeFileSync(path, read('hawser.service').replace('/opt/hawser/bin/hawser.js', process.execPath))
    return path
  }

  test('is one without a warning', async () => {
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', unit()])
    expect(stderr).not.toContain('hawser.service')
  })

  test('leaves the service little to do harm with', async () => {
    const { stdout } = await run('systemd-analyze', ['security', '--offline=yes', '--threshold=25', unit()])
    expect(stdout).toContain('Overall exposure level')
  })

  test('gives streams more time to finish than they take', () => {
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(read('hawser.service'))?.[1])).toBeGreaterThanOrEqual(10)
  })
})

test('the property list for launchd can be read, and starts the service', async () => {
  const program = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))'
  const { stdout } = await run('python3', ['-c', program, join(resources, 'app.hawser.web.plist')])
  const list = JSON.parse(stdout)
  expect(list).toMatchObject({
    Label: 'app.hawser.web',
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
  })
  expect(list.ProgramArguments.slice(2, 4)).toEqual(['web', '--service'])
  expect(list.EnvironmentVariables.HAWSER_HOME).toMatch(/^\//)
})

test('the description for WinSW can be read, and starts the service', async () => {
  const program =
    'import sys, xml.etree.ElementTree as tree; print(tree.parse(sys.argv[1]).getroot().find("arguments").text)'
  const { stdout } = await run('python3', ['-c', program, join(resources, 'hawser-service.xml')])
  expect(stdout).toContain('hawser.js" web --service')
})

test('what the docs copy is there', () => {
  const docs = readFileSync('docs/service.md', 'utf8')
  for (const name of ['hawser.service', 'app.hawser.web.plist']) expect(docs).toContain(`service/${name}`)
})

describe('the state folder of a service', () => {
  const usual = (env: NodeJS.ProcessEnv) => env['HAWSER_HOME'] ?? '/usual'
  test.each([
    [{ STATE_DIRECTORY: '/var/lib/hawser' }, '/var/lib/hawser'],
    [{ STATE_DIRECTORY: '/var/lib/hawser:/var/lib/other' }, '/var/lib/hawser'],
    [{ STATE_DIRECTORY: '/var/lib/hawser', HAWSER_HOME: '/mine' }, '/mine'],
    [{}, '/usual'],
  ])('of %j is %s', (env, expected) => expect(serviceFolder(env, usual)).toBe(expected))
})

test('a service manager that cannot be told is no reason to end', async () => {
  const complaints: string[] = []
  const complain = (text: string) => complaints.push(text)
  await notifyManager('ready', complain, { PATH: process.env['PATH'] })
  expect(complaints).toEqual([])
  await notifyManager('ready', complain, { PATH: process.env['PATH'], NOTIFY_SOCKET: join(folder, 'nobody') })
  await notifyManager('ready', complain, { PATH: '/nowhere', NOTIFY_SOCKET: join(folder, 'nobody') })
  expect(complaints).toHaveLength(2)
})
