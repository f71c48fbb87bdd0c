import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatRate, plural } from '../../format.ts'
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
      <dl aria-label="Totals" className="flex flex-wrap gap-px">
        {rules.length > 0 && <RuleTotals />}
        {!split && others}
      </dl>
      {split && (
        <dl aria-label="Totals of the other engines" className="flex flex-wrap gap-px">
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
        name="Synced"
        read={() => (up() ? formatRate(live.sync.rate('downRate') + live.sync.rate('upRate')) : '–')}
        note={() =>
          up() && live.sync.need('needFiles') > 0 ? `${formatBytes(live.sync.need('needBytes'))} to come` : ''
        }
      />
      <Tile
        name="Folders in trouble"
        read={() => {
          const bad = views().filter(broken).length
          return up() ? { text: formatCount(bad), level: bad > 0 ? 'error' : 'ok' } : '–'
        }}
        note={() => `of ${plural(folders.length, 'folder')}`}
      />
      <Tile
        name={<Term word="Conflicts" meaning={words.conflict} />}
        read={() => (up() ? { text: formatCount(conflicts()), level: conflicts() > 0 ? 'warn' : 'ok' } : '–')}
        note={() => (conflicts() > 0 ? 'to resolve' : '')}
      />
    </>
  )
}

function TunnelTotals() {
  const up = () => live.tunnel.snapshot !== undefined
  const open = () => Object.values(slow().tubeViews).filter(({ state }) => state === 'open').length
  return (
    <Tile
      name="Tunnelled"
      read={() => (up() ? formatRate(live.tunnel.rate('rateIn') + live.tunnel.rate('rateOut')) : '–')}
      note={() => (up() ? plural(open(), 'open tube') : '')}
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
        name="Bonded"
        read={() => (up() ? formatRate(live.bonds.bitrate) : '–')}
        note={() => `${formatCount(on)} of ${plural(bonds.length, 'bond')} on`}
      />
      <Tile
        name="Links in trouble"
        read={() => {
          const bad = inTrouble(links()).length
          return up() ? { text: formatCount(bad), level: bad > 0 ? 'warn' : 'ok' } : '–'
        }}
        note={() => (up() ? `of ${plural(links().length, 'link')}` : '')}
      />
    </>
  )
}

function ReceiverTotal() {
  const receivers = useReceivers()
  const on = receivers.filter(({ enabled }) => enabled).length
  return (
    <Tile
      name="Received"
      read={() => (live.bonds.snapshot ? formatRate(live.bonds.received) : '–')}
      note={() => `${formatCount(on)} of ${plural(receivers.length, 'receiver')} on`}
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
        name="To viewers"
        read={() => (up() ? formatRate(live.sum('rateDown')) : '–')}
        note={() => (up() ? `${formatBytes(live.sum('bytesDown'))} in all` : '')}
      />
      <Tile
        name="Connections"
        read={() => (up() ? formatCount(live.sum('connections')) : '–')}
        note={() => (up() ? `from viewers ${formatRate(live.sum('rateUp'))}` : '')}
      />
      <Tile name="Rules on" read={() => formatCount(on)} note={() => `of ${plural(rules.length, 'rule')}`} />
      <Tile
        name={<Term word="Late frames" meaning={`${words.late} ${thresholds.lateRatio.explain}`} />}
        read={() => {
          const [late, frames] = [live.sum('lateFrames'), live.sum('frames')]
          if (frames === 0) return '–'
          return {
            text: formatCount(late),
            level: late > 0 ? levelOf('lateRatio', ratio(late, frames)) : 'ok',
          }
        }}
        note={() => (up() && live.sum('frames') > 0 ? `of ${formatCount(live.sum('frames'))} frames` : '')}
      />
      <Tile
        name={<Term word="Buffered" meaning={words.buffered} />}
        read={() => (up() ? formatBytes(live.sum('bufferedProcess') + live.sum('bufferedKernel')) : '–')}
        note={() => (up() ? `Hawser ${formatBytes(live.sum('bufferedProcess'))}` : '')}
      />
    </>
  )
}
