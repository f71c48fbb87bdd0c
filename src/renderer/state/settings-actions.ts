import { findRow, leafOf } from '../../contract/catalogue/index.ts'
import { t } from '../../language/t.ts'
import { attempt, failureText } from './failure.ts'
import { download, pickText } from './files.ts'
import { go, paths } from './router.ts'
import { host } from './session.ts'
import { slow } from './store.ts'
import { setUi, toast } from './ui.ts'

/** What is wrong with it, if anything is. */
export async function saveSetting(path: string, value: unknown): Promise<string | undefined> {
  try {
    await host().changeSettings({ values: { [path]: value ?? null } })
  } catch (error) {
    return failureText(error)
  }
}

/** As by default; what they were is put back by Undo. */
export async function resetSettings(changed: readonly string[]): Promise<void> {
  const values = Object.fromEntries(changed.map((path) => [path, leafOf(path).default ?? null]))
  const done = await attempt(t('Not reset.'), () => host().changeSettings({ values }))
  if (done === undefined) return
  const [only] = changed
  const text =
    changed.length === 1 && only
      ? t('"{{name}}" is as by default.', { name: t(findRow(only)?.name ?? only) })
      : t('{{count}} settings are as by default.', { count: changed.length })
  toast({
    kind: 'done',
    text,
    undo: {
      label: t('Undo'),
      run: () =>
        void attempt(t('Not undone.'), async () => {
          await host().changeSettings({ values: done.before })
        }),
    },
  })
}

export async function importSettings(): Promise<void> {
  const file = await pickText('.json,application/json')
  if (file) setUi({ settingsDialog: { ask: 'import', ...file } })
}
export const exportSettings = () => setUi({ settingsDialog: { ask: 'export' } })

/** Hands over a file with all settings or one profile. False where it was told why not. */
export async function downloadSettings(profileId: string | undefined, passphrase: string): Promise<boolean> {
  const secretly = passphrase === '' ? {} : { passphrase }
  const file = await attempt(t('Not exported.'), () =>
    profileId === undefined
      ? host().exportSettings(secretly)
      : host().exportProfile({ id: profileId, ...secretly }),
  )
  if (file === undefined) return false
  download(file.name, new Blob([file.text], { type: 'application/json' }))
  if (file.secretsLeftOut > 0)
    toast({
      kind: 'done',
      text: t('Exported. {{count}} passwords are not in the file.', { count: file.secretsLeftOut }),
    })
  return true
}

/** Says what was done, with the way back. */
export function doneWithUndo(text: string, undoId: string): void {
  toast({ kind: 'done', text, undo: { label: t('Undo'), run: () => void undoSettings(undoId) } })
}

export async function undoSettings(undoId: string): Promise<void> {
  const undone = await attempt(t('Not undone.'), () => host().undoSettings({ undoId }))
  if (undone === undefined) return
  const text =
    undone.left > 0
      ? t('Undone. {{count}} things that were changed since stay as they are.', { count: undone.left })
      : t('Undone: everything is as it was before.')
  toast({ kind: 'done', text })
}

export const newProfile = () => setUi({ settingsDialog: { ask: 'name' } })
export const renameProfile = (profileId: string) => setUi({ settingsDialog: { ask: 'name', profileId } })
export const exportProfile = (profileId: string) => setUi({ settingsDialog: { ask: 'export', profileId } })

/** Shows first what would stop and start. */
export const switchProfile = (profileId: string) => setUi({ settingsDialog: { ask: 'switch', profileId } })
export const showProfiles = () => go(paths.setting('profiles'))

/** The present state takes the place of what the profile held. */
export async function saveInto(profileId: string): Promise<void> {
  const profile = slow().settings?.profiles.find(({ id }) => id === profileId)
  if (profile === undefined) return
  const saved = await attempt(t('Not saved.'), () =>
    host().saveProfile({ id: profileId, name: profile.name }),
  )
  if (saved) toast({ kind: 'done', text: t('"{{name}}" holds the present state.', { name: saved.name }) })
}

export async function removeProfile(profileId: string): Promise<void> {
  const profile = slow().settings?.profiles.find(({ id }) => id === profileId)
  if (profile === undefined) return
  const done = await attempt(t('Not deleted.'), () => host().removeProfile({ id: profileId }))
  if (done) doneWithUndo(t('Deleted "{{name}}". What works goes on.', { name: profile.name }), done.undoId)
}
