import { Maximize2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../../../language/t.ts'
import { LiveText } from '../../components/live-text.tsx'
import { type Look, Shape } from '../../components/state-badge.tsx'
import { formatRate } from '../../format.ts'
import { openMain } from '../../state/desktop.ts'
import { useSlow, useThings } from '../../state/store.ts'
import { hearTransfers } from '../../state/told-transfers.ts'
import { isUp } from '../../state/tunnel-view.ts'
import type { Trouble } from '../overview/troubles.ts'
import { useTroubles } from '../overview/use-troubles.ts'
import { type InUse, rates, totalRate, type Vital, vitals } from './vitals.ts'

/**
 * The vital numbers, to be read at arm's length. Everything is in em and grows with the window; a double click opens
 * the main one.
 */
export function CompactPage() {
  const transfers = useTransfers()
  const inUse = useInUse(transfers.isBusy)
  const { troubles, moreRules } = useTroubles()
  const worst = worstOf(troubles)
  const numbers = [...rates(inUse, transfers.rate), ...vitals(inUse)]
  const { look, word } = useOverall(worst, troubles.length + moreRules)
  return (
    <main
      className="flex h-full flex-col gap-[0.5em] overflow-hidden bg-surface px-[0.75em] pt-[0.5em] pb-[0.6em] text-[min(4.45vw,8vh)] leading-tight select-none"
      onDoubleClick={() => openMain()}
    >
      <header className="flex items-center gap-[0.5em]">
        <Shape look={look} className="size-[0.95em]" />
        <h1 className={`min-w-0 grow truncate font-semibold ${look.colour}`}>{word}</h1>
        <LiveText
          className="text-[1.55em] font-semibold whitespace-nowrap"
          read={() => formatRate(totalRate(transfers.rate()))}
        />
        <button
          type="button"
          title={t('Open Hawser')}
          aria-label={t('Open Hawser')}
          className="-mr-[0.25em] rounded-md p-[0.25em] text-faint hover:bg-hover hover:text-text"
          onClick={() => openMain()}
        >
          <Maximize2 aria-hidden className="size-[1em]" />
        </button>
      </header>
      {numbers.length === 0 ? (
        <p className="grow text-muted">{t('Nothing is set up yet. A double click opens Hawser.')}</p>
      ) : (
        <dl
          aria-label={t('Vital numbers')}
          className={`grid gap-x-[0.6em] gap-y-[0.45em] ${numbers.length > roomy ? 'grid-cols-4 [@media(max-aspect-ratio:3/2)]:grid-cols-3' : 'grid-cols-3 text-[1.35em]'}`}
        >
          {numbers.map((vital) => (
            <Cell key={vital.key} vital={vital} />
          ))}
        </dl>
      )}
      {worst && <Worst trouble={worst} />}
    </main>
  )
}

/** So few numbers can be larger. */
const roomy = 3

/** Numbers are read from afar, units are known. */
function Cell({ vital: { name, read } }: { vital: Vital }) {
  const parts = () => {
    const reading = read()
    const { text, level } = typeof reading === 'string' ? { text: reading, level: undefined } : reading
    const cut = text.lastIndexOf('\u00a0')
    const [number, unit] = cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)]
    return { number: level ? { text: number, level } : number, unit }
  }
  return (
    <div className="min-w-0">
      <dt className="truncate text-[0.72em] text-muted">{name}</dt>
      <dd className="flex items-baseline gap-[0.2em] whitespace-nowrap">
        <LiveText className="text-[1.3em] font-semibold" read={() => parts().number} />
        <LiveText className="text-[0.62em] text-muted" read={() => parts().unit} />
      </dd>
    </div>
  )
}

/** What is worst, and why: a click opens it in the main window. */
const Worst = ({ trouble: { href, name, look, sentence } }: { trouble: Trouble }) => (
  <button
    type="button"
    onClick={() => openMain(href)}
    className={`mt-auto min-h-0 rounded-md px-[0.55em] py-[0.35em] text-left ${look.soft} hover:brightness-105`}
  >
    <span className="line-clamp-2 text-[0.88em]">
      <strong className={`font-semibold ${look.colour}`}>{name}</strong> {sentence}
    </span>
  </button>
)

const isBad = ({ look }: Trouble) => look.colour === 'text-error'
/** A picture that stands still is worse than a file that waits. */
const gravity: readonly Trouble['kind'][] = ['rule', 'bond', 'receiver', 'network', 'tube', 'way']
const rank = (trouble: Trouble) =>
  (isBad(trouble) ? 0 : gravity.length + 1) +
  ((gravity.indexOf(trouble.kind) + gravity.length + 1) % (gravity.length + 1))
const worstOf = (troubles: readonly Trouble[]): Trouble | undefined =>
  troubles.toSorted((a, b) => rank(a) - rank(b))[0]

const quiet = { colour: 'text-muted', soft: 'bg-raised', shape: 'ring', meaning: '' } as const
const well = { colour: 'text-ok', soft: 'bg-ok-soft', shape: 'dot', meaning: '' } as const
const warning = { colour: 'text-warn', soft: 'bg-warn-soft', shape: 'triangle', meaning: '' } as const

/** How everything is together, in a word. */
function useOverall(worst: Trouble | undefined, count: number): { look: Look; word: string } {
  const link = useSlow(({ link }) => link.is)
  const isAway = useSlow(({ engines }) => Object.values(engines).some(({ state }) => state === 'waiting'))
  const said = (look: Omit<Look, 'word'>, word: string) => ({ look: { ...look, word }, word })
  if (link === 'connecting') return said(quiet, t('Connecting…'))
  if (link === 'lost') return said(warning, t('Reconnecting…'))
  if (isAway) return said(warning, t('Engine restarting'))
  if (worst) return said(worst.look, t('{{count}} in trouble', { count }))
  return said(well, t('All is well'))
}

/** Of all windows: this one has none of its own. */
function useTransfers() {
  const [isBusy, setBusy] = useState(false)
  const [heard, setHeard] = useState<ReturnType<typeof hearTransfers>>()
  useEffect(() => {
    const hearing = hearTransfers(() => setBusy(hearing.count() > 0))
    setHeard(hearing)
    return hearing.end
  }, [])
  return { isBusy, rate: () => heard?.rate() ?? 0 }
}

function useInUse(transfers: boolean): InUse {
  const { rules, bonds, receivers, folders, ways } = useThings()
  const tubes = useSlow(({ tubeViews }) => Object.values(tubeViews).some(isUp))
  return {
    rules: rules.length > 0,
    bonds: bonds.length + receivers.length > 0,
    folders: folders.length > 0,
    tunnel: ways.length > 0 || tubes,
    transfers,
  }
}
