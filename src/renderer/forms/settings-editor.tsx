import { type ReactNode, useState } from 'react'
import { closeEditor, type Editor, type EditorOf, toast } from '../state/ui.ts'
import { DraftDialog, type FieldsProps } from './draft-dialog.tsx'
import type { DraftProblem } from './problems.ts'

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
  const title = `${of.slice(0, 1).toUpperCase()}${of.slice(1)} settings`
  return (
    <DraftDialog
      title={title}
      save="Save"
      failed="Not saved."
      editing
      before={before}
      first={editor.draft ?? before}
      parse={parse}
      store={async (input) => {
        await store(input)
        toast({ kind: 'done', text: [`${title} saved.`, holds].filter(Boolean).join(' ') })
      }}
      close={(draft) =>
        closeEditor(
          draft && ({ ...editor, draft } as unknown as Editor),
          `The ${of} settings were not saved.`,
        )
      }
    >
      {children}
    </DraftDialog>
  )
}
