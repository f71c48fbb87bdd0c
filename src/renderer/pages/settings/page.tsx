import { Download, Info, RotateCcw, Search, Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { settingGroups } from '../../../contract/catalogue/index.ts'
import type { Settings } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Segmented, TextInput } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { paths } from '../../state/router.ts'
import { exportSettings, importSettings, resetSettings, switchProfile } from '../../state/settings-actions.ts'
import { useSlow } from '../../state/store.ts'
import { useKey } from '../../state/use-key.ts'
import { AboutCard } from './about-card.tsx'
import { changedPaths, groupOf, type ShownGroup, shownGroups } from './catalogue-view.ts'
import { Group } from './group.tsx'
import { ObserveCard } from './observe-card.tsx'
import { ProfilesCard } from './profiles-card.tsx'
import { UpdatesCard } from './updates-card.tsx'

/** Before the id of a profile, as the tray leads to it. */
const switching = 'switch:'
/** Leads to the card, not to the row about it. */
const profilesAnchor = 'profiles'

/** Everything that has a default. `setting` is what the address leads to: a path such as `sync.upload`, or a group. */
export function SettingsPage({ setting }: { setting: string }) {
  const settings = useSlow(({ settings }) => settings)
  if (settings === undefined) return <Page title={t('Settings')}>{null}</Page>
  return <Shown settings={settings} setting={setting} />
}

function Shown({ settings, setting }: { settings: Settings; setting: string }) {
  const [query, setQuery] = useState('')
  const [onlyChanged, setOnlyChanged] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  useKey('/', () => search.current?.focus())
  useEffect(() => {
    if (setting === '') return
    if (setting.startsWith(switching)) {
      // Once: who comes back by way of the history is not asked again, and the tray may ask anew.
      location.replace(paths.setting(profilesAnchor))
      switchProfile(setting.slice(switching.length))
      return
    }
    // What the address leads to must be in sight.
    setQuery('')
    setOnlyChanged(false)
    if (!setting.includes('.'))
      document.getElementById(`settings-${setting}`)?.scrollIntoView({ block: 'start' })
  }, [setting])
  const changed = changedPaths(settings)
  const groups = shownGroups(settings, query, onlyChanged)
  const isSearch = query.trim() !== '' || onlyChanged
  return (
    <Page
      title={t('Settings')}
      actions={
        <>
          <Button icon={Upload} onClick={() => void importSettings()}>
            {t('Import')}
          </Button>
          <Button icon={Download} onClick={exportSettings}>
            {t('Export')}
          </Button>
          <Button
            icon={RotateCcw}
            disabled={changed.length === 0}
            onClick={() => void resetSettings(changed)}
          >
            {t('Reset all')}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-8 gap-y-4 md:grid-cols-[10.5rem_minmax(0,48rem)]">
        <Anchors at={setting === profilesAnchor ? setting : (groupOf(setting)?.id ?? setting)} />
        <div className="flex min-w-0 flex-col gap-4">
          <div className="flex flex-wrap items-center gap-3">
            <div className="relative min-w-48 grow">
              <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
              <TextInput
                ref={search}
                type="search"
                className="pl-8"
                aria-label={t('Search settings')}
                placeholder={t('Search settings and their reasons')}
                value={query}
                onChange={(event) => setQuery(event.target.value)}
                onKeyDown={({ key }) => key === 'Escape' && setQuery('')}
              />
            </div>
            <Segmented
              label={t('Which settings')}
              value={onlyChanged ? 'changed' : 'all'}
              options={[
                { value: 'all', label: t('All', { context: 'settings' }) },
                { value: 'changed', label: t('Changed ({{number}})', { number: changed.length }) },
              ]}
              change={(which) => setOnlyChanged(which === 'changed')}
            />
          </div>
          <p role="status" className="sr-only">
            {isSearch && t('{{count}} settings found', { count: countOf(groups) })}
          </p>
          {!isSearch && <ProfilesCard />}
          {groups.map((shown) => (
            <div
              key={shown.group.id}
              id={`settings-${shown.group.id}`}
              className="flex scroll-mt-4 flex-col gap-4"
            >
              <Group
                shown={shown}
                settings={settings}
                wanted={setting === profilesAnchor ? '' : setting}
                isSearch={isSearch}
              >
                {shown.group.id === 'desktop' && !isSearch && <ElsewhereNote />}
              </Group>
              {!isSearch && <Beside id={shown.group.id} />}
            </div>
          ))}
          {groups.length === 0 && <Nothing query={query} />}
          {!isSearch && <About />}
        </div>
      </div>
    </Page>
  )
}

const countOf = (groups: readonly ShownGroup[]): number =>
  groups.reduce(
    (sum, { rows, entries }) =>
      sum + rows.length + entries.reduce((more, each) => more + each.rows.length, 0),
    0,
  )

function Anchors({ at }: { at: string }) {
  const links = [
    { id: profilesAnchor, title: t('Profiles') },
    ...settingGroups.map(({ id, title }) => ({ id, title: t(title) })),
    { id: 'about', title: t('About') },
  ]
  return (
    <nav aria-label={t('Groups of settings')} className="top-0 flex flex-wrap gap-0.5 md:sticky md:flex-col">
      {links.map(({ id, title }) => (
        <a
          key={id}
          href={paths.setting(id)}
          aria-current={at === id ? 'true' : undefined}
          onClick={() =>
            // Also where the address stays the same.
            document.getElementById(`settings-${id}`)?.scrollIntoView({ block: 'start' })
          }
          className="rounded-md px-2.5 py-1 text-muted hover:bg-raised hover:text-text aria-[current]:bg-accent-soft aria-[current]:text-text"
        >
          {title}
        </a>
      ))}
    </nav>
  )
}

/** What is no setting, and belongs beside some. */
function Beside({ id }: { id: string }) {
  if (id === 'desktop') return <UpdatesCard />
  if (id === 'monitoring') return <ObserveCard />
  return null
}

function ElsewhereNote() {
  const inWeb = useSlow(({ about }) => about?.shell === 'web')
  if (!inWeb) return null
  return (
    <p className="mx-4 mb-3 flex items-start gap-2 rounded-md bg-raised px-3 py-2 text-muted">
      <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      {t(
        'Hawser runs as a web shell here: it stays on until its process ends, with or without an open page. These settings take effect in the desktop app that uses the same data folder.',
      )}
    </p>
  )
}

const Nothing = ({ query }: { query: string }) => (
  <p className="card px-4 py-6 text-center text-muted">
    {query.trim() === ''
      ? t('Everything is as by default.')
      : t('No setting matches "{{query}}".', { query: query.trim() })}
  </p>
)

function About() {
  const about = useSlow(({ about }) => about)
  return (
    <div id="settings-about" className="scroll-mt-4">
      {about && <AboutCard about={about} />}
    </div>
  )
}
