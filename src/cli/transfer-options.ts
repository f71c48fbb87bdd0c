import { hostname } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import { type TransferSettings, transferSettingsSchema } from '../contract/transfer.ts'
import { cleanName } from '../host/peers/introduction.ts'
import { userDataFolder } from '../host/user-data.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { parseListen, readOptions } from './bond-options.ts'
import { Output } from './output.ts'
import { asArgument, parseInterval, parseWhole } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'
import { settingsOf, withSettings } from './settings-access.ts'
import { everyAddress } from './srtla-send-command.ts'
import type { TransferRun } from './transfer-session.ts'
import { TransferTeller } from './transfer-teller.ts'

/** What both commands are given. */
export interface TransferOptions {
  rendezvous?: Endpoint
  listen?: Endpoint
  minutes: number
  qr: boolean
  relayOnly?: true
  gentle?: true
  lanes?: number
  mode?: TransferSettings['mode']
  seal: boolean
  stack?: 'node-datachannel' | 'werift'
  json?: true
  interval: number
}

export const withTransferOptions = (command: Command): Command =>
  command
    .option(
      '--rendezvous <host:port>',
      'a Hawser that brings the two together (default: that of the settings, else this network alone)',
      asArgument(parseEndpoint),
    )
    .addOption(
      new Option(
        '-l, --listen <[address:]port>',
        'without a rendezvous, where the other side comes to that has the code (default: any free port)',
      ).argParser(asArgument((value) => parseListen(everyAddress())(value.replace(/^:(?=\d+$)/, '')))),
    )
    .option('--minutes <count>', 'how long a code that is shown is good for', parseMinutes, 60)
    .option('--no-qr', 'do not show the link as a QR code')
    .option('--relay-only', 'through the TURN servers of the settings alone')
    .option('--gentle', 'one connection only, to leave room for others')
    .option('--lanes <count>', 'at most so many connections, 1 to 16', parseLanes)
    .addOption(
      new Option('--mode <mode>', 'how lost packets are repeated').choices([
        'automatic',
        'reliable',
        'unreliable',
      ]),
    )
    .option('--no-seal', 'without the encryption of our own above that of WebRTC, if the other side agrees')
    .addOption(
      new Option('--stack <name>', 'of WebRTC (default: the fastest that runs here)').choices([
        'node-datachannel',
        'werift',
      ]),
    )
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--interval <time>', 'between two lines of progress', parseInterval, 1000)

function parseMinutes(text: string): number {
  const minutes = parseWhole(text)
  if (minutes < 1 || minutes > 1440) throw new InvalidArgumentError('It is from 1 to 1440 minutes.')
  return minutes
}

function parseLanes(text: string): number {
  const lanes = parseWhole(text)
  if (lanes < 1 || lanes > 16) throw new InvalidArgumentError('It is from 1 to 16.')
  return lanes
}

/** All of a run but how the two meet. Stops at a signal, and when nobody reads the output any more. */
export async function prepareRun(options: TransferOptions): Promise<Omit<TransferRun, 'meet'>> {
  const { relayOnly, gentle, lanes, mode, seal, stack, json = false, qr, interval, rendezvous } = options
  const saved = await savedSettings()
  const gone = new AbortController()
  const isTerminal = process.stdout.isTTY === true
  return {
    settings: readOptions(transferSettingsSchema, {
      ...saved.transfer,
      ...withoutUndefined({ relayOnly, gentle, maxLanes: lanes, mode, rendezvous }),
      ...(seal ? {} : { seal: false }),
    }),
    stack,
    name: saved.deviceName ?? cleanName(hostname().split('.')[0] ?? ''),
    teller: new TransferTeller({
      output: new Output(process.stdout, () => gone.abort()),
      json,
      isTerminal,
      qr: qr && isTerminal,
    }),
    intervalMs: interval,
    stop: AbortSignal.any([stopSignal(), gone.signal]),
  }
}

/** Of a running Hawser, or of its file. */
async function savedSettings(): Promise<Settings> {
  let saved: Settings | undefined
  await withSettings(
    userDataFolder(),
    { ofHost: (host) => () => settingsOf(host), ofFile: (file) => async () => file.latest.value },
    async (read) => {
      saved = await read()
    },
  )
  return saved!
}
