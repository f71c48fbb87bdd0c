import { RotateCw, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { retryNow } from '../state/session.ts'
import { useSlow } from '../state/store.ts'
import { Button } from './button.tsx'

/** What is wrong with Hawser itself, what it means, and when it will be tried again. */
export function Banner() {
  const link = useSlow(({ link }) => link)
  const engine = useSlow(({ engine }) => engine)
  const flowing = useSlow(({ flowing }) => flowing)
  if (link.is === 'lost')
    return (
      <Strip
        action={
          <Button small icon={RotateCw} onClick={retryNow}>
            Retry now
          </Button>
        }
      >
        <strong className="font-semibold">Reconnecting…</strong> {link.reason} What you see may be old. If
        Hawser still runs, its forwarding goes on without this page. Attempt {link.attempt + 1}{' '}
        <Countdown to={link.retryAt} />.
      </Strip>
    )
  if (link.is !== 'open' || flowing || engine === undefined) return null
  if (engine.state === 'waiting')
    return (
      <Strip>
        <strong className="font-semibold">The forwarding engine is restarting</strong> (attempt{' '}
        {engine.restarts}, <Countdown to={engine.retryAt} />
        ). Nothing is forwarded until it is back; rules and settings are safe.
      </Strip>
    )
  if (engine.state === 'stopped')
    return (
      <Strip>
        <strong className="font-semibold">The forwarding engine is stopped.</strong> Nothing is forwarded.
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

/** `in 3 s`, `now`. Not read out again and again. */
function Countdown({ to }: { to: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.ceil((to - now) / 1000)
  return (
    <span aria-live="off" className="num">
      {seconds > 0 ? `in ${seconds} s` : 'now'}
    </span>
  )
}
