import { Copy, RotateCw, TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { Bond, Routing } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { HelpLink } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'
import { copyText } from '../../state/bond-actions.ts'
import { type LinkView, linkName } from '../../state/bond-view.ts'
import { host } from '../../state/session.ts'

/** Says which links' packets leave by another interface, and what to run against it. Nothing while all is well. */
export function RoutingWarning({ bond, links }: { bond: Bond; links: readonly LinkView[] }) {
  const [routings, setRoutings] = useState<readonly Routing[]>([])
  const [asking, setAsking] = useState(false)
  const receiver = bond.receiver.host
  const uplinks = links
    .filter(({ state }) => state !== 'off' && state !== 'absent')
    .map(({ id }) => id)
    .join('\n')
  // The engine looks from time to time; when what it says changes, the commands may change too.
  const told = links.map(({ routing }) => routing).join()
  const ask = useCallback(async () => {
    if (uplinks === '') return setRoutings([])
    setAsking(true)
    try {
      const answer = await host().checkRouting({ receiver, uplinks: uplinks.split('\n') })
      setRoutings(answer.routings)
    } catch {
      // The lanes still say which link is misrouted.
    }
    setAsking(false)
  }, [receiver, uplinks])
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the engine sees a change
  useEffect(() => {
    void ask()
  }, [ask, told])
  const wrong = routings.filter(({ result }) => result === 'wrong')
  if (wrong.length === 0) return null
  const nameOf = (uplink: string) => {
    const link = links.find(({ id }) => id === uplink)
    return link ? linkName(link) : uplink
  }
  return (
    <section aria-label={t('Routing')} className="rounded-xl border border-warn bg-warn-soft px-4 py-3">
      <header className="flex flex-wrap items-center gap-2">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
        <h2 className="grow text-sm font-semibold">
          {t('{{count}} links do not leave by the right interface', { count: wrong.length })}
        </h2>
        <Button small icon={RotateCw} disabled={asking} onClick={() => void ask()}>
          {t('Check again')}
        </Button>
      </header>
      <ul className="mt-1 flex flex-col gap-3 pl-6">
        {wrong.map(({ uplink, text, commands }) => (
          <li key={uplink} className="min-w-0">
            <p>
              <strong className="font-semibold">{nameOf(uplink)}:</strong> {text}
            </p>
            {commands.length > 0 && <Commands commands={commands} of={nameOf(uplink)} />}
          </li>
        ))}
      </ul>
      <p className="mt-2 pl-6 text-xs text-muted">
        {sentence('Run them as an administrator, then check again. {{helpLink}}', {
          helpLink: <HelpLink topic="routing">{t('Why this happens')}</HelpLink>,
        })}
      </p>
    </section>
  )
}

const Commands = ({ commands, of }: { commands: readonly string[]; of: string }) => (
  <div className="mt-1.5 flex items-start gap-2 rounded-md border border-line bg-surface py-1.5 pr-1.5 pl-2.5">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    <pre className="min-w-0 grow overflow-x-auto font-mono text-xs leading-5 select-all" tabIndex={0}>
      {commands.join('\n')}
    </pre>
    <Button
      small
      icon={Copy}
      aria-label={t('Copy the commands for {{of}}', { of })}
      onClick={() => void copyText(`${commands.join('\n')}\n`)}
    >
      {t('Copy')}
    </Button>
  </div>
)
