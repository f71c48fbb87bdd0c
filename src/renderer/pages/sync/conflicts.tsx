import { GitFork } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { Conflict, Folder } from '../../../contract/sync.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { formatBytes, formatMoment, splitPath, visibleName } from '../../format.ts'
import { attempt } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { FileName } from './file-name.tsx'
import { ResolveDialog } from './resolve-dialog.tsx'

type Props = { folder: Folder; count: number }

/** Files that two devices changed at once: both versions are there until somebody chooses. */
export function Conflicts({ folder, count }: Props) {
  const [found, setFound] = useState<readonly Conflict[]>()
  const [chosen, setChosen] = useState<Conflict>()
  const ask = useCallback(async () => {
    const answer = await attempt('The conflicts could not be listed.', () =>
      host().conflicts({ folderId: folder.id }),
    )
    if (answer) setFound(answer.conflicts)
  }, [folder.id])
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the engine counts others
  useEffect(() => {
    void ask()
  }, [ask, count])
  const nameOf = useDeviceName()
  const now = Date.now()
  return (
    <Card title={`Conflicts to resolve (${found?.length ?? count})`} className="border-warn!">
      <p className="px-4 pb-1.5 text-muted">
        Two devices changed the same file before they heard of each other. Nothing was overwritten: one
        version is in place, the other is kept as a copy beside it.
      </p>
      <ul aria-label="Conflicts" className="pb-2">
        {found?.map((conflict) => (
          <li
            key={conflict.copy}
            className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line px-4 py-2"
          >
            <span className="min-w-0 grow basis-72">
              <FileName path={conflict.path} className="font-medium" />
              <span className="num block text-xs text-muted">
                {conflict.mtime > 0
                  ? `In place: ${formatMoment(conflict.mtime, now)}, ${formatBytes(conflict.size)}.`
                  : 'In place: nothing, the file was removed.'}{' '}
                Copy from {nameOf(conflict.copyDevice)}: {formatMoment(conflict.copyMtime, now)},{' '}
                {formatBytes(conflict.copySize)}.
              </span>
            </span>
            <Button
              small
              icon={GitFork}
              aria-label={`Resolve ${visibleName(splitPath(conflict.path).name)}`}
              onClick={() => setChosen(conflict)}
            >
              Resolve…
            </Button>
          </li>
        ))}
      </ul>
      {chosen && (
        <ResolveDialog
          folder={folder}
          conflict={chosen}
          deviceName={nameOf(chosen.copyDevice)}
          close={() => setChosen(undefined)}
          resolved={() => {
            setFound(found?.filter((conflict) => conflict !== chosen))
            setChosen(undefined)
          }}
        />
      )}
    </Card>
  )
}

/** What people call a device: this one, a paired one by its name, or by the beginning of its id. */
export function useDeviceName(): (id: string) => string {
  const peers = usePeers()
  const self = useSlow(({ devices }) => devices?.self)
  // Names of copies carry the first eight characters alone.
  const is = (known: string, id: string) => id !== '' && known.startsWith(id)
  return (id) => {
    if (self && is(self.id, id)) return 'this device'
    return peers.find((peer) => is(peer.id, id))?.name ?? (id ? `device ${id.slice(0, 8)}` : 'another device')
  }
}
