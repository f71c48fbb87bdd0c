import { hostname } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import { cleanName } from '../host/peers/introduction.ts'
import { userDataFolder } from '../host/user-data.ts'
import { readCode } from '../transfer/code/code.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { Fault } from '../wire/fault.ts'
import { parseListen } from './bond-options.ts'
import { Output } from './output.ts'
import { asArgument, parseInterval, parseWhole } from './quantities.ts'
import { settingsOf, withSettings } from './settings-access.ts'
import { everyAddress } from './srtla-send-command.ts'

/** What every command is given that meets somebody by a code and connects with him. */
export interface ConnectOptions {
  rendezvous?: Endpoint
  at?: Endpoint
  listen?: Endpoint
  minutes: number
  qr: boolean
  relayOnly?: true
  stack?: 'node-datachannel' | 'werift'
  json?: true
  interval: number
}

export const withConnectOptions = (command: Command): Command =>
  command
    .option(
      '--rendezvous <host:port>',
      'a Hawser that brings the two together (default: that of the settings, else this network alone)',
      asArgument(parseEndpoint),
    )
    .option(
      '--at <host:port>',
      'where the code of the other side is waited with, if it is not found otherwise',
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
    .addOption(
      new Option('--stack <name>', 'of WebRTC (default: the fastest that runs here)').choices([
        'node-datachannel',
        'werift',
      ]),
    )
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--interval <time>', 'between two lines of progress', parseInterval, 1000)

/** How long a code may be good for. */
export function parseMinutes(text: string): number {
  const minutes = parseWhole(text)
  if (minutes < 1 || minutes > 1440) throw new InvalidArgumentError('It is from 1 to 1440 minutes.')
  return minutes
}

/** Throws a fault of code `usage` for what does not go together, and `invalid` for what is no code. */
export function checkMeeting(code: string | undefined, { at }: ConnectOptions): void {
  if (code !== undefined) readCode(code)
  if (at !== undefined && code === undefined)
    throw new Fault('usage', '--at goes with the code that the other side shows.')
}

/** Where a command in the foreground runs. */
export interface Foreground {
  /** Of a running Hawser, or of its file. */
  saved: Settings
  /** This side's, for people to read. */
  name: string
  /** At a signal, and when nobody reads the output any more. */
  stop: AbortSignal
  told: { output: Output; json: boolean; isTerminal: boolean; qr: boolean }
}

export async function openForeground({ json, qr }: Pick<ConnectOptions, 'json' | 'qr'>): Promise<Foreground> {
  const saved = await savedSettings()
  const gone = new AbortController()
  const isTerminal = process.stdout.isTTY === true
  return {
    saved,
    name: saved.deviceName ?? cleanName(hostname().split('.')[0] ?? ''),
    stop: AbortSignal.any([stopSignal(), gone.signal]),
    told: {
      output: new Output(process.stdout, () => gone.abort()),
      json: json ?? false,
      isTerminal,
      qr: qr && isTerminal,
    },
  }
}

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
