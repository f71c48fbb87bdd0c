import { useEffect, useRef } from 'react'
import { typing } from './shortcuts.ts'

/** Runs something when a letter is pressed on a page, unless it is typed into something. */
export function useKey(key: string, run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== key || event.ctrlKey || event.metaKey || typing(event)) return
      // The letter must not be typed into what opens now.
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [key])
}
