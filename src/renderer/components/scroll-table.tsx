import type { ComponentProps, ReactNode } from 'react'

type Props = {
  /** The heads of its columns, as `th`. */
  head: ReactNode
  /** How wide it is at least, as a class. */
  className: string
  headClassName?: string
  children: ReactNode
}

/** A table that scrolls sideways where there is no room for it, by keyboard too. */
export const ScrollTable = ({ head, className, headClassName = '', children }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <div className="relative overflow-x-auto outline-none focus-visible:outline-2" tabIndex={0}>
    <table className={`num w-full text-left ${className}`}>
      <thead
        className={`border-b border-line text-xs text-muted [&_th]:px-2 [&_th]:pb-1.5 [&_th]:font-medium ${headClassName}`}
      >
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

export const ScrollRow = (props: ComponentProps<'tr'>) => (
  <tr
    className="border-b border-line last:border-0 hover:bg-hover [&>td]:px-2 [&>td]:py-1.5 [&>td]:whitespace-nowrap"
    {...props}
  />
)
