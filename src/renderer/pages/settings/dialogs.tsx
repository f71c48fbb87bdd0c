import type { SettingsDialog } from '../../state/ui.ts'
import { ExportDialog } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { NameDialog } from './name-dialog.tsx'
import { SwitchDialog } from './switch-dialog.tsx'

/** The dialog about all settings or a profile that was asked for. */
export function SettingsAsked({ dialog }: { dialog: SettingsDialog }) {
  switch (dialog.ask) {
    case 'import':
      return <ImportDialog name={dialog.name} text={dialog.text} />
    case 'export':
      return <ExportDialog profileId={dialog.profileId} />
    case 'switch':
      return <SwitchDialog profileId={dialog.profileId} />
    case 'name':
      return <NameDialog profileId={dialog.profileId} />
  }
}
