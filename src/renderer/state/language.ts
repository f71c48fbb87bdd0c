import { useSyncExternalStore } from 'react'
import type { Preferences } from '../../contract/settings.ts'
import { chooseLanguage } from '../../language/languages.ts'
import { language, onLanguage, setLanguage } from '../../language/speech.ts'

type Preferred = Preferences['language']
/** Kept in the browser too, so that a start speaks the right language before the settings arrive. */
const key = 'hawser-language'

/**
 * Speaks the preferred language from now on. Where its texts cannot be loaded (the host is gone just now) the page goes
 * on in the one it has.
 */
export async function applyLanguage(preferred: Preferred): Promise<void> {
  try {
    localStorage.setItem(key, preferred)
  } catch {
    // Storage may be forbidden; then the next start begins in the browser's language.
  }
  await speak(preferred)
}

/** As it was preferred when the page was last open. */
export async function applyStoredLanguage(): Promise<void> {
  let stored: string | null = null
  try {
    stored = localStorage.getItem(key)
  } catch {
    // As above.
  }
  await speak(stored === 'en' || stored === 'de' ? stored : 'system')
}

async function speak(preferred: Preferred): Promise<void> {
  await setLanguage(chooseLanguage(preferred, navigator.languages)).catch(() => {})
  document.documentElement.lang = language()
}

/** Draws the component anew when another language is spoken. Those below it follow, unless they are kept by `memo`. */
export const useLanguage = () => useSyncExternalStore(onLanguage, language)
