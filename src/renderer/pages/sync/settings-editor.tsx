import { Plus, X } from 'lucide-react'
import type { SyncSettings } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Choice } from '../../forms/choice.tsx'
import { DatagramsChoice, datagramsNote } from '../../forms/datagrams-choice.tsx'
import { type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { EndpointFields } from '../../forms/endpoint-fields.tsx'
import { SettingsEditor } from '../../forms/settings-editor.tsx'
import { TextField, UnitField } from '../../forms/text-field.tsx'
import { host } from '../../state/session.ts'
import { slow, useSlow } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import { Toggle } from '../bonding/bond-settings.tsx'
import { type HoursDraft, newHours, parseSyncDraft, type SyncDraft, toSyncDraft } from './settings-draft.ts'

/** The side panel for what holds for all folders: address, limits, streams, memory. */
export function SyncSettingsEditor({ editor }: { editor: EditorOf<'sync', SyncDraft> }) {
  return (
    <SettingsEditor<SyncDraft, SyncSettings>
      editor={editor}
      of="sync"
      stored={() => {
        const { sync } = slow()
        return sync && toSyncDraft(sync)
      }}
      parse={parseSyncDraft}
      store={(settings) => host().setSync(settings)}
      holds={t('They hold at once.')}
    >
      {(fields) => (
        <>
          <Reach {...fields} />
          <Limits {...fields} />
          <Transport {...fields} />
        </>
      )}
    </SettingsEditor>
  )
}

type Props = FieldsProps<SyncDraft>

function Reach({ draft, change, problems }: Props) {
  const view = useSlow(({ syncView }) => syncView)
  return (
    <>
      <EndpointFields
        legend={t('Listen: where paired devices connect to')}
        name={t('Listen')}
        local
        host={{
          value: draft.listenHost,
          problem: problems.listenHost,
          placeholder: '0.0.0.0',
          hint: t('Only paired devices get an answer.'),
        }}
        port={{ value: draft.listenPort, problem: problems.listenPort, placeholder: '8741', hint: 'UDP' }}
        change={({ host, port }) =>
          change({
            ...(host !== undefined && { listenHost: host }),
            ...(port !== undefined && { listenPort: port }),
          })
        }
      />
      {view && (
        <p className={`-mt-1.5 text-xs ${view.listenProblem ? 'text-error' : 'text-muted'}`}>
          {view.listenProblem ||
            (view.listening
              ? t('Listening on {{listening}}.', { listening: view.listening })
              : t('Not listening: that begins with the first paired device.'))}
        </p>
      )}
      <Toggle
        label={t('Announce on this network')}
        note={t('Devices nearby find this one by its name. Off: they need its address.')}
        on={draft.announce}
        change={(announce) => change({ announce })}
      />
    </>
  )
}

function Limits({ draft, change, problems }: Props) {
  const changeHours = (n: number, part: Partial<HoursDraft>) =>
    change({ hours: draft.hours.map((hours, at) => (at === n ? { ...hours, ...part } : hours)) })
  return (
    <Part title={t('Limits')}>
      <UnitField
        label={t('Upload at most')}
        hint={t('0 is no limit.')}
        problem={problems.upload}
        unit="Mbit/s"
        value={draft.upload}
        change={(upload) => change({ upload })}
      />
      <UnitField
        label={t('Download at most')}
        hint={t('0 is no limit.')}
        problem={problems.download}
        unit="Mbit/s"
        value={draft.download}
        change={(download) => change({ download })}
      />
      <div className="col-span-2 flex flex-col items-start gap-2">
        <p className="text-xs text-faint">
          {t(
            'In some hours other limits may hold, by the clock of this machine. Hours such as 22:00 to 06:00 span midnight.',
          )}
        </p>
        {draft.hours.length > 0 && (
          <ul aria-label={t('Hours with limits of their own')} className="flex w-full flex-col gap-2">
            {draft.hours.map((hours, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else that stays
              <li key={n}>
                <HoursRow
                  hours={hours}
                  change={(part) => changeHours(n, part)}
                  remove={() => change({ hours: draft.hours.filter((_, at) => at !== n) })}
                />
              </li>
            ))}
          </ul>
        )}
        {problems.hours && (
          <p role="alert" className="text-xs text-error">
            {problems.hours.message}
          </p>
        )}
        {draft.hours.length < 16 && (
          <Button small icon={Plus} onClick={() => change({ hours: [...draft.hours, newHours] })}>
            {t('Add hours')}
          </Button>
        )}
      </div>
    </Part>
  )
}

function HoursRow({
  hours,
  change,
  remove,
}: {
  hours: HoursDraft
  change: (part: Partial<HoursDraft>) => void
  remove: () => void
}) {
  const box = (field: 'from' | 'to', label: string) => (
    <TextField
      label={label}
      inputMode="numeric"
      value={hours[field]}
      change={(text) => change({ [field]: text })}
    />
  )
  const rate = (field: 'upload' | 'download', label: string) => (
    <TextField
      label={label}
      inputMode="decimal"
      value={hours[field]}
      change={(text) => change({ [field]: text })}
    />
  )
  return (
    <div className="grid grid-cols-[4.25rem_4.25rem_minmax(0,1fr)_minmax(0,1fr)_auto] items-end gap-2 rounded-lg border border-line p-2.5">
      {box('from', t('From'))}
      {box('to', t('To'))}
      {rate('upload', t('Up, Mbit/s'))}
      {rate('download', t('Down, Mbit/s'))}
      <IconButton label={t('Remove these hours')} icon={X} onClick={remove} />
    </div>
  )
}

const profileMeanings: Record<SyncDraft['profile'], string> = translated({
  automatic: 'Chosen for each device by the path to it, as measured.',
  lan: 'Large windows and quick acknowledgements, for short paths.',
  wan: 'Small packets at first and a window that bears loss, for long paths.',
})

function Transport({ draft, change, problems }: Props) {
  return (
    <Part title={t('Transport')}>
      <Choice
        label={t('Profile')}
        value={draft.profile}
        options={[
          { value: 'automatic', label: t('Automatic') },
          { value: 'lan', label: 'LAN' },
          { value: 'wan', label: 'WAN' },
        ]}
        change={(profile) => change({ profile })}
        note={profileMeanings[draft.profile]}
        className="col-span-2"
      />
      <TextField
        label={t('Streams of a transfer')}
        hint={t('1 to 16.')}
        problem={problems.streams}
        inputMode="numeric"
        value={draft.streams}
        change={(streams) => change({ streams })}
      />
      <UnitField
        label={t('Memory at most')}
        hint={t('For everything in flight.')}
        problem={problems.memory}
        unit="MB"
        value={draft.memory}
        change={(memory) => change({ memory })}
      />
      <DatagramsChoice
        value={draft.datagrams}
        change={(datagrams) => change({ datagrams })}
        note={datagramsNote()}
        className="col-span-2"
      />
    </Part>
  )
}
