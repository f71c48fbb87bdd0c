import { iceServerSchema, type TransferSettings, transferSettingsSchema } from '../../../contract/transfer.ts'
import { t } from '../../../language/t.ts'
import { formatEndpoint } from '../../format.ts'
import type { DraftProblem } from '../../forms/problems.ts'
import { bareHost, limitText } from '../../forms/text.ts'
import { parseAddress } from '../peers/addresses.ts'

/** A STUN or TURN server as it is being typed. */
export interface ServerDraft {
  url: string
  username: string
  credential: string
}

/** Transfer settings as they are being typed. */
export interface TransferDraft {
  /** There is nothing to switch on or off. */
  enabled?: never
  saveTo: string
  trustPaired: boolean
  seal: boolean
  gentle: boolean
  maxLanes: string
  mode: TransferSettings['mode']
  servers: readonly ServerDraft[]
  relayOnly: boolean
  /** `host:port`; empty: none. */
  rendezvous: string
  listenHost: string
  listenPort: string
}
export type TransferField = keyof TransferDraft

/** Where a rendezvous listens unless it is told otherwise. */
export const rendezvousPort = 8743

export const newServer: ServerDraft = { url: '', username: '', credential: '' }

/** The fields for stored settings. */
export const toTransferDraft = (settings: TransferSettings): TransferDraft => ({
  saveTo: settings.saveTo,
  trustPaired: settings.trustPaired,
  seal: settings.seal,
  gentle: settings.gentle,
  maxLanes: String(settings.maxLanes),
  mode: settings.mode,
  servers: settings.iceServers.map(({ url, username = '', credential = '' }) => ({
    url,
    username,
    credential,
  })),
  relayOnly: settings.relayOnly,
  rendezvous: settings.rendezvous ? formatEndpoint(settings.rendezvous) : '',
  listenHost: settings.listen.host,
  listenPort: String(settings.listen.port),
})

/** The settings that the fields describe, or what is wrong with each of them. */
export function parseTransferDraft(draft: TransferDraft): {
  input: TransferSettings | undefined
  problems: DraftProblem<TransferField>[]
} {
  const problems: DraftProblem<TransferField>[] = []
  const wrong = (field: TransferField, message: string) => problems.push({ field, level: 'error', message })
  const servers = draft.servers.filter(({ url }) => url.trim() !== '')
  const iceServers = servers.map(({ url, username, credential }) => ({
    url: url.trim(),
    ...(username.trim() !== '' && { username: username.trim() }),
    ...(credential !== '' && { credential }),
  }))
  for (const server of iceServers) {
    const problem = iceServerSchema.safeParse(server).error?.issues[0]
    if (problem) wrong('servers', `"${server.url}": ${problem.message}`)
    else if (server.url.startsWith('turn') && !(server.username && server.credential))
      wrong('servers', t('"{{url}}" needs a user name and a password.', { url: server.url }))
  }
  const hasRelay = iceServers.some(({ url }) => url.startsWith('turn'))
  if (draft.relayOnly && !hasRelay)
    wrong('relayOnly', t('Without a TURN server nobody could be reached. Add one, or switch this off.'))
  const at = draft.rendezvous.trim() === '' ? null : parseAddress(draft.rendezvous, rendezvousPort)
  if (typeof at === 'string') wrong('rendezvous', at)
  const input = {
    saveTo: draft.saveTo.trim(),
    trustPaired: draft.trustPaired,
    seal: draft.seal,
    gentle: draft.gentle,
    maxLanes: Number(draft.maxLanes),
    mode: draft.mode,
    iceServers,
    relayOnly: draft.relayOnly,
    rendezvous: typeof at === 'string' ? null : at,
    listen: { host: bareHost(draft.listenHost), port: Number(draft.listenPort) },
  }
  for (const { path, message } of transferSettingsSchema.safeParse(input).error?.issues ?? []) {
    const field = transferFieldOf(path.join('.'))
    if (!problems.some((known) => known.field === field)) wrong(field, limitText(message))
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}

/** The field that shows a problem with `path` of the settings. */
export function transferFieldOf(path: string): TransferField {
  if (path.startsWith('listen')) return path === 'listen.port' ? 'listenPort' : 'listenHost'
  if (path.startsWith('iceServers')) return 'servers'
  if (path.startsWith('rendezvous')) return 'rendezvous'
  const known: readonly string[] = [
    'saveTo',
    'maxLanes',
    'mode',
    'relayOnly',
    'seal',
    'gentle',
    'trustPaired',
  ]
  return known.includes(path) ? (path as TransferField) : 'saveTo'
}
