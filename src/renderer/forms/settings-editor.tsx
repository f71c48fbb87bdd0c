import { type ReactNode, useState } from 'react'
import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { closeEditor, type Editor, type EditorOf, toast } from '../state/ui.ts'
import { DraftDialog, type FieldsProps } from './draft-dialog.tsx'
import type { DraftProblem } from './problems.ts'

const titles = translated({
  sync: 'Sync settings',
  transfer: 'Transfer settings',
  tunnel: 'Tunnel settings',
})
const unsaved = translated({
  sync: 'The sync settings were not saved.',
  transfer: 'The transfer settings were not saved.',
  tunnel: 'The tunnel settings were not saved.',
})

type Props<D, I> = {
  editor: EditorOf<Editor['kind'], D>
  of: keyof typeof titles
  /** Undefined until they have come. */
  stored: () => D | undefined
  parse: (draft: D) => { input: I | undefined; problems: DraftProblem<keyof D & string>[] }
  store: (input: I) => Promise<unknown>
  /** From when on they hold, as a sentence. */
  holds?: string
  children: (fields: FieldsProps<D>) => ReactNode
}

/** The side panel for settings of which there is one set. */
export function SettingsEditor<D extends { enabled?: boolean }, I>(props: Props<D, I>) {
  const { editor, of, parse, store, holds, children } = props
  const [before] = useState(props.stored)
  if (before === undefined) return null
  const title = titles[of]
  return (
    <DraftDialog
      title={title}
      save={t('Save')}
      failed={t('Not saved.')}
      editing
      before={before}
      first={editor.draft ?? before}
      parse={parse}
      store={async (input) => {
        await store(input)
        toast({ kind: 'done', text: [t('{{title}} saved.', { title }), holds].filter(Boolean).join(' ') })
      }}
      close={(draft) => closeEditor(draft && ({ ...editor, draft } as unknown as Editor), unsaved[of])}
    >
      {children}
    </DraftDialog>
  )
}
