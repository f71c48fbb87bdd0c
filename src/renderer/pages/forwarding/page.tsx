import { Download, Plus, Power, PowerOff, Search, Trash2, Upload, X } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Page } from '../../components/page.tsx'
import { formatCount } from '../../format.ts'
import { addRule, chooseImport, enableRules, exportRules, removeRules } from '../../state/actions.ts'
import { typing } from '../../state/shortcuts.ts'
import { useRules, useSlow } from '../../state/store.ts'
import { NoRules } from './empty.tsx'
import { arrange, countStates, type Filter } from './list.ts'
import { RuleTable } from './table.tsx'
import { select, setView, useView } from './view.ts'

const filters: readonly { value: Filter; label: string }[] = translated(
  [
    { value: 'all', label: 'All' },
    { value: 'attention', label: 'Needs attention' },
    { value: 'active', label: 'Active' },
    { value: 'off', label: 'Off' },
  ],
  'label',
)

export function ForwardingPage() {
  const rules = useRules()
  const loaded = useSlow(({ rules }) => rules !== undefined)
  const states = useSlow(({ states }) => states)
  const { query, filter, collapsed, selected } = useView()
  const items = useMemo(
    () => arrange(rules, states, { query, filter, collapsed }),
    [rules, states, query, filter, collapsed],
  )
  useEffect(() => {
    const known = new Set(rules.map(({ id }) => id))
    const kept = [...selected].filter((id) => known.has(id))
    if (kept.length < selected.size) select(kept)
  }, [rules, selected])
  return (
    <Page
      help="rules"
      wide
      title={t('Forwarding')}
      note={rules.length > 0 && t('{{count}} rules', { count: rules.length })}
      actions={
        <>
          <Button icon={Upload} onClick={() => void chooseImport()}>
            {t('Import')}
          </Button>
          {rules.length > 0 && (
            <Button icon={Download} onClick={() => void exportRules()}>
              {t('Export')}
            </Button>
          )}
          <Button look="primary" icon={Plus} onClick={addRule} aria-keyshortcuts="N">
            {t('Add rule')}
          </Button>
        </>
      }
    >
      {loaded && rules.length === 0 ? (
        <NoRules />
      ) : (
        <div className="flex h-full flex-col">
          <Tools counts={countStates(rules, states)} />
          <RuleTable items={items} />
          {loaded && items.length === 0 && <NothingFound />}
          {selected.size > 0 && <Selection ids={[...selected]} />}
        </div>
      )}
    </Page>
  )
}

function Tools({ counts }: { counts: Record<Filter, number> }) {
  const { query, filter } = useView()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || typing(event)) return
      event.preventDefault()
      input.current?.select()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2 md:px-6">
      <div className="relative w-64 max-w-full">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-faint" />
        <input
          ref={input}
          type="search"
          aria-label={t('Search rules')}
          aria-keyshortcuts="/"
          placeholder={t('Name, host or port')}
          value={query}
          onChange={(event) => setView({ query: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setView({ query: '' })
            input.current?.blur()
          }}
          className="h-7.5 w-full rounded-md border border-outline bg-canvas pr-8 pl-8 text-sm placeholder:text-faint focus:outline-2 focus:outline-offset-0 focus:outline-accent [&::-webkit-search-cancel-button]:hidden"
        />
        <span aria-hidden className="kbd absolute top-1.5 right-2">
          /
        </span>
      </div>
      <fieldset aria-label={t('Show')} className="flex flex-wrap gap-1">
        {filters.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            aria-pressed={filter === value}
            onClick={() => setView({ filter: value })}
            className="h-7 rounded-md px-2.5 text-xs font-medium text-muted hover:bg-raised hover:text-text aria-pressed:bg-accent-soft aria-pressed:text-text"
          >
            {label}
            <span
              className={`num ml-1.5 ${value === 'attention' && counts.attention > 0 ? 'text-warn' : 'text-faint'}`}
            >
              {formatCount(counts[value])}
            </span>
          </button>
        ))}
      </fieldset>
    </div>
  )
}

const NothingFound = () => (
  <div className="flex flex-col items-center gap-3 py-16 text-muted">
    <p>{t('No rule matches.')}</p>
    <Button small onClick={() => setView({ query: '', filter: 'all' })}>
      {t('Show all rules')}
    </Button>
  </div>
)

/** What can be done with all that is selected. */
function Selection({ ids }: { ids: string[] }) {
  return (
    <div
      role="toolbar"
      aria-label={t('Selected rules')}
      className="absolute bottom-5 left-1/2 z-5 flex -translate-x-1/2 items-center gap-1.5 rounded-xl border border-line-strong bg-surface py-2 pr-2 pl-4 shadow-float"
    >
      <span className="num mr-2 font-medium whitespace-nowrap">
        {t('{{count}} rules selected', { count: ids.length })}
      </span>
      <Button small icon={Power} onClick={() => void enableRules(ids, true)}>
        {t('Enable')}
      </Button>
      <Button small icon={PowerOff} onClick={() => void enableRules(ids, false)}>
        {t('Disable')}
      </Button>
      <Button small icon={Download} onClick={() => void exportRules(ids)}>
        {t('Export')}
      </Button>
      <Button small look="danger" icon={Trash2} onClick={() => void removeRules(ids)}>
        {t('Delete')}
      </Button>
      <IconButton label={t('Clear selection')} icon={X} onClick={() => select([])} />
    </div>
  )
}
