import type { ComponentProps } from 'react'

/** A list that scrolls by itself, by keyboard too. */
export function ScrollList({ className = '', ...props }: ComponentProps<'ul'> & { 'aria-label': string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse (WCAG 2.1.1)
  return <ul tabIndex={0} className={`overflow-y-auto ${className}`} {...props} />
}
