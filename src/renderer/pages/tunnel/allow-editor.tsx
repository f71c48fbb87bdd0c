import type { AllowInput } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Choice } from '../../forms/choice.tsx'
import { TextField } from '../../forms/text-field.tsx'
import { ThingEditor } from '../../forms/thing-editor.tsx'
import { host } from '../../state/session.ts'
import { slow } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import { type AllowDraft, parseAllowDraft, toAllowDraft } from './allow-draft.ts'
import { PartyField } from './party-field.tsx'

const allowTexts = () => ({
  edit: t('Change what is allowed'),
  add: t('Allow something here'),
  save: t('Allow'),
  failed: t('Not allowed.'),
  unsaved: t('Nothing was allowed.'),
})

const acts = translated(
  [
    { value: 'connect', label: 'Reach from here' },
    { value: 'listen', label: 'Listen here' },
  ] as const,
  'label',
)

/** The side panel in which is said what somebody may do through this machine. */
export function AllowEditor({ editor }: { editor: EditorOf<'allow', AllowDraft> }) {
  return (
    <ThingEditor<AllowDraft, AllowInput>
      editor={editor}
      stored={(id) => {
        const allow = slow().tunnel?.allow.find((one) => one.id === id)
        return allow && toAllowDraft(allow)
      }}
      texts={allowTexts}
      parse={parseAllowDraft}
      change={(id, allow) => host().changeAllow({ id, change: allow })}
      add={async (allow) => void (await host().addAllow({ allow }))}
    >
      {({ draft, change, problems }) => (
        <>
          <PartyField
            label={t('For whom')}
            all
            focus
            value={draft.party}
            change={(party) => change({ party })}
            problem={problems.party}
          />
          <Choice
            label={t('What')}
            value={draft.what}
            options={acts}
            change={(what) => change({ what })}
            note={
              draft.what === 'connect'
                ? t('Hosts and ports that this machine connects to for the other side.')
                : t(
                    'Where the other side may take connections on this machine, to answer them over there (a reverse way).',
                  )
            }
          />
          <TextField
            label={t('Hosts and ports')}
            hint={
              draft.what === 'connect'
                ? t(
                    '10.0.0.0/24:554,80 or *.cameras.lan:8000-8100 or [fd00::/8]:*. A name is looked up here, and each of its addresses counts.',
                  )
                : t('An address of this machine, such as 127.0.0.1:9000-9010 or 0.0.0.0:8080.')
            }
            problem={problems.target}
            maxLength={400}
            placeholder={draft.what === 'connect' ? '10.0.0.0/24:554,80' : '127.0.0.1:9000-9010'}
            value={draft.target}
            change={(target) => change({ target })}
          />
        </>
      )}
    </ThingEditor>
  )
}
