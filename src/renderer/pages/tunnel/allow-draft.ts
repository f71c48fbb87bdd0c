import {
  type Allow,
  type AllowInput,
  allowSettingsSchema,
  allowTargetSchema,
} from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import type { DraftProblem } from '../../forms/problems.ts'

/** A rule of what is allowed, as it is being typed. */
export interface AllowDraft {
  enabled: boolean
  party: string
  what: Allow['what']
  target: string
}
export type AllowField = keyof AllowDraft

export const toAllowDraft = ({ enabled, party, what, target }: Omit<Allow, 'id'>): AllowDraft => ({
  enabled,
  party,
  what,
  target,
})

export const newAllowDraft = (party: string): AllowDraft => ({
  enabled: true,
  party,
  what: 'connect',
  target: '',
})

/** What is wrong with hosts and ports, in a sentence; nothing when they are well formed. */
export function targetProblem(target: string): string | undefined {
  const text = target.trim()
  if (text === '') return t('Write hosts and ports such as 10.0.0.0/24:554,80.')
  const problem = allowTargetSchema.safeParse(text).error?.issues[0]
  if (problem === undefined) return undefined
  // The most usual slip: a host alone.
  if (/^[^\s:]+$/.test(text) && allowTargetSchema.safeParse(`${text}:80`).success)
    return t('Ports are missing: {{text}}:80 allows one, {{text2}}:* all of them.', { text, text2: text })
  return problem.message
}

/** The rule that the fields describe, or what is wrong with each of them. */
export function parseAllowDraft(draft: AllowDraft): {
  input: AllowInput | undefined
  problems: DraftProblem<AllowField>[]
} {
  const problems: DraftProblem<AllowField>[] = []
  if (draft.party === '') problems.push({ field: 'party', level: 'error', message: t('Choose for whom.') })
  const wrong = targetProblem(draft.target)
  if (wrong) problems.push({ field: 'target', level: 'error', message: wrong })
  if (wrong === undefined && opensAll(draft))
    problems.push({
      field: 'target',
      level: 'warning',
      message: t('This opens everything that this machine can reach, itself too.'),
    })
  const isWrong = problems.some(({ level }) => level === 'error')
  return { input: isWrong ? undefined : allowSettingsSchema.parse(draft), problems }
}

/** Whether a rule lets somebody reach every host. */
export const opensAll = ({ what, target }: Pick<AllowDraft, 'what' | 'target'>): boolean =>
  what === 'connect' && /^\s*(?:\*|0\.0\.0\.0\/0|\[::\/0\]):/.test(target)

/** The field that shows a problem with `path` of a rule. */
export const allowFieldOf = (path: string): AllowField => (path === 'party' ? 'party' : 'target')
