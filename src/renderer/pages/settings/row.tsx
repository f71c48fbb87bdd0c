import { Check, ExternalLink, RotateCcw } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { type EditedAt, isSingle, leafOf, type SettingRow } from '../../../contract/catalogue/index.ts'
import type { Settings } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { editDiagnose } from '../../state/diagnose-actions.ts'
import { go, paths } from '../../state/router.ts'
import { resetSettings, showProfiles } from '../../state/settings-actions.ts'
import { editSync } from '../../state/sync-actions.ts'
import { editTransfer } from '../../state/transfer-actions.ts'
import { isChanged, valueWords } from './catalogue-view.ts'
import { SettingControl } from './control.tsx'
import { type Saving, useSetting } from './use-setting.ts'

const places: Readonly<Record<EditedAt, { words: () => string; open: () => void }>> = {
  forwarding: { words: () => t('Forwarding'), open: () => go(paths.forwarding) },
  bonding: { words: () => t('Bonding'), open: () => go(paths.bonding) },
  sync: { words: () => t('Sync'), open: () => go(paths.sync) },
  tunnel: { words: () => t('Tunnel'), open: () => go(paths.tunnel) },
  devices: { words: () => t('Devices'), open: () => go(paths.devices) },
  profiles: { words: () => t('Profiles'), open: showProfiles },
  'sync-settings': { words: () => t('Sync settings'), open: editSync },
  'transfer-settings': { words: () => t('Transfer settings'), open: editTransfer },
  'diagnose-settings': { words: () => t('Settings of the doctor'), open: editDiagnose },
}

type Props = {
  row: SettingRow
  settings: Settings
  /** The one that the address names. */
  isWanted: boolean
}

/** The row that the address names comes into view and gets the focus. */
function useWanted(isWanted: boolean) {
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (!isWanted) return
    ref.current?.scrollIntoView({ block: 'center' })
    ref.current?.focus({ preventScroll: true })
  }, [isWanted])
  return ref
}

/** One setting: what it does, why its default is what it is, and what it is changed with. */
export function Row({ row, settings, isWanted }: Props) {
  const ref = useWanted(isWanted)
  const noteId = useId()
  const field = useSetting(row)
  const isField = isSingle(row)
  const changed = isChanged(settings, row)
  return (
    <li
      ref={ref}
      tabIndex={-1}
      id={`setting-${row.path}`}
      className={`grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,15rem)] ${isWanted ? 'bg-selected' : ''}`}
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {t(row.name)}
          {changed && <Changed />}
        </p>
        <p id={noteId} className="text-xs text-muted">
          {t(row.does)}
          {row.fromStart && ` ${t('Holds from the next start on.')}`}
        </p>
        <Reason row={row} />
      </div>
      <div className="flex min-w-0 flex-col items-start gap-1 sm:items-end">
        {isField ? (
          <SettingControl row={row} field={field} noteId={noteId} problemId={`${noteId}-problem`} />
        ) : (
          <Elsewhere row={row} value={field.value} />
        )}
        <div className="flex items-center gap-2">
          <SavedState saving={field.saving} />
          {changed && (
            <Button
              small
              look="ghost"
              icon={RotateCcw}
              aria-label={t('Reset {{name}}', { name: t(row.name) })}
              onClick={() => void resetSettings([row.path])}
            >
              {t('Reset')}
            </Button>
          )}
        </div>
      </div>
    </li>
  )
}

const Changed = () => (
  <span className="rounded-sm bg-accent-soft px-1.5 text-2xs font-medium text-accent">{t('Changed')}</span>
)

/** The default and why it is that. */
const Reason = ({ row }: { row: SettingRow }) => (
  <p className="mt-0.5 text-xs text-faint">
    <span className="font-medium">
      {t('Default: {{value}}.', { value: valueWords(row.path, leafOf(row.path).default) })}
    </span>{' '}
    {t(row.why)}
  </p>
)

/** Leads to where something is changed. */
export const PlaceButton = ({ at, of }: { at: EditedAt; of: string }) => (
  <Button small icon={ExternalLink} aria-label={`${of}: ${places[at].words()}`} onClick={places[at].open}>
    {places[at].words()}
  </Button>
)

const Elsewhere = ({ row, value }: { row: SettingRow; value: unknown }) => (
  <>
    <span className="num max-w-full truncate text-muted">{valueWords(row.path, value)}</span>
    {row.at && <PlaceButton at={row.at} of={t(row.name)} />}
  </>
)

function SavedState({ saving }: { saving: Saving }) {
  return (
    <span role="status" className="flex min-w-0 items-center gap-1 text-xs">
      {saving.is === 'saving' && <span className="text-faint">{t('Saving …')}</span>}
      {saving.is === 'saved' && (
        <span className="flex items-center gap-1 text-ok">
          <Check aria-hidden className="size-3.5" />
          {t('Saved')}
        </span>
      )}
      {saving.is === 'failed' && <span className="text-error">{saving.problem}</span>}
    </span>
  )
}

/** What new entries of a list begin with: said here, set where the entry is. */
export function EntryRow({ row, isWanted }: { row: SettingRow; isWanted: boolean }) {
  const ref = useWanted(isWanted)
  return (
    <li
      ref={ref}
      tabIndex={-1}
      id={`setting-${row.path}`}
      className={`border-b border-line px-4 py-2.5 last:border-0 ${isWanted ? 'bg-selected' : ''}`}
    >
      <p className="font-medium">{t(row.name)}</p>
      <p className="text-xs text-muted">{t(row.does)}</p>
      <Reason row={row} />
    </li>
  )
}
