import { useId } from 'react'
import { t } from '../../language/t.ts'
import { Field, TextInput } from '../components/field.tsx'
import { splitAddress } from './ports.ts'
import type { DraftProblem } from './problems.ts'
import { TextField } from './text-field.tsx'

type Side = { value: string; problem: DraftProblem<string> | undefined; placeholder: string; hint?: string }

type Props = {
  legend: string
  /** The words before "host" or "address" and "port" in the labels. */
  name: string
  host: Side
  port: Side
  change: (part: { host?: string; port?: string }) => void
  /** Addresses of this machine are offered. */
  local?: boolean
  focus?: boolean
}

/** A host and a port. A whole address may be pasted or typed: its port goes where ports go. */
export function EndpointFields({ legend, name, host, port, change, local, focus }: Props) {
  const list = useId()
  /** True when it held more than a host. */
  const divide = (text: string): boolean => {
    const found = splitAddress(text)
    if (found === undefined) return false
    change({ host: found.host, ...(found.port === undefined ? {} : { port: String(found.port) }) })
    return true
  }
  const setHost = (text: string) => {
    // What is typed letter by letter is whole only when one leaves it: `cam:5` is on its way to `cam:554`.
    const isWhole = text.length > host.value.length + 1
    if (!isWhole || !divide(text)) change({ host: text })
  }
  return (
    <fieldset className="grid grid-cols-[1fr_8.5rem] gap-3 rounded-lg border border-line p-3.5">
      <legend className="-ml-1 px-1 text-xs font-semibold">{legend}</legend>
      <Field
        label={local ? t('{{name}} address', { name }) : t('{{name}} host', { name })}
        problem={host.problem}
        hint={host.hint}
      >
        {(props) => (
          <>
            <TextInput
              {...props}
              {...(focus && { 'data-autofocus': true })}
              {...(local && { list })}
              placeholder={host.placeholder}
              value={host.value}
              onChange={(event) => setHost(event.target.value)}
              onBlur={() => divide(host.value)}
              onKeyDown={({ key }) => key === 'Enter' && divide(host.value)}
            />
            {local && (
              <datalist id={list}>
                <option value="127.0.0.1">{t('This machine only')}</option>
                <option value="0.0.0.0">{t('Everybody who reaches this machine')}</option>
                <option value="::">{t('Everybody, IPv6 too')}</option>
              </datalist>
            )}
          </>
        )}
      </Field>
      <TextField
        label={t('{{name}} port', { name })}
        problem={port.problem}
        hint={port.hint}
        accept={(text) => change({ port: text })}
        inputMode="numeric"
        placeholder={port.placeholder}
        value={port.value}
        change={(port) => change({ port })}
      />
    </fieldset>
  )
}
