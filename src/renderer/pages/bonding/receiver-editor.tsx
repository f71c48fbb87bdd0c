import { ArrowDown } from 'lucide-react'
import type { ReceiverChange, ReceiverInput } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { sentence } from '../../components/sentence.tsx'
import { DatagramsChoice } from '../../forms/datagrams-choice.tsx'
import { Advanced, type FieldsProps, Part, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { EndpointFields } from '../../forms/endpoint-fields.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { reach } from '../../forms/reach.ts'
import { TextAreaField, TextField } from '../../forms/text-field.tsx'
import { addedText, ThingEditor, textsFor } from '../../forms/thing-editor.tsx'
import { paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findReceiver } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import {
  parseReceiverDraft,
  type ReceiverDraft,
  type ReceiverField,
  receiverFieldOf,
  receiverNameFor,
  toReceiverDraft,
} from './receiver-draft.ts'

/** The side panel in which a receiver is added or changed. */
export function ReceiverEditor({ editor }: { editor: EditorOf<'receiver', ReceiverDraft> }) {
  return (
    <ThingEditor<ReceiverDraft, ReceiverInput>
      editor={editor}
      stored={(id) => {
        const receiver = findReceiver(id)
        return receiver && toReceiverDraft(receiver)
      }}
      texts={textsFor('receiver')}
      parse={parseReceiverDraft}
      check={async (receiver, id, signal) => {
        const { problems } = await host().checkReceiver(id ? { receiver, id } : { receiver }, signal)
        return hostProblems(problems, receiverFieldOf)
      }}
      change={(id, receiver) => host().changeReceiver({ id, change: receiver as ReceiverChange })}
      add={async (receiver) => {
        const added = await host().addReceiver({ receiver })
        return { text: addedText(added), path: paths.receiver(added.id) }
      }}
    >
      {(fields) => (
        <>
          <MainFields {...fields} />
          <Advanced note={t('limits, allowed sources')} open={wrongBeyond(fields.problems, mainFields)}>
            <AdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </ThingEditor>
  )
}

const mainFields: ReadonlySet<ReceiverField> = new Set<ReceiverField>([
  'name',
  'listenHost',
  'listenPort',
  'targetHost',
  'targetPort',
])

function MainFields({ draft, change, problems }: FieldsProps<ReceiverDraft>) {
  return (
    <>
      <TextField
        label={t('Name')}
        problem={problems.name}
        data-autofocus
        placeholder={receiverNameFor(draft)}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <EndpointFields
        legend={t('Listen: where bonding senders send to')}
        name={t('Listen')}
        local
        host={{
          value: draft.listenHost,
          problem: problems.listenHost,
          placeholder: '0.0.0.0',
          hint: reach(draft.listenHost),
        }}
        port={{ value: draft.listenPort, problem: problems.listenPort, placeholder: '5000' }}
        change={({ host, port }) =>
          change({
            ...(host !== undefined && { listenHost: host }),
            ...(port !== undefined && { listenPort: port }),
          })
        }
      />
      <div className="-my-2 flex items-center gap-2 text-xs text-faint">
        <ArrowDown aria-hidden className="size-3.5" /> {t('goes, put together, to')}
      </div>
      <EndpointFields
        legend={t('Target: the SRT listener that gets each stream')}
        name={t('Target')}
        host={{
          value: draft.targetHost,
          problem: problems.targetHost,
          placeholder: '127.0.0.1',
          hint: t('OBS, a media server, srt-live-transmit.'),
        }}
        port={{ value: draft.targetPort, problem: problems.targetPort, placeholder: '4001' }}
        change={({ host, port }) =>
          change({
            ...(host !== undefined && { targetHost: host }),
            ...(port !== undefined && { targetPort: port }),
          })
        }
      />
      <p className="-mt-1.5 text-xs text-muted">
        {sentence('Set there: mode listener, latency 2000 ms or more, {{code}}.', {
          code: <code className="font-mono">{t('lossmaxttl=40')}</code>,
        })}
      </p>
    </>
  )
}

function AdvancedFields({ draft, change, problems }: FieldsProps<ReceiverDraft>) {
  const number = (
    field: 'maxGroups' | 'maxGroupsPerSource' | 'maxLinksPerGroup',
    label: string,
    hint: string,
  ) => (
    <TextField
      label={label}
      hint={hint}
      problem={problems[field]}
      inputMode="numeric"
      value={draft[field]}
      change={(text) => change({ [field]: text })}
    />
  )
  return (
    <div className="flex flex-col gap-6 pt-4 pb-2">
      <Part title={t('Who may send, and how many')}>
        <TextAreaField
          label={t('Allowed sources')}
          hint={t('Addresses or networks, one a line. Empty allows all.')}
          problem={problems.allowedSources}
          className="col-span-2"
          placeholder="203.0.113.0/24"
          value={draft.allowedSources}
          change={(allowedSources) => change({ allowedSources })}
        />
        {number('maxGroups', t('Senders at most'), t('Each is a stream of its own.'))}
        {number('maxGroupsPerSource', t('From one source'), t('Senders behind one address.'))}
        {number('maxLinksPerGroup', t('Links of a sender'), t('At most 16.'))}
        <DatagramsChoice value={draft.datagrams} change={(datagrams) => change({ datagrams })} tight />
      </Part>
    </div>
  )
}
