import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { exitStatus, failureOf, failureText } from '../../../src/cli/failure.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { Fault } from '../../../src/wire/fault.ts'

const everyCommand = (command: Command): Command[] => [
  command,
  ...command.commands.filter((child) => child.name() !== 'help').flatMap(everyCommand),
]

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (chunk) => (text += chunk) })
  command.outputHelp()
  return text
}

describe('help', () => {
  test.each(everyCommand(createProgram()).map((command) => [command.name(), command] as const))(
    'of %s describes it and shows examples',
    (_, command) => {
      expect(command.description()).not.toBe('')
      expect(helpOf(command)).toContain('Examples:')
    },
  )
  test('says what each option is for', () => {
    const options = everyCommand(createProgram()).flatMap((command) => command.options)
    expect(options.filter(({ description }) => description === '')).toEqual([])
  })
})

describe('what went wrong', () => {
  const parse = (...args: string[]) =>
    createProgram()
      .parseAsync(args, { from: 'user' })
      .then(() => undefined, failureOf)

  test.each([
    [['forwards']],
    [['forward']],
    [['forward', '--listen', 'nowhere', '--target', '10.0.0.5:554']],
    [['forward', '--listen', '127.0.0.1:1', '--target', '10.0.0.5:554', '--slow-viewer', 'never']],
    [['forward', '--listen', '127.0.0.1:65000', '--target', '10.0.0.5:554', '--ports', '1000']],
    [['forward', '--listen', '127.0.0.1:1', '--target', '10.0.0.5:554', '--allow', 'everybody']],
    [['forward', '--listen', '127.0.0.1:1', '--target', '10.0.0.5:554', '--stall-limit', '1ms']],
    [['web', '--cert', 'a.pem']],
    [['web', '--port', '1', '--listen', '127.0.0.1:1']],
    [['web', '--tls', '--cert', 'a.pem', '--key', 'b.pem']],
    [['web', '--host', 'a/b']],
    [['rules', 'remove']],
    [['rules', 'list', 'surplus']],
    [['tunnel']],
    [['tunnel', 'serves']],
    [['tunnel', '--forward', '8554']],
    [['tunnel', '--socks', '0', '--at', '127.0.0.1:1']],
    [['tunnel', 'serve', '--allow', '10.0.0.5']],
    [['tunnel', 'serve', '--stay', '--code', 'x']],
    [['tunnel', 'serve', '--forward', '0=a:1']],
    [['tunnels', 'add', '--to', 'Van']],
    [['tunnels', 'add', '--to', 'Van', '--socks', '1', '--socks', '2', '--name', 'Two']],
    [['tunnels', 'set', 'Stage']],
    [['tunnels', 'allow', 'camera.lan']],
  ])('in %j is a fault of code usage and status 2', async (args) => {
    const failure = await parse(...args)
    expect(failure).toMatchObject({ code: 'usage' })
    expect(exitStatus(failure!)).toBe(2)
  })

  test('a code that is none is refused before anything begins', async () => {
    const failure = await parse('tunnel', '--code', '4821-otter', '--forward', '0=a:1')
    expect(failure).toMatchObject({ code: 'invalid', message: expect.stringContaining('A code looks like') })
    expect(exitStatus(failure!)).toBe(2)
  })

  test('names the option of a rule that does not fit', async () => {
    const failure = await parse('forward', '-l', '127.0.0.1:1', '-t', 'a:1', '--allow', 'everybody')
    expect(failure?.message).toMatch(/--allow.*10\.0\.0\.0\/24/)
    const range = await parse('forward', '-l', '127.0.0.1:65000', '-t', 'a:1', '--ports', '1000')
    expect(range?.message).toMatch(/--ports/)
  })

  test('a rule that would forward to itself is refused', async () => {
    expect(await parse('forward', '-l', '127.0.0.1:9', '-t', 'localhost:9')).toMatchObject({
      code: 'rule-loop',
    })
  })

  test.each([
    ['port-in-use', 3],
    ['port-denied', 3],
    ['address-unavailable', 3],
    ['listen-failed', 3],
    ['usage', 2],
    ['host-running', 1],
    ['engine-crashed', 1],
  ] as const)('%s ends with status %d', (code, status) => {
    expect(exitStatus({ code, message: '' })).toBe(status)
  })

  test('is told with its code, and for programs once more as JSON', () => {
    const failure = failureOf(new Fault('port-in-use', 'Taken.', { suggestion: 9 }))!
    expect(failureText(failure, false)).toBe('hawser: port-in-use: Taken.\n')
    const folder = '/home/me/Films'
    const about = { code: 'disk-full', message: 'Films has no room.', detail: { folder } } as const
    expect(failureText(about, false)).toBe(`hawser: disk-full: Films has no room. (${folder})\n`)
    expect(failureText({ ...about, message: `${folder} is full.` }, false)).toBe(
      `hawser: disk-full: ${folder} is full.\n`,
    )
    const [line, json] = failureText(failure, true).split('\n')
    expect(line).toBe('hawser: port-in-use: Taken.')
    expect(JSON.parse(json!)).toEqual({
      event: 'error',
      code: 'port-in-use',
      message: 'Taken.',
      detail: { suggestion: 9 },
    })
  })
})
