import { t } from '../../../language/t.ts'
import { Choice } from '../../forms/choice.tsx'
import { DraftDialog } from '../../forms/draft-dialog.tsx'
import { TextAreaField } from '../../forms/text-field.tsx'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { closeEditor, type EditorOf } from '../../state/ui.ts'
import { type CodeDraft, codeLasts, newCodeDraft, parseCodeDraft } from './code-draft.ts'

const before = newCodeDraft()

/** The side panel in which a code for somebody is made: how long it holds, and what he may do. */
export function CodeEditor({ editor }: { editor: EditorOf<'tunnel-code', CodeDraft> }) {
  return (
    <DraftDialog
      title={t('Let somebody in by a code')}
      save={t('Make a code')}
      failed={t('No code was made.')}
      editing={false}
      before={before}
      first={editor.draft ?? before}
      parse={parseCodeDraft}
      store={async (input) => {
        await host().openTunnelCode(input)
        go(paths.tunnel)
      }}
      close={(draft) => closeEditor(draft && { ...editor, draft }, t('No code was made.'))}
    >
      {({ draft, change, problems }) => (
        <>
          <TextAreaField
            label={t('What may be reached from here')}
            hint={t(
              'Hosts and ports, one entry a line, such as 10.0.0.0/24:554,80. Empty: nothing yet; what is asked for can be allowed then.',
            )}
            problem={problems.reach}
            data-autofocus
            rows={3}
            placeholder={t('10.0.0.12:80,443\n*.cameras.lan:554')}
            value={draft.reach}
            change={(reach) => change({ reach })}
          />
          <TextAreaField
            label={t('Where connections may be taken here')}
            hint={t('For reverse ways: addresses and ports of this machine, such as 127.0.0.1:9000-9010.')}
            problem={problems.listen}
            value={draft.listen}
            change={(listen) => change({ listen })}
          />
          <Choice
            label={t('Waits for')}
            value={draft.minutes}
            options={codeLasts}
            change={(minutes) => change({ minutes })}
            note={t('The code works once. What is allowed here ends with the tube that it makes.')}
          />
        </>
      )}
    </DraftDialog>
  )
}
