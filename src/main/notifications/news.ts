import type { HawserEvent } from '../../contract/events.ts'
import { t } from '../../language/t.ts'

/**
 * - `trouble`: something that should work does not
 * - `recovered`: it does again
 * - `asks`: somebody has to answer
 * - `ended`: what was begun is finished
 */
export type NewsKind = 'trouble' | 'recovered' | 'asks' | 'ended'

/** Something that a person should hear of. */
export interface News {
  kind: NewsKind
  /** What it is about, such as one bond: news of one thing come after one another. */
  subject: string
  /** The part of it, such as one of its links; empty for all of it. */
  part: string
  /** The worse of two troubles is told. */
  weight: number
  title: string
  text: string
  /** The page that shows it. */
  path: string
}

type Wording = readonly [kind: NewsKind, title: () => string, weight?: number]

const targetAway: Wording = ['trouble', () => t('A target does not answer')]

/** What a person should hear of besides what is an error anyway, by source and code. */
const wordings: Readonly<Record<string, Wording>> = {
  'forward target-refused': targetAway,
  'forward target-timeout': targetAway,
  'forward target-unreachable': targetAway,
  'forward network-unreachable': targetAway,
  'forward target-lost': targetAway,
  'forward host-not-found': targetAway,
  'forward target-back': ['recovered', () => t('A target is back')],

  'bond link-down': ['trouble', () => t('A link is down')],
  'bond link-absent': ['trouble', () => t('A link is gone')],
  'bond link-stalled': ['trouble', () => t('A link delivers nothing')],
  'bond link-misrouted': ['trouble', () => t('A link takes the wrong way')],
  'bond link-cap-near': ['trouble', () => t('A data cap is near')],
  'bond link-capped': ['trouble', () => t('A data cap is reached')],
  'bond all-links-down': ['trouble', () => t('Every link is down'), 3],
  'bond receiver-silent': ['trouble', () => t('The receiver does not answer'), 3],
  'bond receiver-refused': ['trouble', () => t('The receiver refuses the bond'), 3],
  'bond link-up': ['recovered', () => t('A link is up')],
  'bond link-recovered': ['recovered', () => t('A link is up')],
  'bond bond-registered': ['recovered', () => t('The receiver answers')],

  'sync sync-conflict': ['asks', () => t('Two versions of a file')],
  'sync folder-back': ['recovered', () => t('A folder is at work again')],

  'tunnel tube-lost': ['trouble', () => t('A tunnel has lost its path')],
  'tunnel tube-back': ['recovered', () => t('A tunnel is back')],
  'tunnel tube-open': ['recovered', () => t('A tunnel is back')],
  'tunnel peer-unreachable': ['trouble', () => t('A device cannot be reached')],
  'tunnel rtc-failed': ['trouble', () => t('A tunnel cannot be made')],

  'transfer transfer-sent': ['ended', () => t('Files have arrived')],
  'transfer transfer-received': ['ended', () => t('Files have come')],
  'transfer transfer-declined': ['ended', () => t('Files were declined')],
  'transfer transfer-failed': ['trouble', () => t('A transfer has failed')],

  'host observe-not-listening': ['trouble', () => t('Monitoring does not work')],
  'host database-damaged': ['trouble', () => t('The history was damaged')],
  'host settings-invalid': ['trouble', () => t('The settings file is not understood')],
  'host settings-unreadable': ['trouble', () => t('The settings cannot be read')],
}

/** That transfers wait for somebody, as their page says it. */
export const asking = (text: string, path: string): News => ({
  kind: 'asks',
  subject: 'transfer',
  part: text,
  weight: 1,
  title: t('Somebody sends you something'),
  text,
  path,
})

/** What a person should hear of an event; undefined of most. `path`: where it is shown. */
export function newsOf(event: HawserEvent, path: string): News | undefined {
  const { source, code, level, text, link = '' } = event
  const about = { subject: subjectOf(event), part: link, text, path }
  if (code === 'engine-crashed')
    return { ...about, kind: 'trouble', weight: 4, title: t('A part of Hawser was restarted') }
  // It starts by itself, which nobody has to be told.
  if (code === 'engine-running') return undefined
  const wording = wordings[`${source} ${code}`]
  if (wording) {
    const [kind, title, weight = level === 'error' ? 2 : 1] = wording
    return { ...about, kind, weight, title: title() }
  }
  // What the doctor finds while streams run is found twice before it is told.
  if (source === 'diagnose' && level === 'warning')
    return { ...about, kind: 'trouble', weight: 1, title: t('The network is in trouble') }
  return level === 'error' ? { ...about, kind: 'trouble', weight: 2, title: troubleTitle(source) } : undefined
}

/** What an event is about first of all; each source alone where it is about nothing that has a name. */
function subjectOf({ source, code, ruleId, bondId, folderId, peerId, tubeId }: HawserEvent): string {
  if (code === 'engine-crashed') return `engine ${source}`
  const id = ruleId ?? bondId ?? folderId ?? peerId ?? tubeId
  return id === undefined ? `${source} ${code}` : `${source} ${id}`
}

function troubleTitle(source: HawserEvent['source']): string {
  switch (source) {
    case 'forward':
      return t('Forwarding is in trouble')
    case 'bond':
      return t('Bonding is in trouble')
    case 'sync':
      return t('Sync is in trouble')
    case 'tunnel':
      return t('A tunnel is in trouble')
    case 'transfer':
      return t('A transfer is in trouble')
    case 'diagnose':
      return t('The network is in trouble')
    default:
      return t('Hawser is in trouble')
  }
}
