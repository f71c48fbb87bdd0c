import {
  ArrowRightLeft,
  Cable,
  CalendarClock,
  CircleHelp,
  FolderSync,
  Gauge,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Search,
  Send,
  Settings,
  Spline,
  Stethoscope,
} from 'lucide-react'
import { type EngineStatus, engineNames } from '../../contract/host.ts'
import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { formatRate } from '../format.ts'
import { broken } from '../state/folder-view.ts'
import { live } from '../state/live.ts'
import { paths, type Route } from '../state/router.ts'
import { type Slow, useSlow } from '../state/store.ts'
import { canSend } from '../state/transfer-view.ts'
import { hasFailed, isUp } from '../state/tunnel-view.ts'
import { setUi } from '../state/ui.ts'
import { LiveText } from './live-text.tsx'

const entries: readonly {
  page: Route['page']
  label: string
  href: string
  icon: LucideIcon
  shortcut: string
}[] = translated(
  [
    { page: 'overview', label: 'Overview', href: paths.overview, icon: Gauge, shortcut: '1' },
    { page: 'forwarding', label: 'Forwarding', href: paths.forwarding, icon: ArrowRightLeft, shortcut: '2' },
    { page: 'bonding', label: 'Bonding', href: paths.bonding, icon: Cable, shortcut: '3' },
    { page: 'sync', label: 'Sync', href: paths.sync, icon: FolderSync, shortcut: '4' },
    { page: 'transfer', label: 'Transfer', href: paths.transfer, icon: Send, shortcut: '5' },
    { page: 'tunnel', label: 'Tunnel', href: paths.tunnel, icon: Spline, shortcut: '6' },
    { page: 'diagnose', label: 'Diagnose', href: paths.diagnose, icon: Stethoscope, shortcut: 'C' },
    { page: 'devices', label: 'Devices', href: paths.devices, icon: MonitorSmartphone, shortcut: '7' },
    { page: 'events', label: 'Events', href: paths.events, icon: ScrollText, shortcut: '8' },
    { page: 'sessions', label: 'Sessions', href: paths.sessions, icon: CalendarClock, shortcut: '' },
    { page: 'settings', label: 'Settings', href: paths.settings, icon: Settings, shortcut: '9' },
    { page: 'help', label: 'Help', href: paths.help, icon: CircleHelp, shortcut: '0' },
  ],
  'label',
)

/** Pages about one thing belong to the list of such things. */
const parents: Partial<Record<Route['page'], Route['page']>> = {
  rule: 'forwarding',
  bond: 'bonding',
  receiver: 'bonding',
  folder: 'sync',
  tube: 'tunnel',
  session: 'sessions',
}

export function SideBar({ page }: { page: Route['page'] }) {
  const here = parents[page] ?? page
  return (
    <aside className="flex flex-col border-r border-line bg-surface">
      <div className="flex h-13 items-center gap-2.5 px-3.5 md:px-4">
        <Mark />
        <span className="hidden text-lg font-semibold tracking-tight md:inline">{t('Hawser')}</span>
      </div>
      <div className="px-2 pb-2 md:px-3">
        <button
          type="button"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => setUi({ palette: true })}
          className="flex h-8 w-full items-center justify-center gap-2 rounded-md border border-line bg-canvas px-2 text-sm text-faint hover:border-line-strong hover:text-muted md:justify-start"
        >
          <Search aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only min-w-0 text-left md:not-sr-only md:grow">
            <span className="block truncate">{t('Search or run')}</span>
          </span>
          <span aria-hidden className="kbd hidden shrink-0 whitespace-nowrap md:inline-block">
            {t('Ctrl K')}
          </span>
        </button>
      </div>
      <nav aria-label={t('Pages')} className="flex grow flex-col gap-0.5 px-2 md:px-3">
        {entries.map((entry) => (
          <Entry key={entry.page} {...entry} current={entry.page === here} />
        ))}
      </nav>
      <Status />
    </aside>
  )
}

function Entry({ label, href, icon: Icon, current, page }: (typeof entries)[number] & { current: boolean }) {
  const failed = useSlow((state) => failures(state, page))
  const asking = useSlow(({ fileOffers, tunnelRequests }) =>
    page === 'transfer' ? fileOffers.length : page === 'tunnel' ? tunnelRequests.length : 0,
  )
  return (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      title={label}
      className="relative flex h-8.5 items-center justify-center gap-2.5 rounded-md px-2.5 font-medium text-muted hover:bg-raised hover:text-text aria-[current]:bg-accent-soft aria-[current]:text-text md:justify-start"
    >
      <Icon aria-hidden className={`size-4 shrink-0 ${current ? 'text-accent' : ''}`} strokeWidth={1.9} />
      <span className="sr-only md:not-sr-only">{label}</span>
      {failed > 0 && (
        <span className="num absolute top-0.5 right-0.5 rounded-full bg-error-soft px-1.5 text-2xs font-semibold text-error md:static md:ml-auto">
          {failed} <span className="sr-only">{t('failed')}</span>
        </span>
      )}
      {asking > 0 && (
        <span
          className={`num absolute right-0.5 ${failed > 0 ? 'bottom-0.5' : 'top-0.5'} rounded-full bg-accent px-1.5 text-2xs font-semibold text-on-accent md:static ${failed > 0 ? 'md:-ml-1' : 'md:ml-auto'}`}
        >
          {asking} <span className="sr-only">{t('waiting for an answer')}</span>
        </span>
      )}
    </a>
  )
}

