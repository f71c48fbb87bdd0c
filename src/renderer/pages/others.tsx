import { Palette } from '../components/palette.tsx'
import { ShortcutSheet } from '../components/shortcut-sheet.tsx'
import { useLanguage } from '../state/language.ts'
import type { Route } from '../state/router.ts'
import { type Editor as AnyEditor, useUi } from '../state/ui.ts'
import { BondEditor } from './bonding/bond-editor.tsx'
import { BondPage } from './bonding/bond-page.tsx'
import { BondingPage } from './bonding/page.tsx'
import { ReceiverEditor } from './bonding/receiver-editor.tsx'
import { ReceiverPage } from './bonding/receiver-page.tsx'
import { DetailPage } from './detail/page.tsx'
import { DiagnosePage } from './diagnose/page.tsx'
import { DiagnoseSettingsEditor } from './diagnose/settings-editor.tsx'
import { EventsPage } from './events/page.tsx'
import { RuleEditor } from './forwarding/editor.tsx'
import { ImportDialog } from './forwarding/import-dialog.tsx'
import { ForwardingPage } from './forwarding/page.tsx'
import { HelpPage } from './help/page.tsx'
import { DevicesPage } from './peers/page.tsx'
import { PairingHost } from './peers/pairing-dialog.tsx'
import { SessionsPage } from './sessions/page.tsx'
import { SessionDialogHost } from './sessions/session-dialog.tsx'
import { SessionPage } from './sessions/session-page.tsx'
import { SettingsAsked } from './settings/dialogs.tsx'
import { ObserveEditor } from './settings/observe-editor.tsx'
import { SettingsPage } from './settings/page.tsx'
import { FolderAsked } from './sync/folder-dialogs.tsx'
import { FolderEditor } from './sync/folder-editor.tsx'
import { FolderPage } from './sync/folder-page.tsx'
import { SyncPage } from './sync/page.tsx'
import { SyncSettingsEditor } from './sync/settings-editor.tsx'
import { TransferPage } from './transfer/page.tsx'
import { TransferSettingsEditor } from './transfer/settings-editor.tsx'
import { AllowEditor } from './tunnel/allow-editor.tsx'
import { CodeEditor } from './tunnel/code-editor.tsx'
import { TunnelPage } from './tunnel/page.tsx'
import { TunnelSettingsEditor } from './tunnel/settings-editor.tsx'
import { TubePage } from './tunnel/tube-page.tsx'
import { WayEditor } from './tunnel/way-editor.tsx'

export { TotalChart } from './overview/total-chart.tsx'

/** What lies on top of the page: editors and dialogs. */
export function OnTop() {
  const { editor, palette, shortcuts, importing, folderDialog, settingsDialog } = useUi()
  return (
    <>
      {editor && <Editor key={editor.mode === 'add' ? editor.key : editor.id} editor={editor} />}
      {importing && <ImportDialog file={importing} />}
      {folderDialog && <FolderAsked dialog={folderDialog} />}
      {settingsDialog && <SettingsAsked dialog={settingsDialog} />}
      <PairingHost />
      <SessionDialogHost />
      {palette && <Palette />}
      {shortcuts && <ShortcutSheet />}
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
export function OtherPage({ route }: { route: Route }) {
  const language = useLanguage()
  switch (route.page) {
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
    case 'overview':
    case 'compact':
      // They are no part of this.
      return null
  }
}
