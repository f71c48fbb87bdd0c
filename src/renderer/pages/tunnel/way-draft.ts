import {
  type Way,
  type WayInput,
  type WayKind,
  wayInputSchema,
  waySettingsSchema,
} from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { type DraftProblem, endpointPaths, fieldFinder } from '../../forms/problems.ts'
import { bareHost, limitText, parseNumber } from '../../forms/text.ts'
import { freePort, onePort } from '../bonding/bond-draft.ts'

/** A way as it is being typed. */
export interface WayDraft {
  name: string
  enabled: boolean
  party: string
  kind: WayKind
  listenHost: string
  /** Empty: the one that is suggested. 0: any that is free. */
  listenPort: string
  targetHost: string
  targetPort: string
  maxConnections: string
  user: string
  password: string
  /** Whether Hawser does the handshake with guacd. */
  session: boolean
  protocol: string
  /** `name=value`, one a line. */
  parameters: string
}
export type WayField = keyof WayDraft

const defaults = waySettingsSchema.parse({
  name: 'new',
  party: 'none',
  listen: { host: '127.0.0.1', port: 0 },
})
const guacdPort = 4822
const socksPort = 1080

/** The fields for a stored way. */
export const toWayDraft = (way: Omit<Way, 'id'>): WayDraft => ({
  name: way.name,
  enabled: way.enabled,
  party: way.party,
  kind: way.kind,
  listenHost: way.listen.host,
  listenPort: String(way.listen.port),
  targetHost: way.target?.host ?? '',
  targetPort: way.target ? String(way.target.port) : '',
  maxConnections: String(way.maxConnections),
  user: way.user,
  password: way.password,
  session: way.session !== null,
  protocol: way.session?.protocol ?? 'vnc',
  parameters: Object.entries(way.session?.parameters ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join('\n'),
})

/** An empty form: only what cannot be guessed is left to type. */
export const newWayDraft = (party: string): WayDraft => ({
  ...toWayDraft(defaults),
  name: '',
  party,
  listenPort: '',
})

/** Another way like this one, on a port that is suggested anew. */
export const duplicateWayDraft = (way: Way): WayDraft => ({
  ...toWayDraft(way),
  name: t('{{name}} copy', { name: way.name }).slice(0, 80),
  listenPort: '',
})

/** What changes with the sort of way: guacd usually runs beside the far end's Hawser. */
export function withKind(draft: WayDraft, kind: WayKind): Partial<WayDraft> {
  if (kind === draft.kind) return {}
  const isBlank = draft.targetHost.trim() === '' && draft.targetPort.trim() === ''
  if (kind === 'guacd' && isBlank) return { kind, targetHost: '127.0.0.1', targetPort: String(guacdPort) }
  const wasGuacd =
    draft.kind === 'guacd' && draft.targetHost === '127.0.0.1' && draft.targetPort === String(guacdPort)
  return wasGuacd ? { kind, targetHost: '', targetPort: '' } : { kind }
}

/**
 * The port to listen on when none is typed: one that tells what it leads to, beyond those that systems keep for
 * themselves (8554 for 554), and that no other way has. Nothing while the target's is not known.
 */
export function suggestedPort(
  { kind, targetPort }: Pick<WayDraft, 'kind' | 'targetPort'>,
  others: readonly Pick<Way, 'listen'>[],
): number | undefined {
  if (kind === 'socks') return freePort(socksPort, others)
  const port = parseNumber(targetPort)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined
  return freePort(port < 1024 ? 8000 + port : port, others)
}

/** What the name is when none is typed. */
export function wayNameFor({ name, kind, targetHost, targetPort }: WayDraft): string {
  if (name.trim() !== '') return name.trim()
  if (kind === 'socks') return t('SOCKS5 proxy')
  const target = [targetHost.trim(), targetPort.trim()].filter(Boolean).join(':')
  return target.slice(0, 80)
}

type Wrong = (field: WayField, message: string) => void

/** The way that the fields describe, or what is wrong with each of them. `others`: the ways there are besides. */
export function parseWayDraft(
  draft: WayDraft,
  others: readonly Pick<Way, 'listen'>[],
): { input: WayInput | undefined; problems: DraftProblem<WayField>[] } {
  const problems: DraftProblem<WayField>[] = []
  const wrong: Wrong = (field, message) => problems.push({ field, level: 'error', message })
  if (draft.party === '') wrong('party', t('Choose who is at the other end.'))
  const hasTarget = draft.kind !== 'socks'
  const target = hasTarget
    ? { host: bareHost(draft.targetHost), port: onePort('targetPort', draft, wrong) }
    : null
  const most = Math.round(parseNumber(draft.maxConnections))
  if (Number.isNaN(most)) wrong('maxConnections', t('Write a number.'))
  const input = {
    name: wayNameFor(draft),
    enabled: draft.enabled,
    party: draft.party || 'none',
    kind: draft.kind,
    listen: { host: bareHost(draft.listenHost), port: listenPort(draft, others, wrong) },
    target,
    maxConnections: Number.isNaN(most) ? 1 : most,
    user: draft.kind === 'socks' ? draft.user : '',
    password: draft.kind === 'socks' ? draft.password : '',
    session: draft.kind === 'guacd' && draft.session ? parseSession(draft, wrong) : null,
  }
  for (const { path, message } of wayInputSchema.safeParse(input).error?.issues ?? []) {
    const field = wayFieldOf(path.join('.'))
    // Without a target there is no name either, and one problem is enough.
    if (field === 'name' && draft.name.trim() === '') continue
    if (!problems.some((known) => known.field === field)) wrong(field, limitText(message))
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}

function listenPort(draft: WayDraft, others: readonly Pick<Way, 'listen'>[], wrong: Wrong): number {
  const text = draft.listenPort.trim()
  // What is suggested follows from the target; while that is wrong, nothing is told off twice.
  if (text === '') return suggestedPort(draft, others) ?? 0
  return text === '0' ? 0 : onePort('listenPort', draft, wrong)
}

function parseSession(draft: WayDraft, wrong: Wrong): NonNullable<Way['session']> {
  const parameters: Record<string, string> = {}
  for (const line of draft.parameters.split('\n')) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(0, at)).trim()
    if (name === '')
      wrong(
        'parameters',
        t('"{{line}}": write name=value, such as hostname=10.0.0.60.', { line: line.trim() }),
      )
    else parameters[name] = line.slice(at + 1).trim()
  }
  const protocol = draft.protocol.trim()
  if (protocol === '') wrong('protocol', t('Name a protocol such as vnc, rdp or ssh.'))
  return { protocol: protocol || 'vnc', parameters }
}

/** The field that shows a problem with `path` of a way. */
export const wayFieldOf = fieldFinder<WayField>(defaults, {
  ...endpointPaths<WayField>('listen', 'listenHost', 'listenPort'),
  ...endpointPaths<WayField>('target', 'targetHost', 'targetPort'),
  session: 'parameters',
  'session.protocol': 'protocol',
})
