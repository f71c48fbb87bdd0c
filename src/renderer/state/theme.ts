import type { Preferences } from '../../contract/settings.ts'

type Theme = Preferences['theme']
/** Kept in the browser too, so that a reload does not flash before the settings arrive. */
const key = 'hawser-theme'
const listeners = new Set<() => void>()
const tell = () => {
  for (const changed of listeners) changed()
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Storage may be forbidden; then the next start flashes.
  }
  tell()
}

export function applyStoredTheme(): void {
  try {
    const stored = localStorage.getItem(key)
    if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored
  } catch {
    // As above.
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell)
}

/** Canvases must be painted anew when this is called. */
export function onTheme(changed: () => void): () => void {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

let probe: HTMLElement | undefined
/** A token's name, or a colour of its own, as CSS. */
export const cssColour = (colour: string) => (colour.includes('(') ? colour : `var(--${colour})`)

/** The colour of a token, or of CSS such as `light-dark(…)`, as a canvas understands it. */
export function tokenColour(token: string): string {
  if (probe === undefined) {
    probe = document.createElement('span')
    probe.hidden = true
    document.body.append(probe)
  }
  probe.style.color = cssColour(token)
  return getComputedStyle(probe).color
}
