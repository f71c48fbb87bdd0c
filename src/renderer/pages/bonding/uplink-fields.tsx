import { ChevronRight, Plus, RotateCw } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { maxLinks, type UplinkInfo, uplinkSchema } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Checkbox, Field, Segmented, Switch, TextInput } from '../../components/field.tsx'
import { kindWord, LinkIcon } from '../../components/link-icon.tsx'
import type { FieldsProps } from '../../forms/draft-dialog.tsx'
import { TextField, UnitField } from '../../forms/text-field.tsx'
import { host } from '../../state/session.ts'
import type { BondDraft, LinkDraft } from './bond-draft.ts'
import { somePicked, uplinkRows } from './uplink-rows.ts'

const choices = translated(
  [
    { value: 'automatic', label: 'Automatic' },
    { value: 'listed', label: 'Chosen' },
    { value: 'file', label: 'From a file' },
  ] as const,
  'label',
)

const meanings: Record<BondDraft['uplinks'], string> = translated({
  automatic: 'Every interface that can carry traffic, also those that are plugged in later.',
  listed: 'Only those that are ticked.',
  file: 'The addresses in a text file, one a line; read again when it changes.',
})

/** Which ways out of this machine the bond uses, and how each. */
export function UplinkFields({ draft, change, problems }: FieldsProps<BondDraft>) {
  const { found, ask } = useUplinks()
  const rows = uplinkRows(draft.links, found ?? [], draft.uplinks)
  const changeRow = (row: LinkDraft, part: Partial<LinkDraft>) => {
    const known = draft.links.some(({ uplink }) => uplink === row.uplink)
    const next = { ...row, ...part }
    change({
      links: known
        ? draft.links.map((link) => (link.uplink === row.uplink ? next : link))
        : [...draft.links, next],
    })
  }
  const problem = problems.links
  return (
    <fieldset className="flex min-w-0 flex-col gap-2.5 rounded-lg border border-line p-3.5">
      <legend className="-ml-1 px-1 text-xs font-semibold">{t('Uplinks')}</legend>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label={t('Which uplinks')}
          value={draft.uplinks}
          options={choices}
          change={(uplinks) => change({ uplinks, ...(uplinks === 'listed' && { links: somePicked(rows) }) })}
        />
        {draft.uplinks !== 'file' && (
          <IconButton label={t('Look for uplinks again')} icon={RotateCw} onClick={() => void ask()} />
        )}
      </div>
      <p className="text-xs text-faint">{meanings[draft.uplinks]}</p>
      {draft.uplinks === 'file' ? (
        <TextField
          label={t('File')}
          problem={problems.uplinksFile}
          placeholder="/etc/hawser/uplinks.txt"
          value={draft.uplinksFile}
          change={(uplinksFile) => change({ uplinksFile })}
        />
      ) : (
        <>
          {found && rows.length === 0 && (
            <p className="text-muted">{t('No interface of this machine can carry traffic at the moment.')}</p>
          )}
          <ul aria-label={t('Uplinks')} className="flex flex-col">
            {rows.map(({ link, info }) => (
              <UplinkRow
                key={link.uplink}
                link={link}
                info={info}
                choosing={draft.uplinks === 'listed'}
                change={(part) => changeRow(link, part)}
              />
            ))}
          </ul>
          {draft.uplinks === 'listed' && rows.length < maxLinks && (
            <ByName
              add={(uplink) => {
                const row = rows.find(({ link }) => link.uplink === uplink)?.link
                changeRow(row ?? { ...emptyRow, uplink }, { picked: true })
              }}
            />
          )}
        </>
      )}
      {problem && (
        <p role="alert" className={`text-xs ${problem.level === 'error' ? 'text-error' : 'text-warn'}`}>
          {problem.message}
        </p>
      )}
    </fieldset>
  )
}

const emptyRow: LinkDraft = {
  uplink: '',
  picked: true,
  label: '',
  weight: '100',
  metered: false,
  dailyCap: '0',
  monthlyCap: '0',
}

/** What the machine has now; undefined until it was asked. */
function useUplinks() {
  const [found, setFound] = useState<readonly UplinkInfo[]>()
  const ask = useCallback(async () => {
    try {
      setFound((await host().uplinks(undefined)).uplinks)
    } catch {
      setFound([])
    }
  }, [])
  useEffect(() => {
    void ask()
  }, [ask])
  return { found, ask }
}

