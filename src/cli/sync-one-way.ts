import type { Command } from 'commander'
import type { Difference } from '../contract/sync.ts'
import { userDataFolder } from '../host/user-data.ts'
import { type FoldersAccess, withFolders } from './sync-access.ts'
import { folderNamed } from './sync-table.ts'

interface Options {
  list?: true
  json?: true
}

/** `hawser sync revert` and `hawser sync override`: folders of one direction, in which the other side was changed. */
export function addOneWayCommands(command: Command): void {
  command
    .command('revert')
    .description(
      'in a folder that only receives: bring back what the others have; what was changed here goes to the bin',
    )
    .argument('<folder>', 'its name or id, in a running Hawser')
    .option('--list', 'only tell what differs')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  hawser sync revert Stems --list\n  hawser sync revert Stems')
    .action((name: string, options: Options) =>
      act(name, options, async (folders, id) => {
        const { remove, fetch, left } = await folders.revert(id)
        const text = `${remove} to the bin, ${fetch} become what the others have.`
        return [{ remove, fetch, left }, left > 0 ? `${text} ${left} stay: no device has them now.` : text]
      }),
    )
  command
    .command('override')
    .description(
      'in a folder that only sends: make what is here hold on every device; theirs goes to the bin there',
    )
    .argument('<folder>', 'its name or id, in a running Hawser')
    .option('--list', 'only tell what differs')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sync override Proxies --list\n  hawser sync override Proxies',
    )
    .action((name: string, options: Options) =>
      act(name, options, async (folders, id) => {
        const { files, left } = await folders.override(id)
        const text = `${files} hold everywhere as here.`
        return [{ files, left }, left > 0 ? `${text} ${left} cannot be read here and stay.` : text]
      }),
    )
}

type Doing = (folders: FoldersAccess, id: string) => Promise<[result: object, text: string]>

const act = (name: string, { list, json }: Options, doIt: Doing): Promise<void> =>
  withFolders(userDataFolder(), async (folders) => {
    const id = folderNamed(await folders.list(), name)
    if (list) {
      const files = await folders.differences(id)
      console.log(json ? JSON.stringify({ files }) : files.map(line).join('\n') || 'Nothing differs.')
      return
    }
    const [result, text] = await doIt(folders, id)
    console.log(json ? JSON.stringify(result) : text)
  })

/** `changed  card/one.mov` */
const line = ({ change, path }: Difference) => `${change.padEnd(8)} ${path}`
