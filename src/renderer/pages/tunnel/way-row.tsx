import { Copy, CopyPlus, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import type { Way } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { IconButton } from '../../components/button.tsx'
import { Switch } from '../../components/field.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { Shape } from '../../components/state-badge.tsx'
import { Tip } from '../../components/tip.tsx'
import { kindLooks, wayLook } from '../../components/tunnel-looks.ts'
import { copyText } from '../../state/clipboard.ts'
import { live } from '../../state/live.ts'
import { useSlow } from '../../state/store.ts'
import { changeWay, duplicateWay, editWay, removeWay } from '../../state/tunnel-actions.ts'
import { addressOf, wayRoute } from './sentences.ts'

/** One way: what it is, from where to where, how it is, and a switch. */
export function WayRow({ way }: { way: Way }) {
  const { id, name, kind, enabled } = way
  const view = useSlow(({ wayViews }) => wayViews[id])
  const look = wayLook(enabled, view)
  const { icon: Icon, word, meaning } = kindLooks[kind]
  const { from, to } = wayRoute(way, view)
  const address = addressOf(way, enabled ? view : undefined)
  return (
    <li
      data-state={enabled ? view?.state : 'off'}
      data-way={id}
      className={`grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2.5 border-t border-line py-1.5 pr-2.5 pl-4 ${enabled ? '' : 'text-faint'}`}
    >
      <Tip text={`${word}: ${meaning}`}>
        <button type="button" aria-label={word} className="cursor-help rounded-sm text-muted">
          <Icon aria-hidden className="size-4" strokeWidth={1.9} />
        </button>
      </Tip>
      <div className="min-w-0">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="max-w-full truncate font-medium">{name}</span>
          <span className={`inline-flex shrink-0 items-center gap-1 text-xs font-medium ${look.colour}`}>
            <Shape look={look} className="size-2" />
            {look.word}
          </span>
          {enabled && <Count id={id} />}
        </p>
        <p className="num flex min-w-0 flex-wrap items-center gap-x-1.5 text-xs text-muted">
          <span className="break-all">{from}</span>
          {address && (
            <IconButton
              label={t('Copy {{address}}', { address })}
              icon={Copy}
              className="-my-1 -ml-1 size-6! [&_svg]:size-3.5"
              onClick={() => void copyText(address, t('Address'))}
            />
          )}
          <span className="break-words">
            <span aria-hidden>→</span>
            <span className="sr-only">{t('to')}</span> {to}
          </span>
        </p>
        {enabled && view && view.problem !== '' && (
          <p
            role="status"
            className={`num mt-0.5 text-xs break-words ${view.state === 'failed' ? 'text-error' : 'text-warn'}`}
          >
            {view.problem}
          </p>
        )}
      </div>
      <span className="flex items-center gap-1">
        <Switch
          label={t('{{name}} on', { name })}
          on={enabled}
          change={(on) => void changeWay(id, { enabled: on })}
          className="mr-1"
        />
        <Menu
          label={t('Actions for {{name}}', { name })}
          icon={Ellipsis}
          items={[
            { label: t('Edit…'), icon: Pencil, run: () => editWay(id) },
            { label: t('Duplicate…'), icon: CopyPlus, run: () => duplicateWay(id) },
            { label: t('Delete'), icon: Trash2, danger: true, run: () => void removeWay(way) },
          ]}
        />
      </span>
    </li>
  )
}

const Count = ({ id }: { id: string }) => (
  <LiveText
    className="shrink-0 text-xs text-muted @md:ml-auto"
    read={() => {
      const count = live.tunnel.way(id)?.connections ?? 0
      return count > 0 ? t('{{count}} connections', { count }) : ''
    }}
  />
)
