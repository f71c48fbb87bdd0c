import { type ReactNode, useState } from 'react'
import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { go } from '../state/router.ts'
import { closeEditor, type Editor, type EditorOf, toast } from '../state/ui.ts'
import { DraftDialog, type FieldsProps } from './draft-dialog.tsx'
import type { DraftProblem } from './problems.ts'

/** What the side panel is headed by when something is changed and when it is added, what its button says then, and what is told. */
type Texts = { edit: string; add: string; save: string; failed: string; unsaved: string }

/** What is told of something new, and the page that shows it. */
type Added = { text: string; path: string }

type Props<D, I> = {
  editor: EditorOf<Editor['kind'], D>
  /** What has that id, as a draft. */
  stored: (id: string) => D | undefined
  texts: (before: D) => Texts
  parse: (draft: D) => { input: I | undefined; problems: DraftProblem<keyof D & string>[] }
  check?: (input: I, id: string | undefined, signal: AbortSignal) => Promise<DraftProblem<keyof D & string>[]>
  change: (id: string, input: I) => Promise<unknown>
  add: (input: I) => Promise<Added | undefined>
  children: (fields: FieldsProps<D>) => ReactNode
}

/** The side panel in which one of several things is added or changed. */
export function ThingEditor<D extends { enabled?: boolean }, I>(props: Props<D, I>) {
  const { editor, stored, parse, check, change, add, children } = props
  const id = editor.mode === 'edit' ? editor.id : undefined
  const [before] = useState(() => (editor.mode === 'add' ? editor.draft : stored(editor.id)))
  if (before === undefined) return null
  const texts = props.texts(before)
  return (
    <DraftDialog
      title={id ? texts.edit : texts.add}
      save={id ? t('Save changes') : texts.save}
      failed={id ? t('Not saved.') : texts.failed}
      editing={id !== undefined}
      before={before}
      first={editor.draft ?? before}
      parse={parse}
      {...(check && { check: (input: I, signal: AbortSignal) => check(input, id, signal) })}
      store={async (input) => {
        if (id) return void (await change(id, input))
        const added = await add(input)
        if (added)
          toast({ kind: 'done', text: added.text, undo: { label: t('Open'), run: () => go(added.path) } })
      }}
      close={(draft) =>
        closeEditor(
          draft && ({ ...editor, draft } as unknown as Editor),
          id ? t('The changes were not saved.') : texts.unsaved,
        )
      }
    >
      {children}
    </DraftDialog>
  )
}

/** What can be added, as it is called in a sentence. */
const nouns = translated({ rule: 'rule', bond: 'bond', receiver: 'receiver', folder: 'folder', way: 'way' })

/** The texts for what simply is called by its noun. */
export const textsFor =
  (kind: keyof typeof nouns) =>
  ({ name }: { name: string }): Texts => ({
    edit: t('Edit {{name}}', { name }),
    add: t('Add {{thing}}', { thing: nouns[kind] }),
    save: t('Add {{thing}}', { thing: nouns[kind] }),
    failed: t('Not added.'),
    unsaved: t('The {{thing}} was not added.', { thing: nouns[kind] }),
  })
export const addedText = ({ name }: { name: string }) => t('Added "{{name}}".', { name })
