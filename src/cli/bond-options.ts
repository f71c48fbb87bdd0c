import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { z } from 'zod'
import {
  type BondChange,
  bondSettingsSchema,
  type LinkSettings,
  linkSettingsSchema,
} from '../contract/bond.ts'
import type { Endpoint } from '../contract/rule.ts'
import { parseEndpoint } from '../web/endpoint.ts'
import { Fault } from '../wire/fault.ts'
import { asArgument, collect, parseBytes, parseDuration, parsePort, parseWhole } from './quantities.ts'
import { optionOf, withoutUndefined } from './rule-options.ts'

const { shape } = bondSettingsSchema

export interface BondOptions {
  name?: string
  listen?: Endpoint
  receiver?: Endpoint
  uplink?: LinkSettings[]
  uplinksFile?: string
  automatic?: true
  mode?: 'classic' | 'enhanced'
  quality?: boolean
  exploration?: boolean
  stallGuard?: boolean
  connTimeout?: number
  datagrams?: 'automatic' | 'dgram'
}

/** Reads `6000` as a port of `host`, anything else as `parseEndpoint` does. */
export const parseListen =
  (host: string) =>
  (text: string): Endpoint =>
    /^\d+$/.test(text.trim()) ? { host, port: parsePort(text) } : parseEndpoint(text)

/** Reads `10.0.1.2,weight=50,metered,label=Modem`. Throws a fault of code `usage` that says what is wrong. */
export function parseUplink(text: string): LinkSettings {
  const [uplink, ...words] = text.split(',').map((word) => word.trim())
  const fields: Record<string, unknown> = { uplink }
  for (const word of words) {
    const [name = '', ...rest] = word.split('=')
    const value = rest.join('=')
    if (name === 'weight') fields['weight'] = parseWhole(value)
    else if (name === 'label') fields['label'] = value
    else if (name === 'metered' && rest.length === 0) fields['metered'] = true
    else if (name === 'daily') fields['dailyCap'] = parseBytes(value)
    else if (name === 'monthly') fields['monthlyCap'] = parseBytes(value)
    else
      throw new Fault(
        'usage',
        `"${word}" is none of weight=50, metered, label=TEXT, daily=2GB, monthly=50GB.`,
      )
  }
  const read = linkSettingsSchema.safeParse(fields)
  if (read.success) return read.data
  throw new Fault('usage', `"${text}": ${read.error.issues[0]?.message}`)
}

/** Gives a command every setting of a bond as an option. */
export function addBondOptions(command: Command): Command {
  const onOff = (name: string, description: string) =>
    command
      .addOption(new Option(`--${name}`, description))
      .addOption(new Option(`--no-${name}`, `the opposite of --${name}`))
  command
    .option(
      '-l, --listen <[address:]port>',
      'where the SRT caller sends to; a port alone listens on 127.0.0.1',
      asArgument(parseListen('127.0.0.1')),
    )
    .option('-r, --receiver <host:port>', 'the SRTLA receiver', asArgument(parseEndpoint))
    .option(
      '-u, --uplink <uplink>',
      'an interface or local address to send by, with weight=0…100, metered, label=TEXT, daily=BYTES and monthly=BYTES after commas; repeatable (default: every uplink there is)',
      collect(asArgument(parseUplink)),
    )
    .option('--uplinks-file <file>', 'a file with one local address a line', (file) => resolve(file))
    .addOption(
      new Option('--mode <mode>', 'how links are chosen (default: enhanced)').choices([
        'enhanced',
        'classic',
      ]),
    )
  onOff('quality', 'enhanced mode: weigh links by how recently they lost packets (default: on)')
  onOff('exploration', 'enhanced mode: try the second-best link now and then (default: off)')
  onOff('stall-guard', 'take data off a link that no longer delivers it (default: on)')
  return command
    .option(
      '--conn-timeout <time>',
      'a link that hears nothing for so long is down (default: 5s)',
      parseDuration,
    )
    .addOption(
      new Option('--datagrams <way>', 'how UDP is read and written (default: automatic)').choices([
        'automatic',
        'dgram',
      ]),
    )
    .option('-n, --name <text>', "the bond's name (default: made from the receiver)")
}

/** What the options say of a bond. Throws a fault of code `usage` for what does not go together. */
export function bondFromOptions(options: BondOptions): BondChange {
  const { uplink, uplinksFile, automatic } = options
  if ([uplink, uplinksFile, automatic].filter((way) => way !== undefined).length > 1)
    throw new Fault('usage', '--uplink, --uplinks-file and --automatic exclude each other.')
  const uplinks = uplink ? 'listed' : uplinksFile !== undefined ? 'file' : automatic && 'automatic'
  return withoutUndefined({
    name: options.name,
    listen: options.listen,
    receiver: options.receiver,
    uplinks,
    links: uplink,
    uplinksFile,
    mode: options.mode,
    qualityScoring: options.quality,
    exploration: options.exploration,
    stallGuard: options.stallGuard,
    linkTimeoutMs: options.connTimeout,
    datagrams: options.datagrams,
  })
}

const renamed: Partial<Record<string, string>> = {
  links: '--uplink',
  qualityScoring: '--quality',
  linkTimeoutMs: '--conn-timeout',
} satisfies Partial<Record<keyof typeof shape, string>>

/** Reads what the options came to. Throws a fault of code `usage` that names the option. */
export function readOptions<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const field = String(issue?.path[0])
  throw new Fault('usage', `${renamed[field] ?? optionOf(field)}: ${issue?.message}`)
}
