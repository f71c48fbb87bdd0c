import { useEffect } from 'react'
import { t } from '../language/t.ts'
import { Banner } from './components/banner.tsx'
import { DropZone } from './components/drop-zone.tsx'
import { Palette } from './components/palette.tsx'
import { ShortcutSheet } from './components/shortcut-sheet.tsx'
import { SideBar } from './components/side-bar.tsx'
import { Toasts } from './components/toasts.tsx'
import { UpdateNotice } from './components/update-notice.tsx'
import { BondEditor } from './pages/bonding/bond-editor.tsx'
import { BondPage } from './pages/bonding/bond-page.tsx'
import { BondingPage } from './pages/bonding/page.tsx'
import { ReceiverEditor } from './pages/bonding/receiver-editor.tsx'
import { ReceiverPage } from './pages/bonding/receiver-page.tsx'
import { DetailPage } from './pages/detail/page.tsx'
import { DiagnosePage } from './pages/diagnose/page.tsx'
import { DiagnoseSettingsEditor } from './pages/diagnose/settings-editor.tsx'
import { EventsPage } from './pages/events/page.tsx'
import { RuleEditor } from './pages/forwarding/editor.tsx'
import { ImportDialog } from './pages/forwarding/import-dialog.tsx'
import { ForwardingPage } from './pages/forwarding/page.tsx'
import { HelpPage } from './pages/help/page.tsx'
import { OverviewPage } from './pages/overview/page.tsx'
import { DevicesPage } from './pages/peers/page.tsx'
import { PairingHost } from './pages/peers/pairing-dialog.tsx'
import { SessionsPage } from './pages/sessions/page.tsx'
import { SessionDialogHost } from './pages/sessions/session-dialog.tsx'
import { SessionPage } from './pages/sessions/session-page.tsx'
import { SettingsAsked } from './pages/settings/dialogs.tsx'
import { ObserveEditor } from './pages/settings/observe-editor.tsx'
import { SettingsPage } from './pages/settings/page.tsx'
import { FolderAsked } from './pages/sync/folder-dialogs.tsx'
import { FolderEditor } from './pages/sync/folder-editor.tsx'
import { FolderPage } from './pages/sync/folder-page.tsx'
import { SyncPage } from './pages/sync/page.tsx'
import { SyncSettingsEditor } from './pages/sync/settings-editor.tsx'
import { TransferPage } from './pages/transfer/page.tsx'
import { TransferSettingsEditor } from './pages/transfer/settings-editor.tsx'
import { AllowEditor } from './pages/tunnel/allow-editor.tsx'
import { CodeEditor } from './pages/tunnel/code-editor.tsx'
import { TunnelPage } from './pages/tunnel/page.tsx'
import { TunnelSettingsEditor } from './pages/tunnel/settings-editor.tsx'
import { TubePage } from './pages/tunnel/tube-page.tsx'
import { WayEditor } from './pages/tunnel/way-editor.tsx'
import { useLanguage } from './state/language.ts'
import { type Route, useRoute } from './state/router.ts'
import { setLook } from './state/session.ts'
import { listenForShortcuts } from './state/shortcuts.ts'
import { type Editor as AnyEditor, useUi } from './state/ui.ts'
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
  const { editor, palette, shortcuts, importing, folderDialog, settingsDialog } = useUi()
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
            <Page route={route} />
          </main>
        </div>
      </div>
      {editor && <Editor key={editor.mode === 'add' ? editor.key : editor.id} editor={editor} />}
      {importing && <ImportDialog file={importing} />}
      {folderDialog && <FolderAsked dialog={folderDialog} />}
      {settingsDialog && <SettingsAsked dialog={settingsDialog} />}
      <PairingHost />
      <SessionDialogHost />
      {palette && <Palette />}
      {shortcuts && <ShortcutSheet />}
      <DropZone />
      <Toasts />
    </>
  )
}

function Editor({ editor }: { editor: AnyEditor }) {
  switch (editor.kind) {
    case 'rule':
      return <RuleEditor editor={editor} />
    case 'bond':
      return <BondEditor editor={editor} />
    case 'receiver':
      return <ReceiverEditor editor={editor} />
    case 'folder':
      return <FolderEditor editor={editor} />
    case 'sync':
      return <SyncSettingsEditor editor={editor} />
    case 'transfer':
      return <TransferSettingsEditor editor={editor} />
    case 'way':
      return <WayEditor editor={editor} />
    case 'allow':
      return <AllowEditor editor={editor} />
    case 'tunnel-code':
      return <CodeEditor editor={editor} />
    case 'tunnel':
      return <TunnelSettingsEditor editor={editor} />
    case 'diagnose':
      return <DiagnoseSettingsEditor editor={editor} />
    case 'observe':
      return <ObserveEditor editor={editor} />
  }
}

/** Pages of one thing begin anew in another language: their charts are made once. */
function Page({ route }: { route: Route }) {
  const language = useLanguage()
  switch (route.page) {
    case 'overview':
      return <OverviewPage />
    case 'forwarding':
      return <ForwardingPage />
    case 'rule':
      return <DetailPage key={`${language} ${route.ruleId}`} ruleId={route.ruleId} />
    case 'bonding':
      return <BondingPage />
    case 'bond':
      return <BondPage key={`${language} ${route.bondId}`} bondId={route.bondId} />
    case 'receiver':
      return <ReceiverPage key={`${language} ${route.receiverId}`} receiverId={route.receiverId} />
    case 'sync':
      return <SyncPage />
    case 'folder':
      return <FolderPage key={`${language} ${route.folderId}`} folderId={route.folderId} />
    case 'transfer':
      return <TransferPage />
    case 'tunnel':
      return <TunnelPage />
    case 'tube':
      return <TubePage key={`${language} ${route.party}`} party={route.party} />
    case 'diagnose':
      return <DiagnosePage start={route.start} />
    case 'devices':
      return <DevicesPage />
    case 'events':
      return <EventsPage seq={route.seq} query={route.query} />
    case 'sessions':
      return <SessionsPage />
    case 'session':
      return <SessionPage key={`${language} ${route.sessionId}`} id={route.sessionId} />
    case 'settings':
      return <SettingsPage setting={route.setting} />
    case 'help':
      return <HelpPage topic={route.topic} />
    case 'compact':
      // It begins as a page of its own.
      return null
  }
}
