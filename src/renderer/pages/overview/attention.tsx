import { CircleCheck } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import { useSlow, useThings } from '../../state/store.ts'
import { Item } from './item.tsx'
import { useTroubles } from './use-troubles.ts'

/** Everything that needs somebody, each with the sentence that says why. */
export function Attention() {
  const { troubles, moreRules } = useTroubles()
  const count = troubles.length + moreRules
  return (
    <Card title={count > 0 ? t('Needs attention ({{number}})', { number: count }) : t('Needs attention')}>
      {count > 0 ? (
        <ul className="pb-2">
          {troubles.map(({ kind, id, ...trouble }) => (
            <Item key={`${kind} ${id}`} {...trouble} />
          ))}
          {moreRules > 0 && (
            <li className="px-4 py-1.5 text-muted">{t('and {{count}} more rules', { count: moreRules })}</li>
          )}
        </ul>
      ) : (
        <Calm />
      )}
    </Card>
  )
}

/** Nothing is wrong, as far as can be told. */
function Calm() {
  const { rules, bonds, receivers, folders, ways } = useThings()
  const flowing = useSlow(({ flowing }) => flowing)
  const on = (of: readonly { enabled: boolean }[]) => of.filter(({ enabled }) => enabled).length
  const known =
    (rules.length === 0 || flowing.forward) &&
    (bonds.length + receivers.length === 0 || flowing.bond) &&
    (folders.length === 0 || flowing.sync) &&
    (ways.length === 0 || flowing.tunnel)
  const parts = [
    ...(rules.length > 0 ? [t('{{count}} rules', { count: on(rules) })] : []),
    ...(bonds.length > 0 ? [t('{{count}} bonds', { count: on(bonds) })] : []),
    ...(receivers.length > 0 ? [t('{{count}} receivers', { count: on(receivers) })] : []),
    ...(folders.length > 0 ? [t('{{count}} folders', { count: on(folders) })] : []),
    ...(ways.length > 0 ? [t('{{count}} ways', { count: on(ways) })] : []),
  ]
  const one = parts.length === 1 && /^1 /.test(parts[0]!)
  return (
    <p className="flex items-center gap-2.5 px-4 pt-1 pb-4 text-muted">
      {known ? (
        <>
          <CircleCheck aria-hidden className="size-4 text-ok" />{' '}
          {one
            ? t('Nothing. {{parts}} is on, none in trouble.', { parts: parts.join(', ') })
            : t('Nothing. {{parts}} are on, none in trouble.', { parts: parts.join(', ') })}
        </>
      ) : (
        t('Not known while an engine is away.')
      )}
    </p>
  )
}
