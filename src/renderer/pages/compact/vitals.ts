import { t } from '../../../language/t.ts'
import type { Reading } from '../../components/live-text.tsx'
import { formatBytes, formatPart, formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { levelOf, ratio } from '../../state/thresholds.ts'

/** A number with its name. */
export interface Vital {
  key: string
  name: string
  read: () => string | Reading
}

/** What is set up here, or goes on. */
export interface InUse {
  rules: boolean
  bonds: boolean
  folders: boolean
  tunnel: boolean
  transfers: boolean
}

const unknown = '–'

/** The rate of each engine in use. `transferRate`: of all windows, bytes/s. */
export function rates(inUse: InUse, transferRate: () => number): Vital[] {
  const forward = () => (live.snapshot ? formatRate(live.sum('rateDown')) : unknown)
  const bonded = () => (live.bonds.snapshot ? formatRate(live.bonds.bitrate + live.bonds.received) : unknown)
  const synced = () =>
    live.sync.snapshot ? formatRate(live.sync.rate('downRate') + live.sync.rate('upRate')) : unknown
  const tunnelled = () =>
    live.tunnel.snapshot ? formatRate(live.tunnel.rate('rateIn') + live.tunnel.rate('rateOut')) : unknown
  return [
    ...(inUse.rules ? [{ key: 'forward', name: t('To viewers'), read: forward }] : []),
    ...(inUse.bonds ? [{ key: 'bond', name: t('Bonded'), read: bonded }] : []),
    ...(inUse.tunnel ? [{ key: 'tunnel', name: t('Tunnelled'), read: tunnelled }] : []),
    ...(inUse.folders ? [{ key: 'sync', name: t('Synced'), read: synced }] : []),
    ...(inUse.transfers
      ? [{ key: 'transfer', name: t('Transferred'), read: () => formatRate(transferRate()) }]
      : []),
  ]
}

/** Bytes/s of everything. */
export const totalRate = (transferRate: number): number =>
  live.sum('rateDown') +
  live.bonds.bitrate +
  live.bonds.received +
  live.sync.rate('downRate') +
  live.sync.rate('upRate') +
  live.tunnel.rate('rateIn') +
  live.tunnel.rate('rateOut') +
  transferRate

/** What tells that a stream suffers before anybody sees it. */
export function vitals(inUse: InUse): Vital[] {
  return [
    ...(inUse.rules ? [{ key: 'late', name: t('Late'), read: lateFrames }] : []),
    ...(inUse.bonds ? [{ key: 'loss', name: t('Loss'), read: worstLoss }] : []),
    ...(inUse.rules || inUse.tunnel ? [{ key: 'buffer', name: t('Buffer'), read: buffered }] : []),
  ]
}

const lastMinuteMs = 60_000

/** Of the frames of the last minute. */
function lateFrames(): string | Reading {
  if (!live.snapshot) return unknown
  const [, frames = [], late = []] = live.total.fine.read(Date.now() - lastMinuteMs, ['frames', 'lateFrames'])
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0)
  const [all, bad] = [sum(frames), sum(late)]
  if (all === 0) return unknown
  return { text: formatPart(ratio(bad, all)), level: levelOf('lateRatio', ratio(bad, all)) }
}

/** Of the link that loses most. */
function worstLoss(): string | Reading {
  const links = (live.bonds.snapshot?.bonds ?? []).flatMap((bond) => bond.links)
  const carrying = links.filter(({ bitrate }) => bitrate > 0)
  if (carrying.length === 0) return unknown
  const loss = Math.max(...carrying.map((link) => link.loss))
  return { text: formatPart(loss), level: levelOf('linkLoss', loss) }
}

function buffered(): string | Reading {
  if (!live.snapshot && !live.tunnel.snapshot) return unknown
  const forward = live.sum('bufferedProcess') + live.sum('bufferedKernel')
  const bytes = forward + (live.tunnel.snapshot?.tubes ?? []).reduce((sum, tube) => sum + tube.queuedBytes, 0)
  return { text: formatBytes(bytes), level: levelOf('buffered', bytes) }
}
