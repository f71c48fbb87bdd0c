import { join, sep } from 'node:path'
import type { AsyncSubscription, Event } from '@parcel/watcher'
import { isOwn, ownName } from '../../../disk/names.ts'
import { Fault } from '../../../wire/fault.ts'
import type { FolderRoot } from './root.ts'
import type { Watching, WatchSink } from './watch.ts'

/** Lets the system watch a folder as a whole (FSEvents, ReadDirectoryChangesW). */
export function watchTree(root: FolderRoot, sink: WatchSink): Watching {
  let isClosed = false
  let subscription: AsyncSubscription | undefined
  const fail = async (error: Error) => {
    const fault = await root.check().catch((reason: Fault) => reason)
    const text = `Changes in ${root.path} are not told by the system (${error.message}); it is looked through from time to time.`
    sink.failed(fault instanceof Fault ? fault : new Fault('folder-unwatched', text))
  }
  const told = (error: Error | null, events: readonly Event[]) => {
    if (isClosed) return
    if (error) return void fail(error)
    for (const { path } of events) tell(path)
  }
  const tell = (diskPath: string) => {
    if (diskPath === root.path) {
      // The folder itself was moved, deleted, or given other rights.
      root.check().catch((fault: Fault) => sink.failed(fault))
      return
    }
    const path = diskPath
      .slice(root.path.length + 1)
      .replaceAll(sep, '/')
      .normalize('NFC')
    if (!isOwn(path.split('/', 1)[0]!)) sink.changed(path)
  }
  // Loaded only where it is used: it comes with a part for each system, and one may be missing.
  const started = import('@parcel/watcher').then(({ subscribe }) =>
    subscribe(root.path, told, { ignore: [join(root.path, ownName)] }),
  )
  const ready = started.then(
    (watching) => {
      subscription = watching
      if (isClosed) return end()
    },
    (error: Error) => fail(error),
  )
  const end = () => subscription?.unsubscribe().catch(() => {})
  return {
    ready,
    close() {
      isClosed = true
      void end()
    },
  }
}
