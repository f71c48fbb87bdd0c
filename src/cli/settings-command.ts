import { readFile, writeFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import { leafOf, valueAt } from '../contract/catalogue/index.ts'
import { type SettingsPart, settingsParts } from '../contract/exchange.ts'
import { Fault } from '../wire/fault.ts'
import { type FileInput, withExchange } from './settings-exchange.ts'
import {
  listedSettings,
  previewText,
  requireSetting,
  settingsTable,
  typedValue,
  valueText,
} from './settings-text.ts'

const examples = `
Examples:
  hawser settings list --changed
  hawser settings get sync.upload
  hawser settings set sync.upload 20Mbit
  hawser settings reset sync.upload
  hawser settings export venue.json
  hawser settings import venue.json --dry-run
  hawser settings undo

A running Hawser takes the changes over at once; otherwise they go into its settings file. Rules, bonds, folders and
tunnels have commands of their own; export and import take them along.`

/** `hawser settings …` */
export function addSettingsCommand(program: Command): void {
  const command = program
    .command('settings')
    .description('see and change settings, export and import all of them')
    .addHelpText('after', examples)
  addList(command)
  addSingle(command)
  addExport(command)
  addImport(command)
  command
    .command('undo')
    .description('take back the newest import, switch of profiles or removal of one')
    .addHelpText('after', '\nExamples:\n  hawser settings undo')
    .action(() =>
      withExchange(async (work) => {
        const undone = await work.undo()
        if (undone === undefined) throw new Fault('undo-gone', 'There is nothing to undo.')
        const stays = undone.left > 0 ? ` ${undone.left} that were changed since stay as they are.` : ''
        console.log(`Undone: ${undone.what}.${stays}`)
      }),
    )
}

function addList(command: Command): void {
  command
    .command('list')
    .description('show every setting; * marks those that are not as by default')
    .option('--changed', 'only those that are not as by default')
    .option('--json', 'as JSON, with what each does and why its default is what it is')
    .addHelpText('after', '\nExamples:\n  hawser settings list\n  hawser settings list --changed --json')
    .action(({ changed, json }: { changed?: true; json?: true }) =>
      withExchange(async (work) => {
        const listed = listedSettings(await work.settings()).filter((each) => !changed || each.changed)
        console.log(json ? JSON.stringify(listed, null, 2) : settingsTable(listed))
      }),
    )
}

function addSingle(command: Command): void {
  command
    .command('get')
    .description('print one setting')
    .argument('<setting>', 'its path, such as sync.upload')
    .option('--json', 'as it is stored')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser settings get sync.upload\n  hawser settings get observe.prometheus.listen --json',
    )
    .action((path: string, { json }: { json?: true }) =>
      withExchange(async (work) => {
        requireSetting(path)
        const value = valueAt(await work.settings(), path) ?? null
        console.log(json ? JSON.stringify(value, null, 2) : valueText(path, value))
      }),
    )
  command
    .command('set')
    .description('change one setting')
    .argument('<setting>', 'its path, such as sync.upload')
    .argument('<value>', 'on or off, a number with or without its unit, host:port, a word; - is nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser settings set preferences.theme dark\n  hawser settings set sync.upload 20Mbit\n  hawser settings set transfer.rendezvous meet.example.net:8743',
    )
    .action((path: string, typed: string) =>
      withExchange((work) => work.change({ [path]: typedValue(path, typed) })),
    )
  command
    .command('reset')
    .description('make settings as by default')
    .argument('<setting...>', 'their paths')
    .addHelpText('after', '\nExamples:\n  hawser settings reset sync.upload sync.download')
    .action((paths: string[]) =>
      withExchange((work) => {
        const values = paths.map((path) => [requireSetting(path).path, leafOf(path).default ?? null])
        return work.change(Object.fromEntries(values))
      }),
    )
}

const passphraseOption = '--passphrase-file <file>'

function addExport(command: Command): void {
  command
    .command('export')
    .description('write all settings as a file that import reads, without passwords')
    .argument('[file]', 'standard output if left out')
    .option(passphraseOption, 'passwords go along, sealed by the first line of this file')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser settings export venue.json\n  hawser settings export venue.json --passphrase-file secret.txt',
    )
    .action((file: string | undefined, options: { passphraseFile?: string }) =>
      withExchange(async (work) => {
        const { text, secretsLeftOut } = await work.export(await passphraseOf(options.passphraseFile))
        await writeOut(file, text)
        tellLeftOut(secretsLeftOut)
      }),
    )
}

function addImport(command: Command): void {
  command
    .command('import')
    .description('take the settings of a file in place of those that are there')
    .argument('<file>', 'what export wrote; - is standard input')
    .option('--dry-run', 'only say what would change')
    .option('--part <part...>', `only these: ${settingsParts.join(', ')}`)
    .option(passphraseOption, 'opens the passwords that are sealed in it: the first line of this file')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser settings import venue.json --dry-run\n  hawser settings import venue.json --part rules bonds\n  cat venue.json | hawser settings import -\n\n"hawser settings undo" takes it back.',
    )
    .action((file: string, options: { dryRun?: true; part?: string[]; passphraseFile?: string }) =>
      withExchange(async (work) => {
        const passphrase = await passphraseOf(options.passphraseFile)
        const input: FileInput = {
          text: await readIn(file),
          ...(passphrase !== undefined && { passphrase }),
          ...(options.part && { parts: partsOf(options.part) }),
        }
        console.log(previewText(await work.preview(input)))
        if (!options.dryRun) await work.import(input)
      }),
    )
}

function partsOf(names: readonly string[]): SettingsPart[] {
  return names.map((name) => {
    const part = settingsParts.find((each) => each === name)
    if (part === undefined)
      throw new Fault('usage', `There is no part "${name}"; there are ${settingsParts.join(', ')}.`)
    return part
  })
}

export const readIn = (file: string): Promise<string> =>
  file === '-' ? readAll(process.stdin) : readFile(file, 'utf8').catch(unusable(file))

/** Readable by its owner alone: there are addresses and names in it. */
export async function writeOut(file: string | undefined, text: string): Promise<void> {
  if (file === undefined) console.log(text.trimEnd())
  else await writeFile(file, text, { mode: 0o600 }).catch(unusable(file))
}

export function tellLeftOut(count: number): void {
  if (count > 0)
    console.error(
      `hawser: ${count} ${count === 1 ? 'password is' : 'passwords are'} not in the file; with --passphrase-file they go along, sealed.`,
    )
}

/** Not on the command line, where every program of this machine could read it. */
export async function passphraseOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const [line = ''] = (await readFile(file, 'utf8').catch(unusable(file))).split(/\r?\n/)
  if (line.length < 8 || line.length > 200)
    throw new Fault('usage', `${file}: A passphrase has 8 to 200 characters.`)
  return line
}

const unusable = (file: string) => (error: Error) => {
  throw new Fault('usage', `${file}: ${error.message}`)
}
