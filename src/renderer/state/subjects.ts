import { useMemo } from 'react'
import type { HawserEvent } from '../../contract/events.ts'
import { t } from '../../language/t.ts'
import { paths } from './router.ts'
import { useSlow, useThings } from './store.ts'
import { partyOf } from './tunnel-view.ts'

/** What an event is about, and where that is shown. `charts`: over time, too. */
export type Subject = { name: string; href: string; charts?: true }

/** The ids of all that an event is about, the nearest first: a rule, a bond or receiver, a folder, a tube, a device. */
export const subjectIds = ({ ruleId, bondId, folderId, peerId, tubeId }: HawserEvent): string[] =>
  [ruleId, bondId, folderId, tubeId, peerId].filter((id) => id !== undefined)

/** Files go from window to window: all of them are shown on one page. */
const transfers: Subject = {
  get name() {
    return t('Transfer')
  },
  href: paths.transfer,
  charts: true,
}

/** What an event is about first of all, as far as that still is there. */
export function subjectOf(event: HawserEvent, known: ReadonlyMap<string, Subject>): Subject | undefined {
  const id = subjectIds(event).find((one) => known.has(one))
  const subject = id === undefined ? undefined : known.get(id)
  if (event.source === 'transfer') return transfers
  // Of a tube that is over its device is known, and with it the charts of all its tubes.
  return subject && event.source === 'tunnel' && id !== undefined && id === event.peerId
    ? { ...subject, href: paths.tube(id), charts: true }
    : subject
}

/** Everything that events may be about, by id. */
export function useSubjects(): ReadonlyMap<string, Subject> {
  const { rules, bonds, receivers, folders, peers, ways } = useThings()
  const tubes = useSlow(({ tubeViews }) => tubeViews)
  return useMemo(
    () =>
      new Map([
        ...Object.values(tubes).map(
          (tube) =>
            [
              tube.id,
              { name: tube.peerName || t('Tube'), href: paths.tube(partyOf(tube)), charts: true },
            ] as const,
        ),
        ...ways.map(({ id, name, party }) => [id, { name, href: paths.tube(party) }] as const),
        ...rules.map(({ id, name }) => [id, { name, href: paths.rule(id), charts: true }] as const),
        ...bonds.map(({ id, name }) => [id, { name, href: paths.bond(id), charts: true }] as const),
        ...receivers.map(({ id, name }) => [id, { name, href: paths.receiver(id), charts: true }] as const),
        ...folders.map(({ id, name }) => [id, { name, href: paths.folder(id), charts: true }] as const),
        ...peers.map(({ id, name }) => [id, { name, href: paths.devices }] as const),
      ]),
    [rules, bonds, receivers, folders, peers, ways, tubes],
  )
}
