import { Search } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { t } from '../../language/t.ts'
import { commandsFor, searchCommands } from '../state/commands.ts'
import { useRoute } from '../state/router.ts'
import { type Slow, useSlow, useThings } from '../state/store.ts'
import { setUi } from '../state/ui.ts'
import { bondLooks, receiverLooks } from './bond-looks.ts'
import { Dialog } from './dialog.tsx'
import { Shape, stateLooks } from './state-badge.tsx'
import { folderLooks, peerLooks } from './sync-looks.ts'
import { wayLooks } from './tunnel-looks.ts'

type Views = Pick<Slow, 'states' | 'bondViews' | 'receiverViews' | 'folderViews' | 'peerViews' | 'wayViews'>

/** How the state of a rule, bond, receiver, folder or device is shown. */
const looksOf =
  ({ states, bondViews, receiverViews, folderViews, peerViews, wayViews }: Views) =>
  (id: string) => {
    const [bond, receiver, folder, peer] = [bondViews[id], receiverViews[id], folderViews[id], peerViews[id]]
    if (bond) return bondLooks[bond.state]
    if (receiver) return receiverLooks[receiver.state]
    const way = wayViews[id]
    if (way) return wayLooks[way.state]
    if (folder) return folderLooks[folder.state]
    return peer ? peerLooks[peer.state] : stateLooks[states[id] ?? 'off']
  }

const close = () => setUi({ palette: false })

/** Type to find a rule, a bond, a folder, a device, a way or something to do; Enter runs it. */
export function Palette() {
  const { rules, bonds, receivers, folders, peers, ways } = useThings()
  const route = useRoute()
  const states = useSlow(({ states }) => states)
  const bondViews = useSlow(({ bondViews }) => bondViews)
  const receiverViews = useSlow(({ receiverViews }) => receiverViews)
  const folderViews = useSlow(({ folderViews }) => folderViews)
  const peerViews = useSlow(({ peerViews }) => peerViews)
  const wayViews = useSlow(({ wayViews }) => wayViews)
  const looks = looksOf({ states, bondViews, receiverViews, folderViews, peerViews, wayViews })
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const commands = useMemo(
    () => commandsFor({ rules, bonds, receivers, folders, peers, ways }, route),
    [rules, bonds, receivers, folders, peers, ways, route],
  )
  const found = useMemo(() => searchCommands(commands, query), [commands, query])
  const chosen = Math.min(at, found.length - 1)
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const run = (index: number) => {
    close()
    // After the dialog gave the focus back, so that what opens next may take it.
    setTimeout(() => found[index]?.run())
  }
  return (
    <Dialog title={t('Search and commands')} as="palette" close={close}>
      <div className="flex h-12 items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 text-faint" />
        <input
          data-autofocus
          type="text"
          role="combobox"
          aria-label={t('Search rules and commands')}
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found[chosen] ? `palette-${found[chosen].id}` : undefined}
          placeholder={t('Search rules and commands')}
          autoComplete="off"
          spellCheck={false}
          className="h-full grow bg-transparent text-base outline-none placeholder:text-faint"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt((chosen + 1) % found.length)
            else if (event.key === 'ArrowUp') setAt((chosen - 1 + found.length) % found.length)
            else if (event.key === 'Enter') run(chosen)
            else return
            event.preventDefault()
          }}
        />
      </div>
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label={t('Results')}
        tabIndex={-1}
        className="max-h-[50vh] overflow-y-auto p-1.5"
      >
        {found.map(({ id, label, note, hint, icon: Icon, subject }, index) => (
          <div
            key={id}
            id={`palette-${id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => run(index)}
            onKeyDown={() => {}}
            className="flex h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 aria-selected:bg-raised"
          >
            {subject ? (
              <Shape look={looks(subject)} className="mx-0.5 size-3" />
            ) : (
              <Icon aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.9} />
            )}
            <span className="truncate">{label}</span>
            {note && <span className="num min-w-0 shrink truncate text-xs text-faint">{note}</span>}
            {hint && <span className="kbd ml-auto">{hint}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className="px-4 pb-5 text-center text-muted">{t('Nothing matches "{{query}}".', { query })}</p>
      )}
    </Dialog>
  )
}
