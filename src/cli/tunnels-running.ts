import type { Command } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import { readCode } from '../transfer/code/code.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { Fault } from '../wire/fault.ts'
import { parseMinutes } from './meeting-options.ts'
import { asArgument } from './quantities.ts'
import { findNamed } from './settings-access.ts'
import { type AllowOptions, allowsFromOptions, withAllowOptions } from './tunnel-options.ts'
import type { TunnelsAccess } from './tunnels-access.ts'
import { requestsTable, tunnelsStatus } from './tunnels-table.ts'

type Run = (action: (tunnels: TunnelsAccess) => Promise<void>) => Promise<void>

/** The commands that ask a running Hawser. */
export function addTunnelsRunning(command: Command, run: Run): void {
  addStatus(command, run)
  addOpen(command, run)
  addJoin(command, run)
  addConnect(command, run)
  addClose(command, run)
  addRequests(command, run)
}

function addStatus(command: Command, run: Run): void {
  command
    .command('status')
    .description('show how the tubes of a running Hawser, their ways and connections do')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  hawser tunnels status\n  hawser tunnels status --json')
    .action(({ json }: { json?: true }) =>
      run(async (tunnels) => {
        const snapshot = await tunnels.running().snapshot()
        if (json) return console.log(JSON.stringify(snapshot, null, 2))
        console.log(tunnelsStatus(snapshot, (await tunnels.state()).ways))
      }),
    )
}

function addOpen(command: Command, run: Run): void {
  const open = command
    .command('open')
    .description('show a code of the running Hawser, and wait for who comes with it')
    .option('--minutes <count>', 'how long the code is good for', parseMinutes, 60)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels open --allow 10.0.0.0/24:554,80\n  hawser tunnels open --json',
    )
  withAllowOptions(open).action(
    ({ minutes, json, ...options }: AllowOptions & { minutes: number; json?: true }) =>
      run(async (tunnels) => {
        const { id, code, link } = await tunnels.running().open(minutes, allowsFromOptions(options))
        console.log(json ? JSON.stringify({ id, code, link }) : `${code}\n${link}`)
      }),
  )
}

function addJoin(command: Command, run: Run): void {
  command
    .command('join')
    .description(
      'let the running Hawser come with a code; ways are added then with "hawser tunnels add --to"',
    )
    .argument('<code>', 'the code or link that the other side shows')
    .option(
      '--at <host:port>',
      'where it is waited with, if it is not found otherwise',
      asArgument(parseEndpoint),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels join 4821-otter-lamp-magnet-maple-stone-acorn\n  hawser tunnels join CODE --at studio.example.net:8743',
    )
    .action((code: string, { at }: { at?: Endpoint }) =>
      run(async (tunnels) => {
        readCode(code)
        console.log((await tunnels.running().join(code, at)).id)
      }),
    )
}

function addConnect(command: Command, run: Run): void {
  command
    .command('connect')
    .description('make a tube to a paired device now, whether ways to it are on or not')
    .argument('<device>', 'its id or name')
    .addHelpText('after', '\nExamples:\n  hawser tunnels connect Studio\n  hawser tunnels connect WHHQTGZ3…')
    .action((name: string) =>
      run(async (tunnels) => {
        const [id = ''] = findNamed((await tunnels.state()).peers, [name], 'peer')
        console.log((await tunnels.running().connect(id)).id)
      }),
    )
}

function addClose(command: Command, run: Run): void {
  command
    .command('close')
    .description('end tubes; one to a paired device is made again when a way to it is switched on')
    .argument('<tube...>', 'ids, or the names of those at the other end')
    .addHelpText('after', '\nExamples:\n  hawser tunnels close Studio')
    .action((names: string[]) =>
      run(async (tunnels) => {
        const running = tunnels.running()
        const { tubes } = await running.snapshot()
        const ids = names.flatMap((name) => {
          const found = tubes.filter(
            ({ id, peerName, state }) => id === name || (peerName === name && state !== 'ended'),
          )
          if (found.length === 0) throw new Fault('tube-unknown', `There is no tube "${name}".`)
          return found.map(({ id }) => id)
        })
        await running.close(ids)
      }),
    )
}

function addRequests(command: Command, run: Run): void {
  command
    .command('requests')
    .description('show what others would like to do here and may not, or answer it')
    .option('--allow <id...>', 'make a rule of it for that device')
    .option('--decline <id...>', 'forget it')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser tunnels requests\n  hawser tunnels requests --allow q1 q2\n  hawser tunnels requests --decline q3',
    )
    .action(({ allow = [], decline = [], json }: { allow?: string[]; decline?: string[]; json?: true }) =>
      run(async (tunnels) => {
        const running = tunnels.running()
        for (const id of allow) await running.answer(id, true)
        for (const id of decline) await running.answer(id, false)
        if (allow.length + decline.length > 0) return
        const { requests } = await running.snapshot()
        console.log(json ? JSON.stringify(requests, null, 2) : requestsTable(requests))
      }),
    )
}
