import { useEffect, useState } from 'react'
import { t } from '../../language/t.ts'

/** `in 3 s`, `now`. Not read out again and again. */
export function Countdown({ to }: { to: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.ceil((to - now) / 1000)
  return (
    <span aria-live="off" className="num">
      {seconds > 0 ? t('in {{seconds}} s', { seconds }) : t('now')}
    </span>
  )
}
