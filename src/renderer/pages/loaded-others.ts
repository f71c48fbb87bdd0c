import { create } from 'zustand'
import { useSlow } from '../state/store.ts'

type Others = typeof import('./others.tsx')

/** All pages but the overview, charts, editors and dialogs; undefined until their code is there. */
export const useOthers = create<{ others: Others | undefined }>(() => ({ others: undefined }))

let loading: Promise<void> | undefined
export function loadOthers(): Promise<void> {
  loading ??= import('./others.tsx').then((others) => useOthers.setState({ others }), reloadWhenBack)
  return loading
}

/** The host went while it sent them. The one that comes back may be of another version, with other files. */
function reloadWhenBack(): void {
  useSlow.subscribe(({ link }, before) => {
    if (link.is === 'open' && before.link.is !== 'open') location.reload()
  })
}

/** Long after the first figures are painted, if nothing tells. */
const patienceMs = 3000

/** Loads them when the overview is painted with its first figures, or as soon as somebody does anything: nobody waits for them. */
export function loadOthersNext(): void {
  const began = new AbortController()
  const begin = () => {
    began.abort()
    stop()
    clearTimeout(timer)
    void loadOthers()
  }
  const { signal } = began
  for (const name of ['hashchange', 'keydown', 'pointerdown', 'dragenter'])
    addEventListener(name, begin, { signal, capture: true, passive: true })
  const timer = setTimeout(begin, patienceMs)
  const stop = useSlow.subscribe(({ flowing }) => {
    if (!flowing.forward) return
    stop()
    requestAnimationFrame(() => setTimeout(begin))
  })
}
