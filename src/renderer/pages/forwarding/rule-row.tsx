// biome-ignore-all lint/a11y/useSemanticElements: a grid of divs, because only the rows in sight exist and a table lays out all of them
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows take the focus, not their cells
import { ArrowRight, Copy, Download, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { memo } from 'react'
import type { RuleColumn } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Checkbox, Switch } from '../../components/field.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { formatBytes, formatCount, formatEndpoint, formatFps, formatRate } from '../../format.ts'
import { duplicateRule, editRule, enableRules, exportRules, removeRules } from '../../state/actions.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import { go, paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { levelOf, ratio, thresholds } from '../../state/thresholds.ts'
import { setView } from './view.ts'

type Props = {
  rule: Rule
  index: number
  tabStop: boolean
  selected: boolean
  choose: (id: string, shift: boolean) => void
}

const quiet = { text: '–', level: 'quiet' } as const

export const RuleRow = memo(function RuleRow({ rule, index, tabStop, selected, choose }: Props) {
  useLanguage()
  const { id, name, enabled } = rule
  const state = useSlow(({ states }) => states[id]) ?? (enabled ? 'starting' : 'off')
  const value = (column: RuleColumn) => live.value(id, column)
  const seen = () => value('connections') > 0 || value('bytesDown') > 0
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles keys for all rows
    <div
      role="row"
      aria-level={2}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={name}
      data-key={id}
      data-rule={id}
      tabIndex={tabStop ? 0 : -1}
      onFocus={() => setView({ cursor: id })}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest('button, a')) return
        if (event.shiftKey || event.ctrlKey || event.metaKey) choose(id, event.shiftKey)
        else go(paths.rule(id))
      }}
      className={`rule-grid group h-11 cursor-pointer border-b border-line bg-surface hover:bg-hover focus-visible:-outline-offset-2 aria-selected:bg-selected ${enabled ? '' : 'is-off'}`}
    >
      <span role="gridcell">
        <Checkbox
          label={t('Select {{name}}', { name })}
          checked={selected}
          tabIndex={-1}
          change={(_, shift) => choose(id, shift)}
        />
      </span>
      <span role="gridcell">
        <StateBadge state={state} />
      </span>
      <span role="gridcell" className="min-w-0">
        <a
          href={paths.rule(id)}
          tabIndex={-1}
          className="block truncate font-medium hover:underline"
          title={name}
        >
          {name}
        </a>
      </span>
      <span role="gridcell" className="col-route text-muted">
        <span className="shrink-0">{formatEndpoint(rule.listen, rule.portCount)}</span>
        <span className="flex max-w-full min-w-0 items-center gap-1.5">
          <ArrowRight aria-label={t('to')} className="size-3 shrink-0 text-faint" />
          <span className="truncate" title={formatEndpoint(rule.target, rule.portCount)}>
            {formatEndpoint(rule.target, rule.portCount)}
          </span>
          {rule.protocol === 'udp' && (
            <span className="rounded-sm bg-raised px-1 text-2xs font-medium">{t('UDP')}</span>
          )}
        </span>
      </span>
      <span role="gridcell" className="text-right">
        <LiveText read={() => (value('connections') > 0 ? formatCount(value('connections')) : quiet)} />
      </span>
      <span role="gridcell" className="col-spark">
        {enabled && <Sparkline id={id} className="h-6 w-full" />}
      </span>
      <span role="gridcell" className="text-right">
        <LiveText
          className="font-medium"
          read={() => (value('connections') > 0 ? formatRate(live.sparks.mean(id)) : quiet)}
        />
      </span>
      <span role="gridcell" className="col-frames text-right">
        <LiveText read={() => (value('fps') > 0 ? formatFps(value('fps')) : quiet)} />
      </span>
      <span
        role="gridcell"
        className="col-frames text-right"
        title={t('Late frames since the engine started. {{explain}}', {
          explain: thresholds.lateRatio.explain,
        })}
      >
        <LiveText
          read={() => {
            const late = value('lateFrames')
            if (!seen() || value('frames') === 0) return quiet
            return {
              text: formatCount(late),
              level: late === 0 ? 'quiet' : levelOf('lateRatio', ratio(late, value('frames'))),
            }
          }}
        />
      </span>
      <span
        role="gridcell"
        className="col-buffer text-right"
        title={t('Waiting for viewers, in Hawser and in the system. {{explain}}', {
          explain: thresholds.buffered.explain,
        })}
      >
        <LiveText
          read={() => {
            if (value('connections') === 0) return quiet
            const bytes = Math.max(0, value('bufferedProcess')) + Math.max(0, value('bufferedKernel'))
            const level = levelOf('buffered', bytes)
            return { text: formatBytes(bytes), level: level === 'ok' && bytes < 100_000 ? 'quiet' : level }
          }}
        />
      </span>
      <span role="gridcell" className="flex items-center justify-end gap-2">
        <Switch
          label={t('{{name}} enabled', { name })}
          on={enabled}
          tabIndex={-1}
          change={(on) => void enableRules([id], on)}
        />
        <Menu
          label={t('Actions for {{name}}', { name })}
          icon={Ellipsis}
          tabIndex={-1}
          items={[
            { label: t('Edit'), icon: Pencil, hint: 'E', run: () => editRule(id) },
            { label: t('Duplicate'), icon: Copy, hint: 'D', run: () => duplicateRule(id) },
            { label: t('Export'), icon: Download, run: () => void exportRules([id]) },
            {
              label: t('Delete'),
              icon: Trash2,
              hint: t('Del'),
              danger: true,
              run: () => void removeRules([id]),
            },
          ]}
        />
      </span>
    </div>
  )
})
