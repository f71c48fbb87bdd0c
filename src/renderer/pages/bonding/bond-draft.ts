import {
  type Bond,
  type BondInput,
  bondInputSchema,
  bondSettingsSchema,
  type LinkSettings,
} from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { parsePorts } from '../../forms/ports.ts'
import { type DraftProblem, endpointPaths, fieldFinder } from '../../forms/problems.ts'
import { bareHost, limitText, parseNumber } from '../../forms/text.ts'
import { plainLink } from './links.ts'

/** A link as it is being typed: caps in GB, the priority in percent. */
export interface LinkDraft {
  uplink: string
  /** Used, where uplinks are chosen by hand. */
  picked: boolean
  label: string
  weight: string
  metered: boolean
  dailyCap: string
  monthlyCap: string
}

/** A bond as it is being typed: text as in the fields, times in seconds. */
export interface BondDraft {
  name: string
  enabled: boolean
  listenHost: string
  listenPort: string
  receiverHost: string
  receiverPort: string
  mode: Bond['mode']
  qualityScoring: boolean
  exploration: boolean
  stallGuard: boolean
  uplinks: Bond['uplinks']
  links: readonly LinkDraft[]
  uplinksFile: string
  linkTimeout: string
  datagrams: Bond['datagrams']
}
export type BondField = keyof BondDraft

export const bytesPerGb = 1e9
const gb = (bytes: number) => String(bytes / bytesPerGb)

const defaults = bondSettingsSchema.parse({
  name: 'new',
  listen: { host: '127.0.0.1', port: 6000 },
  receiver: { host: 'new', port: 5000 },
})

export const linkDraft = (link: LinkSettings, picked: boolean): LinkDraft => ({
  uplink: link.uplink,
  picked,
  label: link.label,
  weight: String(link.weight),
  metered: link.metered,
  dailyCap: gb(link.dailyCap),
  monthlyCap: gb(link.monthlyCap),
})

/** The fields for a stored bond. */
export const toBondDraft = (bond: Omit<Bond, 'id'>): BondDraft => ({
  name: bond.name,
  enabled: bond.enabled,
  listenHost: bond.listen.host,
  listenPort: String(bond.listen.port),
  receiverHost: bond.receiver.host,
  receiverPort: String(bond.receiver.port),
  mode: bond.mode,
  qualityScoring: bond.qualityScoring,
  exploration: bond.exploration,
  stallGuard: bond.stallGuard,
  uplinks: bond.uplinks,
  links: bond.links.map((link) => linkDraft(link, bond.uplinks === 'listed')),
  uplinksFile: bond.uplinksFile,
  linkTimeout: String(bond.linkTimeoutMs / 1000),
  datagrams: bond.datagrams,
})

/** The first port from `port` on at which none of these listens. */
export function freePort(port: number, taken: readonly { listen: { port: number } }[]): number {
  let free = port
  while (taken.some(({ listen }) => listen.port === free)) free++
  return free
}

/** An empty form: only what cannot be guessed is left to type. */
export const newBondDraft = (bonds: readonly Pick<Bond, 'listen'>[]): BondDraft => ({
  ...toBondDraft(defaults),
  name: '',
  listenPort: String(freePort(6000, bonds)),
  receiverHost: '',
})

/** Another bond like this one, on the next free port. */
export const duplicateBondDraft = (bond: Bond, bonds: readonly Bond[]): BondDraft => ({
  ...toBondDraft(bond),
  name: t('{{name}} copy', { name: bond.name }).slice(0, 80),
  listenPort: String(freePort(bond.listen.port, bonds)),
})

/** What the name is when none is typed. */
export const bondNameFor = ({ name, receiverHost }: Pick<BondDraft, 'name' | 'receiverHost'>) =>
  name.trim() || receiverHost.trim()

/** The bond that the fields describe, or what is wrong with each of them. */
export function parseBondDraft(draft: BondDraft): {
  input: BondInput | undefined
  problems: DraftProblem<BondField>[]
} {
  const problems: DraftProblem<BondField>[] = []
  const wrong = (field: BondField, message: string) => problems.push({ field, level: 'error', message })
  const links = draft.links.filter(({ picked }) => draft.uplinks !== 'listed' || picked)
  if (draft.uplinks === 'listed' && links.length === 0) wrong('links', t('Choose at least one uplink.'))
  if (draft.uplinks === 'file' && draft.uplinksFile.trim() === '') wrong('uplinksFile', t('Name the file.'))
  const timeout = parseNumber(draft.linkTimeout)
  if (!Number.isFinite(timeout)) wrong('linkTimeout', t('Write a number.'))
  const input = {
    name: bondNameFor(draft),
    enabled: draft.enabled,
    listen: { host: bareHost(draft.listenHost), port: onePort('listenPort', draft, wrong) },
    receiver: { host: bareHost(draft.receiverHost), port: onePort('receiverPort', draft, wrong) },
    mode: draft.mode,
    qualityScoring: draft.qualityScoring,
    exploration: draft.exploration,
    stallGuard: draft.stallGuard,
    uplinks: draft.uplinks,
    links: links
      .map((link) => parseLink(link, (message) => wrong('links', message)))
      .filter((link) => draft.uplinks === 'listed' || !plainLink(link)),
    uplinksFile: draft.uplinksFile.trim(),
    linkTimeoutMs: Number.isFinite(timeout) ? Math.round(timeout * 1000) : 5000,
    datagrams: draft.datagrams,
  }
  for (const { path, message } of bondInputSchema.safeParse(input).error?.issues ?? []) {
    const field = bondFieldOf(path.join('.'))
    // Without a receiver there is no name either, and one problem is enough.
    if (field === 'name' && draft.name.trim() === '') continue
    if (!problems.some((known) => known.field === field))
      wrong(field, limitText(message, field === 'linkTimeout' ? 1000 : field === 'links' ? bytesPerGb : 1))
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}

/** One port, no range; a problem of the field otherwise. */
export function onePort<F extends string>(
  field: F,
  draft: Readonly<Record<F, string>>,
  wrong: (field: F, message: string) => void,
): number {
  const ports = parsePorts(draft[field])
  if (typeof ports === 'string') {
    wrong(field, ports.replace(/, or a range.*/, '.'))
    return 1
  }
  if (ports.count > 1) wrong(field, t('Write one port.'))
  return ports.first
}

function parseLink(draft: LinkDraft, wrong: (message: string) => void): LinkSettings {
  const name = draft.label.trim() || draft.uplink
  const number = (text: string, what: string, factor: number) => {
    const value = Math.round(parseNumber(text) * factor)
    if (value >= 0) return value
    wrong(t('{{name}}: {{what}} is not a number.', { name, what }))
    return 0
  }
  const weight = number(draft.weight, t('the priority'), 1)
  if (weight > 100) wrong(t('{{name}}: the priority is at most 100 %.', { name }))
  return {
    uplink: draft.uplink.trim(),
    label: draft.label.trim(),
    weight: Math.min(100, weight),
    metered: draft.metered,
    dailyCap: number(draft.dailyCap, t('the daily cap'), bytesPerGb),
    monthlyCap: number(draft.monthlyCap, t('the monthly cap'), bytesPerGb),
  }
}

/** The field that shows a problem with `path` of a bond. */
export const bondFieldOf = fieldFinder<BondField>(defaults, {
  ...endpointPaths<BondField>('listen', 'listenHost', 'listenPort'),
  ...endpointPaths<BondField>('receiver', 'receiverHost', 'receiverPort'),
  linkTimeoutMs: 'linkTimeout',
})
