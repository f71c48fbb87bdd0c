import { ArrowDown } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Segmented } from '../../components/field.tsx'
import { sentence } from '../../components/sentence.tsx'
import { DatagramsChoice, datagramsNote } from '../../forms/datagrams-choice.tsx'
import { type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { EndpointFields } from '../../forms/endpoint-fields.tsx'
import { reach } from '../../forms/reach.ts'
import { TextField, UnitField } from '../../forms/text-field.tsx'
import { type BondDraft, bondNameFor } from './bond-draft.ts'
import { modeMeanings, Toggle, toggleMeanings } from './bond-settings.tsx'
import { callerUrl } from './sentences.ts'

type Props = FieldsProps<BondDraft>

/** Name, where the camera sends to, and the receiver. */
export function BondMainFields({ draft, change, problems }: Props) {
  const port = Number(draft.listenPort)
  const url = callerUrl({ host: draft.listenHost.trim() || '127.0.0.1', port: port > 0 ? port : 6000 })
  return (
    <>
      <TextField
        label={t('Name')}
        problem={problems.name}
        placeholder={bondNameFor(draft) || t('Camera truck')}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <EndpointFields
        legend={t('Receiver: where the stream is put together')}
        name={t('Receiver')}
        focus
        host={{
          value: draft.receiverHost,
          problem: problems.receiverHost,
          placeholder: 'receiver.example.net',
          hint: t('Name or address. A whole srtla:// address may be pasted.'),
        }}
        port={{ value: draft.receiverPort, problem: problems.receiverPort, placeholder: '5000' }}
        change={({ host, port }) =>
          change({
            ...(host !== undefined && { receiverHost: host }),
            ...(port !== undefined && { receiverPort: port }),
          })
        }
      />
      <div className="-my-2 flex items-center gap-2 text-xs text-faint">
        <ArrowDown aria-hidden className="size-3.5" /> {t('gets what the camera sends to')}
      </div>
      <EndpointFields
        legend={t('Listen: where the camera sends to')}
        name={t('Listen')}
        local
        host={{
          value: draft.listenHost,
          problem: problems.listenHost,
          placeholder: '127.0.0.1',
          hint: reach(draft.listenHost),
        }}
        port={{ value: draft.listenPort, problem: problems.listenPort, placeholder: '6000' }}
        change={({ host, port }) =>
          change({
            ...(host !== undefined && { listenHost: host }),
            ...(port !== undefined && { listenPort: port }),
          })
        }
      />
      <p className="-mt-1.5 text-xs text-muted">
        {sentence('Enter in the camera or encoder: {{code}}, mode caller, latency 2000 ms or more.', {
          code: <code className="font-mono select-all">{url}</code>,
        })}
      </p>
    </>
  )
}

/** What most bonds leave as it is. */
export function BondAdvancedFields({ draft, change, problems }: Props) {
  const classic = draft.mode === 'classic'
  return (
    <div className="flex flex-col gap-6 pt-4 pb-2">
      <Part title={t('Scheduling')}>
        <div className="col-span-2 flex flex-col gap-3.5">
          <div>
            <div className="flex items-center justify-between gap-3">
              <span className="font-medium">{t('Mode')}</span>
              <Segmented
                label={t('Mode')}
                value={draft.mode}
                options={[
                  { value: 'enhanced', label: t('Enhanced') },
                  { value: 'classic', label: t('Classic') },
                ]}
                change={(mode) => change({ mode })}
              />
            </div>
            <p className="mt-1 text-xs text-faint">{modeMeanings[draft.mode]}</p>
          </div>
          <Toggle
            label={t('Quality scoring')}
            note={toggleMeanings.qualityScoring}
            on={draft.qualityScoring && !classic}
            disabled={classic}
            change={(qualityScoring) => change({ qualityScoring })}
          />
          <Toggle
            label={t('Exploration')}
            note={toggleMeanings.exploration}
            on={draft.exploration && !classic}
            disabled={classic}
            change={(exploration) => change({ exploration })}
          />
          <Toggle
            label={t('Stall guard')}
            note={toggleMeanings.stallGuard}
            on={draft.stallGuard}
            change={(stallGuard) => change({ stallGuard })}
          />
        </div>
      </Part>
      <Part title={t('Transport')}>
        <UnitField
          label={t('Link timeout')}
          hint={t('A link that hears nothing for so long is down.')}
          problem={problems.linkTimeout}
          unit="s"
          value={draft.linkTimeout}
          change={(linkTimeout) => change({ linkTimeout })}
        />
        <DatagramsChoice
          value={draft.datagrams}
          change={(datagrams) => change({ datagrams })}
          note={datagramsNote()}
          tight
        />
      </Part>
    </div>
  )
}
