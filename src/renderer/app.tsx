import { useEffect, useState } from 'react'
import { t } from '../language/t.ts'
import { Banner } from './components/banner.tsx'
import { DropZone } from './components/drop-zone.tsx'
import { SideBar } from './components/side-bar.tsx'
import { Toasts } from './components/toasts.tsx'
import { UpdateNotice } from './components/update-notice.tsx'
import { useOthers } from './pages/loaded-others.ts'
import { OverviewPage } from './pages/overview/page.tsx'
import { useRoute } from './state/router.ts'
import { setLook } from './state/session.ts'
import { listenForShortcuts } from './state/shortcuts.ts'
import { useAppearance } from './state/use-appearance.ts'

const titles = {
  overview: () => t('Overview'),
  forwarding: () => t('Forwarding'),
  rule: () => t('Rule'),
  bonding: () => t('Bonding'),
  bond: () => t('Bond'),
  receiver: () => t('Receiver'),
  sync: () => t('Sync'),
  folder: () => t('Folder'),
  transfer: () => t('Transfer'),
  tunnel: () => t('Tunnel'),
  tube: () => t('Tube'),
  diagnose: () => t('Diagnose'),
  devices: () => t('Devices'),
  events: () => t('Events'),
  sessions: () => t('Sessions'),
  session: () => t('Session'),
  settings: () => t('Settings'),
  help: () => t('Help'),
  compact: () => t('Compact window'),
}

export function App() {
  const route = useRoute()
  const language = useAppearance()
  const others = useOthers(({ others }) => others)
  // Where it began stays until the rest is there, so that nothing is ever blank.
  const [beganHome] = useState(route.page === 'overview')
  const isHome = others ? route.page === 'overview' : beganHome
  useEffect(() => listenForShortcuts(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title is in the language that is spoken
  useEffect(() => {
    document.title = `${titles[route.page]()} – Hawser`
    if (route.page === 'overview' || route.page === 'rule') return
    setLook([])
  }, [route, language])
  return (
    <>
      <div className="grid h-full grid-cols-[3.5rem_minmax(0,1fr)] md:grid-cols-[12.5rem_minmax(0,1fr)] lg:grid-cols-[13.5rem_minmax(0,1fr)]">
        <SideBar page={route.page} />
        <div className="flex min-h-0 min-w-0 flex-col">
          <Banner />
          <UpdateNotice />
          <main className="min-h-0 grow">
            {isHome ? <OverviewPage /> : others && <others.OtherPage route={route} />}
          </main>
        </div>
      </div>
      {others && <others.OnTop />}
      <DropZone />
      <Toasts />
    </>
  )
}
