import type { Preferences } from '../contract/settings.ts'

/** A language that the app speaks, as a BCP 47 tag. */
export type Language = Exclude<Preferences['language'], 'system'>

/** Each language by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

const isLanguage = (tag: string): tag is Language => Object.hasOwn(languageNames, tag)

/**
 * The language to speak: the one that is preferred, or the first of the system's (BCP 47 tags, best first) that the app
 * has; English otherwise.
 */
export function chooseLanguage(preferred: Preferences['language'], system: readonly string[]): Language {
  if (preferred !== 'system') return preferred
  for (const tag of system) {
    const language = tag.toLowerCase().split(/[-_]/)[0] ?? ''
    if (isLanguage(language)) return language
  }
  return 'en'
}
