import { ArrowRight, Copy, Download, Ellipsis, Pencil, RotateCw, Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import type { RuleDetail } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { EventsCard } from '../../components/events-card.tsx'
import { Switch } from '../../components/field.tsx'
import { Menu } from '../../components/menu.tsx'
import { Card, Page } from '../../components/page.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { GonePage, ThingTitle } from '../../components/thing-page.tsx'
import { formatEndpoint } from '../../format.ts'
import { duplicateRule, editRule, enableRules, exportRules, probe, removeRules } from '../../state/actions.ts'
import { go, paths } from '../../state/router.ts'
import { setLook, watchRule } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { useKey } from '../../state/use-key.ts'
import { RuleCharts } from './charts.tsx'
import { Connections } from './connections.tsx'
import { RuleStats } from './stats.tsx'
import { StreamPanel } from './stream-panel.tsx'

/** One rule, live. */
export function DetailPage({ ruleId }: { ruleId: string }) {
  const rule = useSlow(({ rules }) => rules?.find(({ id }) => id === ruleId))
  const loaded = useSlow(({ rules }) => rules !== undefined)
  useEffect(() => {
    setLook([ruleId])
    return watchRule(ruleId)
  }, [ruleId])
  useKey('e', () => editRule(ruleId))
  if (rule) return <RulePage rule={rule} />
  if (!loaded) return null
  return (
    <GonePage title={t('This rule is gone')} back={{ href: paths.forwarding, label: t('All rules') }}>
      {t('It was deleted, here or in another window.')}
    </GonePage>
  )
}

function RulePage({ rule }: { rule: Rule }) {
  const { id, name, enabled } = rule
  const state = useSlow(({ states }) => states[id]) ?? (enabled ? 'starting' : 'off')
  const detail = useSlow(({ details }) => details[id])
  return (
    <Page
      title={
        <ThingTitle in={{ href: paths.forwarding, title: t('Forwarding') }} name={name}>
          <StateBadge state={state} pill />
        </ThingTitle>
      }
      note={<Route rule={rule} />}
      actions={
        <>
          <Switch
            label={t('{{name}} enabled', { name })}
            on={enabled}
            change={(on) => void enableRules([id], on)}
            className="mr-1"
          />
          <Button icon={Pencil} onClick={() => editRule(id)} aria-keyshortcuts="E">
            {t('Edit')}
          </Button>
          <Menu
            label={t('More actions')}
            icon={Ellipsis}
            items={[
              { label: t('Duplicate'), icon: Copy, run: () => duplicateRule(id) },
              { label: t('Export'), icon: Download, run: () => void exportRules([id]) },
              { label: t('Try targets again'), icon: RotateCw, run: () => void probe() },
              {
                label: t('Delete'),
                icon: Trash2,
                danger: true,
                run: () => void removeRules([id]).then((done) => done && go(paths.forwarding)),
              },
            ]}
          />
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RuleStats rule={rule} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_19.5rem]">
          <RuleCharts rule={rule} />
          <div className="grid gap-4 sm:max-lg:grid-cols-2">
            {rule.monitor && <StreamPanel connections={detail?.connections ?? []} />}
            <Targets rule={rule} detail={detail} />
          </div>
        </div>
        <Connections ruleId={id} detail={detail} />
        <EventsCard title={t('Events of this rule')} of={(event) => event.ruleId === id} />
      </div>
    </Page>
  )
}

const Route = ({ rule }: { rule: Rule }) => (
  <span className="flex min-w-0 items-center gap-1.5">
    {formatEndpoint(rule.listen, rule.portCount)}
    <ArrowRight aria-label={t('to')} className="size-3.5 shrink-0 text-faint" />
    <span className="truncate">{formatEndpoint(rule.target, rule.portCount)}</span>
    {rule.protocol === 'udp' && (
      <span className="rounded-sm bg-raised px-1 text-2xs font-medium">{t('UDP')}</span>
    )}
  </span>
)

const healths = translated(
  {
    up: { word: 'Up', colour: 'text-ok', shape: '●' },
    down: { word: 'Down', colour: 'text-error', shape: '✕' },
    unknown: { word: 'Not tried yet', colour: 'text-faint', shape: '○' },
  },
  'word',
)

function Targets({ rule, detail }: { rule: Rule; detail: RuleDetail | undefined }) {
  const targets =
    detail?.targets ??
    [rule.target, ...rule.failover].map((target) => ({
      target: formatEndpoint(target),
      health: 'unknown' as const,
    }))
  return (
    <Card title={targets.length > 1 ? t('Targets, in order') : t('Target')}>
      <ul className="px-4 pb-3">
        {targets.map(({ target, health }) => {
          const { word, colour, shape } = healths[health]
          return (
            <li
              key={target}
              className="flex items-baseline justify-between gap-3 border-b border-line py-1.25 last:border-0"
            >
              <span className="min-w-0 truncate" title={target}>
                {target}
              </span>
              <span className={`shrink-0 text-xs font-medium ${colour}`}>
                <span aria-hidden>{shape}</span> {word}
              </span>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
