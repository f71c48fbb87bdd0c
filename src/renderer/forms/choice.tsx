import type { ReactNode } from 'react'
import { Segmented, type SegmentedProps } from '../components/field.tsx'

type Props<T extends string> = SegmentedProps<T> & {
  /** What the choice means. */
  note?: string
  /** Stands among fields, which keep less room between a label and its box. */
  tight?: boolean
  className?: string
  children?: ReactNode
}

/** A labelled choice of a few, and beneath it what the chosen one means. */
export const Choice = <T extends string>({ note, tight, className = '', children, ...choice }: Props<T>) => (
  <div className={`flex flex-col items-start ${tight ? 'gap-1' : 'gap-1.5'} ${className}`}>
    <span className="text-xs font-medium text-muted">{choice.label}</span>
    <Segmented {...choice} />
    {note && <p className="text-xs text-faint">{note}</p>}
    {children}
  </div>
)
