import type { Command } from 'commander'
import { deviceIdSchema } from '../contract/peers.ts'
import { userDataFolder } from '../host/user-data.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { type PeersAccess, withPeers } from './peers-access.ts'
import { peersTable } from './peers-table.ts'
import { findNamed } from './settings-access.ts'

const examples = `
Examples:
  hawser peers list
  hawser peers rename "old laptop" "Edit suite"
  hawser peers address "Edit suite" edit.example.net:8741
  hawser peers revoke "old laptop"

A running Hawser takes the changes over at once; otherwise they go into its settings file.
A device is named by its id or by its name, if no other has the same. Devices come by pairing: hawser pair --help`

const run = (action: (peers: PeersAccess) => Promise<void>) => withPeers(userDataFolder(), action)

/** `hawser id` */
export function addIdCommand(program: Command): void {
  program
    .command('id')
    .description('show the id of this device')
    .option('--json', 'as JSON, with its name, its certificate and where its private key lies')
    .addHelpText('after', '\nExamples:\n  hawser id\n  hawser id --json')
    .action(({ json }: { json?: true }) =>
      run(async (peers) => {
        const self = await peers.self()
        console.log(json ? JSON.stringify(self, null, 2) : self.id)
      }),
    )
}

/** `hawser peers …` */
export function addPeersCommand(program: Command): void {
  const command = program
    .command('peers')
    .description('see and change the devices that are trusted')
    .addHelpText('after', examples)
  addList(command)
  addRename(command)
  addAddress(command)
  addRevoke(command)
}

function addList(command: Command): void {
  command
    .command('list')
    .description('show every device that is trusted, and when it was connected last (UTC)')
    .option('--json', 'as JSON, with certificates; lastSeenAt in ms since 1970, 0 never')
    .addHelpText('after', '\nExamples:\n  hawser peers list\n  hawser peers list --json')
    .action(({ json }: { json?: true }) =>
      run(async (peers) => {
        const [all, seen] = [await peers.list(), await peers.seen()]
        const told = all.map((peer) => ({ ...peer, lastSeenAt: seen.last[peer.id] ?? 0 }))
        console.log(json ? JSON.stringify(told, null, 2) : peersTable(all, seen))
      }),
    )
}

function addRename(command: Command): void {
  command
    .command('rename')
    .description('call a device otherwise, here')
    .argument('<device>', 'id or name')
    .argument('<name>', 'the new name')
    .addHelpText('after', '\nExamples:\n  hawser peers rename "old laptop" "Edit suite"')
    .action((device: string, name: string) =>
      run(async (peers) => peers.change(await find(peers, device), { name })),
    )
}

function addAddress(command: Command): void {
  command
    .command('address')
    .description('set where a device is reached besides where it is found')
    .argument('<device>', 'id or name')
    .argument('[address...]', 'such as edit.example.net:8741; none forgets them all')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser peers address "Edit suite" edit.example.net:8741 "[fd00::5]:8741"\n  hawser peers address "Edit suite"',
    )
    .action((device: string, addresses: string[]) =>
      run(async (peers) =>
        peers.change(await find(peers, device), { addresses: addresses.map(parseEndpoint) }),
      ),
    )
}

function addRevoke(command: Command): void {
  command
    .command('revoke')
    .description('trust devices no more: their connections end, and folders are no longer shared with them')
    .argument('<device...>', 'ids or names')
    .addHelpText('after', '\nExamples:\n  hawser peers revoke "old laptop"')
    .action((devices: string[]) =>
      run(async (peers) => peers.revoke(findNamed(await peers.list(), devices.map(plainId), 'peer'))),
    )
}

const find = async (peers: PeersAccess, device: string) =>
  findNamed(await peers.list(), [plainId(device)], 'peer')[0]!

/** An id may be written in groups. */
function plainId(text: string): string {
  const read = deviceIdSchema.safeParse(text)
  return read.success ? read.data : text
}
