import type { Rule } from '../../contract/rule.ts'
import type { Preferences } from '../../contract/settings.ts'
import { t } from '../../language/t.ts'
import { duplicateDraft, newDraft } from '../pages/forwarding/draft.ts'
import { attempt } from './failure.ts'
import { download, pickText } from './files.ts'
import { host } from './session.ts'
import { findRule, slow } from './store.ts'
import { newEditor, setUi, toast } from './ui.ts'

export const addRule = () => newEditor('rule', newDraft(slow().rules ?? []))
export const editRule = (id: string) => setUi({ editor: { kind: 'rule', mode: 'edit', id } })
export function duplicateRule(id: string): void {
  const rule = findRule(id)
  if (rule) newEditor('rule', duplicateDraft(rule, slow().rules ?? []))
}

export const enableRules = (ids: string[], enabled: boolean) =>
  attempt(enabled ? t('Not switched on.') : t('Not switched off.'), () =>
    host().enableRules({ ids, enabled }),
  )

/** The file that puts back what is about to go. */
const rulesFile = (rules: readonly Rule[]) => JSON.stringify({ hawserRules: 1, rules })

export async function removeRules(ids: string[]): Promise<boolean> {
  const all = slow().rules ?? []
  const gone = all.filter(({ id }) => ids.includes(id))
  if (gone.length === 0) return false
  const done = await attempt(t('Not deleted.'), async () => {
    await host().removeRules({ ids: gone.map(({ id }) => id) })
    return true
  })
  if (!done) return false
  const what = gone.length === 1 ? `"${gone[0]!.name}"` : t('{{count}} rules', { count: gone.length })
  toast({
    kind: 'done',
    text: t('Deleted {{what}}.', { what }),
    undo: {
      label: t('Undo'),
      run: () => void restore(rulesFile(gone), 'merge', t('{{what}} is back.', { what })),
    },
  })
  return true
}

async function restore(text: string, mode: 'merge' | 'replace', done: string): Promise<void> {
  const counts = await attempt(t('Not undone.'), () => host().importRules({ text, mode }))
  if (counts) toast({ kind: 'done', text: done })
}

export async function importRules(text: string, mode: 'merge' | 'replace'): Promise<void> {
  const before = rulesFile(slow().rules ?? [])
  const { added, changed, unchanged } = await host().importRules({ text, mode })
  const parts = [
    t('{{added}} added', { added }),
    t('{{changed}} changed', { changed }),
    ...(unchanged > 0 ? [t('{{unchanged}} as before', { unchanged })] : []),
  ]
  toast({
    kind: 'done',
    text: t('Imported: {{parts}}.', { parts: parts.join(', ') }),
    undo: {
      label: t('Undo'),
      run: () => void restore(before, 'replace', t('The rules are as before the import.')),
    },
  })
}

export async function exportRules(ids?: string[]): Promise<void> {
  const file = await attempt(t('Not exported.'), () => host().exportRules(ids ? { ids } : {}))
  if (file) download('hawser-rules.json', new Blob([file.text], { type: 'application/json' }))
}

export async function chooseImport(): Promise<void> {
  const file = await pickText('.json,application/json')
  if (file) setUi({ importing: file })
}

export const disconnect = (ruleId: string, connectionId: number) =>
  attempt(t('Not disconnected.'), () => host().disconnect({ ruleId, connectionId }))

export async function probe(): Promise<void> {
  const done = await attempt(t('Not checked.'), async () => {
    await host().probe(undefined)
    return true
  })
  if (done) toast({ kind: 'done', text: t('All targets, links and devices are being tried again.') })
}

export const setPreferences = (change: Partial<Preferences>) =>
  attempt(t('Not saved.'), () => host().setPreferences(change))

const themes = ['system', 'light', 'dark'] as const
export function nextTheme(): void {
  const now = slow().preferences?.theme ?? 'system'
  const theme = themes[(themes.indexOf(now) + 1) % themes.length]!
  void setPreferences({ theme })
  toast({ kind: 'done', text: t('Theme: {{theme}}.', { theme }) })
}
