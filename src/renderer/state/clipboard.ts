import { t } from '../../language/t.ts'
import { toast } from './ui.ts'

/** Puts a text on the clipboard and says so. Electron's page may not use the newer way. */
export async function copyText(text: string, what: string): Promise<void> {
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (done || copyBySelection(text)) toast({ kind: 'done', text: t('{{what}} copied.', { what }) })
  else toast({ kind: 'error', text: t('Not copied. Select the text and press Ctrl C.') })
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  // Beneath a dialog nothing takes the focus.
  ;(document.querySelector('dialog[open]') ?? document.body).append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
