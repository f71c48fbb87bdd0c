import type { Difference, Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'

/** A folder in which one side counts for nothing: what was changed there is listed. */
export type OneWay = Exclude<Folder['mode'], 'both'>

/** What the page says above the list, and on its button. */
export const oneWayWords: Record<OneWay, { title: string; text: string; button: string }> = translated(
  {
    receive: {
      title: 'Differs here',
      text: 'This folder only receives: what was changed here stays here, and the others do not get it.',
      button: 'Revert to what the others have…',
    },
    send: {
      title: 'Differs on other devices',
      text: 'This folder only sends: what the others changed is not taken, and does not come here.',
      button: 'Make ours hold everywhere…',
    },
  },
  'title',
  'text',
  'button',
)

const verbs: Record<Difference['change'], string> = translated({
  changed: 'Changed',
  added: 'Added',
  removed: 'Removed',
})

/** `Changed here`, `Removed on Edit suite`. */
export const changeText = ({ change, by }: Difference, mode: OneWay, nameOf: (id: string) => string) =>
  mode === 'receive'
    ? t('{{changed}} here', { changed: verbs[change] })
    : t('{{changed}} on {{device}}', { changed: verbs[change], device: nameOf(by) })

/** `2 files and 1 directory` */
export function countText(files: readonly Pick<Difference, 'kind'>[]): string {
  const directories = files.filter(({ kind }) => kind === 'directory').length
  const others = files.length - directories
  const parts = [
    ...(others > 0 ? [t('{{count}} files', { count: others })] : []),
    ...(directories > 0 ? [t('{{count}} directories', { count: directories })] : []),
  ]
  return parts.length < 2
    ? (parts[0] ?? '')
    : t('{{one}} and {{other}}', { one: parts[0]!, other: parts[1]! })
}

const effects = {
  receive: {
    changed: (count: string) =>
      t(
        "{{number}} changed here: the others' version takes the place. Until it has come, what is here stays.",
        { number: count },
      ),
    added: (count: string) =>
      t('{{number}} added here: removed, because no other device has it.', { number: count }),
    removed: (count: string) => t('{{number}} removed here: fetched again.', { number: count }),
  },
  send: {
    changed: (count: string) => t('{{number}} changed there: replaced by what is here.', { number: count }),
    added: (count: string) =>
      t('{{number}} added there: removed, because this device has nothing of the name.', { number: count }),
    removed: (count: string) => t('{{number}} removed there: brought back as here.', { number: count }),
  },
} as const

/** What a confirmation says before anything is done; `total` may be more than are listed. */
export function effectsOf(
  files: readonly Difference[],
  total: number,
  { keepDays, mode }: { keepDays: number; mode: OneWay },
): string[] {
  const told = (['changed', 'added', 'removed'] as const).flatMap((change) => {
    const count = countText(files.filter((file) => file.change === change))
    return count === '' ? [] : [effects[mode][change](count)]
  })
  if (total > files.length)
    told.push(t('And so on for {{total}} more that are not listed.', { total: total - files.length }))
  return [...told, mode === 'send' ? theirBins() : ownBin(keepDays)]
}

const theirBins = () =>
  t('What other devices lose by this goes to the bin there, as long as the folder keeps one on that device.')

const ownBin = (keepDays: number) =>
  keepDays > 0
    ? t('What gives way here goes to the bin, from where it can be restored for {{count}} days.', {
        count: keepDays,
      })
    : t(
        'This folder keeps no bin. What gives way here is kept there for one day all the same; then it is deleted.',
      )
