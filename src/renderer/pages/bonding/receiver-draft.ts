import {
  type Receiver,
  type ReceiverInput,
  receiverInputSchema,
  receiverSettingsSchema,
} from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { type DraftProblem, endpointPaths, fieldFinder } from '../../forms/problems.ts'
import { bareHost, limitText, lines, parseNumber } from '../../forms/text.ts'
import { freePort, onePort } from './bond-draft.ts'

/** A receiver as it is being typed. */
export interface ReceiverDraft {
  name: string
  enabled: boolean
  listenHost: string
  listenPort: string
  targetHost: string
  targetPort: string
  maxGroups: string
  maxLinksPerGroup: string
  maxGroupsPerSource: string
  allowedSources: string
  datagrams: Receiver['datagrams']
}
export type ReceiverField = keyof ReceiverDraft

const defaults = receiverSettingsSchema.parse({
  name: 'new',
  listen: { host: '0.0.0.0', port: 5000 },
  target: { host: '127.0.0.1', port: 4001 },
})

/** The fields for a stored receiver. */
export const toReceiverDraft = (receiver: Omit<Receiver, 'id'>): ReceiverDraft => ({
  name: receiver.name,
  enabled: receiver.enabled,
  listenHost: receiver.listen.host,
  listenPort: String(receiver.listen.port),
  targetHost: receiver.target.host,
  targetPort: String(receiver.target.port),
  maxGroups: String(receiver.maxGroups),
  maxLinksPerGroup: String(receiver.maxLinksPerGroup),
  maxGroupsPerSource: String(receiver.maxGroupsPerSource),
  allowedSources: receiver.allowedSources.join('\n'),
  datagrams: receiver.datagrams,
})

/** An empty form with what is usual. */
export const newReceiverDraft = (receivers: readonly Pick<Receiver, 'listen'>[]): ReceiverDraft => ({
  ...toReceiverDraft(defaults),
  name: '',
  listenPort: String(freePort(5000, receivers)),
})

/** Another receiver like this one, on the next free port. */
export const duplicateReceiverDraft = (
  receiver: Receiver,
  receivers: readonly Receiver[],
): ReceiverDraft => ({
  ...toReceiverDraft(receiver),
  name: t('{{name}} copy', { name: receiver.name }).slice(0, 80),
  listenPort: String(freePort(receiver.listen.port, receivers)),
})

/** What the name is when none is typed. */
export const receiverNameFor = ({ name, listenPort }: Pick<ReceiverDraft, 'name' | 'listenPort'>) =>
  name.trim() || t('Receiver {{listenPort}}', { listenPort: listenPort.trim() }).trim()

/** The receiver that the fields describe, or what is wrong with each of them. */
export function parseReceiverDraft(draft: ReceiverDraft): {
  input: ReceiverInput | undefined
  problems: DraftProblem<ReceiverField>[]
} {
  const problems: DraftProblem<ReceiverField>[] = []
  const wrong = (field: ReceiverField, message: string) => problems.push({ field, level: 'error', message })
  const number = (field: 'maxGroups' | 'maxLinksPerGroup' | 'maxGroupsPerSource') => {
    const value = Math.round(parseNumber(draft[field]))
    if (!Number.isNaN(value)) return value
    wrong(field, t('Write a number.'))
    return 1
  }
  const input = {
    name: receiverNameFor(draft),
    enabled: draft.enabled,
    listen: { host: bareHost(draft.listenHost), port: onePort('listenPort', draft, wrong) },
    target: { host: bareHost(draft.targetHost), port: onePort('targetPort', draft, wrong) },
    maxGroups: number('maxGroups'),
    maxLinksPerGroup: number('maxLinksPerGroup'),
    maxGroupsPerSource: number('maxGroupsPerSource'),
    allowedSources: lines(draft.allowedSources),
    datagrams: draft.datagrams,
  }
  for (const { path, message } of receiverInputSchema.safeParse(input).error?.issues ?? []) {
    const field = receiverFieldOf(path.join('.'))
    if (!problems.some((known) => known.field === field)) wrong(field, limitText(message))
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}

/** The field that shows a problem with `path` of a receiver. */
export const receiverFieldOf = fieldFinder<ReceiverField>(defaults, {
  ...endpointPaths<ReceiverField>('listen', 'listenHost', 'listenPort'),
  ...endpointPaths<ReceiverField>('target', 'targetHost', 'targetPort'),
})