type RowProps = {
  link: LinkDraft
  info: UplinkInfo | undefined
  choosing: boolean
  change: (part: Partial<LinkDraft>) => void
}

function UplinkRow({ link, info, choosing, change }: RowProps) {
  const name = link.label.trim() || link.uplink
  return (
    <li className="flex items-start gap-2.5 border-t border-line first:border-0">
      {choosing && (
        <span className="pt-3">
          <Checkbox
            label={t('Use {{name}}', { name })}
            checked={link.picked}
            change={(picked) => change({ picked })}
          />
        </span>
      )}
      <details className="group/uplink min-w-0 grow">
        <summary className="-mx-1.5 flex list-none items-center gap-2.5 rounded-md px-1.5 py-1.5 hover:bg-raised">
          <LinkIcon kind={info?.kind ?? 'other'} className="size-4 text-muted" />
          <span className="min-w-0 grow">
            <span className="block truncate font-medium">{name}</span>
            <span className="num block truncate text-xs text-faint">
              {info
                ? [
                    name === info.interface ? kindWord(info.kind) : info.interface,
                    info.address,
                    info.gateway && t('via {{gateway}}', { gateway: info.gateway }),
                  ]
                    .filter(Boolean)
                    .join(' · ')
                : t('not there at the moment')}
            </span>
          </span>
          <span className="shrink-0 text-xs text-muted">{settingsText(link)}</span>
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-faint transition-transform group-open/uplink:rotate-90"
          />
        </summary>
        <div className="grid grid-cols-2 gap-x-3 gap-y-3 pt-1.5 pb-3 pl-1">
          <TextField
            label={t('Label')}
            hint={t('What people call it, such as Modem 2.')}
            maxLength={40}
            placeholder={link.uplink}
            value={link.label}
            change={(label) => change({ label })}
          />
          <UnitField
            label={t('Priority')}
            hint={t('0 is off.')}
            unit="%"
            value={link.weight}
            change={(weight) => change({ weight })}
          />
          <UnitField
            label={t('Data cap a day')}
            hint={t('0 is no cap.')}
            unit="GB"
            value={link.dailyCap}
            change={(dailyCap) => change({ dailyCap })}
          />
          <UnitField
            label={t('Data cap a month')}
            hint={t('0 is no cap.')}
            unit="GB"
            value={link.monthlyCap}
            change={(monthlyCap) => change({ monthlyCap })}
          />
          <div className="col-span-2 flex items-center justify-between gap-3 text-sm">
            <span>
              {t('Metered')}
              <span className="block text-xs text-faint">{t('Used last.')}</span>
            </span>
            <Switch
              label={t('{{name}} is metered', { name })}
              on={link.metered}
              change={(metered) => change({ metered })}
            />
          </div>
        </div>
      </details>
    </li>
  )
}

/** What is not as usual, in a few words. */
const settingsText = ({ weight, metered, dailyCap, monthlyCap }: LinkDraft): string =>
  [
    ...(weight.trim() === '100' ? [] : [Number(weight) === 0 ? 'off' : `${weight} %`]),
    ...(metered ? ['metered'] : []),
    ...(Number(dailyCap) > 0 || Number(monthlyCap) > 0 ? ['capped'] : []),
  ].join(', ')

/** An uplink that is not there yet. */
function ByName({ add }: { add: (uplink: string) => void }) {
  const [text, setText] = useState('')
  const checked = uplinkSchema.safeParse(text)
  const wrong = text.trim() !== '' && !checked.success
  const submit = () => {
    if (!checked.success) return
    add(checked.data)
    setText('')
  }
  return (
    <Field
      label={t('Another, by interface or address')}
      {...(wrong && { problem: { level: 'error', message: checked.error.issues[0]!.message } })}
    >
      {(props) => (
        <span className="flex gap-2">
          <TextInput
            {...props}
            placeholder={t('wwan1 or 10.0.2.7')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              submit()
            }}
          />
          <Button icon={Plus} disabled={!checked.success} onClick={submit}>
            {t('Add')}
          </Button>
        </span>
      )}
    </Field>
  )
}
