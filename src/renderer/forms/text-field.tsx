import type { ComponentProps, ReactNode } from 'react'
import { Field, TextArea, TextInput, UnitInput } from '../components/field.tsx'

type FieldProps = Omit<ComponentProps<typeof Field>, 'children'>
type Own = FieldProps & { value: string; change: (text: string) => void; inputClassName?: string }
type Changed = { target: { value: string } }

/** A field whose box is `Box`; what else it is told goes to the box. */
const fieldWith =
  <P extends object>(Box: (props: P) => ReactNode) =>
  (props: Own & Omit<P, keyof Own | 'onChange'>) => {
    const { label, hint, problem, accept, className, value, change, inputClassName, ...rest } = props
    return (
      <Field
        label={label}
        hint={hint}
        problem={problem}
        accept={accept}
        {...(className !== undefined && { className })}
      >
        {(described) => (
          <Box
            {...({
              ...described,
              ...rest,
              ...(inputClassName !== undefined && { className: inputClassName }),
              value,
              onChange: (event: Changed) => change(event.target.value),
            } as unknown as P)}
          />
        )}
      </Field>
    )
  }

/** A labelled line of text. */
export const TextField = fieldWith(TextInput)
/** A labelled text of several lines. */
export const TextAreaField = fieldWith(TextArea)
/** A labelled number with its unit. */
export const UnitField = fieldWith(UnitInput)
