import './state/no-eval.ts'
import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { applyStoredLanguage } from './state/language.ts'
import { runSession } from './state/session.ts'
import { runShell } from './state/shell.ts'
import { applyStoredTheme } from './state/theme.ts'
import { runTransfers } from './state/transfer-client.ts'

applyStoredTheme()
await applyStoredLanguage()
createRoot(document.getElementById('root')!).render(<App />)
runTransfers()
void runSession()
void runShell()
