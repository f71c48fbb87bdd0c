import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { findRow } from '../../../contract/catalogue/index.ts'
import type { SettingsDifference, SettingsNoun, SettingsPreview } from '../../../contract/exchange.ts'
import { t } from '../../../language/t.ts'

const nouns: Readonly<Record<SettingsNoun, () => string>> = {
  setting: () => t('setting'),
  rule: () => t('rule'),
  bond: () => t('bond'),
  receiver: () => t('receiver'),
  way: () => t('way'),
  allow: () => t('permission'),
  folder: () => t('folder'),
  device: () => t('device'),
  profile: () => t('profile'),
}

const kinds: Readonly<Record<SettingsDifference['kind'], { words: () => string; look: string }>> = {
  added: { words: () => t('Added'), look: 'text-ok' },
  changed: { words: () => t('Changed'), look: 'text-accent' },
  removed: { words: () => t('Removed'), look: 'text-error' },
}

const effectWords = {
  stop: () => t('Stops'),
  restart: () => t('Begins anew'),
  start: () => t('Starts'),
} as const

/** What would become of it: warnings, what stops and starts, and each change. */
export function PreviewList({ preview }: { preview: SettingsPreview }) {
  const { differences, differencesTotal, effects, effectsTotal, warnings } = preview
  if (differencesTotal === 0) return <p className="text-muted">{t('Nothing would change.')}</p>
  return (
    <div className="flex flex-col gap-3">
      {warnings.map((text) => (
        <p key={text} role="note" className="flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
          <span className="min-w-0 break-words">{text}</span>
        </p>
      ))}
      {effectsTotal > 0 && (
        <Part title={t('What stops and starts')} rest={effectsTotal - effects.length}>
          {effects.map(({ does, noun, id, name, busy }) => (
            <Line
              key={`${does} ${noun} ${id}`}
              word={effectWords[does]()}
              look={does === 'start' ? 'text-ok' : busy === '' ? 'text-muted' : 'text-warn'}
            >
              {nouns[noun]()} "{name}"{busy !== '' && `, ${t('in use: {{what}}', { what: busy })}`}
            </Line>
          ))}
        </Part>
      )}
      <Part
        title={t('{{count}} changes', { count: differencesTotal })}
        rest={differencesTotal - differences.length}
      >
        {differences.map((difference) => (
          <Line
            key={`${difference.kind} ${difference.noun} ${difference.name} ${difference.fields.map(({ to }) => to).join()}`}
            word={kinds[difference.kind].words()}
            look={kinds[difference.kind].look}
          >
            <Difference difference={difference} />
          </Line>
        ))}
      </Part>
    </div>
  )
}

function Difference({ difference: { noun, name, fields } }: { difference: SettingsDifference }) {
  const [only] = fields
  if (noun === 'setting')
    return (
      <>
        {t(findRow(name)?.name ?? name)}
        {only && <Change from={only.from} to={only.to} />}
      </>
    )
  return (
    <>
      {nouns[noun]()} "{name}"
      {fields.map(({ path, from, to }) => (
        <span key={path} className="block pl-3">
          {path}
          <Change from={from} to={to} />
        </span>
      ))}
    </>
  )
}

const Change = ({ from, to }: { from: string; to: string }) => (
  <span className="num text-muted">
    {': '}
    {from || '–'} → {to || '–'}
  </span>
)

/** What scrolls must be reached by the keyboard. */
const reached = 0

const Part = ({ title, rest, children }: { title: string; rest: number; children: ReactNode }) => (
  <div>
    <h3 className="mb-1 text-xs font-semibold">{title}</h3>
    <section
      tabIndex={reached}
      aria-label={title}
      className="max-h-56 overflow-y-auto rounded-lg border border-line bg-canvas px-3 py-1"
    >
      <ul>
        {children}
        {rest > 0 && <li className="py-1 text-faint">{t('and {{count}} more', { count: rest })}</li>}
      </ul>
    </section>
  </div>
)

const Line = ({ word, look, children }: { word: string; look: string; children: ReactNode }) => (
  <li className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-2 border-b border-line py-1 text-xs last:border-0">
    <span className={`font-medium ${look}`}>{word}</span>
    <span className="min-w-0 break-words">{children}</span>
  </li>
)
