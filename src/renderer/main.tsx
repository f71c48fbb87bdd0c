import './state/no-eval.ts'
import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { CompactApp } from './pages/compact/app.tsx'
import { applyStoredLanguage } from './state/language.ts'
import { parseRoute } from './state/router.ts'
import { runSession } from './state/session.ts'
import { connectShell, runShell } from './state/shell.ts'
import { applyStoredTheme } from './state/theme.ts'
import { runTransfers } from './state/transfer-client.ts'

applyStoredTheme()
await applyStoredLanguage()
const root = createRoot(document.getElementById('root')!)
const isCompact = () => parseRoute(location.hash).page === 'compact'
const beganCompact = isCompact()
addEventListener('hashchange', () => {
  if (isCompact() !== beganCompact) location.reload()
})
void runSession()
if (beganCompact) {
  // A window of its own beside the main one, which has the transfers and takes what is opened from outside.
  root.render(<CompactApp />)
  void connectShell()
} else {
  root.render(<App />)
  runTransfers()
  void runShell()
}
