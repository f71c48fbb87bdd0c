import { createInstance } from 'i18next'
import type { Catalogue } from './catalogue.ts'
import { english } from './en.ts'
import type { Language } from './languages.ts'

/** Languages besides English, each loaded when it is first spoken. */
const catalogues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Catalogue>>> = {
  de: async () => (await import('./de/index.ts')).german,
}

/** The English text is the key, so dots and colons in it mean nothing; and nothing here is HTML. */
export const speech = createInstance({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
})
void speech.init()

let spoken: Language = 'en'
let asked: Language = 'en'
let changing: Promise<void> = Promise.resolve()
const listeners = new Set<() => void>()

/** The language that is spoken now. */
export const language = (): Language => spoken

/**
 * From now on everything is said in that language. Told to listeners if it is another than before. Rejects where its
 * texts cannot be loaded; then the one before goes on.
 */
export function setLanguage(next: Language): Promise<void> {
  asked = next
  const change = changing.then(() => changeTo(next))
  changing = change.catch(() => {})
  return change
}

async function changeTo(next: Language): Promise<void> {
  // Another one may have been asked for while this one waited or was loaded.
  if (asked !== next || spoken === next) return
  if (next !== 'en' && !speech.hasResourceBundle(next, 'translation'))
    speech.addResourceBundle(next, 'translation', await catalogues[next]())
  if (asked !== next) return
  await speech.changeLanguage(next)
  spoken = next
  for (const changed of listeners) changed()
}

/** Calls `changed` whenever another language is spoken; returns what ends that. */
export function onLanguage(changed: () => void): () => void {
  listeners.add(changed)
  return () => listeners.delete(changed)
}
