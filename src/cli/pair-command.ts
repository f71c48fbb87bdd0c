import { type Command, InvalidArgumentError } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import { userDataFolder } from '../host/user-data.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { Fault } from '../wire/fault.ts'
import { askPerson, runPairing } from './pair-run.ts'
import { withPeers } from './peers-access.ts'
import { asArgument, parseWhole } from './quantities.ts'
import { ownInput } from './terminal.ts'

interface PairOptions {
  at?: Endpoint
  minutes: number
  qr: boolean
  json?: true
}

const examples = `
Examples:
  hawser pair
  hawser pair --minutes 30 --json
  hawser pair 7-otter-lamp-4217
  hawser pair 7-otter-lamp-4217 --at 192.168.1.20:8741
  hawser pair "hawser://pair?id=…&s=…&a=192.168.1.20:8741"

Without a code, this device is opened for pairing and shows one; with the code that the other device shows, the two are
paired. --at is needed where the devices do not find each other on the network. Three wrong codes close pairing.

With --json, each line on stdout is an object with a field "event": "open" (with "code" and "link"), "connecting",
"confirm" (with "words"), "paired" (with "id" and "name") and "failed" (with "code" and "text").`

/** `hawser pair` */
export function addPairCommand(program: Command): void {
  program
    .command('pair')
    .description('pair with another device, so that each trusts the other')
    .argument('[code]', 'the code or link that the other device shows; without it, this one shows its own')
    .option(
      '--at <address>',
      'where the other device is, with the port that its link names',
      asArgument(parseEndpoint),
    )
    .option('--minutes <count>', 'how long this device stays open for pairing', parseMinutes, 5)
    .option('--no-qr', 'do not show the link as a QR code')
    .option('--json', 'tell everything as JSON, one object a line')
    .addHelpText('after', examples)
    .action(async (code: string | undefined, { at, minutes, qr, json }: PairOptions) => {
      if (code === undefined && at !== undefined)
        throw new Fault('usage', '--at goes with the code that the other device shows.')
      const stop = stopSignal()
      await withPeers(userDataFolder(), (peers) =>
        runPairing(peers, () => (code === undefined ? peers.openPairing(minutes) : peers.pair(code, at)), {
          json: json ?? false,
          qr,
          print: (line) => console.log(line),
          confirm: (words, device) =>
            askPerson(ownInput(), `${device} shows three words. Are they "${words}"? [y/N] `),
          stop,
        }),
      )
    })
}

function parseMinutes(text: string): number {
  const minutes = parseWhole(text)
  if (minutes < 1 || minutes > 60) throw new InvalidArgumentError('It is from 1 to 60 minutes.')
  return minutes
}
