// biome-ignore-all lint/a11y/useSemanticElements: a grid of divs, because only the rows in sight exist and a table lays out all of them
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows take the focus, not their cells
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { t } from '../../../language/t.ts'
import { Checkbox } from '../../components/field.tsx'
import { duplicateRule, editRule, enableRules, removeRules } from '../../state/actions.ts'
import { go, paths } from '../../state/router.ts'
import { findRule } from '../../state/store.ts'
import { GroupRow } from './group-row.tsx'
import { between, type Item } from './list.ts'
import { RuleRow } from './rule-row.tsx'
import { addSelected, select, setView, toggleGroup, toggleSelected, useView } from './view.ts'

/** Every row is as high, so that ten thousand rules cost no more than those in sight. In rem. */
const rowRem = 2.75
const overscan = 8

export const keyOf = (item: Item) => (item.kind === 'rule' ? item.rule.id : `group:${item.name}`)

/** The rules as rows: only those in sight exist. Arrow keys walk, letters act on the row they are on. */
export function RuleTable({ items }: { items: readonly Item[] }) {
  const box = useRef<HTMLDivElement>(null)
  const { cursor, selected } = useView()
  const [view, setViewport] = useState({ top: 0, height: 900, row: rowRem * 16 })
  useLayoutEffect(() => {
    const element = box.current!
    const measure = () => {
      const row = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setViewport({ top: element.scrollTop, height: element.clientHeight, row })
    }
    const resize = new ResizeObserver(measure)
    resize.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      resize.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
  const at = items.findIndex((item) => keyOf(item) === cursor)
  const first = Math.max(0, Math.floor(view.top / view.row) - overscan)
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / view.row) + overscan)
  const anchor = useRef<string>(undefined)
  /** Set by the keyboard alone: a row that scrolls into being must not take the focus. */
  const focusWanted = useRef(false)

  function moveTo(index: number): void {
    const item = items[Math.max(0, Math.min(index, items.length - 1))]
    if (item === undefined) return
    focusWanted.current = true
    setView({ cursor: keyOf(item) })
    const top = items.indexOf(item) * view.row
    const element = box.current!
    const head = view.row * 0.75
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + view.row > element.scrollTop + element.clientHeight - head)
      element.scrollTop = top + view.row - element.clientHeight + head
  }
  useEffect(() => {
    if (!focusWanted.current || cursor === undefined) return
    const row = box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(cursor)}"]`)
    if (row) {
      row.focus({ preventScroll: true })
      focusWanted.current = false
    }
  })

  function press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    const onControl = target.closest('button, a, [role=menu]') !== null
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return select(items.flatMap((item) => (item.kind === 'rule' ? [item.rule.id] : [])))
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const item = items[at]
    if (pressed(event, item, onControl)) event.preventDefault()
  }

  function pressed(event: KeyboardEvent, item: Item | undefined, onControl: boolean): boolean {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const to = at + (event.key === 'ArrowDown' ? 1 : -1)
        const next = items[to]
        if (event.shiftKey && item?.kind === 'rule' && next?.kind === 'rule')
          addSelected([item.rule.id, next.rule.id])
        moveTo(to)
        return true
      }
      case 'PageDown':
      case 'PageUp':
        moveTo(at + (event.key === 'PageDown' ? 1 : -1) * Math.max(1, Math.floor(view.height / view.row) - 2))
        return true
      case 'Home':
      case 'End':
        moveTo(event.key === 'Home' ? 0 : items.length - 1)
        return true
      case 'Escape':
        select([])
        return true
    }
    if (item === undefined) return false
    if (item.kind === 'group') {
      const folds =
        event.key === 'ArrowLeft' ? !item.collapsed : event.key === 'ArrowRight' ? item.collapsed : false
      if (folds || (!onControl && (event.key === 'Enter' || event.key === ' '))) toggleGroup(item.name)
      return folds || (!onControl && (event.key === 'Enter' || event.key === ' '))
    }
    return onRule(event, item.rule.id, onControl)
  }

  function onRule({ key }: KeyboardEvent, id: string, onControl: boolean): boolean {
    if (onControl && (key === 'Enter' || key === ' ')) return false
    if (key === 'Enter') go(paths.rule(id))
    else if (key === ' ') void enableRules([id], !findRule(id)?.enabled)
    else if (key === 'e' || key === 'E') editRule(id)
    else if (key === 'd' || key === 'D') duplicateRule(id)
    else if (key === 'x' || key === 'X') toggleSelected(id)
    else if (key === 'Delete' || key === 'Backspace') {
      const ids = selected.has(id) ? [...selected] : [id]
      moveTo(at + 1 < items.length ? at + 1 : at - 1)
      void removeRules(ids)
    } else return false
    return true
  }

  function choose(id: string, shift: boolean): void {
    if (shift && anchor.current) addSelected(between(items, anchor.current, id))
    else toggleSelected(id)
    anchor.current = id
  }

  const allIds = items.flatMap((item) => (item.kind === 'rule' ? [item.rule.id] : item.ids))
  const every = selected.size > 0 && allIds.every((id) => selected.has(id))
  const tabStop = at >= first && at < last ? at : first
  return (
    <div
      ref={box}
      role="treegrid"
      aria-label={t('Forwarding rules')}
      aria-multiselectable="true"
      aria-rowcount={items.length + 1}
      className="@container relative min-h-0 grow overflow-y-auto"
      onKeyDown={press}
    >
      <div
        role="row"
        aria-rowindex={1}
        className="rule-grid sticky top-0 z-2 h-8.5 border-b border-line bg-canvas text-xs font-medium text-muted"
      >
        <span role="columnheader">
          <Checkbox
            label={t('Select all')}
            checked={every}
            mixed={selected.size > 0 && !every}
            change={(on) => select(on ? allIds : [])}
          />
        </span>
        <span role="columnheader">{t('State')}</span>
        <span role="columnheader">{t('Name')}</span>
        <span role="columnheader" className="col-route">
          {t('Listen → target')}
        </span>
        <span role="columnheader" className="text-right">
          <abbr title={t('Connections')} className="no-underline">
            {t('Conns')}
          </abbr>
        </span>
        <span role="columnheader" className="col-spark">
          {t('Last minute')}
        </span>
        <span role="columnheader" className="text-right">
          {t('To viewers')}
        </span>
        <span role="columnheader" className="col-frames text-right">
          {t('fps')}
        </span>
        <span role="columnheader" className="col-frames text-right">
          {t('Late')}
        </span>
        <span role="columnheader" className="col-buffer text-right">
          {t('Buffered')}
        </span>
        <span role="columnheader" className="sr-only">
          {t('Actions')}
        </span>
      </div>
      <div role="rowgroup" className="relative" style={{ height: items.length * view.row }}>
        <div role="presentation" className="absolute inset-x-0" style={{ top: first * view.row }}>
          {items
            .slice(first, last)
            .map((item, n) =>
              item.kind === 'group' ? (
                <GroupRow key={keyOf(item)} group={item} index={first + n} tabStop={first + n === tabStop} />
              ) : (
                <RuleRow
                  key={item.rule.id}
                  rule={item.rule}
                  index={first + n}
                  tabStop={first + n === tabStop}
                  selected={selected.has(item.rule.id)}
                  choose={choose}
                />
              ),
            )}
        </div>
      </div>
    </div>
  )
}
