// biome-ignore-all lint/a11y/useSemanticElements: a grid of divs, because only the rows in sight exist and a table lays out all of them
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows take the focus, not their cells
import { ChevronDown, Download, Ellipsis, Power, PowerOff } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { StateShape, stateLooks } from '../../components/state-badge.tsx'
import { formatRate } from '../../format.ts'
import { enableRules, exportRules } from '../../state/actions.ts'
import { live } from '../../state/live.ts'
import { attention, type Item } from './list.ts'
import { setView, toggleGroup } from './view.ts'

type Props = { group: Extract<Item, { kind: 'group' }>; index: number; tabStop: boolean }

export function GroupRow({ group, index, tabStop }: Props) {
  const { name, ids, collapsed, worst } = group
  const title = name || t('No group')
  const rate = () => {
    let sum = 0
    for (const id of ids) sum += live.value(id, 'rateDown')
    return sum > 0 ? formatRate(sum) : ''
  }
  return (
    <div
      role="row"
      aria-level={1}
      aria-rowindex={index + 2}
      aria-expanded={!collapsed}
      data-key={`group:${name}`}
      tabIndex={tabStop ? 0 : -1}
      onFocus={() => setView({ cursor: `group:${name}` })}
      className="flex h-11 items-center gap-2 border-b border-line bg-canvas px-4 focus-visible:-outline-offset-2 md:px-6"
    >
      <div role="gridcell" className="flex min-w-0 grow items-center gap-2">
        <button
          type="button"
          tabIndex={-1}
          onClick={() => toggleGroup(name)}
          className="-ml-1 flex min-w-0 items-center gap-1.5 rounded-md py-1 pr-2 pl-1 text-xs font-semibold hover:bg-raised"
        >
          <ChevronDown
            aria-hidden
            className={`size-3.5 shrink-0 text-muted transition-transform ${collapsed ? '-rotate-90' : ''}`}
          />
          <span className="truncate">{title}</span>
          <span className="num font-normal whitespace-nowrap text-faint">
            {t('{{count}} rules', { count: ids.length })}
          </span>
        </button>
        {collapsed && attention(worst) && (
          <span className={`flex items-center gap-1.5 text-xs ${stateLooks[worst].colour}`}>
            <StateShape state={worst} /> {stateLooks[worst].word}
          </span>
        )}
      </div>
      <span role="gridcell" className="flex items-center gap-3">
        <LiveText read={rate} className="text-xs text-muted" />
        <Menu
          label={t('Actions for group {{title}}', { title })}
          icon={Ellipsis}
          tabIndex={-1}
          items={[
            { label: t('Enable all'), icon: Power, run: () => void enableRules(ids, true) },
            { label: t('Disable all'), icon: PowerOff, run: () => void enableRules(ids, false) },
            { label: t('Export group'), icon: Download, run: () => void exportRules(ids) },
          ]}
        />
      </span>
    </div>
  )
}
