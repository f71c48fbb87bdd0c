import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { stopSignal } from '../web/stop-signal.ts'
import { foregroundBond } from './bond-command.ts'
import { runBond } from './bond-run.ts'
import { Output } from './output.ts'
import { parsePort } from './quantities.ts'

const examples = `
Examples:
  hawser srtla-send 6000 studio.example.net 5000 /tmp/srtla_ips
  hawser srtla-send 6000 198.51.100.7 5000 ips.txt -v --classic

Takes the four arguments of srtla_send, so that scripts need to change no more than its name. It listens on every
address, as that does, and chooses links in Hawser's own way; --classic chooses as that does. SIGHUP reads the file again,
and so does a change of it. Unlike srtla_send it does not end when no link works: it goes on trying.
What happens is told on stderr. "hawser bond" has more to set, and JSON.

Exit status: 0 stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

const telemetryMs = 1000

/** `hawser srtla-send` */
export function addSrtlaSendCommand(program: Command): void {
  program
    .command('srtla-send')
    .description('like "bond", with the four arguments of srtla_send')
    .argument('<listen-port>', 'UDP port for the SRT caller', parsePort)
    .argument('<host>', 'the SRTLA receiver')
    .argument('<port>', 'its port', parsePort)
    .argument('<file>', 'the local addresses to send by, one a line')
    .option('-v, --verbose', 'tell each second how the links do')
    .addOption(new Option('--classic', 'choose links as srtla_send does'))
    .addHelpText('after', examples)
    .action(
      async (
        listenPort: number,
        host: string,
        port: number,
        file: string,
        { verbose, classic }: { verbose?: true; classic?: true },
      ) => {
        const bond = foregroundBond({
          name: `${host}:${port}`.slice(0, 80),
          listen: { host: everyAddress(), port: listenPort },
          receiver: { host, port },
          uplinks: 'file',
          uplinksFile: resolve(file),
          mode: classic ? 'classic' : 'enhanced',
        })
        await runBond({
          bond,
          json: false,
          intervalMs: verbose && telemetryMs,
          // Scripts often close it; the stream goes on.
          output: new Output(process.stderr, () => {}),
          stop: stopSignal({ except: 'SIGHUP' }),
          commands: undefined,
        })
      },
    )
}

/** What a socket listens on to be reached by IPv6 and IPv4, where the machine has both. */
export function everyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0'
}
