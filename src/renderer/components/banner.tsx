import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { type EngineName, type EngineStatus, engineNames } from '../../contract/host.ts'
import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { retryNow } from '../state/session.ts'
import { useSlow } from '../state/store.ts'
import { Button } from './button.tsx'
import { Countdown } from './countdown.tsx'
import { sentence } from './sentence.tsx'

/** What is wrong with Hawser itself, what it means, and when it will be tried again. */
export function Banner() {
  const link = useSlow(({ link }) => link)
  const engines = useSlow(({ engines }) => engines)
  const flowing = useSlow(({ flowing }) => flowing)
  if (link.is === 'lost')
    return (
      <Strip
        action={
          <Button small icon={RotateCw} onClick={retryNow}>
            {t('Retry now')}
          </Button>
        }
      >
        <strong className="font-semibold">{t('Reconnecting…')}</strong> {link.reason}{' '}
        {sentence(
          'What you see may be old. If Hawser still runs, its work goes on without this page. Attempt {{attempt}} {{countdown}}.',
          { countdown: <Countdown to={link.retryAt} /> },
          { attempt: link.attempt + 1 },
        )}
      </Strip>
    )
  if (link.is !== 'open') return null
  return engineNames.map((name) => {
    const engine = engines[name]
    return engine && !flowing[name] && <EngineStrip key={name} engine={engine} />
  })
}

const engineWords: Record<EngineName, { engine: string; loss: string; safe: string }> = translated(
  {
    forward: {
      engine: 'The forwarding engine',
      loss: 'Nothing is forwarded',
      safe: 'rules and settings are safe',
    },
    bond: {
      engine: 'The bonding engine',
      loss: 'No stream is bonded or received',
      safe: 'bonds, receivers and the other engines are safe',
    },
    sync: {
      engine: 'The sync engine',
      loss: 'No folder is kept equal',
      safe: 'files, folders and the other engines are safe',
    },
    tunnel: {
      engine: 'The tunnel engine',
      loss: 'No tube is open, and nothing is reached through one',
      safe: 'ways, what is allowed and the other engines are safe',
    },
    diagnose: {
      engine: 'The doctor',
      loss: 'The network cannot be looked at',
      safe: 'the other engines go on',
    },
  },
  'engine',
  'loss',
  'safe',
)

function EngineStrip({ engine: { name, state, restarts, retryAt } }: { engine: EngineStatus }) {
  const { engine, loss, safe } = engineWords[name]
  if (state === 'waiting')
    return (
      <Strip>
        {sentence(
          '<b>{{engine}} is restarting</b> (attempt {{restarts}}, {{countdown}}). {{loss}} until it is back; {{safe}}.',
          { countdown: <Countdown to={retryAt} /> },
          { engine, restarts, loss, safe },
        )}
      </Strip>
    )
  if (state === 'stopped')
    return (
      <Strip>
        <strong className="font-semibold">{t('{{engine}} is stopped.', { engine })}</strong> {loss}.
      </Strip>
    )
  return null
}

function Strip({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="alert"
      className="flex items-center gap-3 border-b border-line bg-warn-soft px-5 py-2 text-sm text-text"
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
      <p className="min-w-0 grow">{children}</p>
      {action}
    </div>
  )
}
