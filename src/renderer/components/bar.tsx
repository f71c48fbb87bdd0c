import { useEffect, useRef } from 'react'
import { live } from '../state/live.ts'
import { cssColour } from '../state/theme.ts'

type Props = {
  /** 0…1, and what to make of it. */
  read: () => number
  colour?: string
  /** Where worry begins, 0…1. */
  mark?: number
  className?: string
}

/** A part of a whole as a bar, painted with the numbers beside it; those say the same, so it is not read out. */
export function Bar({ read, colour = 'accent', mark, className = '' }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const reader = useRef(read)
  reader.current = read
  useEffect(() => {
    const paint = () => {
      const part = Math.max(0, Math.min(1, reader.current()))
      ref.current!.style.width = `${(part * 100).toFixed(1)}%`
    }
    paint()
    return live.onCalm(paint, ref.current!)
  }, [])
  return (
    <div aria-hidden className={`relative h-1.5 overflow-hidden rounded-full bg-raised ${className}`}>
      <div ref={ref} className="h-full rounded-full" style={{ background: cssColour(colour) }} />
      {mark !== undefined && (
        <span className="absolute inset-y-0 w-px bg-muted" style={{ left: `${mark * 100}%` }} />
      )}
    </div>
  )
}
