import { useEffect, useRef } from 'react'
import { live } from '../state/live.ts'

export type Reading = { text: string; level?: 'ok' | 'warn' | 'error' | 'quiet' }
type Props = { read: () => string | Reading; className?: string }

/** A number that moves, painted twice a second without React. */
export function LiveText({ read, className = '' }: Props) {
  const ref = useRef<HTMLSpanElement>(null)
  const reader = useRef(read)
  reader.current = read
  useEffect(() => {
    const element = ref.current!
    const words = element.appendChild(document.createTextNode(''))
    let shown = ''
    let level = ''
    const paint = () => {
      const reading = reader.current()
      const next = typeof reading === 'string' ? { text: reading } : reading
      if (next.text !== shown) words.data = shown = next.text
      const nextLevel = next.level ?? ''
      if (nextLevel !== level) element.dataset['level'] = level = nextLevel
    }
    paint()
    const end = live.onCalm(paint, element)
    return () => {
      end()
      words.remove()
    }
  }, [])
  return (
    <span
      ref={ref}
      className={`num data-[level=error]:text-error data-[level=quiet]:text-faint data-[level=warn]:text-warn ${className}`}
    />
  )
}
