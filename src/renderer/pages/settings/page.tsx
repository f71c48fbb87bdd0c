import { Info, TriangleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import type { About } from '../../../contract/host.ts'
import { Button } from '../../components/button.tsx'
import { Segmented, Switch } from '../../components/field.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Card, Page } from '../../components/page.tsx'
import { Mark } from '../../components/side-bar.tsx'
import { formatDuration } from '../../format.ts'
import { setPreferences } from '../../state/actions.ts'
import { live } from '../../state/live.ts'
import { checkForUpdate, useUpdate } from '../../state/shell.ts'
import { useSlow } from '../../state/store.ts'
import { editSync } from '../../state/sync-actions.ts'
import { ObserveCard } from './observe-card.tsx'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

export function SettingsPage() {
  const preferences = useSlow(({ preferences }) => preferences)
  const about = useSlow(({ about }) => about)
  if (preferences === undefined) return <Page title="Settings">{null}</Page>
  const inWindow = about?.shell !== 'web'
  return (
    <Page title="Settings">
      <div className="flex max-w-176 flex-col gap-4">
        <Card title="Appearance">
          <Row label="Theme" note="System follows what this computer is set to.">
            {() => (
              <Segmented
                label="Theme"
                value={preferences.theme}
                options={themes}
                change={(theme) => void setPreferences({ theme })}
              />
            )}
          </Row>
        </Card>
        <Card title="Desktop app">
          {!inWindow && (
            <p className="mx-4 mb-2 flex items-start gap-2 rounded-md bg-raised px-3 py-2 text-muted">
              <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              Hawser runs as a web shell here: it stays on until its process ends, with or without an open
              page. These settings take effect in the desktop app that uses the same data folder.
            </p>
          )}
          <Row label="Close to tray" note="Closing the window keeps Hawser at work; quit it from the tray.">
            {(id) => (
              <Switch
                label="Close to tray"
                describedBy={id}
                on={preferences.closeToTray}
                change={(closeToTray) => void setPreferences({ closeToTray })}
              />
            )}
          </Row>
          <Row label="Start at login" note="Forwarding, bonding and sync begin as soon as you are logged in.">
            {(id) => (
              <Switch
                label="Start at login"
                describedBy={id}
                on={preferences.startAtLogin}
                change={(startAtLogin) => void setPreferences({ startAtLogin })}
              />
            )}
          </Row>
          <Row label="Start hidden" note="When started at login: in the tray, without a window.">
            {(id) => (
              <Switch
                label="Start hidden"
                describedBy={id}
                on={preferences.startHidden}
                disabled={!preferences.startAtLogin}
                change={(startHidden) => void setPreferences({ startHidden })}
              />
            )}
          </Row>
        </Card>
        <Updates on={preferences.lookForUpdates} />
        <Card title="Sync">
          <Row
            label="Address, limits and memory"
            note="What holds for all synced folders; each folder has settings of its own besides."
          >
            {(id) => (
              <Button aria-describedby={id} onClick={editSync}>
                Sync settings
              </Button>
            )}
          </Row>
        </Card>
        <ObserveCard />
        {about && <AboutCard about={about} />}
      </div>
    </Page>
  )
}

/** Only of the desktop app. */
function Updates({ on }: { on: boolean }) {
  const update = useUpdate(({ update }) => update)
  if (update === undefined) return null
  if (update.state === 'off')
    return (
      <Card title="Updates">
        <p className="px-4 pb-3 text-muted">{update.text}</p>
      </Card>
    )
  const seen = update.checkedAt > 0 && `Looked on ${new Date(update.checkedAt).toLocaleString()}.`
  return (
    <Card title="Updates">
      <Row
        label="Look for newer versions"
        note="Asks where this Hawser came from. Nothing is loaded or installed before you say so."
      >
        {(id) => (
          <Switch
            label="Look for newer versions"
            describedBy={id}
            on={on}
            change={(lookForUpdates) => void setPreferences({ lookForUpdates })}
          />
        )}
      </Row>
      <Row
        label={update.version ? `Hawser ${update.version} is there` : 'No newer version is known'}
        note={update.text || seen || 'It has not been looked for yet.'}
      >
        {(id) => (
          <Button
            aria-describedby={id}
            disabled={update.state !== 'none' && update.state !== 'offered'}
            onClick={() => void checkForUpdate()}
          >
            Look now
          </Button>
        )}
      </Row>
    </Card>
  )
}

function Row({
  label,
  note,
  children,
}: {
  label: string
  note: string
  children: (noteId: string) => ReactNode
}) {
  const id = useId()
  return (
    <div className="flex items-center justify-between gap-6 border-b border-line px-4 py-2.5 last:border-0">
      <div className="min-w-0">
        <p className="font-medium">{label}</p>
        <p id={id} className="text-xs text-faint">
          {note}
        </p>
      </div>
      {children(id)}
    </div>
  )
}

const shells: Record<About['shell'], string> = { electron: 'Desktop app', web: 'Web shell', test: 'Test' }

function AboutCard({ about }: { about: About }) {
  const facts: readonly [string, ReactNode][] = [
    ['Version', about.version],
    ['Runs as', shells[about.shell]],
    ['System', about.platform],
    ['Node', about.node],
    [
      'Data folder',
      <span key="folder" className="font-mono text-xs break-all select-all">
        {about.userData}
      </span>,
    ],
    [
      'Kernel queue cap',
      <LiveText
        key="cap"
        read={() =>
          live.snapshot?.unsentCap === 'on'
            ? 'On: cameras feel slow viewers early'
            : live.snapshot
              ? 'Not available on this system'
              : '–'
        }
      />,
    ],
    [
      'Engine loop delay',
      <LiveText
        key="loop"
        read={() => {
          const delays = [
            live.snapshot && `forwarding ${formatDuration(live.snapshot.loopDelayMs)}`,
            live.bonds.snapshot && `bonding ${formatDuration(live.bonds.snapshot.loopDelayMs)}`,
            live.sync.snapshot && `sync ${formatDuration(live.sync.snapshot.loopDelayMs)}`,
          ].filter(Boolean)
          return delays.length > 0 ? `${delays.join(', ')} (p99)` : '–'
        }}
      />,
    ],
  ]
  return (
    <Card title="About">
      <div className="flex items-center gap-3 px-4 pt-1 pb-3">
        <Mark className="size-9" />
        <p className="text-muted">
          Live video and files across bad networks, without a dropped or delayed frame that nobody can
          explain.
        </p>
      </div>
      {about.notices.map(({ code, text }) => (
        <p
          key={code}
          role="note"
          className="mx-4 mb-2 flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
          <span>
            {text} <code className="font-mono text-2xs text-muted">{code}</code>
          </span>
        </p>
      ))}
      <dl className="pb-1">
        {facts.map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[9.5rem_minmax(0,1fr)] gap-3 border-t border-line px-4 py-2"
          >
            <dt className="text-muted">{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
