import { type Command, Option } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import { sleep, systemClock } from '../host/clock.ts'
import { Bell } from '../host/latest.ts'
import {
  openPublicRendezvous,
  type PublicRendezvous,
  type RendezvousLimits,
} from '../host/rendezvous/public-rendezvous.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { cannotListen } from '../web/listeners.ts'
import { stopSignal } from '../web/stop-signal.ts'
import { parseListen } from './bond-options.ts'
import { Output } from './output.ts'
import { asArgument, parseWhole } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'
import { everyAddress } from './srtla-send-command.ts'

interface RendezvousOptions {
  listen: Endpoint
  maxConnections?: number
  maxConnectionsPerSource?: number
  maxWaiting?: number
  maxWaitingPerSource?: number
  json?: true
}

const defaultPort = 8743
/** Counters are told again so long after they were told, if they have changed, and in any case so often. */
const paceMs = 1000
const everyMs = 60_000

const examples = `
Examples:
  hawser rendezvous
  hawser rendezvous --listen 0.0.0.0:8743 --json

Brings two together who know the same code, wherever they are: enter this machine's address as the rendezvous in the
settings of both, or give it to "hawser send" and "hawser receive" with --rendezvous. It must be reachable by TCP at that
port. Files do not go through it. It knows neither codes nor what is said: it sees the number that a code begins with, and
ciphertext. It keeps nothing on disk, and may be started again at any time.

With --json, each line on stdout is an object with a field "event": "listening" once it is ready, "counters" when they have
changed, at most once a second, and every minute, and "stopped".

Exit status: 0 stopped on request, 2 the command line is not understood, 3 cannot listen, 1 anything else.`

/** `hawser rendezvous` */
export function addRendezvousCommand(program: Command): void {
  program
    .command('rendezvous')
    .description('bring together who wants to send files to one another by a code, in the foreground')
    .addOption(
      new Option(
        '-l, --listen <[address:]port>',
        `a port alone listens on every address (default: ${defaultPort})`,
      ).argParser(asArgument((text) => parseListen(everyAddress())(text))),
    )
    .option('--max-connections <count>', 'connections at once; each call has two (default: 2000)', parseWhole)
    .option('--max-connections-per-source <count>', 'of one address (default: 64)', parseWhole)
    .option('--max-waiting <count>', 'codes that wait at once (default: 1000)', parseWhole)
    .option('--max-waiting-per-source <count>', 'of one address (default: 32)', parseWhole)
    .option('--json', 'tell everything as JSON, one object a line')
    .addHelpText('after', examples)
    .action(async ({ listen, json, ...options }: Partial<RendezvousOptions>) => {
      const gone = new AbortController()
      await runRendezvous({
        listen: listen ?? { host: everyAddress(), port: defaultPort },
        limits: withoutUndefined({
          connections: options.maxConnections,
          connectionsOfSource: options.maxConnectionsPerSource,
          waiting: options.maxWaiting,
          waitingOfSource: options.maxWaitingPerSource,
        }),
        json: json ?? false,
        output: new Output(process.stdout, () => gone.abort()),
        stop: AbortSignal.any([stopSignal(), gone.signal]),
      })
    })
}

interface RendezvousRun {
  listen: Endpoint
  limits: Partial<RendezvousLimits>
  json: boolean
  output: Output
  stop: AbortSignal
}

async function runRendezvous({ listen, limits, json, output, stop }: RendezvousRun): Promise<void> {
  const news = new Bell()
  let isNews = false
  using rendezvous = await openPublicRendezvous({
    listen,
    limits,
    clock: systemClock,
    changed() {
      isNews = true
      news.ring()
    },
  }).catch((error: unknown) => {
    throw cannotListen(listen, error as NodeJS.ErrnoException)
  })
  const where = { ...listen, port: rendezvous.port }
  output.line(
    json ? JSON.stringify({ event: 'listening', ...where }) : `Listening on ${formatEndpoint(where)}.`,
  )
  while (!stop.aborted) {
    const { counters } = rendezvous
    output.latest(
      json ? JSON.stringify({ event: 'counters', at: Date.now(), ...counters }) : inWords(counters),
    )
    isNews = false
    await sleep(systemClock, paceMs, stop)
    if (!isNews) await news.heard(AbortSignal.any([stop, AbortSignal.timeout(everyMs - paceMs)]))
  }
  if (json) output.line(JSON.stringify({ event: 'stopped' }))
}

const inWords = (counters: PublicRendezvous['counters']) =>
  `${counters.waiting} waiting, ${counters.calls} calls; since the start ${counters.opened} codes, ${counters.unknown + counters.wrong} wrong tries, ${counters.busy + counters.turnedAway} turned away`
