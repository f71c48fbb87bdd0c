import { X } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Segmented, Select } from '../../components/field.tsx'
import { useThings } from '../../state/store.ts'
import { type Filter, isFiltered, isReversed, noFilter } from './filter.ts'

const levels = () =>
  [
    { value: 'info', label: t('All') },
    { value: 'warning', label: t('Warnings and errors') },
    { value: 'error', label: t('Errors') },
  ] as const

const sources = () =>
  [
    ['forward', t('Forwarding')],
    ['bond', t('Bonding')],
    ['sync', t('Sync')],
    ['transfer', t('Transfer')],
    ['tunnel', t('Tunnel')],
    ['diagnose', t('Doctor')],
    ['host', t('Hawser itself')],
  ] as const

const field =
  'h-7.5 rounded-md border border-outline bg-canvas px-2.5 text-sm placeholder:text-faint focus:outline-2 focus:outline-offset-0 focus:outline-accent aria-invalid:border-error'

/** What is looked for among the events. */
export function Filters({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  const { rules, bonds, receivers, folders, peers, ways } = useThings()
  const set = (part: Partial<Filter>) => change({ ...filter, ...part })
  const reversed = isReversed(filter)
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <Segmented
        label={t('Level')}
        value={filter.level}
        options={levels()}
        change={(level) => set({ level })}
      />
      <input
        type="search"
        aria-label={t('Search events')}
        placeholder={t('Text or code')}
        value={filter.text}
        maxLength={200}
        onChange={(event) => set({ text: event.target.value })}
        className={`${field} w-52`}
      />
      <Select
        aria-label={t('Part')}
        className="h-7.5! w-36!"
        value={filter.source}
        onChange={(event) => set({ source: event.target.value as Filter['source'] })}
      >
        <option value="">{t('Every part')}</option>
        {sources().map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('About')}
        className="h-7.5! w-44!"
        value={filter.subject}
        onChange={(event) => set({ subject: event.target.value })}
      >
        <option value="">{t('Everything')}</option>
        <Options label={t('Rules')} of={rules} />
        <Options label={t('Bonds')} of={bonds} />
        <Options label={t('Receivers')} of={receivers} />
        <Options label={t('Folders')} of={folders} />
        <Options label={t('Ways')} of={ways} />
        <Options label={t('Devices')} of={peers} />
      </Select>
      {(['from', 'to'] as const).map((name) => (
        <span key={name} className="flex items-center gap-1.5 text-xs text-muted">
          {name === 'from' ? t('from', { context: 'time' }) : t('to', { context: 'time' })}
          <input
            type="datetime-local"
            aria-label={name === 'from' ? t('From') : t('To')}
            aria-invalid={reversed || undefined}
            value={filter[name]}
            onChange={(event) => set({ [name]: event.target.value })}
            className={field}
          />
        </span>
      ))}
      {isFiltered(filter) && (
        <Button small look="ghost" icon={X} onClick={() => change(noFilter)}>
          {t('Show everything')}
        </Button>
      )}
      {reversed && (
        <p role="alert" className="w-full text-xs text-error">
          {t('The stretch of time ends before it begins.')}
        </p>
      )}
    </search>
  )
}

function Options({ label, of }: { label: string; of: readonly { id: string; name: string }[] }) {
  if (of.length === 0) return null
  return (
    <optgroup label={label}>
      {of.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </optgroup>
  )
}
