import { useEffect } from 'react'
import { applyLanguage, useLanguage } from './language.ts'
import { useSlow } from './store.ts'
import { applyTheme } from './theme.ts'

/** Theme and language as they are preferred; the component is drawn anew when another language is spoken. */
export function useAppearance() {
  const theme = useSlow(({ preferences }) => preferences?.theme)
  const preferred = useSlow(({ preferences }) => preferences?.language)
  useEffect(() => {
    if (theme) applyTheme(theme)
  }, [theme])
  useEffect(() => {
    if (preferred) void applyLanguage(preferred)
  }, [preferred])
  return useLanguage()
}
