import { type Command, InvalidArgumentError, Option } from 'commander'
import { logLevels, tunnelSettingsSchema } from '../contract/tunnel.ts'
import { Fault } from '../wire/fault.ts'
import { meetBy } from './meeting.ts'
import { type ConnectOptions, checkMeeting, openForeground, withConnectOptions } from './meeting-options.ts'
import { parseWhole } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'
import { ownInput } from './terminal.ts'
import {
  type AllowDraft,
  type AllowOptions,
  allowsFromOptions,
  type WayDraft,
  type WayOptions,
  waysFromOptions,
  withAllowOptions,
  withWayOptions,
} from './tunnel-options.ts'
import { runTunnel } from './tunnel-run.ts'
import { TunnelTeller } from './tunnel-teller.ts'

interface TunnelOptions extends ConnectOptions {
  code?: string
  lanes?: number
  log?: (typeof logLevels)[number]
}

const common = `
With --json, each line on stdout is an object with a field "event": "code" (with "code" and "link"), "connected" (with
"peer" and the "words" to be compared), "listening" (with "listen") for each way once it is ready, "way-failed", "denied"
(what the other side may not do), "telemetry" every --interval, "ended", and otherwise what happened, with "at", "level" and
"text". A reader that is slow gets fewer lines of telemetry; when it is gone, the command stops.`

const examples = `
Examples:
  hawser tunnel --code 4821-otter-lamp-magnet-maple-stone-acorn --forward 127.0.0.1:8554=10.0.0.5:554
  hawser tunnel --code CODE --forward 8080=camera.lan:80 --socks 1080 --json
  hawser tunnel --code CODE --reverse 127.0.0.1:8000=127.0.0.1:3000
  hawser tunnel --code CODE --guacd 4822=127.0.0.1:4822 --session vnc --parameter hostname=10.0.0.9 --parameter port=5900

Where the devices are, "hawser tunnel serve --allow …" (or the app) shows the code, and says what may be reached from there.
The two connect directly, with no port opened anywhere, and everything is encrypted end to end. When the network changes,
connections go on by a new path. Without --code, a code is shown here, for "hawser tunnel serve --code CODE".
${common}

Exit status: 0 stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

const serveExamples = `
Examples:
  hawser tunnel serve --allow 10.0.0.0/24:554,80
  hawser tunnel serve --allow "*.cameras.lan:80,554" --allow "[fd00::/8]:8000-8100" --rendezvous studio.example.net:8743
  hawser tunnel serve --allow 10.0.0.5:554 --stay --json
  hawser tunnel serve --code CODE --allow-listen 127.0.0.1:8000

Nothing can be reached, and nothing listens, but what is allowed here. A name is resolved first, and each of its addresses
must be allowed too, by name or by network. While it runs, a line on stdin allows more: "allow 10.0.0.9:80",
"allow-listen 127.0.0.1:8000". It ends when the other side ends, or with --stay goes on, with a new code for the next.
${common}

Exit status: 0 the other side has ended, or stopped on request, 2 the command line is not understood, 1 anything else.`

/** `hawser tunnel`, and `hawser tunnel serve` */
export function addTunnelCommand(program: Command): void {
  const command = program
    .command('tunnel')
    .description("reach devices behind somebody else's router, in the foreground (WebRTC)")
    .option('-c, --code <code>', 'the code or link that the other side shows, instead of showing one here')
  withTunnelOptions(withWayOptions(command))
    .addHelpText('after', examples)
    .action((options: TunnelOptions & WayOptions) => {
      const ways = waysFromOptions(options)
      if (ways.length === 0)
        throw new Fault(
          'usage',
          'Name at least one way: --forward, --reverse, --socks or --guacd; see "hawser tunnel --help".',
        )
      return start(options, { ways, allow: [] })
    })
  addServe(command)
}

function addServe(command: Command): void {
  const serve = command
    .command('serve')
    .description('let somebody reach devices from here')
    .option('-c, --code <code>', 'the code or link that the other side shows, instead of showing one here')
  withTunnelOptions(withAllowOptions(serve))
    .option(
      '--stay',
      'show a new code when one is used, so that others may come too, and go on until stopped',
    )
    .addHelpText('after', serveExamples)
    .action((options: TunnelOptions & AllowOptions & { stay?: true }) => {
      if (options.stay && options.code !== undefined)
        throw new Fault('usage', '--stay goes with codes that are shown here.')
      return start(options, { ways: [], allow: allowsFromOptions(options), stay: options.stay ?? false })
    })
}

const withTunnelOptions = (command: Command): Command =>
  withConnectOptions(command)
    .option(
      '--lanes <count>',
      'at most so many connections, 1 to 8; more help where packets get lost',
      parseLanes,
    )
    .addOption(
      new Option('--log <level>', 'how much is told of what happens; debug tells of each connection').choices(
        logLevels,
      ),
    )

function parseLanes(text: string): number {
  const lanes = parseWhole(text)
  if (lanes < 1 || lanes > 8) throw new InvalidArgumentError('It is from 1 to 8.')
  return lanes
}

/** With `stay` it serves. */
async function start(
  options: TunnelOptions,
  { ways, allow, stay }: { ways: readonly WayDraft[]; allow: readonly AllowDraft[]; stay?: boolean },
): Promise<void> {
  const { code, lanes, log, stack, relayOnly, rendezvous, interval } = options
  checkMeeting(code, options)
  const { saved, name, stop, told } = await openForeground(options)
  const isServing = stay !== undefined
  const command = isServing
    ? 'hawser tunnel --code CODE --forward …'
    : 'hawser tunnel serve --code CODE --allow …'
  const enter = `On the other machine begin "${command}", or enter the code in its Hawser:`
  const teller = new TunnelTeller(told, enter)
  const {
    ways: _,
    allow: __,
    ...settings
  } = tunnelSettingsSchema.parse({
    ...saved.tunnel,
    ...withoutUndefined({ maxLanes: lanes, log, stack }),
  })
  await runTunnel({
    base: {
      name,
      settings,
      iceServers: saved.transfer.iceServers,
      relayOnly: relayOnly ?? saved.transfer.relayOnly,
    },
    ways,
    allow,
    stay: stay ?? false,
    isServing,
    teller,
    commands: isServing ? ownInput() : undefined,
    intervalMs: interval,
    stop,
    meet: meetBy(
      { settings: { rendezvous: rendezvous ?? saved.transfer.rendezvous }, name, teller },
      { code, ...options, purpose: 'tunnel' },
    ),
  })
}
