import { z } from 'zod'
import { type Bond, bondSchema, type LinkSettings, linkSettingsSchema } from '../contract/bond.ts'
import { Fault } from '../wire/fault.ts'

/** A longer line is no command. */
const lineLimit = 4096

const toggles = {
  quality: 'qualityScoring',
  exploration: 'exploration',
  'stall-guard': 'stallGuard',
} as const

const onOff = z.union([z.boolean(), z.enum(['on', 'off']).transform((value) => value === 'on')])
const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('mode'), value: z.enum(['classic', 'enhanced']) }),
  z.strictObject({ command: z.enum(['quality', 'exploration', 'stall-guard']), value: onOff }),
  z.strictObject({
    command: z.literal('priority'),
    uplink: linkSettingsSchema.shape.uplink,
    weight: z.int().min(0).max(100),
  }),
  z.strictObject({ command: z.literal('status') }),
  z.strictObject({ command: z.literal('help') }),
])
export type RuntimeCommand = z.output<typeof commandSchema>

export const runtimeHelp =
  'mode classic|enhanced, quality on|off, exploration on|off, stall-guard on|off, priority UPLINK 0…100, status, help'

/** Reads a line of JSON or of plain words. Throws a fault of code `usage` that says what there is. */
export function readRuntimeCommand(line: string): RuntimeCommand {
  const text = line.trim()
  const read = text.length > lineLimit ? undefined : commandSchema.safeParse(fieldsOf(text))
  if (read?.success) return read.data
  const [issue] = read?.error.issues ?? []
  const where = issue?.path.join('.')
  const isKnown = issue && where !== 'command' && where !== ''
  throw new Fault('usage', isKnown ? `${where}: ${issue.message}` : `There are: ${runtimeHelp}.`)
}

function fieldsOf(text: string): unknown {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }
  const [command, ...rest] = text.split(/\s+/)
  if (command !== 'priority') return rest.length === 0 ? { command } : { command, value: rest.join(' ') }
  const weight = rest.pop() ?? ''
  return { command, uplink: rest.join(' '), weight: /^\d+$/.test(weight) ? Number(weight) : weight }
}

/**
 * The bond as a command has it. `links` are those that there are, by whose address or label a link may be named too.
 * Throws a fault of code `link-unknown`.
 */
export function changedBond(
  bond: Bond,
  command: Exclude<RuntimeCommand, { command: 'status' | 'help' }>,
  links: readonly { id: string; address: string; label: string }[],
): Bond {
  if (command.command === 'mode') return { ...bond, mode: command.value }
  if (command.command !== 'priority') return { ...bond, [toggles[command.command]]: command.value }
  return withWeight(bond, command.uplink, command.weight, links)
}

export function withWeight(
  bond: Bond,
  name: string,
  weight: number,
  links: readonly { id: string; address: string; label: string }[],
): Bond {
  const uplink = findLink(bond, name, links)
  const known = bond.links.some((link) => link.uplink === uplink)
  const added: LinkSettings[] = known ? [] : [linkSettingsSchema.parse({ uplink })]
  const next = [...bond.links, ...added].map((link) => (link.uplink === uplink ? { ...link, weight } : link))
  const checked = bondSchema.safeParse({ ...bond, links: next })
  if (checked.success) return checked.data
  throw new Fault('invalid', checked.error.issues[0]?.message ?? 'The bond is invalid.')
}

function findLink(
  bond: Bond,
  name: string,
  links: readonly { id: string; address: string; label: string }[],
): string {
  const named = [
    ...links.filter(({ id }) => id === name),
    ...bond.links.filter(({ uplink }) => uplink === name).map(({ uplink }) => ({ id: uplink })),
    ...links.filter(({ address, label }) => address === name || label === name),
    ...bond.links.filter(({ label }) => label === name).map(({ uplink }) => ({ id: uplink })),
  ]
  const found = named[0]?.id
  if (found === undefined) throw new Fault('link-unknown', `The bond has no uplink "${name}".`)
  return found
}
