import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Endpoint } from '../contract/rule.ts'
import { allowTargetSchema, type WayInput, type WayKind, wayInputSchema } from '../contract/tunnel.ts'
import { formatEndpoint, parseEndpoint } from '../web/endpoint.ts'
import { Fault } from '../wire/fault.ts'
import { parseListen, readOptions } from './bond-options.ts'
import { asArgument, collect, parseWhole } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'

/** A way before it is known to whom it leads. */
export type WayDraft = Omit<WayInput, 'party'>

/** One side listens, the other connects. */
interface Pair {
  listen: Endpoint
  target: Endpoint
}

export interface WayOptions {
  forward?: Pair[]
  reverse?: Pair[]
  socks?: Endpoint[]
  guacd?: Pair[]
  user?: string
  password?: string
  session?: string
  parameter?: Record<string, string>
  maxConnections?: number
}

/** Reads `8554`, `127.0.0.1:8554` or `[::1]:0`; port 0 is any that is free. Throws a fault of code `usage`. */
export function parseWayListen(text: string): Endpoint {
  const any = /^(.*:)0+$/.exec(text.trim())?.[1]
  if (any === undefined) return parseListen('127.0.0.1')(text)
  return { ...parseEndpoint(`${any}1`), port: 0 }
}

/** Reads `127.0.0.1:8554=10.0.0.5:554`. Throws a fault of code `usage`. */
export function parsePair(text: string): Pair {
  const at = text.indexOf('=')
  if (at < 1)
    throw new Fault(
      'usage',
      `"${text}" is not like 127.0.0.1:8554=10.0.0.5:554: where to listen, and where to connect to.`,
    )
  return { listen: parseWayListen(text.slice(0, at)), target: parseEndpoint(text.slice(at + 1)) }
}

/** Reads such as `10.0.0.0/24:554,80`. Throws a fault of code `usage`. */
export function parseAllowTarget(text: string): string {
  const read = allowTargetSchema.safeParse(text)
  if (read.success) return read.data
  throw new Fault('usage', `"${text}": ${read.error.issues[0]?.message}`)
}

function collectParameter(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it like hostname=10.0.0.9.')
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) }
}

/** Gives a command every kind of way as an option. */
export const withWayOptions = (command: Command): Command =>
  command
    .option(
      '-f, --forward <listen=target>',
      'listen here and connect from the far end; a port alone is of 127.0.0.1, port 0 any that is free; repeatable',
      collect(asArgument(parsePair)),
    )
    .option(
      '-r, --reverse <listen=target>',
      'the other way round: listen at the far end and connect from here; repeatable',
      collect(asArgument(parsePair)),
    )
    .option(
      '-s, --socks <[address:]port>',
      'a SOCKS5 server here, through which programs reach what the far end allows; repeatable',
      collect(asArgument(parseWayListen)),
    )
    .option(
      '-g, --guacd <listen=target>',
      'as --forward, to a guacd (remote desktops), with figures of its sessions; repeatable',
      collect(asArgument(parsePair)),
    )
    .option('--user <name>', 'of the SOCKS5 server (default: nobody is asked)')
    .addOption(new Option('--password <text>', 'of the SOCKS5 server').env('HAWSER_SOCKS_PASSWORD'))
    .option(
      '--session <protocol>',
      'of guacd: begin a session by that protocol (vnc, rdp, ssh …) for each connection',
    )
    .option(
      '--parameter <name=value>',
      'of such sessions, as guacd calls it, such as hostname=10.0.0.9; repeatable',
      collectParameter,
    )
    .option('--max-connections <count>', 'at once through one way (default: 1000)', parseWhole)

/** Such as `127.0.0.1:8554 → 10.0.0.5:554`; of a SOCKS5 server where it listens. */
export const routeText = (listen: string, target: Endpoint | null): string =>
  target ? `${listen} → ${formatEndpoint(target)}` : listen

/** The ways that the options describe. Throws a fault of code `usage` for what does not go together. */
export function waysFromOptions(options: WayOptions): WayDraft[] {
  const { socks = [], guacd = [], user, password, session, parameter } = options
  if (socks.length === 0 && user !== undefined)
    throw new Fault('usage', '--user is of a SOCKS5 server; it goes with --socks.')
  if (guacd.length === 0 && session !== undefined) throw new Fault('usage', '--session goes with --guacd.')
  if (session === undefined && parameter !== undefined)
    throw new Fault('usage', '--parameter goes with --session.')
  const make = (kind: WayKind, listen: Endpoint, target: Endpoint | null, more: object = {}): WayDraft => {
    // What it is checked by is the whole; the party is not known yet.
    const { party: _, ...way } = readOptions(wayInputSchema, {
      name: `${kind} ${routeText(formatEndpoint(listen), target)}`.slice(0, 80),
      party: 'none',
      kind,
      listen,
      target,
      ...withoutUndefined({ maxConnections: options.maxConnections }),
      ...more,
    })
    return way
  }
  const begun = session === undefined ? {} : { session: { protocol: session, parameters: parameter ?? {} } }
  const login = user === undefined ? {} : withoutUndefined({ user, password })
  return [
    ...(options.forward ?? []).map(({ listen, target }) => make('forward', listen, target)),
    ...(options.reverse ?? []).map(({ listen, target }) => make('reverse', listen, target)),
    ...socks.map((listen) => make('socks', listen, null, login)),
    ...guacd.map(({ listen, target }) => make('guacd', listen, target, begun)),
  ]
}

/** What a party may do, as options say it. */
export interface AllowOptions {
  allow?: string[]
  allowListen?: string[]
}

export interface AllowDraft {
  what: 'connect' | 'listen'
  target: string
}

export const withAllowOptions = (command: Command): Command =>
  command
    .option(
      '-a, --allow <hosts:ports>',
      'what the other side may reach from here, such as 10.0.0.0/24:554,80 or *.cameras.lan:*; repeatable (default: nothing)',
      collect(asArgument(parseAllowTarget)),
    )
    .option(
      '--allow-listen <addresses:ports>',
      'where the other side may let this machine listen for its --reverse, such as 127.0.0.1:8000-8100; repeatable (default: nowhere)',
      collect(asArgument(parseAllowTarget)),
    )

export const allowsFromOptions = ({ allow = [], allowListen = [] }: AllowOptions): AllowDraft[] => [
  ...allow.map((target) => ({ what: 'connect' as const, target })),
  ...allowListen.map((target) => ({ what: 'listen' as const, target })),
]
