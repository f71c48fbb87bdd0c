import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Tip } from './tip.tsx'

const looks = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  plain: 'bg-surface text-text border-line-strong hover:bg-raised',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-raised hover:text-text',
  danger: 'bg-transparent text-error border-line-strong hover:bg-error-soft hover:border-error',
} as const

type ButtonProps = ComponentProps<'button'> & {
  look?: keyof typeof looks
  icon?: LucideIcon
  small?: boolean
  children: ReactNode
}

export function Button({
  look = 'plain',
  icon: Icon,
  small,
  className = '',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors disabled:opacity-50 disabled:pointer-events-none ${small ? 'h-6.5 px-2 text-xs' : 'h-8 px-3 text-sm'} ${looks[look]} ${className}`}
      {...rest}
    >
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.2} />}
      {children}
    </button>
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  label: string
  icon: LucideIcon
  hint?: string
}

/** A button that shows only a picture; its label is what screen readers say and what hovering shows. */
export function IconButton({ label, icon: Icon, hint, className = '', ...rest }: IconButtonProps) {
  return (
    <Tip text={hint ? `${label} (${hint})` : label} label>
      <button
        type="button"
        aria-label={label}
        className={`inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-raised hover:text-text disabled:opacity-40 disabled:pointer-events-none ${className}`}
        {...rest}
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.9} />
      </button>
    </Tip>
  )
}
