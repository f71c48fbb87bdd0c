import type { Command } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import type { Way, WayChange } from '../contract/tunnel.ts'
import { changeSecrets } from '../host/tunnels/way-secrets.ts'
import { userDataFolder } from '../host/user-data.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { Fault } from '../wire/fault.ts'
import { asArgument, parseWhole } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'
import { findNamed } from './settings-access.ts'
import { parseWayListen, type WayOptions, waysFromOptions, withWayOptions } from './tunnel-options.ts'
import { partyNamed, type TunnelsAccess, withTunnels } from './tunnels-access.ts'
import { addTunnelsAllow } from './tunnels-allow.ts'
import { addTunnelsRunning } from './tunnels-running.ts'
import { tunnelsTable } from './tunnels-table.ts'

const examples = `
Examples:
  hawser tunnels list
  hawser tunnels add --to Studio --forward 127.0.0.1:8554=10.0.0.5:554 --name "Stage left"
  hawser tunnels add --to Studio --socks 1080
  hawser tunnels allow 10.0.0.0/24:554,80 --for Van
  hawser tunnels status
  hawser tunnels close Studio

A tunnel between paired devices needs no code: it is made when a way to a device is on. A running Hawser takes the changes
over at once; otherwise they go into its settings file. Ways and devices are named by id or by name, if no other has the same.`

const run = (action: (tunnels: TunnelsAccess) => Promise<void>) => withTunnels(userDataFolder(), action)

/** `hawser tunnels …` */
export function addTunnelsCommand(program: Command): void {
  const command = program
    .command('tunnels')
    .description('see, change and steer the tunnels')
    .addHelpText('after', examples)
  addList(command)
  addAdd(command)
  addSet(command)
  addNaming(command)
  addTunnelsAllow(command, run)
  addTunnelsRunning(command, run)
}

function addList(command: Command): void {
  command
    .command('list')
    .description('show every way, and what is allowed')
    .option('--json', 'as JSON, with all settings but passwords')
    .addHelpText('after', '\nExamples:\n  hawser tunnels list\n  hawser tunnels list --json')
    .action(({ json }: { json?: true }) =>
      run(async (tunnels) => {
        const state = await tunnels.state()
        const { allow } = state
        const ways = state.ways.map(printable)
        console.log(json ? JSON.stringify({ ways, allow }, null, 2) : tunnelsTable(state))
      }),
    )
}

/** What is printed is passed on, and kept in files that others can read. */
const printable = (way: Way) => changeSecrets(way, () => '(secret)')

function addAdd(command: Command): void {
  const add = command
    .command('add')
    .description('add ways to a paired device')
    .requiredOption('-t, --to <device>', 'the paired device at the far end, or a tube that a code has made')
    .option('-n, --name <text>', "the way's name (default: made from where it leads)")
    .option('--disabled', 'add it switched off')
    .option('--json', 'print the ways as JSON instead of their ids')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels add --to Studio --forward 8554=10.0.0.5:554 --name "Stage left"\n  hawser tunnels add --to Studio --socks 1080 --reverse 127.0.0.1:8000=127.0.0.1:3000',
    )
  withWayOptions(add).action(
    (options: WayOptions & { to: string; name?: string; disabled?: true; json?: true }) => {
      const drafts = waysFromOptions(options)
      if (drafts.length === 0)
        throw new Fault('usage', 'Name at least one way: --forward, --reverse, --socks or --guacd.')
      if (drafts.length > 1 && options.name !== undefined)
        throw new Fault('usage', '--name is for one way at a time.')
      return run(async (tunnels) => {
        const party = await partyNamed(tunnels, options.to)
        for (const draft of drafts) {
          const named = options.name === undefined ? draft : { ...draft, name: options.name }
          const added = await tunnels.addWay({ ...named, party, enabled: !options.disabled })
          console.log(options.json ? JSON.stringify(printable(added), null, 2) : added.id)
        }
      })
    },
  )
}

interface SetOptions {
  name?: string
  to?: string
  listen?: Endpoint
  target?: Endpoint
  maxConnections?: number
  user?: string
  password?: string
}

function addSet(command: Command): void {
  command
    .command('set')
    .description('change a way, also while it is in use')
    .argument('<way>', 'its id or name')
    .option('-n, --name <text>', 'another name')
    .option('-t, --to <device>', 'another one at the far end')
    .option('--listen <[address:]port>', 'where it listens', asArgument(parseWayListen))
    .option('--target <host:port>', 'where it connects to', asArgument(parseEndpoint))
    .option('--max-connections <count>', 'at once', parseWhole)
    .option('--user <name>', 'of a SOCKS5 server; empty: nobody is asked')
    .option('--password <text>', 'of a SOCKS5 server')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels set "Stage left" --target 10.0.0.6:554\n  hawser tunnels set 3f9a01c2de --listen 0.0.0.0:8554 --name Stage',
    )
    .action((name: string, { to, ...options }: SetOptions) => {
      const change: WayChange = withoutUndefined(options)
      if (Object.keys(change).length === 0 && to === undefined)
        throw new Fault('usage', 'There is nothing to change; see "hawser tunnels set --help".')
      return run(async (tunnels) => {
        const [id = ''] = findNamed((await tunnels.state()).ways, [name], 'way')
        const party = to === undefined ? undefined : await partyNamed(tunnels, to)
        await tunnels.changeWay(id, party === undefined ? change : { ...change, party })
      })
    })
}

/** The commands that take the ways' names and nothing else. */
function addNaming(command: Command): void {
  const add = (
    name: string,
    description: string,
    act: (tunnels: TunnelsAccess, ids: string[]) => Promise<void>,
  ) =>
    command
      .command(name)
      .description(description)
      .argument('<way...>', 'ids or names')
      .addHelpText(
        'after',
        `\nExamples:\n  hawser tunnels ${name} 3f9a01c2de\n  hawser tunnels ${name} "Stage left" "Stage right"`,
      )
      .action((names: string[]) =>
        run(async (tunnels) => act(tunnels, findNamed((await tunnels.state()).ways, names, 'way'))),
      )
  const enable = (enabled: boolean) => async (tunnels: TunnelsAccess, ids: string[]) => {
    for (const id of ids) await tunnels.changeWay(id, { enabled })
  }
  add('remove', 'remove ways', (tunnels, ids) => tunnels.removeWays(ids))
  add('enable', 'switch ways on', enable(true))
  add('disable', 'switch ways off', enable(false))
}
