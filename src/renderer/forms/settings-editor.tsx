import { type ReactNode, useState } from 'react'
import { closeEditor, type Editor, type EditorOf, toast } from '../state/ui.ts'
import { DraftDialog, type FieldsProps } from './draft-dialog.tsx'
import type { DraftProblem } from './problems.ts'
import { t } from '../../language/t.ts'

type Props<D, I> = {
  editor: EditorOf<Editor['kind'], D>
  /** What they are for, in small letters. */
  of: string
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
  const title = t('{{of}}{{of2}} settings', { of: of.slice(0, 1).toUpperCase(), of2: of.slice(1) })
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
      close={(draft) =>
        closeEditor(
          draft && ({ ...editor, draft } as unknown as Editor),
          t('The {{of}} settings were not saved.', { of }),
        )
      }
    >
      {children}
    </DraftDialog>
  )
}
