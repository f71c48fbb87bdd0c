import { useEffect } from 'react'
import { t } from '../../../language/t.ts'
import { useAppearance } from '../../state/use-appearance.ts'
import { CompactPage } from './page.tsx'

/** The compact window: one small page without anything around it. */
export function CompactApp() {
  const language = useAppearance()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title is in the language that is spoken
  useEffect(() => {
    document.title = t('Hawser, compact')
  }, [language])
  return <CompactPage />
}
