import './state/no-eval.ts'
import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { loadOthers, loadOthersNext } from './pages/loaded-others.ts'
import { applyStoredLanguage } from './state/language.ts'
import { parseRoute } from './state/router.ts'
import { runSession } from './state/session.ts'
import { connectShell, runShell } from './state/shell.ts'
import { applyStoredTheme } from './state/theme.ts'
import { runTransfers } from './state/transfer-client.ts'

const here = () => parseRoute(location.hash).page
const isCompact = () => here() === 'compact'

async function begin(): Promise<void> {
  const beganCompact = isCompact()
  addEventListener('hashchange', () => {
    if (isCompact() !== beganCompact) location.reload()
  })
  void runSession()
  const root = createRoot(document.getElementById('root')!)
  if (beganCompact) {
    // A window of its own beside the main one, which has the transfers and takes what is opened from outside.
    const { CompactApp } = await import('./pages/compact/app.tsx')
    root.render(<CompactApp />)
    void connectShell()
    return
  }
  if (here() === 'overview') loadOthersNext()
  else void loadOthers()
  root.render(<App />)
  runTransfers()
  void runShell()
}

applyStoredTheme()
void applyStoredLanguage().then(begin)
