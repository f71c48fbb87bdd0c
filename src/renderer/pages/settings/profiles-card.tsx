import { Download, EllipsisVertical, Layers, Pencil, Plus, Save, Trash2, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Profile } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { Card } from '../../components/page.tsx'
import { formatMoment } from '../../format.ts'
import { host } from '../../state/session.ts'
import {
  exportProfile,
  newProfile,
  removeProfile,
  renameProfile,
  saveInto,
  switchProfile,
  undoSettings,
} from '../../state/settings-actions.ts'
import { useProfiles, useSlow } from '../../state/store.ts'

/** Rules, bonds and tunnels for each place of work, one of them in use. */
export function ProfilesCard() {
  const profiles = useProfiles()
  const active = useSlow(({ settings }) => settings?.activeProfile)
  return (
    <div id="settings-profiles" className="scroll-mt-4">
      <Card
        title={t('Profiles')}
        actions={
          <Button small icon={Plus} onClick={newProfile}>
            {t('Save as a profile')}
          </Button>
        }
      >
        <p className="px-4 pb-3 text-xs text-faint">
          {t(
            'A profile holds rules, bonds, receivers, tunnels, preferences, and which folders are on: one for each venue. Switching puts all of it in place at once, and can be undone.',
          )}
        </p>
        {profiles.length > 0 && (
          <ul aria-label={t('Profiles')} className="border-t border-line">
            {profiles.map((profile) => (
              <Entry key={profile.id} profile={profile} isActive={profile.id === active} />
            ))}
          </ul>
        )}
        <LastChange />
      </Card>
    </div>
  )
}

function Entry({ profile, isActive }: { profile: Profile; isActive: boolean }) {
  const { id, name, savedAt, rules, bonds, receivers, ways } = profile
  const holds = [
    rules.length > 0 && t('{{count}} rules', { count: rules.length }),
    bonds.length > 0 && t('{{count}} bonds', { count: bonds.length }),
    receivers.length > 0 && t('{{count}} receivers', { count: receivers.length }),
    ways.length > 0 && t('{{count}} ways', { count: ways.length }),
  ].filter((text) => text !== false)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5 last:border-0">
      <Layers aria-hidden className={`size-4 shrink-0 ${isActive ? 'text-accent' : 'text-faint'}`} />
      <div className="min-w-40 grow">
        <p className="flex flex-wrap items-center gap-2 font-medium break-words">
          {name}
          {isActive && (
            <span className="rounded-sm bg-accent-soft px-1.5 text-2xs font-medium text-accent">
              {t('In use')}
            </span>
          )}
        </p>
        <p className="num text-xs text-faint">
          {holds.length > 0 ? holds.join(', ') : t('Nothing that runs')}
          {' · '}
          {t('saved {{when}}', { when: formatMoment(savedAt, Date.now()) })}
        </p>
      </div>
      <Button small aria-label={t('Switch to {{name}}', { name })} onClick={() => switchProfile(id)}>
        {isActive ? t('Go back to it') : t('Switch')}
      </Button>
      <Menu
        label={t('More about {{name}}', { name })}
        icon={EllipsisVertical}
        items={[
          { label: t('Save the present state into it'), icon: Save, run: () => void saveInto(id) },
          { label: t('Rename'), icon: Pencil, run: () => renameProfile(id) },
          { label: t('Export'), icon: Download, run: () => exportProfile(id) },
          { label: t('Delete'), icon: Trash2, danger: true, run: () => void removeProfile(id) },
        ]}
      />
    </li>
  )
}

type Last = { undoId: string; at: number; what: string }

/** The newest import, switch or removal, as long as it can be undone. */
function LastChange() {
  const [last, setLast] = useState<Last | null>(null)
  // Each of them changes the settings, and there is one more to be undone.
  const settings = useSlow(({ settings }) => settings)
  useEffect(() => {
    if (settings === undefined) return
    let isOver = false
    // What is kept for undoing is written just after the settings.
    const timer = setTimeout(() => {
      host()
        .lastExchange(undefined)
        .then(({ last }) => !isOver && setLast(last))
        .catch(() => {})
    }, 300)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [settings])
  if (last === null) return null
  return (
    <p className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2 text-xs text-muted">
      {t('Can be undone: {{what}}, {{when}}.', { what: last.what, when: formatMoment(last.at, Date.now()) })}
      <Button small icon={Undo2} onClick={() => void undoSettings(last.undoId)}>
        {t('Undo')}
      </Button>
    </p>
  )
}
