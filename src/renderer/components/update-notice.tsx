import { ArrowUpCircle } from 'lucide-react'
import { useState } from 'react'
import type { Update } from '../../contract/shell.ts'
import { t } from '../../language/t.ts'
import { chooseUpdate, useUpdate } from '../state/shell.ts'
import { Button } from './button.tsx'

/** A newer version, what is new in it, and what may be done about it. Nothing is done without a choice. */
export function UpdateNotice() {
  const update = useUpdate(({ update }) => update)
  const [open, setOpen] = useState(false)
  if (update === undefined || update.state === 'none' || update.state === 'off') return null
  const { version, notes, state, choice, text } = update
  return (
    <section aria-label={t('Update')} className="border-b border-line bg-raised px-5 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <ArrowUpCircle aria-hidden className="size-4 shrink-0 text-accent" />
        <p role="status" className="min-w-0 grow basis-64 wrap-anywhere">
          <strong className="font-semibold">{t('Hawser {{version}}', { version })}</strong>{' '}
          {offerText(update)}
          {text && <span className="text-error"> {text}</span>}
        </p>
        {notes && (
          <Button small look="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('What is new')}
          </Button>
        )}
        {choice !== 'when-idle' && (
          <Button
            small
            look={choice === '' ? 'primary' : 'plain'}
            onClick={() => void chooseUpdate('when-idle')}
          >
            {t('Install when idle')}
          </Button>
        )}
        {choice !== 'at-next-start' && (
          <Button small onClick={() => void chooseUpdate('at-next-start')}>
            {t('At next start')}
          </Button>
        )}
        <Button small look="ghost" onClick={() => void chooseUpdate('not-now')}>
          {state === 'offered' ? t('Not now') : t('Do not install')}
        </Button>
      </div>
      {open && notes && (
        <section
          aria-label={t('What is new')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
          tabIndex={0}
          className="mt-2 max-h-48 overflow-y-auto font-sans text-xs whitespace-pre-wrap text-muted"
        >
          {notes}
        </section>
      )}
    </section>
  )
}

function offerText({ state, choice, percent, runs }: Update): string {
  const waits = runs.length > 0 ? ` ${t('Now: {{runs}}.', { runs: runs.join(', ') })}` : ''
  switch (state) {
    case 'waiting':
      return t('will be loaded as soon as nothing has run for a minute.{{waits}}', { waits })
    case 'loading':
      return t('is being loaded: {{percent}} %.', { percent })
    case 'ready':
      return choice === 'at-next-start'
        ? t('is loaded. It takes its place when you quit Hawser, and is there at the next start.')
        : t('is loaded. Hawser restarts into it as soon as nothing has run for a minute.{{waits}}', { waits })
    default:
      return t('is there. It is never installed while something runs.')
  }
}
