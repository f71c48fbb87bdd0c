import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HawserEvent } from '../../../src/contract/events.ts'
import type { LogSettings } from '../../../src/contract/observe.ts'
import { type Settings, settingsSchema } from '../../../src/contract/settings.ts'
import { Log } from '../../../src/host/observe/log/log.ts'

const patience = { timeout: 30_000, interval: 5 }

const settingsOf = (log: Partial<LogSettings> = {}, more: object = {}): Settings =>
  settingsSchema.parse({ version: 1, observe: { log }, ...more })

async function folderOfTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return join(folder, 'logs')
}

/** A second passes with each line, so that nothing is held back. */
function newLog(folder: string) {
  let now = 0
  const problems: string[] = []
  const log = new Log({
    folder,
    clock: {
      now() {
        now += 1000
        return now
      },
    },
    problem: (text) => problems.push(text),
  })
  onTestFinished(() => log[Symbol.asyncDispose]())
  return { log, problems }
}

const numberOf = (name: string) => Number(/\d+/.exec(name)![0])
const filesIn = async (folder: string) => (await readdir(folder)).sort((a, b) => numberOf(a) - numberOf(b))
async function textIn(folder: string): Promise<string> {
  return (
    await Promise.all((await filesIn(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  ).join('')
}
const linesIn = async (folder: string) =>
  (await textIn(folder))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const event = (part: Partial<HawserEvent>): HawserEvent => ({
  seq: 7,
  at: 0,
  level: 'info',
  source: 'bond',
  code: 'link-up',
  text: 'Modem 1 is up.',
  ...part,
})

test('events and defects are lines of JSON, which their owner alone can read', async () => {
  const folder = await folderOfTest()
  const { log } = newLog(folder)
  await log.open(settingsOf())
  log.event(event({ bondId: 'b1', link: 'wwan0' }))
  log.report(Object.assign(new TypeError('it broke'), { code: 'EPIPE' }))
  log.report('words alone')
  log.report(new Error('outer', { cause: new Error('inner') }))
  const lines = await linesIn(folder)
  expect(lines).toMatchObject([
    {
      level: 'info',
      source: 'bond',
      code: 'link-up',
      seq: 7,
      bondId: 'b1',
      link: 'wwan0',
      text: 'Modem 1 is up.',
    },
    { level: 'error', source: 'defect', type: 'TypeError', code: 'EPIPE', text: 'it broke' },
    { level: 'error', source: 'defect', text: 'words alone' },
    { text: 'outer', cause: expect.stringMatching(/^Error: inner\n/) },
  ])
  expect(lines[1]!['stack']).toMatch(/log\.test\.ts/)
  expect(lines[0]!['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  if (process.platform === 'win32') return
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  for (const name of await filesIn(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
})

test('what is told before the settings are known is written with the first lines, or at the end', async () => {
  const [folder, other] = [await folderOfTest(), await folderOfTest()]
  const { log } = newLog(folder)
  log.report(new Error('early'))
  log.write('debug', 'too fine')
  await log.open(settingsOf())
  expect((await linesIn(folder)).map(({ text }) => text)).toEqual(['early'])
  const { log: never } = newLog(other)
  never.report(new Error('the settings could not be read'))
  await never[Symbol.asyncDispose]()
  expect((await linesIn(other)).map(({ text }) => text)).toEqual(['the settings could not be read'])
})

test('the level changes while it runs', async () => {
  const folder = await folderOfTest()
  const { log } = newLog(folder)
  await log.open(settingsOf({ level: 'warning' }))
  const all = (what: string) => {
    for (const level of ['error', 'warning', 'info', 'debug'] as const) log.write(level, `${what} ${level}`)
  }
  all('1')
  log.level = 'debug'
  all('2')
  log.level = 'off'
  all('3')
  log.level = 'error'
  all('4')
  expect((await linesIn(folder)).map(({ text }) => text)).toEqual([
    '1 error',
    '1 warning',
    '2 error',
    '2 warning',
    '2 info',
    '2 debug',
    '4 error',
  ])
})

test('files are begun anew when they are full, and only so many are kept, those of earlier starts too', async () => {
  const folder = await folderOfTest()
  const { log: first } = newLog(folder)
  await first.open(settingsOf({ fileMB: 1, files: 3 }))
  const newestSize = async () => (await stat(join(folder, (await filesIn(folder)).at(-1)!))).size
  const fill = async (log: Log, megabytes: number) => {
    for (let n = 0; n < megabytes * 140; n++) {
      log.write('info', `${n} ${'stuff '.repeat(1200)}`)
      // A file is changed when the system has all of it.
      if (n % 10 === 0) await expect.poll(newestSize, patience).toBeLessThan(1e6)
    }
  }
  await fill(first, 5)
  await first[Symbol.asyncDispose]()
  await expect.poll(() => filesIn(folder).then(({ length }) => length), patience).toBeLessThanOrEqual(3)
  const before = await filesIn(folder)
  expect(numberOf(before.at(-1)!)).toBeGreaterThan(3)
  for (const name of before) expect((await stat(join(folder, name))).size).toBeLessThan(1.1e6)

  const { log: second } = newLog(folder)
  await second.open(settingsOf({ files: 2 }))
  second.write('info', 'second start')
  const after = await filesIn(folder)
  expect(after.length).toBeLessThanOrEqual(2)
  expect(after.at(-1)).toBe(before.at(-1))
  expect(await readFile(join(folder, after.at(-1)!), 'utf8')).toContain('second start')
})

test('a flood is held back, and the log says how much is missing', async () => {
  const folder = await folderOfTest()
  let now = 0
  const log = new Log({ folder, clock: { now: () => now }, problem: () => {} })
  onTestFinished(() => log[Symbol.asyncDispose]())
  await log.open(settingsOf())
  for (let n = 0; n < 10_000; n++) log.write('error', `defect ${n}`)
  now = 10_000
  log.write('error', 'later')
  const lines = await linesIn(folder)
  expect(lines.length).toBe(201)
  expect(lines.at(-1)).toMatchObject({ text: 'later', leftOut: 9800 })
  const told: Record<string, number> = {}
  log.tell(({ name }, { value }) => {
    told[name] = (told[name] ?? 0) + value
  })
  expect(told).toEqual({ 'hawser.log.lines': 201, 'hawser.log.lines.left_out': 9800 })
})

test('a log that cannot be written is said once, and nothing is thrown', async () => {
  const folder = await folderOfTest()
  await writeFile(folder, 'in the way')
  const { log, problems } = newLog(folder)
  await log.open(settingsOf())
  log.report(new Error('lost'))
  log.report(new Error('lost too'))
  expect(problems).toEqual([expect.stringMatching(/^The log in .* cannot be written: /)])
  expect(await readFile(folder, 'utf8')).toBe('in the way')
})

test('no secret gets into it, wherever it stands', async () => {
  const folder = await folderOfTest()
  const { log } = newLog(folder)
  const settings = settingsOf(
    { level: 'debug' },
    {
      transfer: {
        iceServers: [
          { url: 'turn:turn.example.net:3478', username: 'u', credential: 'planted credential 1' },
        ],
      },
      tunnel: {
        ways: [
          {
            id: 'way1',
            name: 'Remote',
            party: 'somebody',
            kind: 'socks',
            listen: { host: '127.0.0.1', port: 1080 },
            user: 'operator',
            password: 'planted-socks-2',
          },
        ],
      },
    },
  )
  await log.open(settings)
  log.known = ['planted credential 1', 'planted-socks-2', 'planted-token-3']
  const planted: [string, string][] = [
    ['connect to rtsp://admin:planted4@10.0.0.5:554/stream failed', 'planted4'],
    ['rtsp://viewer:pl@nt/ed5@cam.lan/live', 'nt/ed5'],
    ['GET https://api.example.net/?token=planted6&x=1', 'planted6'],
    ['Authorization: Bearer planted7.abc-def', 'planted7'],
    ['{"password":"planted8 with spaces"}', 'planted8'],
    ['the server says planted credential 1 is wrong', 'planted credential 1'],
    ['SOCKS: planted-socks-2', 'planted-socks-2'],
    ['pushed with planted-token-3', 'planted-token-3'],
    ['PrivateKey = aPlantedKeyOf32BytesaPlantedKeyOf32Bytes12=', 'aPlantedKeyOf32Bytes'],
    ['-----BEGIN PRIVATE KEY-----\nMIGplanted9\n-----END PRIVATE KEY-----', 'planted9'],
    ['nobody waits with 4821-otter-lamp-magnet-maple-stone-acorn', 'otter-lamp'],
    ['paired by 7-otter-lamp-4217 on Friday', 'otter-lamp-4217'],
    ['opened hawser://receive?code=4821-otter-lamp-magnet-maple-stone-acorn&at=10.0.0.1', 'magnet'],
    ['http://127.0.0.1:8740/enter#token=planted10', 'planted10'],
    ['srt://host:5000?passphrase=planted11', 'planted11'],
  ]
  for (const [text] of planted) {
    log.event(event({ text }))
    const defect = new Error(text)
    log.report(defect)
    log.report(text)
    log.report(new Error('outer', { cause: defect }))
  }
  const written = await textIn(folder)
  expect(written.split('\n').length).toBeGreaterThan(planted.length * 4 - 1)
  for (const [text, secret] of planted) expect(written, text).not.toContain(secret)
  expect(written).toContain('10.0.0.5:554')
  expect(written).toContain('on Friday')
})
