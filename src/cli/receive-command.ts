import { type Command, Option } from 'commander'
import { bondContract, type Receiver, receiverSchema } from '../contract/bond.ts'
import type { Endpoint } from '../contract/rule.ts'
import { thisMachine } from '../host/addresses.ts'
import { checkReceiver } from '../host/bond-checks.ts'
import { refuseErrors } from '../host/rule-checks.ts'
import { defaultSettings } from '../host/settings-format.ts'
import { formatEndpoint, parseEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { parseListen, readOptions } from './bond-options.ts'
import { runEngine, whyNotListening } from './engine-run.ts'
import { Output } from './output.ts'
import { asArgument, collect, parseInterval, parseWhole } from './quantities.ts'
import {
  type ReceiverSample,
  receiverListeningLine,
  receiverListeningText,
  receiverSampleOf,
  receiverSampleText,
} from './receive-report.ts'
import { withoutUndefined } from './rule-options.ts'
import { everyAddress } from './srtla-send-command.ts'

interface ReceiveOptions {
  listen: Endpoint
  target: Endpoint
  name?: string
  maxGroups?: number
  maxLinksPerGroup?: number
  maxGroupsPerSource?: number
  allow?: string[]
  datagrams?: 'automatic' | 'dgram'
  json?: true
  interval: number
}

const examples = `
Examples:
  hawser bond-receive --listen 5000 --target 127.0.0.1:4001
  hawser bond-receive -l 192.0.2.1:5000 -t 127.0.0.1:4001 --allow 198.51.100.0/24 --json

Each stream that a sender bonds goes to the SRT listener of --target by a socket of its own. A port alone listens on
every address, because streams come from the network. SRTLA knows no password; use a passphrase of SRT.

With --json, each line on stdout is an object with a field "event": "listening" once it is ready, "telemetry" (with each
stream and each of its links) every --interval, "stopped", and otherwise what happened, with "at", "level" and "text".
A reader that is slow gets fewer lines of telemetry; when it is gone, the command stops.

Exit status: 0 stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

const startingMs = 100

/** `hawser bond-receive` */
export function addReceiveCommand(program: Command): void {
  program
    .command('bond-receive')
    .description('receive SRT streams that were bonded (SRTLA), in the foreground')
    .addOption(
      new Option(
        '-l, --listen <[address:]port>',
        'where senders send to; a port alone listens on every address',
      )
        .argParser(asArgument((text) => parseListen(everyAddress())(text)))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('-t, --target <host:port>', 'the SRT listener that gets each stream')
        .argParser(asArgument(parseEndpoint))
        .makeOptionMandatory(),
    )
    .option('-n, --name <text>', "the receiver's name (default: made from the target)")
    .option('--max-groups <count>', 'streams at once (default: 200)', parseWhole)
    .option('--max-links-per-group <count>', 'links of one stream (default: 16)', parseWhole)
    .option('--max-groups-per-source <count>', 'streams at once from one address (default: 16)', parseWhole)
    .option(
      '--allow <network>',
      'let in only these sources, such as 10.0.0.0/24; repeatable',
      collect(String),
    )
    .addOption(
      new Option('--datagrams <way>', 'how UDP is read and written (default: automatic)').choices([
        'automatic',
        'dgram',
      ]),
    )
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--interval <time>', 'between two lines of telemetry', parseInterval, 1000)
    .addHelpText('after', examples)
    .action(async ({ json, interval, allow, ...options }: ReceiveOptions) => {
      const receiver = readOptions(
        receiverSchema,
        withoutUndefined({
          name: formatEndpoint(options.target).slice(0, 80),
          ...options,
          allowedSources: allow,
          id: 'receiver',
        }),
      )
      refuseErrors(checkReceiver(receiver, defaultSettings(), thisMachine()))
      await runReceiver(receiver, json ?? false, interval)
    })
}

async function runReceiver(receiver: Receiver, json: boolean, intervalMs: number): Promise<void> {
  const gone = new AbortController()
  const output = new Output(process.stdout, () => gone.abort())
  await runEngine({
    engine: 'bond',
    name: 'bonding',
    contract: bondContract,
    json,
    drainMs: 0,
    output,
    stop: AbortSignal.any([stopSignal(), gone.signal]),
    async follow(client, until, complaint) {
      await client.apply({ bonds: [], receivers: [receiver] })
      const samples = async function* (intervalMs: number): AsyncGenerator<ReceiverSample, void, undefined> {
        for await (const snapshot of client.snapshots({ intervalMs }, until)) {
          const sample = receiverSampleOf(snapshot, receiver.id)
          if (sample?.state === 'failed')
            throw whyNotListening((await client.checkReceiver({ receiver })).problems, complaint())
          if (sample) yield sample
        }
      }
      for await (const { state } of samples(startingMs)) if (state !== 'starting' && state !== 'off') break
      if (until.aborted) return
      output.line(json ? JSON.stringify(receiverListeningLine(receiver)) : receiverListeningText(receiver))
      let shown = ''
      for await (const sample of samples(intervalMs)) {
        if (json) {
          output.latest(JSON.stringify(sample))
          continue
        }
        const text = receiverSampleText(sample)
        const news = text.slice(text.indexOf(' '))
        if (news !== shown) output.latest(text)
        shown = news
      }
    },
  })
}
