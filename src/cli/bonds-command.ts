import type { Command } from 'commander'
import { type Bond, type BondChange, bondInputSchema, type LinkSettings } from '../contract/bond.ts'
import { userDataFolder } from '../host/user-data.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { Fault } from '../wire/fault.ts'
import { addBondOptions, type BondOptions, bondFromOptions, readOptions } from './bond-options.ts'
import { type BondsAccess, withBonds } from './bonds-access.ts'
import { bondStatus, bondsTable } from './bonds-table.ts'
import { asArgument, collect, parseWhole } from './quantities.ts'
import { withWeight } from './runtime-commands.ts'
import { findNamed } from './settings-access.ts'

const examples = `
Examples:
  hawser bonds list --json
  hawser bonds add --name Van --listen 6000 --receiver studio.example.net:5000
  hawser bonds set Van --mode classic --priority wwan1=50 --priority 10.0.1.2=0
  hawser bonds disable Van
  hawser bonds status

A running Hawser takes the changes over at once; otherwise they go into its settings file.
A bond is named by its id or by its name, if no other bond has the same.`

const run = (action: (bonds: BondsAccess) => Promise<void>) => withBonds(userDataFolder(), action)

/** `hawser bonds …` */
export function addBondsCommand(program: Command): void {
  const command = program
    .command('bonds')
    .description('see, change and steer the bonds')
    .addHelpText('after', examples)
  addList(command)
  addStatus(command)
  addAdd(command)
  addSet(command)
  addNaming(command)
}

function addList(command: Command): void {
  command
    .command('list')
    .description('show every bond')
    .option('--json', 'as JSON, with all settings')
    .addHelpText('after', '\nExamples:\n  hawser bonds list\n  hawser bonds list --json')
    .action(({ json }: { json?: true }) =>
      run(async (bonds) => {
        const all = await bonds.list()
        console.log(json ? JSON.stringify(all, null, 2) : bondsTable(all))
      }),
    )
}

function addStatus(command: Command): void {
  command
    .command('status')
    .description('show how the bonds of a running Hawser and their links do')
    .argument('[bond...]', 'ids or names; every bond if left out')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  hawser bonds status\n  hawser bonds status Van --json')
    .action((names: string[], { json }: { json?: true }) =>
      run(async (bonds) => {
        const all = await bonds.list()
        const ids = names.length > 0 ? findNamed(all, names, 'bond') : all.map(({ id }) => id)
        const snapshot = await bonds.snapshot()
        if (snapshot === undefined) throw new Fault('host-not-running', 'No Hawser is running for this user.')
        const found = ids.flatMap((id) => snapshot.bonds.find((each) => each.id === id) ?? [])
        if (json) return console.log(JSON.stringify(found, null, 2))
        for (const each of found) console.log(bondStatus(all.find(({ id }) => id === each.id)!, each))
        if (all.length === 0) console.log('There are no bonds.')
      }),
    )
}

function addAdd(command: Command): void {
  const add = command
    .command('add')
    .description('add a bond')
    .option('--disabled', 'add it switched off')
    .option('--json', 'print the bond as JSON instead of its id')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser bonds add --name Van -l 6000 -r studio.example.net:5000\n  hawser bonds add -l 6000 -r 198.51.100.7:5000 -u eth0 -u wwan0,metered,monthly=50GB,label=Modem',
    )
  addBondOptions(add).action((options: BondOptions & { disabled?: true; json?: true }) => {
    if (!options.listen || !options.receiver)
      throw new Fault(
        'usage',
        '--listen and --receiver are needed: where the caller sends to, and the receiver.',
      )
    const bond = readOptions(bondInputSchema, {
      name: formatEndpoint(options.receiver).slice(0, 80),
      ...bondFromOptions(options),
      enabled: !options.disabled,
    })
    return run(async (bonds) => {
      const added = await bonds.add(bond)
      console.log(options.json ? JSON.stringify(added, null, 2) : added.id)
    })
  })
}

type Priority = { uplink: string; weight: number }

function parsePriority(text: string): Priority {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new Fault('usage', `"${text}" is not like 10.0.1.2=50.`)
  const weight = parseWhole(text.slice(at + 1))
  if (weight > 100) throw new Fault('usage', 'A priority is from 0 to 100.')
  return { uplink: text.slice(0, at), weight }
}

function addSet(command: Command): void {
  const set = command
    .command('set')
    .description('change a bond, also while it is on the air')
    .argument('<bond>', 'its id or name')
    .option('--automatic', 'use every uplink there is')
    .option(
      '--priority <uplink=percent>',
      'how much a link counts, 0 is off; by interface, address or label; repeatable',
      collect(asArgument(parsePriority)),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hawser bonds set Van --mode classic --no-quality\n  hawser bonds set Van --priority wwan1=50 --priority 10.0.1.2=0',
    )
  addBondOptions(set).action(
    (name: string, { priority, ...options }: BondOptions & { priority?: Priority[] }) => {
      const change = bondFromOptions(options)
      if (Object.keys(change).length === 0 && priority === undefined)
        throw new Fault('usage', 'There is nothing to change; see "hawser bonds set --help".')
      return run(async (bonds) => {
        const all = await bonds.list()
        const [id = ''] = findNamed(all, [name], 'bond')
        const links =
          priority && (await prioritised(all.find((bond) => bond.id === id)!, change, priority, bonds))
        await bonds.change(id, links ? { ...change, links } : change)
      })
    },
  )
}

/** The links with their new weights. What only the engine knows of a link may name it where one runs. */
async function prioritised(
  bond: Bond,
  change: BondChange,
  priorities: readonly Priority[],
  bonds: BondsAccess,
): Promise<LinkSettings[]> {
  const snapshot = await bonds.snapshot()
  const there = snapshot?.bonds.find(({ id }) => id === bond.id)?.links ?? []
  let next = { ...bond, ...change }
  for (const { uplink, weight } of priorities) {
    const known = snapshot !== undefined || next.links.some(({ label }) => label === uplink)
    // Without an engine a link that is not listed is taken at its word: it may be there later.
    next = withWeight(next, uplink, weight, known ? there : [{ id: uplink, address: '', label: '' }])
  }
  return next.links
}

/** The commands that take the bonds' names and nothing else. */
function addNaming(command: Command): void {
  const add = (
    name: string,
    description: string,
    act: (bonds: BondsAccess, ids: string[]) => Promise<void>,
  ) =>
    command
      .command(name)
      .description(description)
      .argument('<bond...>', 'ids or names')
      .addHelpText(
        'after',
        `\nExamples:\n  hawser bonds ${name} 3f9a01c2de\n  hawser bonds ${name} Van "Stage left"`,
      )
      .action((names: string[]) =>
        run(async (bonds) => act(bonds, findNamed(await bonds.list(), names, 'bond'))),
      )
  const enable = (enabled: boolean) => async (bonds: BondsAccess, ids: string[]) => {
    for (const id of ids) await bonds.change(id, { enabled })
  }
  add('remove', 'remove bonds', (bonds, ids) => bonds.remove(ids))
  add('enable', 'start bonds', enable(true))
  add('disable', 'stop bonds', enable(false))
}
