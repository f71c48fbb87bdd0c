import { t } from '../../../language/t.ts'
import { Field } from '../../components/field.tsx'
import { HelpLink } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Choice } from '../../forms/choice.tsx'
import type { FieldsProps } from '../../forms/draft-dialog.tsx'
import { SettingsEditor } from '../../forms/settings-editor.tsx'
import { host } from '../../state/session.ts'
import { slow, useSlow } from '../../state/store.ts'
import { editTransfer } from '../../state/transfer-actions.ts'
import type { EditorOf } from '../../state/ui.ts'
import { stackWords } from './sentences.ts'
import {
  logOptions,
  mostLanes,
  parseTunnelDraft,
  type TunnelChange,
  type TunnelDraft,
  toTunnelDraft,
} from './settings-draft.ts'

const stacks = () =>
  (['automatic', 'node-datachannel', 'werift'] as const).map((value) => ({ value, label: stackWords[value] }))

/** The side panel for what holds for all tubes: stack, lanes, log. */
export function TunnelSettingsEditor({ editor }: { editor: EditorOf<'tunnel', TunnelDraft> }) {
  return (
    <SettingsEditor<TunnelDraft, TunnelChange>
      editor={editor}
      of="tunnel"
      stored={() => {
        const { tunnel } = slow()
        return tunnel && toTunnelDraft(tunnel)
      }}
      parse={parseTunnelDraft}
      store={(settings) => host().setTunnel(settings)}
    >
      {(fields) => <Fields {...fields} />}
    </SettingsEditor>
  )
}

function Fields({ draft, change }: FieldsProps<TunnelDraft>) {
  const view = useSlow(({ tunnelView }) => tunnelView)
  return (
    <>
      <Choice
        label={t('WebRTC stack')}
        value={draft.stack}
        options={stacks()}
        change={(stack) => change({ stack })}
        note={t(
          'Automatic takes the fastest one that proves itself on this machine. node-datachannel is native and several times faster; werift needs nothing native. A change holds for new tubes.',
        )}
      >
        {view && view.stack !== '' && (
          <p className="text-xs text-muted">
            {sentence(
              'Running: {{strong}}. {{stackWhy}}',
              { strong: <strong className="font-semibold text-text">{view.stack}</strong> },
              { stackWhy: view.stackWhy },
            )}
          </p>
        )}
      </Choice>
      <Field
        label={t('Lanes of a tube at most: {{maxLanes}}', { maxLanes: draft.maxLanes })}
        hint={t(
          'Peer connections side by side. One is enough on a clean path; more help where packets get lost, and only those that pay are opened.',
        )}
      >
        {(props) => (
          <input
            {...props}
            type="range"
            min={1}
            max={mostLanes}
            step={1}
            className="slider"
            style={{ ['--part' as string]: `${((Number(draft.maxLanes) - 1) / (mostLanes - 1)) * 100}%` }}
            value={draft.maxLanes}
            onChange={(event) => change({ maxLanes: event.target.value })}
          />
        )}
      </Field>
      <Choice
        label={t('What is written to the log')}
        value={draft.log}
        options={logOptions()}
        change={(log) => change({ log })}
        note={t('Holds at once. What is not written costs nothing.')}
      />
      <div className="rounded-lg border border-line p-3.5 text-xs text-muted">
        {sentence(
          'STUN and TURN servers, the rendezvous and "only through a relay" are those of {{button}}. See {{helpLink}}.',
          {
            button: (
              <button
                type="button"
                className="rounded-sm font-medium text-accent underline underline-offset-2"
                onClick={editTransfer}
              >
                {t('the transfer settings')}
              </button>
            ),
            helpLink: <HelpLink topic="tunnel">{t('help')}</HelpLink>,
          },
        )}
      </div>
    </>
  )
}
