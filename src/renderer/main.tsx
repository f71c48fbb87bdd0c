import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app.tsx'
import { runSession } from './state/session.ts'
import { applyStoredTheme } from './state/theme.ts'

// Its compiled checks would need eval, which the content security policy forbids; even trying would be reported.
z.config({ jitless: true })
applyStoredTheme()
createRoot(document.getElementById('root')!).render(<App />)
void runSession()
