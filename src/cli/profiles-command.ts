import type { Command } from 'commander'
import type { Settings } from '../contract/settings.ts'
import { Fault } from '../wire/fault.ts'
import { passphraseOf, readIn, tellLeftOut, writeOut } from './settings-command.ts'
import { type SettingsWork, withExchange } from './settings-exchange.ts'
import { previewText } from './settings-text.ts'
import { textTable } from './text-table.ts'

const examples = `
Examples:
  hawser profiles save "Venue A"
  hawser profiles list
  hawser profiles switch "Venue B" --dry-run
  hawser profiles switch "Venue B" --save

A profile holds rules, bonds, receivers, tunnels, preferences, and which folders are on. It is named by its name or id.
Switching puts all of it in place at once; "hawser settings undo" takes it back.`

/** `hawser profiles …` */
export function addProfilesCommand(program: Command): void {
  const command = program
    .command('profiles')
    .description('see, save and switch profiles, such as one for each venue')
    .addHelpText('after', examples)
  command
    .command('list')
    .description('show every profile; * marks the one in use')
    .option('--json', 'as JSON, with all that they hold')
    .addHelpText('after', '\nExamples:\n  hawser profiles list')
    .action(({ json }: { json?: true }) =>
      withExchange(async (work) => {
        const settings = await work.settings()
        console.log(json ? JSON.stringify(settings.profiles, null, 2) : profilesTable(settings))
      }),
    )
  command
    .command('save')
    .description('save the present state as a profile, or into the one of that name')
    .argument('<name>')
    .addHelpText('after', '\nExamples:\n  hawser profiles save "Venue A"')
    .action((name: string) =>
      withExchange(async (work) => {
        const known = (await work.settings()).profiles.find((each) => each.name === name)
        console.log((await work.saveProfile(name, known?.id)).id)
      }),
    )
  addSwitch(command)
  addNaming(command)
}

function addSwitch(command: Command): void {
  command
    .command('switch')
    .description('put a profile in place')
    .argument('<profile>', 'its name or id')
    .option('--dry-run', 'only say what would change, start and stop')
    .option('--save', 'save the present state into the profile in use before')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser profiles switch "Venue B" --dry-run\n  hawser profiles switch "Venue B"',
    )
    .action((name: string, { dryRun, save }: { dryRun?: true; save?: true }) =>
      withExchange(async (work) => {
        const id = await idOf(work, name)
        const preview = await work.previewProfile(id)
        console.log(previewText(preview))
        if (preview.unsaved > 0 && !save)
          console.error(
            `hawser: ${preview.unsaved} changes since the profile in use was saved are in no profile; --save keeps them in it.`,
          )
        if (!dryRun) await work.switchProfile(id, save === true)
      }),
    )
}

function addNaming(command: Command): void {
  command
    .command('rename')
    .description('call a profile something else')
    .argument('<profile>', 'its name or id')
    .argument('<name>', 'what it is called from now on')
    .addHelpText('after', '\nExamples:\n  hawser profiles rename "Venue B" Arena')
    .action((profile: string, name: string) =>
      withExchange(async (work) => work.renameProfile(await idOf(work, profile), name)),
    )
  command
    .command('remove')
    .description('forget a profile; what works goes on')
    .argument('<profile>', 'its name or id')
    .addHelpText('after', '\nExamples:\n  hawser profiles remove "Venue B"')
    .action((profile: string) => withExchange(async (work) => work.removeProfile(await idOf(work, profile))))
  command
    .command('export')
    .description('write one profile as a file, without passwords')
    .argument('<profile>', 'its name or id')
    .argument('[file]', 'standard output if left out')
    .option('--passphrase-file <file>', 'passwords go along, sealed by the first line of this file')
    .addHelpText('after', '\nExamples:\n  hawser profiles export "Venue A" venue-a.json')
    .action((profile: string, file: string | undefined, options: { passphraseFile?: string }) =>
      withExchange(async (work) => {
        const passphrase = await passphraseOf(options.passphraseFile)
        const { text, secretsLeftOut } = await work.exportProfile(await idOf(work, profile), passphrase)
        await writeOut(file, text)
        tellLeftOut(secretsLeftOut)
      }),
    )
  command
    .command('import')
    .description('add the profile of a file; nothing is switched')
    .argument('<file>', 'what export wrote; - is standard input')
    .option('--passphrase-file <file>', 'opens the passwords that are sealed in it')
    .addHelpText('after', '\nExamples:\n  hawser profiles import venue-a.json')
    .action((file: string, options: { passphraseFile?: string }) =>
      withExchange(async (work) => {
        const passphrase = await passphraseOf(options.passphraseFile)
        const input = { text: await readIn(file), ...(passphrase !== undefined && { passphrase }) }
        const { file: facts } = await work.preview(input)
        if (facts.kind !== 'profile')
          throw new Fault('usage', `${file} holds all settings; use "hawser settings import".`)
        await work.import(input)
      }),
    )
}

/** Throws `profile-unknown`, or `usage` for a name of several. */
async function idOf(work: SettingsWork, name: string): Promise<string> {
  const { profiles } = await work.settings()
  const found = profiles.find((each) => each.id === name) ?? profiles.find((each) => each.name === name)
  if (found === undefined) throw new Fault('profile-unknown', `There is no profile "${name}".`)
  return found.id
}

const profilesTable = ({ profiles, activeProfile }: Settings) =>
  profiles.length === 0
    ? 'No profiles. "hawser profiles save NAME" makes one of the present state.'
    : textTable([
        ['', 'NAME', 'ID', 'SAVED', 'RULES', 'BONDS', 'WAYS'],
        ...profiles.map(({ id, name, savedAt, rules, bonds, receivers, ways }) => [
          id === activeProfile ? '*' : '',
          name,
          id,
          new Date(savedAt).toISOString().slice(0, 16).replace('T', ' '),
          String(rules.length),
          String(bonds.length + receivers.length),
          String(ways.length),
        ]),
      ])
