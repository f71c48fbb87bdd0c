import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { t } from '../../language/t.ts'

export type FieldProblem = { level: 'error' | 'warning'; message: string; suggestion?: string }

type FieldProps = {
  label: string
  hint?: string | undefined
  problem?: FieldProblem | undefined
  /** Puts the suggestion of the problem into the field. */
  accept?: ((suggestion: string) => void) | undefined
  className?: string
  children: (props: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode
}

/** A label, what it labels, and beneath it either a hint or what is wrong and the way out. */
export function Field({ label, hint, problem, accept, className = '', children }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const described = problem || hint ? { 'aria-describedby': noteId } : {}
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children({ id, ...(problem?.level === 'error' ? { 'aria-invalid': true } : {}), ...described })}
      {problem ? (
        <Problem id={noteId} problem={problem} accept={accept} />
      ) : (
        hint && (
          <p id={noteId} className="text-xs text-faint">
            {hint}
          </p>
        )
      )}
    </div>
  )
}

function Problem({
  id,
  problem,
  accept,
}: {
  id: string
  problem: FieldProblem
  accept: FieldProps['accept']
}) {
  const { level, message, suggestion } = problem
  const Icon = level === 'error' ? CircleAlert : TriangleAlert
  return (
    <div className="flex flex-col items-start gap-1.5 text-xs">
      <div className={`flex items-start gap-1.5 ${level === 'error' ? 'text-error' : 'text-warn'}`}>
        <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        <p id={id} className="min-w-0" role={level === 'error' ? 'alert' : undefined}>
          {message}
        </p>
      </div>
      {suggestion !== undefined && accept && (
        <button
          type="button"
          onClick={() => accept(suggestion)}
          className="rounded-sm border border-outline px-1.5 py-0.5 font-medium text-text hover:bg-raised"
        >
          {t('Use {{suggestion}}', { suggestion })}
        </button>
      )}
    </div>
  )
}

const box =
  'w-full min-w-0 rounded-md border border-outline bg-canvas px-2.5 text-sm text-text placeholder:text-faint hover:border-muted focus:outline-2 focus:outline-offset-0 focus:outline-accent aria-invalid:border-error'

export const TextInput = ({ className = '', ...rest }: ComponentProps<'input'>) => (
  <input
    type="text"
    autoComplete="off"
    spellCheck={false}
    className={`${box} h-8 num ${className}`}
    {...rest}
  />
)
export const TextArea = ({ className = '', ...rest }: ComponentProps<'textarea'>) => (
  <textarea spellCheck={false} rows={2} className={`${box} num resize-y py-1.5 ${className}`} {...rest} />
)
export const Select = ({ className = '', ...rest }: ComponentProps<'select'>) => (
  <select className={`${box} h-8 ${className}`} {...rest} />
)

/** A number with its unit inside the box. */
export function UnitInput({ unit, ...rest }: ComponentProps<'input'> & { unit: string }) {
  return (
    <div className="relative">
      <TextInput inputMode="decimal" className="pr-14" {...rest} />
      <span
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-faint"
      >
        {unit}
      </span>
    </div>
  )
}

type SwitchProps = {
  label: string
  on: boolean
  change: (on: boolean) => void
  className?: string
  tabIndex?: number
  disabled?: boolean
  describedBy?: string
}

/** On or off, told by colour, place and, to screen readers, word. */
export function Switch({ label, on, change, className = '', describedBy, ...rest }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-describedby={describedBy}
      onClick={() => change(!on)}
      className={`relative h-4.5 w-8 shrink-0 rounded-full border transition-colors disabled:opacity-50 ${on ? 'border-accent bg-accent' : 'border-outline bg-raised'} ${className}`}
      {...rest}
    >
      <span
        className={`absolute top-1/2 size-3 -translate-y-1/2 rounded-full transition-[left] ${on ? 'left-4 bg-on-accent' : 'left-0.5 bg-muted'}`}
      />
    </button>
  )
}

type CheckboxProps = {
  label: string
  checked: boolean
  mixed?: boolean
  change: (checked: boolean, shift: boolean) => void
  tabIndex?: number
}

export function Checkbox({ label, checked, mixed, change, tabIndex }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the browser's own box cannot be drawn to fit
    <button
      type="button"
      role="checkbox"
      aria-checked={mixed ? 'mixed' : checked}
      aria-label={label}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation()
        change(!checked, event.shiftKey)
      }}
      className={`flex size-4 items-center justify-center rounded-sm border transition-colors ${checked || mixed ? 'border-accent bg-accent text-on-accent' : 'border-outline bg-canvas hover:border-muted'}`}
    >
      {mixed ? (
        <span className="h-0.5 w-2 bg-on-accent" />
      ) : (
        checked && <Check aria-hidden className="size-3" strokeWidth={3.5} />
      )}
    </button>
  )
}

export type SegmentedProps<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  change: (value: T) => void
}

/** One of a few, all in sight. */
export function Segmented<T extends string>({ label, value, options, change }: SegmentedProps<T>) {
  const name = useId()
  return (
    <fieldset
      aria-label={label}
      className="inline-flex max-w-full flex-wrap rounded-md border border-line bg-raised p-0.5"
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="cursor-pointer rounded-sm px-2.5 py-0.5 text-xs font-medium text-muted select-none hover:text-text has-checked:bg-surface has-checked:text-text has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => change(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
