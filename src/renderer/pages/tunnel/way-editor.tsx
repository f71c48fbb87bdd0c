import { useCallback, useState } from 'react'
import type { WayChange, WayInput } from '../../../contract/tunnel.ts'
import { Advanced, DraftDialog, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findWay, slow } from '../../state/store.ts'
import { closeEditor, type EditorOf, toast } from '../../state/ui.ts'
import { parseWayDraft, toWayDraft, type WayDraft, type WayField, wayFieldOf } from './way-draft.ts'
import { WayAdvancedFields, WayMainFields } from './way-fields.tsx'

/** The side panel in which a way through a tube is added or changed. */
export function WayEditor({ editor }: { editor: EditorOf<'way', WayDraft> }) {
  const id = editor.mode === 'edit' ? editor.id : undefined
  const [before] = useState<WayDraft | undefined>(() => {
    if (editor.mode === 'add') return editor.draft
    const way = findWay(editor.id)
    return way && toWayDraft(way)
  })
  const [others] = useState(() => (slow().tunnel?.ways ?? []).filter((way) => way.id !== id))
  const parse = useCallback((draft: WayDraft) => parseWayDraft(draft, others), [others])
  const check = useCallback(
    async (way: WayInput, signal: AbortSignal) => {
      const { problems } = await host().checkWay(id ? { way, id } : { way }, signal)
      return hostProblems(problems, wayFieldOf)
    },
    [id],
  )
  if (before === undefined) return null
  return (
    <DraftDialog
      title={id ? `Edit ${before.name}` : 'Add way'}
      save={id ? 'Save changes' : 'Add way'}
      failed={id ? 'Not saved.' : 'Not added.'}
      editing={id !== undefined}
      before={before}
      first={editor.draft ?? before}
      parse={parse}
      check={check}
      store={async (way) => {
        if (id) await host().changeWay({ id, change: way as WayChange })
        else await add(way)
      }}
      close={(draft) =>
        closeEditor(
          draft && { ...editor, draft },
          id ? 'The changes were not saved.' : 'The way was not added.',
        )
      }
    >
      {(fields) => (
        <>
          <WayMainFields {...fields} others={others} />
          <Advanced note={notes[fields.draft.kind]} open={wrongBeyond(fields.problems, mainFields)}>
            <WayAdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </DraftDialog>
  )
}

const notes: Record<WayDraft['kind'], string> = {
  forward: 'how many connections',
  reverse: 'how many connections',
  socks: 'password, how many connections',
  guacd: 'handshake, how many connections',
}

const mainFields: ReadonlySet<WayField> = new Set<WayField>([
  'party',
  'name',
  'listenHost',
  'listenPort',
  'targetHost',
  'targetPort',
])

async function add(way: WayInput): Promise<void> {
  const added = await host().addWay({ way })
  toast({
    kind: 'done',
    text: `Added "${added.name}".`,
    undo: { label: 'Open', run: () => go(paths.tube(added.party)) },
  })
}
