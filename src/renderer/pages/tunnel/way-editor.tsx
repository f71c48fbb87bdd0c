import { useCallback, useState } from 'react'
import type { WayChange, WayInput } from '../../../contract/tunnel.ts'
import { translated } from '../../../language/table.ts'
import { Advanced, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { addedText, ThingEditor, textsFor } from '../../forms/thing-editor.tsx'
import { paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findWay, slow } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import { parseWayDraft, toWayDraft, type WayDraft, type WayField, wayFieldOf } from './way-draft.ts'
import { WayAdvancedFields, WayMainFields } from './way-fields.tsx'

/** The side panel in which a way through a tube is added or changed. */
export function WayEditor({ editor }: { editor: EditorOf<'way', WayDraft> }) {
  const id = editor.mode === 'edit' ? editor.id : undefined
  const [others] = useState(() => (slow().tunnel?.ways ?? []).filter((way) => way.id !== id))
  const parse = useCallback((draft: WayDraft) => parseWayDraft(draft, others), [others])
  return (
    <ThingEditor<WayDraft, WayInput>
      editor={editor}
      stored={(wayId) => {
        const way = findWay(wayId)
        return way && toWayDraft(way)
      }}
      texts={textsFor('way')}
      parse={parse}
      check={async (way, wayId, signal) => {
        const { problems } = await host().checkWay(wayId ? { way, id: wayId } : { way }, signal)
        return hostProblems(problems, wayFieldOf)
      }}
      change={(wayId, way) => host().changeWay({ id: wayId, change: way as WayChange })}
      add={async (way) => {
        const added = await host().addWay({ way })
        return { text: addedText(added), path: paths.tube(added.party) }
      }}
    >
      {(fields) => (
        <>
          <WayMainFields {...fields} others={others} />
          <Advanced note={notes[fields.draft.kind]} open={wrongBeyond(fields.problems, mainFields)}>
            <WayAdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </ThingEditor>
  )
}

const notes: Record<WayDraft['kind'], string> = translated({
  forward: 'how many connections',
  reverse: 'how many connections',
  socks: 'password, how many connections',
  guacd: 'handshake, how many connections',
})

const mainFields: ReadonlySet<WayField> = new Set<WayField>([
  'party',
  'name',
  'listenHost',
  'listenPort',
  'targetHost',
  'targetPort',
])
