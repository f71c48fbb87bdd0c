import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { deviceIdSchema } from '../contract/peers.ts'
import type { Endpoint } from '../contract/rule.ts'
import { type Folder, folderIdSchema, folderSchema } from '../contract/sync.ts'
import { userDataFolder } from '../host/user-data.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { parseListen, readOptions } from './bond-options.ts'
import { Output } from './output.ts'
import { progressLine } from './progress-line.ts'
import { asArgument, collect, parseDuration, parseInterval, parseRate } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'
import { everyAddress } from './srtla-send-command.ts'
import { withFolders } from './sync-access.ts'
import type { Ending } from './sync-ending.ts'
import { addOneWayCommands } from './sync-one-way.ts'
import { runSync } from './sync-run.ts'
import { folderNamed, foldersTable, verifyingText } from './sync-table.ts'

const examples = `
Examples:
  hawser sync serve /media/card --listen :4433
  hawser sync push /media/card studio.example.net:4433 --id WHHQTGZ3…
  hawser sync pull /mnt/edit studio.example.net:4433 --id WHHQTGZ3…
  hawser sync status

serve, push and pull run in the foreground, without the app; serve may run beside it, on another port. Both machines must be paired first: see "hawser pair --help"
and "hawser id --help". push ends when the other side has everything, pull when this side has; serve goes on.
What is interrupted goes on where it was when the same command is given again. A push or pull that gets nowhere, because the
device cannot be reached, refuses, or does not share the folder, ends after 30 seconds, or as --wait says.

With --json, each line on stdout is an object with a field "event": "listening", "telemetry" every --interval, "done" (push
and pull), "stopped", and otherwise what happened, with "at", "level" and "text".

Exit status: 0 done or stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

/** A push or pull that gets nowhere gives up after so long. */
const patienceMs = 30_000

/** Both sides of a command name the folder alike unless they are told another name. */
const defaultFolderId = 'shared'

interface RunOptions {
  listen?: Endpoint
  id?: string
  peer?: string[]
  folder: string
  mode?: Folder['mode']
  ignore?: string[]
  json?: true
  interval: number
  /** ms; true is for ever. */
  wait?: number | true
  /** bytes/s */
  upload?: number
  download?: number
}

/** `hawser sync …` */
export function addSyncCommand(program: Command): void {
  const command = program
    .command('sync')
    .description('keep folders equal between paired devices (QUIC)')
    .addHelpText('after', examples)
  addServe(command)
  addPush(command)
  addPull(command)
  addStatus(command)
  addVerify(command)
  addOneWayCommands(command)
}

/** As the contract has it, with its own words for what does not fit. */
const parseAs =
  (schema: typeof deviceIdSchema | typeof folderIdSchema) =>
  (text: string): string => {
    const read = schema.safeParse(text)
    if (read.success) return read.data
    throw new InvalidArgumentError(read.error.issues[0]?.message ?? '')
  }

const withRunOptions = (command: Command): Command =>
  command
    .option('--folder <id>', 'the folder as both sides call it', parseAs(folderIdSchema), defaultFolderId)
    .option('--ignore <pattern>', 'leave out, as in a .gitignore; repeatable', collect(String))
    .option('--upload <rate>', 'at most, such as 20Mbit or 2.5MB (default: no limit)', parseRate)
    .option('--download <rate>', 'at most (default: no limit)', parseRate)
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--interval <time>', 'between two lines of telemetry', parseInterval, 1000)

const idOption = () =>
  new Option('--id <id>', 'the id of the other device, which must be paired')
    .argParser(parseAs(deviceIdSchema))
    .makeOptionMandatory()

const waitOption = () =>
  new Option(
    '--wait [time]',
    'how long to wait while nothing goes on; without a time, for ever (default: 30s)',
  ).argParser(parseDuration)

const listenOption = (text: string) =>
  new Option('-l, --listen <[address]:port>', text).argParser(
    asArgument((value) => parseListen(everyAddress())(value.replace(/^:(?=\d+$)/, ''))),
  )

function addServe(command: Command): void {
  withRunOptions(command.command('serve'))
    .description('share a folder with paired devices until stopped')
    .argument('<dir>', 'the folder; made if it is not there')
    .addOption(
      listenOption('where devices connect to; a port alone listens on every address').default({
        host: '0.0.0.0',
        port: 8741,
      }),
    )
    .option(
      '--peer <id>',
      'only with this device; repeatable (default: every paired device)',
      collect(parseAs(deviceIdSchema)),
    )
    .addOption(
      new Option('--mode <mode>', 'what is given and taken')
        .choices(['both', 'send', 'receive'])
        .default('both'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sync serve /media/card\n  hawser sync serve /media/card --listen :4433 --mode send --ignore "*.tmp"',
    )
    .action((dir: string, options: RunOptions) => start(dir, options, undefined, 'never'))
}

function addPush(command: Command): void {
  withRunOptions(command.command('push'))
    .description('bring a folder to another device, then end')
    .argument('<dir>', 'the folder')
    .argument('<host:port>', 'the other device', asArgument(parseEndpoint))
    .addOption(idOption())
    .addOption(listenOption('where devices connect to (default: any free port)'))
    .addOption(waitOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sync push /media/card studio.example.net:4433 --id WHHQTGZ3…\n  hawser sync push /media/card studio.example.net:4433 --id WHHQTGZ3… --folder day-12 --wait',
    )
    .action((dir: string, at: Endpoint, options: RunOptions) =>
      start(dir, { ...options, mode: 'send' }, at, 'when they have everything'),
    )
}

function addPull(command: Command): void {
  withRunOptions(command.command('pull'))
    .description('bring a folder of another device here, then end')
    .argument('<dir>', 'the folder; made if it is not there')
    .argument('<host:port>', 'the other device', asArgument(parseEndpoint))
    .addOption(idOption())
    .addOption(listenOption('where devices connect to (default: any free port)'))
    .addOption(waitOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hawser sync pull /mnt/edit studio.example.net:4433 --id WHHQTGZ3…\n  hawser sync pull /mnt/edit studio.example.net:4433 --id WHHQTGZ3… --folder day-12 --wait',
    )
    .action((dir: string, at: Endpoint, options: RunOptions) =>
      start(dir, { ...options, mode: 'receive' }, at, 'when everything is here'),
    )
}

function start(
  dir: string,
  { listen, id, peer, folder, mode, ignore, json, interval, wait = patienceMs, upload, download }: RunOptions,
  at: Endpoint | undefined,
  ends: Ending,
): Promise<void> {
  const gone = new AbortController()
  return runSync({
    userData: userDataFolder(),
    folder: readOptions(
      folderSchema,
      withoutUndefined({
        id: folder,
        name: folder,
        path: resolve(dir),
        mode,
        ignore,
        peers: id ? [id] : peer,
      }),
    ),
    listen,
    limits: withoutUndefined({ upload, download }),
    at,
    ends,
    patienceMs: wait === true ? Number.POSITIVE_INFINITY : wait,
    json: json ?? false,
    intervalMs: interval,
    output: new Output(process.stdout, () => gone.abort()),
    stop: AbortSignal.any([stopSignal(), gone.signal]),
  })
}

function addStatus(command: Command): void {
  command
    .command('status')
    .description('show the folders of a running Hawser')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  hawser sync status\n  hawser sync status --json')
    .action(({ json }: { json?: true }) =>
      withFolders(userDataFolder(), async (folders) => {
        const [list, paired, snapshot] = [
          await folders.list(),
          await folders.paired(),
          await folders.snapshot(),
        ]
        console.log(
          json
            ? JSON.stringify({ folders: list, now: snapshot }, null, 2)
            : foldersTable(list, paired, snapshot),
        )
      }),
    )
}

function addVerify(command: Command): void {
  command
    .command('verify')
    .description('read every file of a folder again and compare it with what is known of it')
    .argument('<folder>', 'its name or id, in a running Hawser')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  hawser sync verify Rushes\n  hawser sync verify Rushes --json')
    .action((name: string, { json }: { json?: true }) =>
      withFolders(userDataFolder(), async (folders) => {
        const line = json ? undefined : progressLine(process.stderr)
        const result = await folders
          .verify(folderNamed(await folders.list(), name), line && ((now) => line.show(verifyingText(now))))
          .finally(() => line?.clear())
        if (json) console.log(JSON.stringify(result))
        else for (const path of result.damaged) console.log(`damaged: ${path}`)
        if (!json) console.log(`${result.files} files read, ${result.damaged.length} damaged.`)
        if (!json && !result.complete) console.log('It was stopped before the end.')
        if (result.damaged.length > 0 || !result.complete) process.exitCode = 1
      }),
    )
}
