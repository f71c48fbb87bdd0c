import { t } from '../../../language/t.ts'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatRate } from '../../format.ts'
import { inTrouble } from '../../state/bond-view.ts'
import { broken } from '../../state/folder-view.ts'
import { live } from '../../state/live.ts'
import { slow, useBonds, useFolders, useReceivers, useRules, useSlow } from '../../state/store.ts'
import { levelOf, ratio, thresholds } from '../../state/thresholds.ts'
import { isUp } from '../../state/tunnel-view.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'

/** Everything that flows, in a row of numbers. */
export function Totals() {
  const rules = useRules()
  const bonds = useBonds()
  const receivers = useReceivers()
  const folders = useFolders()
  const bonding = bonds.length + receivers.length > 0
  // All engines together are too much for one row.
  const tubes = useSlow(({ tubeViews }) => Object.values(tubeViews).some(isUp))
  const kinds = [rules.length > 0, bonding, folders.length > 0, tubes].filter(Boolean).length
  const split = kinds > 2 && rules.length > 0
  const others = (
    <>
      {bonds.length > 0 && <BondTotals />}
      {receivers.length > 0 && <ReceiverTotal />}
      {folders.length > 0 && <FolderTotals />}
      {tubes && <TunnelTotals />}
    </>
  )
  return (
    <div className="card flex flex-col gap-px overflow-hidden bg-line">
      <dl aria-label={t('Totals')} className="flex flex-wrap gap-px">
        {rules.length > 0 && <RuleTotals />}
        {!split && others}
      </dl>
      {split && (
        <dl aria-label={t('Totals of the other engines')} className="flex flex-wrap gap-px">
          {others}
        </dl>
      )}
    </div>
  )
}

function FolderTotals() {
  const folders = useFolders()
  const views = () => Object.values(slow().folderViews)
  const up = () => live.sync.snapshot !== undefined
  const conflicts = () => views().reduce((sum, view) => sum + view.conflicts, 0)
  return (
    <>
      <Tile
        name={t('Synced')}
        read={() => (up() ? formatRate(live.sync.rate('downRate') + live.sync.rate('upRate')) : '–')}
        note={() =>
          up() && live.sync.need('needFiles') > 0
            ? t('{{bytes}} to come', { bytes: formatBytes(live.sync.need('needBytes')) })
            : ''
        }
      />
      <Tile
        name={t('Folders in trouble')}
        read={() => {
          const bad = views().filter(broken).length
          return up() ? { text: formatCount(bad), level: bad > 0 ? 'error' : 'ok' } : '–'
        }}
        note={() => t('of {{count}} folders', { count: folders.length })}
      />
      <Tile
        name={<Term word={t('Conflicts')} meaning={words.conflict} />}
        read={() => (up() ? { text: formatCount(conflicts()), level: conflicts() > 0 ? 'warn' : 'ok' } : '–')}
        note={() => (conflicts() > 0 ? t('to resolve') : '')}
      />
    </>
  )
}

function TunnelTotals() {
  const up = () => live.tunnel.snapshot !== undefined
  const open = () => Object.values(slow().tubeViews).filter(({ state }) => state === 'open').length
  return (
    <Tile
      name={t('Tunnelled')}
      read={() => (up() ? formatRate(live.tunnel.rate('rateIn') + live.tunnel.rate('rateOut')) : '–')}
      note={() => (up() ? t('{{count}} open tubes', { count: open() }) : '')}
    />
  )
}

function BondTotals() {
  const bonds = useBonds()
  const on = bonds.filter(({ enabled }) => enabled).length
  const links = () => Object.values(slow().bondViews).flatMap((view) => view.links)
  const up = () => live.bonds.snapshot !== undefined
  return (
    <>
      <Tile
        name={t('Bonded')}
        read={() => (up() ? formatRate(live.bonds.bitrate) : '–')}
        note={() => t('{{on}} of {{count}} bonds on', { on: formatCount(on), count: bonds.length })}
      />
      <Tile
        name={t('Links in trouble')}
        read={() => {
          const bad = inTrouble(links()).length
          return up() ? { text: formatCount(bad), level: bad > 0 ? 'warn' : 'ok' } : '–'
        }}
        note={() => (up() ? t('of {{count}} links', { count: links().length }) : '')}
      />
    </>
  )
}

function ReceiverTotal() {
  const receivers = useReceivers()
  const on = receivers.filter(({ enabled }) => enabled).length
  return (
    <Tile
      name={t('Received')}
      read={() => (live.bonds.snapshot ? formatRate(live.bonds.received) : '–')}
      note={() => t('{{on}} of {{count}} receivers on', { on: formatCount(on), count: receivers.length })}
    />
  )
}

function RuleTotals() {
  const rules = useRules()
  const on = rules.filter(({ enabled }) => enabled).length
  const up = () => live.snapshot !== undefined
  return (
    <>
      <Tile
        name={t('To viewers')}
        read={() => (up() ? formatRate(live.sum('rateDown')) : '–')}
        note={() => (up() ? t('{{bytes}} in all', { bytes: formatBytes(live.sum('bytesDown')) }) : '')}
      />
      <Tile
        name={t('Connections')}
        read={() => (up() ? formatCount(live.sum('connections')) : '–')}
        note={() => (up() ? t('from viewers {{rate}}', { rate: formatRate(live.sum('rateUp')) }) : '')}
      />
      <Tile
        name={t('Rules on')}
        read={() => formatCount(on)}
        note={() => t('of {{count}} rules', { count: rules.length })}
      />
      <Tile
        name={<Term word={t('Late frames')} meaning={`${words.late} ${thresholds.lateRatio.explain}`} />}
        read={() => {
          const [late, frames] = [live.sum('lateFrames'), live.sum('frames')]
          if (frames === 0) return '–'
          return {
            text: formatCount(late),
            level: late > 0 ? levelOf('lateRatio', ratio(late, frames)) : 'ok',
          }
        }}
        note={() =>
          up() && live.sum('frames') > 0
            ? t('of {{number}} frames', { number: formatCount(live.sum('frames')) })
            : ''
        }
      />
      <Tile
        name={<Term word={t('Buffered')} meaning={words.buffered} />}
        read={() => (up() ? formatBytes(live.sum('bufferedProcess') + live.sum('bufferedKernel')) : '–')}
        note={() => (up() ? t('Hawser {{bytes}}', { bytes: formatBytes(live.sum('bufferedProcess')) }) : '')}
      />
    </>
  )
}
