import { type DiagnoseSettings, diagnoseSettingsSchema } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import type { DraftProblem } from '../../forms/problems.ts'
import { limitText, lines } from '../../forms/text.ts'

/** Settings of the doctor, as they are being typed; lists have one entry a line. */
export interface DiagnoseDraft {
  /** There is nothing to switch on or off. */
  enabled?: never
  stunServers: string
  timeServers: string
  portalUrl: string
  portalText: string
  wireguardFiles: string
  answerPeers: boolean
}
export type DiagnoseField = Exclude<keyof DiagnoseDraft, 'enabled'>

export const toDiagnoseDraft = (settings: DiagnoseSettings): DiagnoseDraft => ({
  stunServers: settings.stunServers.map(({ url }) => url.replace(/^stun:/, '')).join('\n'),
  timeServers: settings.timeServers.join('\n'),
  portalUrl: settings.portalUrl,
  portalText: settings.portalText,
  wireguardFiles: settings.wireguardFiles.join('\n'),
  answerPeers: settings.answerPeers,
})

/** The settings that the fields describe, or what is wrong with each of them. */
export function parseDiagnoseDraft(draft: DiagnoseDraft): {
  input: DiagnoseSettings | undefined
  problems: DraftProblem<DiagnoseField>[]
} {
  const problems: DraftProblem<DiagnoseField>[] = []
  const wrong = (field: DiagnoseField, message: string) => {
    if (!problems.some((known) => known.field === field)) problems.push({ field, level: 'error', message })
  }
  const input: DiagnoseSettings = {
    stunServers: lines(draft.stunServers).map((server) => ({
      url: /^(stuns?|turns?):/.test(server) ? server : `stun:${server}`,
    })),
    timeServers: lines(draft.timeServers),
    portalUrl: draft.portalUrl.trim(),
    portalText: draft.portalText.trim(),
    // Names of files may hold commas.
    wireguardFiles: draft.wireguardFiles
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    answerPeers: draft.answerPeers,
  }
  for (const server of input.timeServers)
    if (!/^[\w.:-]+$/.test(server) || server.startsWith('-'))
      wrong('timeServers', t('"{{server}}" is no name or address of a server.', { server }))
  if (input.portalUrl !== '' && !/^http:\/\/[^\s@]+$/.test(input.portalUrl))
    wrong('portalUrl', t('Write an address that begins with http://; encrypted pages show no portal.'))
  if (input.portalUrl !== '' && input.portalText === '')
    wrong('portalText', t('Write what the page says when nobody stands in the way, such as Success.'))
  for (const { path, message } of diagnoseSettingsSchema.safeParse(input).error?.issues ?? []) {
    const [field] = path
    wrong(
      field as DiagnoseField,
      /expected array/.test(message) ? t('Too many of them.') : limitText(message),
    )
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}
