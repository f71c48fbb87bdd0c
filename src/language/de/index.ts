import type { Catalogue } from '../catalogue.ts'
import { bonding } from './bonding.ts'
import { bondingForms } from './bonding-forms.ts'
import { charts } from './charts.ts'
import { commands } from './commands.ts'
import { common } from './common.ts'
import { commonSentences } from './common-sentences.ts'
import { compact } from './compact.ts'
import { components } from './components.ts'
import { defaultsBonding } from './defaults-bonding.ts'
import { defaultsForwarding } from './defaults-forwarding.ts'
import { defaultsGeneral } from './defaults-general.ts'
import { defaultsSync } from './defaults-sync.ts'
import { defaultsTransfer } from './defaults-transfer.ts'
import { defaultsTunnel } from './defaults-tunnel.ts'
import { defaultsWatching } from './defaults-watching.ts'
import { desktop } from './desktop.ts'
import { devices } from './devices.ts'
import { diagnose } from './diagnose.ts'
import { events } from './events.ts'
import { faultCodes } from './fault-codes.ts'
import { forms } from './forms.ts'
import { forwarding } from './forwarding.ts'
import { help } from './help.ts'
import { helpBackground } from './help-background.ts'
import { helpBonding } from './help-bonding.ts'
import { helpCharts } from './help-charts.ts'
import { helpDiagnose } from './help-diagnose.ts'
import { helpFixes } from './help-fixes.ts'
import { helpSessions } from './help-sessions.ts'
import { helpSettings } from './help-settings.ts'
import { helpSync } from './help-sync.ts'
import { helpTransfer } from './help-transfer.ts'
import { helpTroubles } from './help-troubles.ts'
import { helpTunnel } from './help-tunnel.ts'
import { messages } from './messages.ts'
import { overview } from './overview.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'
import { syncFiles } from './sync-files.ts'
import { syncFolders } from './sync-folders.ts'
import { transfer } from './transfer.ts'
import { transferSettings } from './transfer-settings.ts'
import { tunnel } from './tunnel.ts'
import { tunnelForms } from './tunnel-forms.ts'
import { words } from './words.ts'

/** German, by parts of the app. */
export const german: Catalogue = {
  ...bonding,
  ...bondingForms,
  ...charts,
  ...commands,
  ...common,
  ...commonSentences,
  ...compact,
  ...components,
  ...defaultsBonding,
  ...defaultsForwarding,
  ...defaultsGeneral,
  ...defaultsSync,
  ...defaultsTransfer,
  ...defaultsTunnel,
  ...defaultsWatching,
  ...desktop,
  ...devices,
  ...diagnose,
  ...events,
  ...faultCodes,
  ...forms,
  ...forwarding,
  ...help,
  ...helpBackground,
  ...helpBonding,
  ...helpCharts,
  ...helpDiagnose,
  ...helpFixes,
  ...helpSessions,
  ...helpSettings,
  ...helpSync,
  ...helpTransfer,
  ...helpTroubles,
  ...helpTunnel,
  ...messages,
  ...overview,
  ...sessions,
  ...settings,
  ...syncFiles,
  ...syncFolders,
  ...transfer,
  ...transferSettings,
  ...tunnel,
  ...tunnelForms,
  ...words,
}
