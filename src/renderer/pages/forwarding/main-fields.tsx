import { ArrowDown } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Field, TextInput } from '../../components/field.tsx'
import type { FieldsProps } from '../../forms/draft-dialog.tsx'
import { splitAddress } from '../../forms/ports.ts'
import { reach } from '../../forms/reach.ts'
import { TextField } from '../../forms/text-field.tsx'
import { useRules } from '../../state/store.ts'
import type { RuleDraft } from './draft.ts'

/** Name, where Hawser listens, and what it connects to. */
export function MainFields({ draft, change, problems, name }: FieldsProps<RuleDraft> & { name: string }) {
  const groups = [...new Set(useRules().map(({ group }) => group))].filter(Boolean)
  return (
    <>
      <div className="grid grid-cols-[3fr_2fr] gap-3">
        <TextField
          label={t('Name')}
          problem={problems.name}
          placeholder={name || t('Main stage wide')}
          value={draft.name}
          change={(name) => change({ name })}
        />
        <Field label={t('Group')} problem={problems.group}>
          {(props) => (
            <>
              <TextInput
                {...props}
                list="rule-groups"
                placeholder={t('None')}
                value={draft.group}
                onChange={(event) => change({ group: event.target.value })}
              />
              <datalist id="rule-groups">
                {groups.map((group) => (
                  <option key={group} value={group} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      <Target draft={draft} change={change} problems={problems} />
      <div className="-my-2 flex items-center gap-2 text-xs text-faint">
        <ArrowDown aria-hidden className="size-3.5" /> {t('is offered to players on')}
      </div>
      <Listen draft={draft} change={change} problems={problems} />
    </>
  )
}

type PartProps = Omit<FieldsProps<RuleDraft>, 'initial'>

function Target({ draft, change, problems }: PartProps) {
  /** A whole camera address may be pasted: its port goes where ports go. */
  const setHost = (text: string) => {
    const found = splitAddress(text)
    if (found === undefined) return change({ targetHost: text })
    change({
      targetHost: found.host,
      ...(found.port === undefined ? {} : { targetPorts: String(found.port) }),
    })
  }
  return (
    <fieldset className="grid grid-cols-[1fr_10.5rem] gap-3 rounded-lg border border-line p-3.5">
      <legend className="-ml-1 px-1 text-xs font-semibold">{t('Target: the camera or encoder')}</legend>
      <TextField
        label={t('Target host')}
        problem={problems.targetHost}
        hint={t('Name or address. A whole rtsp:// address may be pasted.')}
        data-autofocus
        placeholder="10.20.0.11"
        value={draft.targetHost}
        change={setHost}
      />
      <TextField
        label={t('Target port')}
        problem={problems.targetPorts}
        accept={(targetPorts) => change({ targetPorts })}
        placeholder="554"
        value={draft.targetPorts}
        change={(targetPorts) => change({ targetPorts })}
      />
    </fieldset>
  )
}

function Listen({ draft, change, problems }: PartProps) {
  return (
    <fieldset className="grid grid-cols-[1fr_10.5rem] gap-3 rounded-lg border border-line p-3.5">
      <legend className="-ml-1 px-1 text-xs font-semibold">{t('Listen: where players connect')}</legend>
      <Field label={t('Listen address')} problem={problems.listenHost} hint={reach(draft.listenHost)}>
        {(props) => (
          <>
            <TextInput
              {...props}
              list="listen-addresses"
              placeholder="127.0.0.1"
              value={draft.listenHost}
              onChange={(event) => change({ listenHost: event.target.value })}
            />
            <datalist id="listen-addresses">
              <option value="127.0.0.1">{t('This machine only')}</option>
              <option value="0.0.0.0">{t('Everybody who reaches this machine')}</option>
              <option value="::">{t('Everybody, IPv6 too')}</option>
            </datalist>
          </>
        )}
      </Field>
      <TextField
        label={t('Listen port')}
        problem={problems.listenPorts}
        accept={(listenPorts) => change({ listenPorts })}
        hint={t('Or a range: 8554-8560')}
        placeholder="8554"
        value={draft.listenPorts}
        change={(listenPorts) => change({ listenPorts })}
      />
    </fieldset>
  )
}