/** How many things of a page do not work at all. */
function failures(
  { states, bondViews, receiverViews, folderViews, tubeViews, wayViews }: Slow,
  page: Route['page'],
): number {
  if (page === 'forwarding') return Object.values(states).filter((state) => state === 'failed').length
  if (page === 'sync') return Object.values(folderViews).filter(broken).length
  if (page === 'tunnel')
    return (
      Object.values(wayViews).filter(({ state }) => state === 'failed').length +
      Object.values(tubeViews).filter(hasFailed).length
    )
  if (page !== 'bonding') return 0
  return [...Object.values(bondViews), ...Object.values(receiverViews)].filter(
    ({ state }) => state === 'failed' || state === 'down',
  ).length
}

/** No stream waits for the doctor. */
const carriers = engineNames.filter((name) => name !== 'diagnose')
/** Nothing needs the engine now, or the host, of an older version, does not know it. */
const isNotNeeded = (status: EngineStatus | undefined) => status === undefined || status.state === 'idle'

/** What the person should be able to trust at a glance: are we connected, and does the engine run. */
function Status() {
  const link = useSlow(({ link }) => link.is)
  const waiting = useSlow(({ engines }) => Object.values(engines).some(({ state }) => state === 'waiting'))
  const flowing = useSlow(({ engines, flowing }) =>
    carriers.every((name) => flowing[name] || (name !== 'forward' && isNotNeeded(engines[name]))),
  )
  const bonding = useSlow(({ bonds, receivers }) => (bonds?.length ?? 0) > 0 || (receivers?.length ?? 0) > 0)
  const syncing = useSlow(({ folders }) => (folders?.length ?? 0) > 0)
  const tunnelling = useSlow(({ tubeViews }) => Object.values(tubeViews).some(isUp))
  const sending = useSlow(({ sessions }) => sessions.some(canSend))
  const good = link === 'open' && flowing
  const text =
    link === 'lost'
      ? t('Reconnecting…')
      : link === 'connecting'
        ? t('Connecting…')
        : waiting
          ? t('Engine restarting')
          : flowing
            ? t('Engine running')
            : t('Engine starting')
  return (
    <div className="border-t border-line px-3.5 py-3 md:px-4">
      <div
        role="status"
        className="flex items-center justify-center gap-2 text-xs font-medium md:justify-start"
        title={text}
      >
        <svg
          aria-hidden="true"
          viewBox="0 0 10 10"
          className={`size-2.5 shrink-0 ${good ? 'text-ok' : 'breathe text-warn'}`}
          fill="currentColor"
        >
          {good ? <circle cx="5" cy="5" r="4" /> : <path d="M5 .8 9.6 9H.4Z" />}
        </svg>
        <span className="sr-only md:not-sr-only">{text}</span>
      </div>
      <div className="mt-1.5 hidden items-baseline justify-between text-xs text-muted md:flex">
        <span>{t('To viewers')}</span>
        <LiveText read={() => (live.snapshot ? formatRate(live.sum('rateDown')) : '–')} />
      </div>
      {bonding && (
        <div className="mt-0.5 hidden items-baseline justify-between text-xs text-muted md:flex">
          <span>{t('Bonded')}</span>
          <LiveText
            read={() => (live.bonds.snapshot ? formatRate(live.bonds.bitrate + live.bonds.received) : '–')}
          />
        </div>
      )}
      {syncing && (
        <div className="mt-0.5 hidden items-baseline justify-between text-xs text-muted md:flex">
          <span>{t('Synced')}</span>
          <LiveText
            read={() =>
              live.sync.snapshot ? formatRate(live.sync.rate('downRate') + live.sync.rate('upRate')) : '–'
            }
          />
        </div>
      )}
      {tunnelling && (
        <div className="mt-0.5 hidden items-baseline justify-between text-xs text-muted md:flex">
          <span>{t('Tunnelled')}</span>
          <LiveText read={() => formatRate(live.tunnel.rate('rateIn') + live.tunnel.rate('rateOut'))} />
        </div>
      )}
      {sending && (
        <div className="mt-0.5 hidden items-baseline justify-between text-xs text-muted md:flex">
          <span>{t('Transferred')}</span>
          <LiveText read={() => formatRate(live.transfers.rate())} />
        </div>
      )}
    </div>
  )
}

/** A rope made fast between two posts. */
export function Mark({ className = 'size-7' }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={`${className} shrink-0`}>
      <rect width="32" height="32" rx="8" fill="#0d3d57" />
      <path d="M9 7v18M23 7v18" stroke="#8fd3f4" strokeWidth="3.4" strokeLinecap="round" />
      <path
        d="M9 20c5 0 3.5-8 7-8s2 8 7 8"
        fill="none"
        stroke="#f6b94a"
        strokeWidth="3.4"
        strokeLinecap="round"
      />
    </svg>
  )
}
