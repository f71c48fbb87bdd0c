import { readFile, writeFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import { ruleInputSchema } from '../contract/rule.ts'
import { userDataFolder } from '../host/user-data.ts'
import { Fault } from '../wire/fault.ts'
import { addRuleOptions, type RuleOptions, ruleFromOptions } from './rule-options.ts'
import { type Rules, withRules } from './rules-access.ts'
import { rulesTable } from './rules-table.ts'
import { findNamed } from './settings-access.ts'

const examples = `
Examples:
  hawser rules list
  hawser rules list --json
  hawser rules add --name "Stage left" --listen 127.0.0.1:8554 --target 10.0.0.5:554
  hawser rules disable "Stage left"
  hawser rules export venue.json
  hawser rules import venue.json --replace

A running Hawser takes the changes over at once; otherwise they go into its settings file.
A rule is named by its id or by its name, if no other rule has the same.`

const run = (action: (rules: Rules) => Promise<void>) => withRules(userDataFolder(), action)

/** `hawser rules …` */
export function addRulesCommand(program: Command): void {
  const command = program
    .command('rules')
    .description('see and change the forwarding rules')
    .addHelpText('after', examples)
  addList(command)
  addAdd(command)
  addNaming(command)
  addImport(command)
  addExport(command)
}

function addList(command: Command): void {
  command
    .command('list')
    .description('show every rule')
    .option('--json', 'as JSON, with all settings')
    .addHelpText('after', '\nExamples:\n  hawser rules list\n  hawser rules list --json')
    .action(({ json }: { json?: true }) =>
      run(async (rules) => {
        const all = await rules.list()
        console.log(json ? JSON.stringify(all, null, 2) : rulesTable(all))
      }),
    )
}

function addAdd(command: Command): void {
  const add = command
    .command('add')
    .description('add a rule')
    .option('--disabled', 'add it switched off')
    .option('--json', 'print the rule as JSON instead of its id')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser rules add --name "Stage left" -l 127.0.0.1:8554 -t 10.0.0.5:554 --hold 30s',
    )
  addRuleOptions(add).action((options: RuleOptions & { disabled?: true; json?: true }) => {
    const rule = ruleInputSchema.parse({ ...ruleFromOptions(options), enabled: !options.disabled })
    return run(async (rules) => {
      const added = await rules.add(rule)
      console.log(options.json ? JSON.stringify(added, null, 2) : added.id)
    })
  })
}

/** The commands that take the rules' names and nothing else. */
function addNaming(command: Command): void {
  const add = (name: string, description: string, act: (rules: Rules, ids: string[]) => Promise<void>) =>
    command
      .command(name)
      .description(description)
      .argument('<rule...>', 'ids or names')
      .addHelpText(
        'after',
        `\nExamples:\n  hawser rules ${name} 3f9a01c2de\n  hawser rules ${name} "Stage left" "Stage right"`,
      )
      .action((names: string[]) =>
        run(async (rules) => act(rules, findNamed(await rules.list(), names, 'rule'))),
      )
  add('remove', 'remove rules', (rules, ids) => rules.remove(ids))
  add('enable', 'switch rules on', (rules, ids) => rules.enable(ids, true))
  add('disable', 'switch rules off', (rules, ids) => rules.enable(ids, false))
}

function addImport(command: Command): void {
  command
    .command('import')
    .description('add the rules of a file, or change those that are there already')
    .argument('<file>', 'what export wrote; - is standard input')
    .option('--replace', 'remove the rules that are not in the file')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser rules import venue.json\n  cat venue.json | hawser rules import - --replace',
    )
    .action((file: string, { replace }: { replace?: true }) =>
      run(async (rules) => {
        const text =
          file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8').catch(unusable(file))
        const done = await rules.import(text, replace ? 'replace' : 'merge')
        console.log(`${done.added} added, ${done.changed} changed, ${done.unchanged} unchanged`)
      }),
    )
}

function addExport(command: Command): void {
  command
    .command('export')
    .description('write the rules as a file that import reads')
    .argument('[file]', 'standard output if left out')
    .option('--rule <rule...>', 'only these, by id or name')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser rules export > venue.json\n  hawser rules export stage.json --rule "Stage left"',
    )
    .action((file: string | undefined, { rule }: { rule?: string[] }) =>
      run(async (rules) => {
        const text = await rules.export(rule && findNamed(await rules.list(), rule, 'rule'))
        if (file === undefined) console.log(text.trimEnd())
        else await writeFile(file, text).catch(unusable(file))
      }),
    )
}

const unusable = (file: string) => (error: Error) => {
  throw new Fault('usage', `${file}: ${error.message}`)
}
