import { type DiagnoseInput, diagnoseInputSchema } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { parseNumber } from '../../forms/text.ts'
import type { DiagnosisForm } from '../../state/diagnosis.ts'
import { parseAddress } from '../peers/addresses.ts'

export type FormField = 'target' | 'up' | 'down' | 'plan'
export type FormProblems = Partial<Record<FormField, string>>

/** Where cameras listen. */
const rtspPort = 554

/** What the form asks for, or what is wrong with its fields. */
export function parseForm(form: DiagnosisForm): { input: DiagnoseInput | undefined; problems: FormProblems } {
  const problems: FormProblems = {}
  const target = form.target.trim() === '' ? undefined : parseAddress(form.target, rtspPort)
  if (typeof target === 'string') problems.target = target
  const [up, down] = [parseNumber(form.up), parseNumber(form.down)]
  if (form.planned) {
    if (!(up >= 0 && up <= 100_000)) problems.up = t('Write Mbit/s, such as 8.')
    if (!(down >= 0 && down <= 100_000)) problems.down = t('Write Mbit/s, such as 20.')
    if (up + down === 0 && form.rules.length + form.bonds.length === 0)
      problems.plan = t('Say what is planned: how much goes up or down, or which rules and bonds.')
  }
  if (Object.keys(problems).length > 0) return { input: undefined, problems }
  const checked = diagnoseInputSchema.parse({
    ...(typeof target === 'object' && { target }),
    ...(form.peer !== '' && { peer: form.peer }),
    deep: form.deep,
    ...(form.planned && {
      plan: { upBitrate: up * 1e6, downBitrate: down * 1e6, rules: [...form.rules], bonds: [...form.bonds] },
    }),
  })
  return { input: checked, problems }
}
